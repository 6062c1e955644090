"""The health of accounts: checked when Kodi starts and after a sleep, refreshed at half of a token's life.

What a check may find, and what follows::

    fine                    connected
    401                     asked once more after CONFIRM_AFTER: a lone one can be a hiccup
    401 again               refreshed, where there is a refresh token, and asked a last time; a settings
                            dialog that is open puts that off, and the tracker is left in peace meanwhile
    401 after that          reconnect: the tracker ended the sign-in
    app or account trouble  unverified, with the reason; tried again after the longest step
    no usable answer        unverified, with the reason; tried again after STEPS, a Retry-After wins
    a block that lasts      the same as app trouble: nobody tells whether the app is still known

What a refresh may find::

    a new pair              stored before it is used; no other one for half of its life, an hour at most
    invalid_grant           reconnect; remembered, so that it is not tried again after a restart
    no usable answer        tried again after STEPS; connected stays connected while the old token lives
    two answers lost        left alone (see :mod:`trackpass.renewal`); the old token serves while it lives
"""

from __future__ import annotations

import math
from typing import Callable, Dict, Mapping, Optional

from trackpass.clocks import Clocks
from trackpass.errors import CredentialsRejected, Problem, TrackpassError, is_of_app, needs_owner
from trackpass.health import STEPS, Health
from trackpass.history import History
from trackpass.model import AccountView, Credentials
from trackpass.providers.base import Provider
from trackpass.renewal import Renewal
from trackpass.vault import Vault

CONFIRM_AFTER = 5.0
LOOK_AGAIN = 5.0
"""Seconds until a refresh that had to wait for a settings dialog looks again."""

Told = Callable[[AccountView, AccountView, bool], None]
"""Called with the view before, the view now, and whether this answers a check that was asked for."""


class Keeper:
    """Checks and refreshes; ``told`` hears of each change of a view and each answer to a check asked for."""

    def __init__(
        self, providers: Mapping[str, Provider], vault: Vault, renewal: Renewal, clocks: Clocks, told: Told
    ) -> None:
        self._providers = providers
        self._vault = vault
        self._renewal = renewal
        self._clocks = clocks
        self._told = told
        self.history = History(clocks.monotonic)
        self._accounts: Dict[str, Health] = {}
        self._not_before = -math.inf

    def open(self, first_check_after: float = 0.0) -> None:
        """Reads the accounts; each that is signed in is due for its check, so many seconds from now.

        A token that ran out waits as long for its refresh; what the owner asks for does not wait.
        """
        self._not_before = self._clocks.monotonic() + first_check_after
        for tracker in self._providers:
            self._take(tracker, self._vault.load(tracker))

    def reload(self, tracker: str) -> None:
        """Takes the account as the vault has it now; what a wrong app ID kept from being done is due."""
        stored, account = self._vault.load(tracker), self._accounts[tracker]
        if stored != account.credentials:
            self._take(tracker, stored)
        elif is_of_app(account.view.problem) or account.view.problem == Problem.BLOCKED.value:
            account.hurry(self._clocks.monotonic())

    def view(self, tracker: str) -> AccountView:
        """What is known of an account."""
        return self._accounts[tracker].view

    def credentials(self, tracker: str) -> Optional[Credentials]:
        """The account's credentials, None when signed out."""
        return self._accounts[tracker].credentials

    @property
    def due(self) -> float:
        """When :meth:`tick` has something to do, on the monotonic clock."""
        return min((self._due(account) for account in self._accounts.values()), default=math.inf)

    def tick(self) -> None:
        """Does the one step that is due the longest, if any is: a refresh comes before a check."""
        account = min(self._accounts.values(), key=self._due, default=None)
        now = self._clocks.monotonic()
        if account is None or self._due(account) > now:
            return
        if self._refresh_due(account) <= now:
            self._refresh(account)
        else:
            self._check(account)

    def ask(self, tracker: str) -> None:
        """Makes the account's check due now, to be answered.

        Answered at once where there is nothing to ask, or the tracker does not want to be asked yet.
        """
        account, now = self._accounts[tracker], self._clocks.monotonic()
        if account.credentials is None or now < account.ask_not_before:
            self._told(account.view, account.view, True)
            return
        account.check_at, account.asked = now, True
        account.refresh_not_before = -math.inf

    def hurry(self, woken: bool = False) -> None:
        """Tries at once what waits for its turn; after a sleep every account that is not given up."""
        for account in self._accounts.values():
            if account.is_in_trouble or (woken and account.view.state in ("connected", "unverified")):
                account.hurry(self._clocks.monotonic())

    def welcome(self, tracker: str, credentials: Credentials) -> str:
        """Takes in fresh credentials that rest in the vault; its name, "" if not known yet."""
        self._renewal.forget(tracker)
        former = self._accounts[tracker].view.name or self._accounts[tracker].former
        account = self._accounts[tracker] = Health(self._accounts[tracker].view, credentials)
        account.view = AccountView(tracker, "unverified", credentials.name)
        self._check(account)
        if not account.view.name:
            account.former = former  # the name comes later, and so does the word that it is another account
        return account.view.name

    def _take(self, tracker: str, credentials: Optional[Credentials]) -> None:
        ended = self._renewal.ended(tracker, credentials) if credentials else ""
        view, check_at = AccountView(tracker), math.inf
        if credentials is not None and ended:
            view = AccountView(tracker, "reconnect", credentials.name, problem=ended)
        elif credentials is not None:
            view = AccountView(tracker, "unverified", credentials.name)
            check_at = max(self._clocks.monotonic(), self._not_before)
        view = self._renewal.dated(view, credentials)
        former = self._accounts.get(tracker)
        self._accounts[tracker] = Health(view, credentials, check_at, self._not_before)
        self._told(former.view if former else AccountView(tracker), view, False)

    def _due(self, account: Health) -> float:
        return min(account.check_at, self._refresh_due(account))

    def _refresh_due(self, account: Health) -> float:
        if account.credentials is None:
            return math.inf
        if account.owed:
            return account.refresh_not_before
        left = self._renewal.moment(account.tracker, account.credentials) - self._clocks.epoch()
        return max(self._clocks.monotonic() + left, account.refresh_not_before)

    def _refresh(self, account: Health) -> None:
        assert account.credentials is not None
        now = self._clocks.monotonic()
        if self._vault.is_held():
            account.refresh_not_before = now + LOOK_AGAIN
            if account.owed:
                account.check_at = math.inf
            return
        account.owed, account.refresh_not_before = False, now + STEPS[-1]
        try:
            account.credentials = self._renewal.renew(account.tracker, account.credentials)
        except CredentialsRejected as error:
            self._give_up(account, error.problem)
        except TrackpassError as error:
            left = account.life_left(self._clocks.epoch())
            serves = account.view.state == "connected" and left > 0
            account.snag = error.problem.value if needs_owner(error.problem.value) else ""
            self._later(account, error, serves)
            account.refresh_not_before = account.check_at
            if serves:
                waits = self._renewal.may_try(account.tracker, account.credentials) and not account.asked
                account.check_at = now + left if waits else now
        else:
            account.failures, account.snag = 0, ""
            account.refresh_not_before = now + account.rest_after_refresh()
            if account.doubts or account.view.state != "connected":
                account.check_at = now
            else:
                self._show(account, account.view._replace(problem=""))  # with the next refresh

    def _check(self, account: Health) -> None:
        assert account.credentials is not None
        account.check_at = self._clocks.monotonic() + STEPS[-1]
        provider = self._providers[account.tracker]
        try:
            if account.credentials.name:
                provider.check(account.credentials)
            else:
                named = provider.identify(account.credentials)
                if named != account.credentials:
                    account.credentials = named
                    self._vault.save(account.tracker, named)
        except CredentialsRejected as error:
            self._doubt(account, error.problem)
        except TrackpassError as error:
            judged = account.judged(error)
            self._later(account, self._renewal.blamed(account.tracker, account.credentials, judged))
        else:
            self._confirm(account)

    def _confirm(self, account: Health) -> None:
        assert account.credentials is not None
        account.failures = account.doubts = account.blocks = 0
        account.check_at = math.inf
        now = self._clocks.epoch()
        if not self._renewal.may_try(account.tracker, account.credentials):
            account.check_at = self._clocks.monotonic() + max(account.life_left(now), STEPS[0])
        name = account.credentials.name
        former = account.former if name not in ("", account.former) else ""
        self._settle(account, AccountView(account.tracker, "connected", name, now, account.snag, former))

    def _doubt(self, account: Health, problem: Problem) -> None:
        """A 401: the first is confirmed, the second answered with a refresh, the last one believed."""
        account.doubts += 1
        assert account.credentials is not None
        if account.doubts == 1:
            account.check_at = self._clocks.monotonic() + CONFIRM_AFTER
            self._show(account, account.view._replace(state="unverified"))
        elif account.doubts == 2 and self._renewal.moment(account.tracker, account.credentials) < math.inf:
            account.owe_refresh(self._clocks.monotonic())
        else:
            self._give_up(account, problem)

    def _give_up(self, account: Health, problem: Problem) -> None:
        account.doubts, account.check_at = 0, math.inf
        self.history.note(account.tracker, problem.value)
        self._settle(account, account.view._replace(state="reconnect", problem=problem.value))

    def _later(self, account: Health, error: TrackpassError, serves: bool = False) -> None:
        """Trouble that says nothing about the token: nothing stored changes, and there is a next time.

        ``serves``: the token at hand is good for now, so only a snag is told.
        """
        self.history.note(account.tracker, error.problem.value)
        account.put_off(error, self._clocks.monotonic())
        if not serves:
            self._settle(account, account.view._replace(state="unverified", problem=error.problem.value))
        elif not account.asked:
            self._show(account, account.view._replace(problem=account.snag))

    def _settle(self, account: Health, view: AccountView) -> None:
        asked, account.asked = account.asked, False
        self._show(account, view, asked)

    def _show(self, account: Health, view: AccountView, asked: bool = False) -> None:
        former, account.view = account.view, self._renewal.dated(view, account.credentials)
        if asked or account.view != former:
            self._told(former, account.view, asked)
