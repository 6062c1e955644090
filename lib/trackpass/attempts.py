"""The sign-ins that run, at most one a tracker: begun, shown, advanced, and brought to the vault."""

from __future__ import annotations

import logging
import math
from typing import Callable, Dict, Tuple

from trackpass.attempt import Attempt
from trackpass.board import Board
from trackpass.browser import BrowserSignIn
from trackpass.clocks import Clocks
from trackpass.errors import Problem
from trackpass.keeper import Keeper
from trackpass.model import (
    AccountView,
    App,
    Authorization,
    Credentials,
    Notice,
    NoticeKind,
    Phase,
    SignInView,
)
from trackpass.notebook import Notebook
from trackpass.patience import Patience
from trackpass.providers.base import Trackers
from trackpass.signin import SignIn
from trackpass.vault import Vault

log = logging.getLogger(__name__)

UNWANTED: Tuple[Phase, ...] = ("denied", "expired", "gone")
"""Ends without a problem that a report for help tells all the same."""


class Attempts:
    """``app_for`` reads a tracker's app ID afresh."""

    def __init__(
        self,
        trackers: Trackers,
        vault: Vault,
        notebook: Notebook,
        keeper: Keeper,
        board: Board,
        clocks: Clocks,
        app_for: Callable[[str], App],
        patience: Patience,
    ) -> None:
        self._providers = trackers.providers
        self._code_flows = trackers.code_flows
        self._link_flows = trackers.link_flows
        self._vault = vault
        self._notebook = notebook
        self._keeper = keeper
        self._board = board
        self._clocks = clocks
        self._app_for = app_for
        self._patience = patience
        self._running: Dict[str, Attempt] = {}

    def open(self) -> None:
        """Takes up the sign-ins that waited when Kodi went down; one that died meanwhile is no news at boot.

        A box whose clock starts in 1970 cannot know, and asks the tracker.
        """
        for tracker, provider in self._providers.items():
            pending = self._notebook.pending(tracker)
            app = self._app_for(tracker)
            fits = pending is not None and pending.challenge.client_id == app.client_id
            if pending is None or not fits or pending.expires_at <= self._clocks.wall():
                self._notebook.keep_pending(tracker, None)
                continue
            log.info("%s: the sign-in that waited goes on", tracker)
            self._running[tracker] = SignIn.resumed(provider, app, self._clocks, "", pending)
            self._show(tracker)

    @property
    def due(self) -> float:
        """When :meth:`tick` has something to do, on the monotonic clock."""
        return min((each.due for each in self._running.values()), default=math.inf)

    def tick(self) -> None:
        """Does the one step that is due the longest."""
        tracker, attempt = min(self._running.items(), key=lambda each: each[1].due)
        self._advance(tracker, attempt)

    def connect(self, tracker: str, request: str, anew: bool) -> None:
        """Begins a sign-in; one that waits with the present app is only shown again unless ``anew``."""
        app = self._app_for(tracker)
        running = self._running.get(tracker)
        if not anew and running and running.running and running.app == app:
            running.request = request
            self._show(tracker)
            return
        self._begin(tracker, SignIn(self._providers[tracker], app, self._clocks, request))

    def authorize(self, tracker: str, request: str, authorization: Authorization) -> SignInView:
        """Begins a sign-in in the phone's browser: with the consent page's address, or failed.

        Raises:
            KeyError: the tracker has no such way.
        """
        flow, app = self._code_flows[tracker], self._app_for(tracker)
        attempt = BrowserSignIn(flow, app, authorization, self._clocks, request)
        self._begin(tracker, attempt)
        self._advance(tracker, attempt)
        return attempt.view

    def called_back(self, state: str, code: str, error: str = "") -> str:
        """Takes a callback's code, or the error in its place; the tracker it belongs to, "" for none."""
        for tracker, attempt in self._running.items():
            if isinstance(attempt, BrowserSignIn) and attempt.belongs(state):
                attempt.take(code, error)
                return tracker
        return ""

    def finish(self, tracker: str, request: str, code: str) -> bool:
        """Takes a code or link token copied by hand, "" to look at once; whether it fits anything."""
        running = self._running.get(tracker)
        attempt = running if running and running.running else None
        if isinstance(attempt, BrowserSignIn) and code:
            attempt.take(code)
        elif code and tracker in self._link_flows:
            app = self._app_for(tracker)
            if self._providers[tracker].mistake(app):
                self.connect(tracker, request, anew=True)  # which says what the mistake is
                return True
            challenge = self._link_flows[tracker].challenge_for(app, code)
            if attempt is None or attempt.view.verification_uri != challenge.verification_uri:
                attempt = SignIn.waiting_for(
                    self._providers[tracker], app, self._clocks, request, challenge, challenge.expires_in
                )
                self._begin(tracker, attempt)
            attempt.verify()
        elif attempt is None or code:
            return False
        else:
            attempt.verify()
        return True

    def verify(self, tracker: str) -> None:
        """Looks at once whether a link was approved."""
        if tracker in self._running:
            self._running[tracker].verify()
            self._show(tracker)

    def cancel(self, tracker: str, request: str = "") -> None:
        """Ends the sign-in that this request began, "" for whichever there is."""
        attempt = self._running.get(tracker)
        if attempt is None or (request and request != attempt.request):
            return
        del self._running[tracker]
        attempt.cancel()
        log.info("%s: sign-in %s", tracker, attempt.view.phase)
        self._notebook.keep_pending(tracker, None)
        self._board.show_sign_in(tracker, None)
        self.show_account(self._keeper.view(tracker))

    def show_account(self, view: AccountView) -> None:
        """Puts up an account's state."""
        self._board.show_account(self.seen(view))

    def seen(self, view: AccountView) -> AccountView:
        """An account as the world sees it: it waits while a sign-in does."""
        attempt = self._running.get(view.tracker)
        waiting = attempt is not None and attempt.running
        view = view._replace(quiet_until=self._patience.until(view.tracker, view.need))
        return view._replace(state="waiting") if waiting else view

    def _begin(self, tracker: str, attempt: Attempt) -> None:
        self._notebook.keep_pending(tracker, attempt.pending)
        self._running[tracker] = attempt
        self._show(tracker)

    def _advance(self, tracker: str, attempt: Attempt) -> None:
        before, known = attempt.view, attempt.pending
        attempt.tick()
        view, pending = attempt.view, attempt.pending
        if pending is not None and (known is None or known.challenge != pending.challenge):
            self._notebook.keep_pending(tracker, pending)
        if view.phase == "waiting" and not self._notebook.on_disk:
            attempt.give_up(Problem.STORAGE)  # what the owner approved would be gone with the next restart
            view = attempt.view
        if view.problem != Problem.NOT_APPROVED.value and (view.problem or view.phase in UNWANTED):
            self._keeper.history.note(tracker, view.problem or view.phase)
        if attempt.credentials is not None:
            self._finish(tracker, attempt, attempt.credentials)
        elif view != before:
            self._show(tracker)
        if not attempt.running:
            self._over(tracker, attempt)

    def _finish(self, tracker: str, attempt: Attempt, credentials: Credentials) -> None:
        """Approved: first the vault, then the window, then the name."""
        former = self._keeper.view(tracker).name
        credentials = credentials._replace(since=credentials.obtained_at or int(self._clocks.epoch()))
        self._vault.save(tracker, credentials)
        self._notebook.keep_pending(tracker, None)
        self._show(tracker)
        name = self._keeper.welcome(tracker, credentials)
        attempt.finish(name, former if former and name and name != former else "")
        self._show(tracker)

    def _over(self, tracker: str, attempt: Attempt) -> None:
        self._notebook.keep_pending(tracker, None)
        view = attempt.view
        log.info("%s: sign-in %s %s", tracker, view.phase, view.problem)
        if self._board.is_watched(tracker):
            return
        kind: NoticeKind = "signed_in" if view.phase == "connected" else "sign_in_ended"
        self._board.notify(Notice(kind, self._keeper.view(tracker), view))

    def _show(self, tracker: str) -> None:
        self._board.show_sign_in(tracker, self._running[tracker].view)
        self.show_account(self._keeper.view(tracker))
