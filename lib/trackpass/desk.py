"""The service's front desk: takes commands, owns sign-ins and keeper, tells the world their state.

Everything here runs in the service's one worker thread. Nothing waits: :meth:`Desk.tick` does the one step
that is due, and ``due`` says when the next one is.
"""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from typing import Callable, Dict, List, Mapping, Tuple

from trackpass.board import Board
from trackpass.clocks import Clocks
from trackpass.copied import Copied
from trackpass.errors import Problem, TrackpassError
from trackpass.keeper import Keeper
from trackpass.model import AccountView, App, Command, Credentials, Notice, NoticeKind
from trackpass.notebook import Notebook
from trackpass.providers.base import Provider
from trackpass.renewal import Renewal
from trackpass.signin import SignIn
from trackpass.vault import Vault

log = logging.getLogger(__name__)

LOOK_AGAIN = 2.0
"""Seconds until a settings dialog that was open is looked at again."""
SETTINGS_REST = 0.5
"""Seconds after a change of the settings until they are read: Kodi writes them in place, one by one."""


class Desk:
    """``app_for`` reads a tracker's app ID afresh; ``is_copied`` looks at the marks of this box."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        vault: Vault,
        notebook: Notebook,
        board: Board,
        clocks: Clocks,
        app_for: Callable[[str], App],
        is_copied: Callable[[], bool],
    ) -> None:
        self._providers = providers
        self._vault = vault
        self._notebook = notebook
        self._board = board
        self._clocks = clocks
        self._app_for = app_for
        self._copied = Copied(notebook, board, is_copied)
        self._renewal = Renewal(providers, vault, notebook, app_for)
        self._keeper = Keeper(providers, vault, self._renewal, clocks, self._account_told)
        self._sign_ins: Dict[str, SignIn] = {}
        self._to_revoke: List[Tuple[AccountView, Credentials]] = []
        self._settle_at = math.inf

    def open(self) -> None:
        """Puts up every account's state and takes up the sign-ins that waited when Kodi went down."""
        sound = self._vault.open()
        self._keeper.open()
        if not sound:
            self._board.notify(Notice("trouble", AccountView("", problem=Problem.FILES_LOST.value)))
        for tracker, provider in self._providers.items():
            pending = self._notebook.pending(tracker)
            app = self._app_for(tracker)
            if pending is None or pending.challenge.client_id != app.client_id:
                self._notebook.keep_pending(tracker, None)
                continue
            log.info("%s: the sign-in that waited goes on", tracker)
            self._sign_ins[tracker] = SignIn.resumed(provider, app, self._clocks, "", pending)
            self._show(tracker)
        self._copied.look(self._has_account())

    @property
    def due(self) -> float:
        """When :meth:`tick` has something to do, on the monotonic clock; infinite for never."""
        if self._to_revoke:
            return self._clocks.monotonic()
        signs = (each.due for each in self._sign_ins.values())
        return min([self._keeper.due, self._settle_at, *signs])

    @property
    def spending(self) -> bool:
        """Whether a one-time token is on its way right now."""
        return self._renewal.spending

    def handle(self, command: Command) -> None:
        """Takes one command; network calls it leads to are made by :meth:`tick`."""
        if command.verb == "hurry":
            self._keeper.hurry()
            return
        if command.verb == "keep":
            self._copied.forget()
            return
        for tracker in [command.tracker] if command.tracker else list(self._providers):
            if command.verb in ("connect", "renew"):
                self._connect(tracker, command)
            elif command.verb == "cancel":
                self._cancel(tracker, command.sign_in)
            elif command.verb == "disconnect":
                self._disconnect(tracker)
            elif command.verb == "check":
                self._keeper.ask(tracker)

    def settings_changed(self) -> None:
        """Somebody wrote the settings, maybe we, and may not be done yet: looked at a moment later."""
        self._settle_at = min(self._settle_at, self._clocks.monotonic() + SETTINGS_REST)

    def _settle(self) -> None:
        """Both places are made to agree, and what is new is taken in."""
        self._settle_at = math.inf
        self._vault.settle()
        self._watch_dialog()
        if not self._vault.unsettled:
            for tracker in self._providers:
                self._keeper.reload(tracker)

    def woken(self) -> None:
        """The box slept: what is known of the accounts is old."""
        self._keeper.hurry(woken=True)

    def tick(self) -> None:
        """Does the one step that is due: sign-ins first, since somebody stands before the TV."""
        now = self._clocks.monotonic()
        for tracker, sign_in in self._sign_ins.items():
            if sign_in.due <= now:
                self._advance(tracker, sign_in)
                return
        if self._to_revoke:
            self._revoke(*self._to_revoke.pop(0))
        elif self._settle_at <= now:
            self._settle()
        else:
            self._keeper.tick()
            self._watch_dialog()

    def _has_account(self) -> bool:
        return any(self._keeper.credentials(tracker) for tracker in self._providers)

    def _watch_dialog(self) -> None:
        """What was stored while a settings dialog is open is made good when it has closed."""
        if self._vault.unsettled and math.isinf(self._settle_at):
            self._settle_at = self._clocks.monotonic() + LOOK_AGAIN

    def _connect(self, tracker: str, command: Command) -> None:
        app = self._app_for(tracker)
        running = self._sign_ins.get(tracker)
        if command.verb == "connect" and running and running.running and running.client_id == app.client_id:
            running.request = command.request
            self._show(tracker)
            return
        self._notebook.keep_pending(tracker, None)
        self._sign_ins[tracker] = SignIn(self._providers[tracker], app, self._clocks, command.request)
        self._show(tracker)

    def _cancel(self, tracker: str, request: str = "") -> None:
        """Ends the sign-in that this request began, "" for whichever there is."""
        sign_in = self._sign_ins.get(tracker)
        if sign_in is None or (request and request != sign_in.request):
            return
        del self._sign_ins[tracker]
        sign_in.cancel()
        log.info("%s: sign-in %s", tracker, sign_in.view.phase)
        self._notebook.keep_pending(tracker, None)
        self._board.show_sign_in(tracker, None)
        self._board.show_account(self._keeper.view(tracker))

    def _disconnect(self, tracker: str) -> None:
        """Signs out here at once; the tracker is told after that, since it may not be there."""
        former, credentials = (self._keeper.view(tracker), self._keeper.credentials(tracker))
        self._cancel(tracker)
        self._vault.clear(tracker)
        self._watch_dialog()
        self._renewal.forget(tracker)
        self._keeper.reload(tracker)
        if not self._has_account():
            self._copied.forget()
        if credentials is not None:
            self._to_revoke.append((former, credentials))

    def _revoke(self, former: AccountView, credentials: Credentials) -> None:
        try:
            revoked = self._providers[former.tracker].revoke(self._app_for(former.tracker), credentials)
        except TrackpassError as error:
            log.info("%s: not revoked, %s", former.tracker, error.problem.value)
            revoked = False
        self._board.notify(Notice("signed_out" if revoked else "left_behind", former))

    def _advance(self, tracker: str, sign_in: SignIn) -> None:
        before, known = sign_in.view, sign_in.pending
        sign_in.tick()
        view, pending = sign_in.view, sign_in.pending
        if pending is not None and (known is None or known.challenge != pending.challenge):
            self._notebook.keep_pending(tracker, pending)
        if sign_in.credentials is not None:
            self._finish(tracker, sign_in, sign_in.credentials)
        elif view != before:
            self._show(tracker)
        if not sign_in.running:
            self._over(tracker, sign_in)

    def _finish(self, tracker: str, sign_in: SignIn, credentials: Credentials) -> None:
        """Approved: first the vault, then the window, then the name."""
        former = self._keeper.view(tracker).name
        self._vault.save(tracker, credentials)
        self._notebook.keep_pending(tracker, None)
        self._show(tracker)
        self._watch_dialog()
        name = self._keeper.welcome(tracker, credentials)
        sign_in.finish(name, former if former and name and name != former else "")
        self._show(tracker)

    def _over(self, tracker: str, sign_in: SignIn) -> None:
        self._notebook.keep_pending(tracker, None)
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
