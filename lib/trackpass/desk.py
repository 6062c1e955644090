"""The service's front desk: takes commands, owns sign-ins and keeper, tells the world their state.

Everything here runs in the service's one worker thread. Nothing waits: :meth:`Desk.tick` does the one step
that is due, and ``due`` says when the next one is.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Callable, Dict, Mapping, Optional, Protocol

from trackpass.keeper import Keeper
from trackpass.model import AccountView, App, Command, Credentials, Notice, NoticeKind, SignInView
from trackpass.providers.base import Provider
from trackpass.signin import Clocks, SignIn
from trackpass.vault import Vault

log = logging.getLogger(__name__)


class Board(Protocol):
    """Where state is put up for windows, skins and other add-ons."""

    def show_account(self, view: AccountView) -> None:
        """Puts up an account's state."""

    def show_sign_in(self, tracker: str, view: Optional[SignInView]) -> None:
        """Puts up a sign-in, or takes it down."""

    def is_watched(self, tracker: str) -> bool:
        """Whether a window shows this tracker's sign-in right now."""

    def notify(self, notice: Notice) -> None:
        """Tells the owner, in good time."""


class Desk:
    """``app_for`` reads the owner's app ID of a tracker, each time afresh."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        vault: Vault,
        board: Board,
        clocks: Clocks,
        app_for: Callable[[str], App],
    ) -> None:
        self._providers = providers
        self._vault = vault
        self._board = board
        self._clocks = clocks
        self._app_for = app_for
        self._keeper = Keeper(providers, vault, clocks, self._account_told)
        self._sign_ins: Dict[str, SignIn] = {}

    def open(self) -> None:
        """Puts up every account's state and takes up the sign-ins that waited when Kodi went down."""
        self._keeper.open()
        for tracker, provider in self._providers.items():
            pending = self._vault.pending(tracker)
            app = self._app_for(tracker)
            if pending is None or pending.challenge.client_id != app.client_id:
                self._vault.drop_pending(tracker)
                continue
            log.info("%s: the sign-in that waited goes on", tracker)
            self._sign_ins[tracker] = SignIn.resumed(provider, app, self._clocks, "", pending)
            self._show(tracker)

    @property
    def due(self) -> float:
        """When :meth:`tick` has something to do, on the monotonic clock; infinite for never."""
        return min([self._keeper.due, *(sign_in.due for sign_in in self._sign_ins.values())])

    def handle(self, command: Command) -> None:
        """Takes one command; network calls it leads to are made by :meth:`tick`."""
        for tracker in [command.tracker] if command.tracker else list(self._providers):
            if command.verb in ("connect", "renew"):
                self._connect(tracker, command)
            elif command.verb == "cancel":
                self._cancel(tracker)
            elif command.verb == "disconnect":
                self._disconnect(tracker)
            elif command.verb == "check":
                self._keeper.ask(tracker)

    def tick(self) -> None:
        """Does the one step that is due: sign-ins first, since somebody stands before the TV."""
        for tracker, sign_in in self._sign_ins.items():
            if sign_in.due <= self._clocks.monotonic():
                self._advance(tracker, sign_in)
                return
        self._keeper.tick()

    def _connect(self, tracker: str, command: Command) -> None:
        app = self._app_for(tracker)
        running = self._sign_ins.get(tracker)
        if command.verb == "connect" and running and running.running and running.client_id == app.client_id:
            running.request = command.request
            self._show(tracker)
            return
        self._vault.drop_pending(tracker)
        self._sign_ins[tracker] = SignIn(self._providers[tracker], app, self._clocks, command.request)
        self._show(tracker)

    def _cancel(self, tracker: str) -> None:
        sign_in = self._sign_ins.pop(tracker, None)
        if sign_in is None:
            return
        sign_in.cancel()
        log.info("%s: sign-in %s", tracker, sign_in.view.phase)
        self._vault.drop_pending(tracker)
        self._board.show_sign_in(tracker, None)
        self._board.show_account(self._keeper.view(tracker))

    def _disconnect(self, tracker: str) -> None:
        former = self._keeper.view(tracker)
        self._cancel(tracker)
        self._vault.clear(tracker)
        self._keeper.reload(tracker)
        if former.state != "signed_out":
            self._board.notify(Notice("signed_out", former))

    def _advance(self, tracker: str, sign_in: SignIn) -> None:
        before = sign_in.view
        sign_in.tick()
        view = sign_in.view
        if sign_in.pending is not None and before.user_code != view.user_code:
            self._vault.keep_pending(tracker, sign_in.pending)
        if sign_in.credentials is not None:
            self._finish(tracker, sign_in, sign_in.credentials)
        elif view != before:
            self._show(tracker)
        if not sign_in.running:
            self._over(tracker, sign_in)

    def _finish(self, tracker: str, sign_in: SignIn, credentials: Credentials) -> None:
        """Approved: first the vault, then the window, then the name."""
        self._vault.save(tracker, credentials)
        self._vault.drop_pending(tracker)
        self._show(tracker)
        sign_in.finish(self._keeper.welcome(tracker, credentials))
        self._show(tracker)

    def _over(self, tracker: str, sign_in: SignIn) -> None:
        self._vault.drop_pending(tracker)
        view = sign_in.view
        log.info("%s: sign-in %s %s", tracker, view.phase, view.problem)
        if self._board.is_watched(tracker):
            return
        kind: NoticeKind = "signed_in" if view.phase == "connected" else "sign_in_ended"
        self._board.notify(Notice(kind, self._keeper.view(tracker), view))

    def _show(self, tracker: str) -> None:
        self._board.show_sign_in(tracker, self._sign_ins[tracker].view)
        self._show_account(self._keeper.view(tracker))

    def _show_account(self, view: AccountView) -> None:
        sign_in = self._sign_ins.get(view.tracker)
        waiting = sign_in is not None and sign_in.running
        self._board.show_account(replace(view, state="waiting") if waiting else view)

    def _account_told(self, former: AccountView, view: AccountView, asked: bool) -> None:
        self._show_account(view)
        if view.state != former.state:
            log.info("%s: %s %s", view.tracker, view.state, view.problem)
        if asked:
            self._board.notify(Notice("checked", view))
        elif view.state == "reconnect" != former.state:
            self._board.notify(Notice("reconnect", view))
