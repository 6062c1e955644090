"""Trading a refresh token for a new pair, so that no pair is lost and no token is spent twice.

A tracker whose refresh tokens work once (Trakt) kills the old pair as it sends the new one. If that answer
is lost, a second try tells: either the tracker never saw the first, or it says ``invalid_grant``. More tries
would look like theft. So each try is written down before it is made, and counts as lost until an answer came;
while the disk takes no note, no try is made. A note tells of one refresh token and means nothing to another.
"""

from __future__ import annotations

import logging
import math
from typing import Callable, Mapping, Optional

from trackpass.errors import AppRejected, CredentialsRejected, Problem, TrackpassError, Unreachable
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
        if (
            not credentials.refresh_token
            or not credentials.expires_at
            or not self.may_try(tracker, credentials)
        ):
            return math.inf
        return (credentials.obtained_at + credentials.expires_at) / 2

    def dated(self, view: AccountView, credentials: Optional[Credentials]) -> AccountView:
        """The view with what the credentials tell of the past and the future."""
        if credentials is None:
            return view
        moment = self.moment(view.tracker, credentials)
        return view._replace(since=credentials.since, refresh_at=moment if moment < math.inf else 0)

    def may_try(self, tracker: str, credentials: Credentials) -> bool:
        """Whether the refresh token may still be good: no final word came, and no two answers were lost."""
        return not self.ended(tracker, credentials) and self._lost(tracker, credentials) < TRIES

    def was_lost(self, tracker: str, credentials: Credentials) -> bool:
        """Whether the tracker may have sent a new pair for these that never arrived."""
        return self._lost(tracker, credentials) > 0

    def ended(self, tracker: str, credentials: Credentials) -> str:
        """The problem with which the tracker ended this very sign-in for good, or ""."""
        return self._note("ended", tracker, credentials)

    def blamed(self, tracker: str, credentials: Credentials, error: TrackpassError) -> TrackpassError:
        """The error; one that blames an app which the owner replaced since says that, for no ID mends it.

        So does a block: at Simkl it looks like an app that is gone, and a new sign-in mends both.
        """
        if not isinstance(error, AppRejected) and error.problem is not Problem.BLOCKED:
            return error
        own = self._app_for(tracker).client_id
        is_replaced = own and credentials.client_id and own != credentials.client_id
        return AppRejected(Problem.OTHER_APP) if is_replaced else error

    def forget(self, tracker: str) -> None:
        """A new sign-in starts with a clean sheet."""
        self._notebook.remember(f"ended:{tracker}", "")
        self._notebook.remember(f"lost:{tracker}", "")

    def renew(self, tracker: str, known: Credentials) -> Credentials:
        """The new pair, stored before it is returned; the stored one if somebody renewed it meanwhile.

        Raises:
            CredentialsRejected: the tracker's final word; remembered, the old pair stays where it is.
            Unreachable, AppRejected: nothing stored has changed; nothing was asked if the disk takes no note.
        """
        stored = self._vault.load(tracker)
        if stored is not None and stored.access_token != known.access_token:
            return stored
        provider, lost = self._providers[tracker], self._lost(tracker, known)
        if provider.refresh_works_once:
            self._count(tracker, known, lost + 1)
            if not self._notebook.on_disk:
                self._count(tracker, known, lost)
                raise Unreachable(Problem.STORAGE)  # the new pair would not be kept either
        self.spending = provider.refresh_works_once
        try:
            fresh = provider.refresh(self._app_for(tracker), known)
        except TrackpassError as error:
            if not (isinstance(error, Unreachable) and error.lost):
                self._count(tracker, known, lost)
            if isinstance(error, CredentialsRejected):
                self._keep("ended", tracker, known, error.problem.value)
            raise self.blamed(tracker, known, error) from None
        finally:
            self.spending = False
        fresh = fresh._replace(name=known.name, since=known.since)
        self._vault.save(tracker, fresh)
        self._count(tracker, fresh, 0)
        log.info("%s: refreshed", tracker)
        return fresh

    def _lost(self, tracker: str, credentials: Credentials) -> int:
        count = self._note("lost", tracker, credentials)
        return int(count) if count.isdecimal() else 0

    def _count(self, tracker: str, credentials: Credentials, lost: int) -> None:
        self._keep("lost", tracker, credentials, str(lost) if lost else "")

    def _note(self, what: str, tracker: str, credentials: Credentials) -> str:
        """The note if it tells of these credentials, or ""."""
        note, _, mark = self._notebook.recall(f"{what}:{tracker}").partition(" ")
        return note if mark and mark == _mark(credentials) else ""

    def _keep(self, what: str, tracker: str, credentials: Credentials, note: str) -> None:
        self._notebook.remember(f"{what}:{tracker}", f"{note} {_mark(credentials)}" if note else "")


def _mark(credentials: Credentials) -> str:
    """Tells one refresh token from another without telling what it is."""
    from hashlib import sha256  # slow to load, and only accounts in trouble need it

    return sha256(credentials.refresh_token.encode()).hexdigest()[:16]
