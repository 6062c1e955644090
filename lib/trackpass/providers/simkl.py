"""Simkl: which generation an app ID belongs to, and the account behind it.

An app ID is of generation 1 (``/oauth/pin``) or 2 (``/oauth2/device``), and only the answers tell: ask
generation 2, fall back to 1 on its ``invalid_client``, remember the answer for that ID.

Sources: api.simkl.org (authentication, errors, rate limits, headers), SIMKL/API ``apiary.apib``.
User calls::

    200  fine                        401  the token is not accepted (user_token_failed, invalid_token)
    412  app ID unknown, or a block after too many calls: both look alike, so the tokens are not to blame
    403  rights: the app lacks them  429  too many calls, or the day's quota is used up
    5xx  down, try again
"""

from __future__ import annotations

from typing import Dict, Optional

from trackpass.clocks import Clock
from trackpass.errors import AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.model import App, Challenge, Credentials
from trackpass.providers import simkl_v1, simkl_v2
from trackpass.providers.base import Memory, Poll, garbled, refuse_unusable
from trackpass.web import HttpClient, Reply

API = "https://api.simkl.com"
APP_NAME = "trackpass"


class Simkl:
    """The provider for Simkl, both generations; ``version`` is the add-on's, sent with every call."""

    key = "simkl"
    refresh_works_once = False

    def __init__(self, http: HttpClient, memory: Memory, clock: Clock, version: str) -> None:
        self._http = http
        self._memory = memory
        self._clock = clock
        self._version = version

    def start(self, app: App) -> Challenge:
        """Asks for a code; two calls the first time that an ID turns out to be of generation 1."""
        params = self._params(app.client_id)
        known = self._memory.recall(f"generation:{app.client_id}")
        challenge: Optional[Challenge] = None
        if known != "1":
            challenge = simkl_v2.start(self._http, app, params)
        if challenge is None:
            challenge = simkl_v1.start(self._http, app, params)
        generation = "2" if challenge.flow == simkl_v2.FLOW else "1"
        if generation != known:
            self._memory.remember(f"generation:{app.client_id}", generation)
        return challenge

    def poll(self, app: App, challenge: Challenge) -> Poll:
        """Asks in the wire format of the generation that gave the code."""
        params = self._params(challenge.client_id)
        if challenge.flow == simkl_v2.FLOW:
            return simkl_v2.poll(self._http, app, challenge, params, self._clock)
        return simkl_v1.poll(self._http, challenge, params)

    def check(self, credentials: Credentials) -> None:
        """GET /sync/activities: the documented light call."""
        self._ask(credentials, "/sync/activities")

    def account_name(self, credentials: Credentials) -> str:
        """GET /users/settings (a POST would need write rights in generation 2): ``user.name``."""
        user = self._ask(credentials, "/users/settings").fields.get("user")
        return str(user.get("name") or "").strip() if isinstance(user, dict) else ""

    def refresh(self, app: App, credentials: Credentials) -> Credentials:
        """Generation 2 only: generation 1 tokens do not expire and have no refresh token."""
        return simkl_v2.refresh(
            self._http, app, credentials, self._params(credentials.client_id), self._clock
        )

    def revoke(self, app: App, credentials: Credentials) -> bool:
        """Generation 2 only: generation 1 has no such call."""
        if credentials.flow != simkl_v2.FLOW:
            return False
        return simkl_v2.revoke(self._http, app, credentials, self._params(credentials.client_id))

    def _ask(self, credentials: Credentials, path: str) -> Reply:
        reply = self._http.get(
            f"{API}{path}",
            params=self._params(credentials.client_id),
            headers={"Authorization": f"Bearer {credentials.access_token}"},
        )
        refuse_unusable(reply)
        if reply.status == 401:
            if reply.fields.get("error") == "invalid_client":
                raise AppRejected(Problem.APP_ID)
            raise CredentialsRejected
        if reply.status == 412:
            raise Unreachable(Problem.BLOCKED, reply.retry_after)
        if reply.status == 403:
            raise AppRejected(Problem.APP_ID)
        if reply.status != 200 or not reply.fields or "error" in reply.fields:
            garbled()
        return reply

    def _params(self, client_id: str) -> Dict[str, str]:
        return {"client_id": client_id, "app-name": APP_NAME, "app-version": self._version}
