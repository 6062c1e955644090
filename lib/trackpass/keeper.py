"""The health of accounts: one cheap check when Kodi starts, and again when one could not be made.

What a check may find, and what follows::

    fine                    connected
    401                     asked once more after CONFIRM_AFTER: a lone one can be a hiccup
    401 again               reconnect: the tracker ended the sign-in
    app or account trouble  unverified, with the reason; tried again when asked to or at the next start
    no usable answer        unverified, with the reason; tried again after STEPS, a Retry-After wins
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Callable, Dict, Mapping, Optional

from trackpass.errors import AccountHeld, AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.model import AccountView, Credentials
from trackpass.providers.base import Provider
from trackpass.signin import Clocks
from trackpass.vault import Vault

STEPS = (60.0, 120.0, 300.0, 900.0, 3600.0)
"""Seconds until the next try; the last one repeats."""
CONFIRM_AFTER = 5.0

Told = Callable[[AccountView, AccountView, bool], None]
"""Called with the view before, the view now, and whether this answers a check that was asked for."""


@dataclass
class _Account:
    """One account's credentials and health; ``due`` on the monotonic clock."""

    view: AccountView
    credentials: Optional[Credentials] = None
    due: float = math.inf
    failures: int = 0
    doubted: bool = False
    asked: bool = False


class Keeper:
    """Checks accounts; ``told`` hears of each change of a view, and of the outcome of a check asked for."""

    def __init__(self, providers: Mapping[str, Provider], vault: Vault, clocks: Clocks, told: Told) -> None:
        self._providers = providers
        self._vault = vault
        self._clocks = clocks
        self._told = told
        self._accounts: Dict[str, _Account] = {}

    def open(self) -> None:
        """Reads the accounts; each that is signed in is due for its check."""
        for tracker in self._providers:
            self.reload(tracker)

    def reload(self, tracker: str) -> None:
        """Takes the account as the vault has it now."""
        credentials = self._vault.load(tracker)
        view = AccountView(tracker)
        if credentials is not None:
            view = AccountView(tracker, "unverified", credentials.name)
        former = self._accounts.get(tracker)
        account = _Account(view, credentials, self._clocks.monotonic() if credentials else math.inf)
        self._accounts[tracker] = account
        self._told(former.view if former else view, view, False)

    def view(self, tracker: str) -> AccountView:
        """What is known of an account."""
        return self._accounts[tracker].view

    @property
    def due(self) -> float:
        """When :meth:`tick` has something to do, on the monotonic clock."""
        return min((account.due for account in self._accounts.values()), default=math.inf)

    def tick(self) -> None:
        """Makes the one check that is due the longest, if any is."""
        account = min(self._accounts.values(), key=lambda each: each.due, default=None)
        if account is not None and account.due <= self._clocks.monotonic():
            self._check(account)

    def ask(self, tracker: str) -> None:
        """Makes the account's check due now, to be answered; being signed out is answered at once."""
        account = self._accounts[tracker]
        if account.credentials is None:
            self._told(account.view, account.view, True)
            return
        account.due, account.asked = self._clocks.monotonic(), True

    def welcome(self, tracker: str, credentials: Credentials) -> str:
        """Takes in fresh credentials that rest in the vault; its name, "" if not known yet."""
        account = self._accounts[tracker] = _Account(self._accounts[tracker].view, credentials)
        self._check(account)
        return account.view.name

    def _check(self, account: _Account) -> None:
        assert account.credentials is not None
        account.due = math.inf
        provider = self._providers[account.view.tracker]
        try:
            if account.credentials.name:
                provider.check(account.credentials)
            else:
                self._name(account, provider.account_name(account.credentials))
        except CredentialsRejected:
            self._rejected(account)
        except Unreachable as error:
            self._later(account, error)
        except (AppRejected, AccountHeld) as error:
            self._settle(account, replace(account.view, state="unverified", problem=error.problem.value))
        else:
            account.failures, account.doubted = 0, False
            now = self._clocks.epoch()
            self._settle(
                account,
                AccountView(account.view.tracker, "connected", account.credentials.name, checked_at=now),
            )

    def _name(self, account: _Account, name: str) -> None:
        assert account.credentials is not None
        account.credentials = replace(account.credentials, name=name)
        self._vault.save(account.view.tracker, account.credentials)

    def _rejected(self, account: _Account) -> None:
        if not account.doubted:
            account.doubted, account.due = True, self._clocks.monotonic() + CONFIRM_AFTER
            self._show(account, replace(account.view, state="unverified"))
            return
        account.doubted = False
        self._settle(account, replace(account.view, state="reconnect", problem=Problem.ENDED.value))

    def _later(self, account: _Account, error: Unreachable) -> None:
        step = STEPS[min(account.failures, len(STEPS) - 1)]
        account.failures += 1
        account.due = self._clocks.monotonic() + max(step, error.retry_after or 0)
        self._settle(account, replace(account.view, state="unverified", problem=error.problem.value))

    def _settle(self, account: _Account, view: AccountView) -> None:
        asked, account.asked = account.asked, False
        self._show(account, view, asked)

    def _show(self, account: _Account, view: AccountView, asked: bool = False) -> None:
        former, account.view = account.view, view
        if asked or view != former:
            self._told(former, view, asked)
