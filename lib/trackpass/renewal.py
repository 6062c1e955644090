"""Trading a refresh token for a new pair, so that no pair is lost and no token is spent twice.

A tracker whose refresh tokens work once (Trakt) kills the old pair as it sends the new one. If that answer
is lost, a second try tells: either the tracker never saw the first, or it says ``invalid_grant``. More tries
would look like theft. So each try is written down before it is made, and counts as lost until an answer came.
"""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from typing import Callable, Mapping, Optional

from trackpass.errors import CredentialsRejected, TrackpassError, Unreachable
from trackpass.model import AccountView, App, Credentials
from trackpass.notebook import Notebook
from trackpass.providers.base import Provider
from trackpass.vault import Vault

log = logging.getLogger(__name__)

TRIES = 2
"""Tries whose answers may be lost before a refresh token is left alone."""


class Renewal:
    """Refreshes credentials; ``app_for`` reads the owner's app ID and secret, each time afresh."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        vault: Vault,
        notebook: Notebook,
        app_for: Callable[[str], App],
    ) -> None:
        self._providers = providers
        self._vault = vault
        self._notebook = notebook
        self._app_for = app_for
        self.spending = False
        """Whether a one-time token is on its way right now; the service gives it time to come back."""

    def moment(self, tracker: str, credentials: Credentials) -> float:
        """When to refresh, epoch seconds of the tracker: at half of the token's life; infinite for never."""
        if not credentials.refresh_token or not credentials.expires_at or not self.may_try(tracker):
            return math.inf
        return (credentials.obtained_at + credentials.expires_at) / 2

    def dated(self, view: AccountView, credentials: Optional[Credentials]) -> AccountView:
        """The view with what the credentials tell of the past and the future."""
        if credentials is None:
            return view
        moment = self.moment(view.tracker, credentials)
        return replace(view, since=credentials.since, refresh_at=moment if moment < math.inf else 0)

    def may_try(self, tracker: str) -> bool:
        """Whether the refresh token may still be good: no final word came, and no two answers were lost."""
        return not self.ended(tracker) and self._lost(tracker) < TRIES

    def ended(self, tracker: str) -> str:
        """The problem with which the tracker ended the sign-in for good, or ""."""
        return self._notebook.recall(f"ended:{tracker}")

    def forget(self, tracker: str) -> None:
        """A new sign-in starts with a clean sheet."""
        self._notebook.remember(f"ended:{tracker}", "")
        self._notebook.remember(f"lost:{tracker}", "")

    def renew(self, tracker: str, known: Credentials) -> Credentials:
        """The new pair, stored before it is returned; the stored one if somebody renewed it meanwhile.

        Raises:
            CredentialsRejected: the tracker's final word; remembered, the old pair stays where it is.
            Unreachable, AppRejected: nothing stored has changed.
        """
        stored = self._vault.load(tracker)
        if stored is not None and stored.access_token != known.access_token:
            return stored
        provider, lost = self._providers[tracker], self._lost(tracker)
        if provider.refresh_works_once:
            self._notebook.remember(f"lost:{tracker}", str(lost + 1))
        self.spending = provider.refresh_works_once
        try:
            fresh = provider.refresh(self._app_for(tracker), known)
        except TrackpassError as error:
            if not (isinstance(error, Unreachable) and error.lost):
                self._count(tracker, lost)
            if isinstance(error, CredentialsRejected):
                self._notebook.remember(f"ended:{tracker}", error.problem.value)
            raise
        finally:
            self.spending = False
        fresh = replace(fresh, name=known.name, since=known.since)
        self._vault.save(tracker, fresh)
        self._count(tracker, 0)
        log.info("%s: refreshed", tracker)
        return fresh

    def _lost(self, tracker: str) -> int:
        count = self._notebook.recall(f"lost:{tracker}")
        return int(count) if count.isdecimal() else 0

    def _count(self, tracker: str, lost: int) -> None:
        self._notebook.remember(f"lost:{tracker}", str(lost) if lost else "")
