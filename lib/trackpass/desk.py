"""The service's front desk: takes commands, owns sign-ins and keeper, tells the world their state.

Everything here runs in the service's one worker thread. Nothing waits: :meth:`Desk.tick` does the one step
that is due, and ``due`` says when the next one is.
"""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Callable, Dict, List, Tuple

from trackpass.attempts import Attempts
from trackpass.board import Board
from trackpass.clocks import Clocks
from trackpass.copied import Copied
from trackpass.errors import Problem, TrackpassError
from trackpass.keeper import Keeper
from trackpass.model import AccountView, App, Command, Credentials, Notice
from trackpass.notebook import Notebook
from trackpass.patience import Patience
from trackpass.providers.base import Trackers
from trackpass.renewal import Renewal
from trackpass.vault import Vault

if TYPE_CHECKING:
    from trackpass.report import Account, Standing

log = logging.getLogger(__name__)

LOOK_AGAIN = 2.0
"""Seconds until a settings dialog that was open is looked at again."""
SETTINGS_REST = 0.5
"""Seconds after a change of the settings until they are read: Kodi writes them in place, one by one."""


class Desk:
    """``app_for`` reads a tracker's app ID afresh; ``is_copied`` looks at the marks of this box."""

    def __init__(
        self,
        trackers: Trackers,
        vault: Vault,
        notebook: Notebook,
        board: Board,
        clocks: Clocks,
        app_for: Callable[[str], App],
        is_copied: Callable[[], bool],
    ) -> None:
        self._providers = trackers.providers
        self._vault = vault
        self._notebook = notebook
        self._board = board
        self._clocks = clocks
        self._app_for = app_for
        self._patience = Patience(notebook, clocks.wall)
        self._copied = Copied(notebook, board, is_copied)
        self._renewal = Renewal(trackers.providers, vault, notebook, app_for)
        self._keeper = Keeper(trackers.providers, vault, self._renewal, clocks, self._account_told)
        self.attempts = Attempts(
            trackers, vault, notebook, self._keeper, board, clocks, app_for, self._patience
        )
        self._told_of: Dict[str, str] = {}
        """By tracker, what the owner heard that it needs, and has not mended yet."""
        self._to_revoke: List[Tuple[AccountView, Credentials, bool]] = []
        self._settle_at = math.inf

    def open(self, first_check_after: float = 0.0) -> None:
        """Puts up every account's state and takes up the sign-ins that waited when Kodi went down.

        ``first_check_after``: seconds until the accounts are checked; sign-ins go on at once.
        """
        sound = self._vault.open()
        self._keeper.open(first_check_after)
        if not sound:
            self._keeper.history.note("", Problem.FILES_LOST.value)
            self._board.notify(Notice("trouble", AccountView("", problem=Problem.FILES_LOST.value)))
        self.attempts.open()
        self._copied.look(self._has_account())
        self._welcome(sound)

    @property
    def due(self) -> float:
        """When :meth:`tick` has something to do, on the monotonic clock; infinite for never."""
        if self._to_revoke:
            return self._clocks.monotonic()
        return min(self._keeper.due, self._settle_at, self._vault.retry_at, self.attempts.due)

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
                self.attempts.connect(tracker, command.request, anew=command.verb == "renew")
            elif command.verb == "verify":
                self.attempts.verify(tracker)
            elif command.verb == "cancel":
                self.attempts.cancel(tracker, command.sign_in)
            elif command.verb == "disconnect":
                self._disconnect(tracker)
            elif command.verb == "check":
                self._keeper.ask(tracker)
            elif command.verb in ("later", "never"):
                self._be_quiet(tracker, for_good=command.verb == "never")

    def standing(self, names: bool) -> Standing:
        """How everything stands, for a report for help; with the accounts' names if the owner wishes."""
        from trackpass.report import Standing  # late: hardly anybody ever asks for a report

        history = self._keeper.history
        return Standing(
            history.age,
            [self._account(tracker, names) for tracker in self._providers],
            journal_damaged=self._notebook.was_damaged,
            repairs=self._vault.repairs,
            troubles=history.of(""),
        )

    def _account(self, tracker: str, names: bool) -> Account:
        from trackpass.report import Account

        view, credentials = self._keeper.view(tracker), self._keeper.credentials(tracker)
        now = self._clocks.epoch()
        return Account(
            tracker,
            self.attempts.seen(view).state,
            view.problem,
            view.name if names else "",
            credentials.flow if credentials else "",
            checked=now - view.checked_at if view.checked_at else None,
            refresh=view.refresh_at - now if view.refresh_at else math.inf,
            troubles=self._keeper.history.of(tracker),
        )

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
        if self.attempts.due <= now:
            self.attempts.tick()
        elif self._to_revoke:
            self._revoke(*self._to_revoke.pop(0))
        elif min(self._settle_at, self._vault.retry_at) <= now:
            self._settle()
        else:
            self._keeper.tick()
        self._watch_dialog()

    def _welcome(self, sound: bool) -> None:
        """Says how to begin: once ever, and only where nobody has begun yet."""
        if self._notebook.recall("welcomed"):
            return
        self._notebook.remember("welcomed", "yes")
        if sound and not self._has_account():
            self._board.notify(Notice("welcome", AccountView("")))

    def _be_quiet(self, tracker: str, for_good: bool) -> None:
        """The owner does not want to mend it now: nobody asks for a day, or until the account is well."""
        view = self._keeper.view(tracker)
        if view.need:
            (self._patience.never if for_good else self._patience.later)(tracker, view.need)
            self.attempts.show_account(view)

    def _has_account(self) -> bool:
        return any(self._keeper.credentials(tracker) for tracker in self._providers)

    def _watch_dialog(self) -> None:
        """What was stored while a settings dialog is open is made good when it has closed."""
        if self._vault.unsettled and math.isinf(self._settle_at):
            self._settle_at = self._clocks.monotonic() + LOOK_AGAIN

    def _disconnect(self, tracker: str) -> None:
        """Signs out here at once; the tracker is told after that, since it may not be there."""
        former, credentials = (self._keeper.view(tracker), self._keeper.credentials(tracker))
        is_spent = credentials is not None and self._renewal.was_lost(tracker, credentials)
        self.attempts.cancel(tracker)
        self._vault.clear(tracker)
        self._watch_dialog()
        self._renewal.forget(tracker)
        self._keeper.reload(tracker)
        if not self._has_account():
            self._copied.forget()
        if credentials is not None:
            self._to_revoke.append((former, credentials, is_spent))

    def _revoke(self, former: AccountView, credentials: Credentials, is_spent: bool) -> None:
        """``is_spent``: maybe a new pair got lost on its way, and the tracker knows the old one no more."""
        try:
            is_over = self._providers[former.tracker].revoke(self._app_for(former.tracker), credentials)
        except TrackpassError as error:
            log.info("%s: not revoked, %s", former.tracker, error.problem.value)
            is_over = False
        if former.state == "reconnect":
            is_over = not is_spent  # the tracker ended it; its word on a dead token tells nothing
        self._board.notify(Notice("signed_out" if is_over else "left_behind", former))

    def _is_news(self, view: AccountView) -> bool:
        """Whether an account needs something that its owner has not heard of, and wants to hear of."""
        is_known = view.need in ("", self._told_of.get(view.tracker))
        return not is_known and not self._patience.until(view.tracker, view.need)

    def _account_told(self, former: AccountView, view: AccountView, asked: bool) -> None:
        if view.state in ("connected", "signed_out") and not view.need:
            self._patience.forget(view.tracker)
            self._told_of.pop(view.tracker, None)
        self.attempts.show_account(view)
        if view.state != former.state:
            log.info("%s: %s %s", view.tracker, view.state, view.problem)
        if asked:
            self._board.notify(Notice("checked", view))
        elif view.former and not former.former:
            self._board.notify(Notice("replaced", view))
        elif self._is_news(view):
            self._board.notify(Notice("reconnect" if view.state == "reconnect" else "trouble", view))
        if view.need:
            self._told_of[view.tracker] = view.need  # trouble on the network in between is no new case
