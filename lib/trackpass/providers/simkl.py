"""Simkl: which generation an app ID belongs to, and the account behind it.

An app ID is of generation 1 (``/oauth``) or 2 (``/oauth2``), and only the answers tell: ask generation 2 for
a code, fall back to 1, remember the answer for that ID::

    POST /oauth2/device     GET /oauth/pin            the app is
    200                     -                         of generation 2
    invalid_client          200                       of generation 1
    invalid_client          412                       unknown, or deleted
    invalid_client          unauthorized_client       of generation 2, and its secret is missing or wrong
    unauthorized_client     unauthorized_client       of generation 2, of a kind that gets no codes
    412, 403                412, 403                  unknown, or deleted
    412, 403                unauthorized_client       of generation 2, and blocked for now

An ID whose generation is known was good, so a 412 or a 403 ("Blocked", harbor #766) of that one is a block,
unless it lasts. Two POSTs within a second lead to a block: neither a code nor a refresh is asked for so soon.

Sources: api.simkl.org (authentication, errors, rate limits, headers), SIMKL/API ``apiary.apib``.
User calls::

    200  fine                        401  the token is not accepted (user_token_failed, invalid_token)
    412  app ID unknown, or a block after too many calls: both look alike, so the tokens are not to blame
    403  insufficient_scope: the token lacks rights, and a new sign-in asks for them; else we are turned away
    429  too many calls, or the day's quota is used up
    5xx  down, try again
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import Dict, Iterator, Optional, Tuple

from trackpass.clocks import Clock
from trackpass.errors import AppRejected, CredentialsRejected, Problem, TooSoon, Unreachable
from trackpass.model import App, Authorization, Challenge, Credentials
from trackpass.providers import simkl_code, simkl_v1, simkl_v2
from trackpass.providers.base import Memory, Poll, garbled, named, refuse_unusable
from trackpass.providers.base_app import app_mistake
from trackpass.web import HttpClient, Reply

APP_NAME = "trackpass"
SPARED_FOR = 30.0
"""Seconds in which a sign-in takes the code that a probe got."""
POSTS_APART = 1.5
"""Seconds between any POST and one that can wait: Simkl wants one, and a sign-in tries again after two."""
GENERATION_2 = (simkl_v2.FLOW, simkl_code.FLOW_2)
"""The flows whose credentials are of generation 2."""


class Simkl:
    """The provider for Simkl, both generations; ``version`` is the add-on's, sent with every call."""

    key = "simkl"
    refresh_works_once = False

    def __init__(self, http: HttpClient, memory: Memory, clock: Clock, version: str) -> None:
        self._http = http
        self._memory = memory
        self._clock = clock
        self._version = version
        self._spare: Optional[Tuple[App, Challenge, float]] = None
        self._posted = -math.inf

    def mistake(self, app: App) -> Optional[Problem]:
        """What certainly is no app ID of Simkl."""
        return app_mistake(app)

    def probe(self, app: App) -> None:
        """Asks for a code: no call is made for this. Two calls as in :meth:`start`.

        The sign-in that mostly follows takes that code.
        """
        _, challenge = self._find_out(app)
        self._spare = (app, challenge, self._clock()) if challenge else None

    def start(self, app: App) -> Challenge:
        """Asks for a code, or takes that of a probe just before.

        Two calls the first time that an ID turns out to be of generation 1.

        Raises:
            TooSoon: right after another POST.
        """
        challenge = self._spared(app) or self._find_out(app)[1]
        if challenge is None:
            raise AppRejected(Problem.APP_KIND)
        return challenge

    def poll(self, app: App, challenge: Challenge) -> Poll:
        """Asks in the wire format of the generation that gave the code."""
        params = self._params(challenge.client_id)
        if challenge.flow in GENERATION_2:
            with self._posting():
                return simkl_v2.poll(self._http, app, challenge, params, self._clock)
        return simkl_v1.poll(self._http, challenge, params)

    def check(self, credentials: Credentials) -> None:
        """GET /sync/activities: the documented light call."""
        self._ask(credentials, "/sync/activities")

    def identify(self, credentials: Credentials) -> Credentials:
        """GET /users/settings (a POST would need write rights in generation 2): ``user.name``."""
        user = self._ask(credentials, "/users/settings").fields.get("user")
        return named(credentials, user, "name")

    def refresh(self, app: App, credentials: Credentials) -> Credentials:
        """Generation 2 only: generation 1 tokens do not expire and have no refresh token."""
        params = self._params(credentials.client_id)
        self._keep_apart()
        with self._posting():
            return simkl_v2.refresh(self._http, app, credentials, params, self._clock)

    def revoke(self, app: App, credentials: Credentials) -> bool:
        """Generation 2 only: generation 1 has no such call."""
        if credentials.flow not in GENERATION_2:
            return False
        with self._posting():
            return simkl_v2.revoke(self._http, app, credentials, self._params(credentials.client_id))

    def authorization_url(self, app: App, authorization: Authorization) -> str:
        """The consent page of the ID's generation; no call where that is known.

        Raises:
            AppRejected: also for an app of generation 2 without a redirect address: all of those have one.
        """
        generation = self._generation(app)
        if generation == "2" and not authorization.redirect_uri:
            raise AppRejected(Problem.APP_REDIRECT)
        return simkl_code.authorization_url(generation, app, authorization, self._params(app.client_id))

    def exchange(self, app: App, authorization: Authorization, code: str) -> Poll:
        """POST /oauth/token, or in generation 2 /oauth2/token."""
        generation, params = self._generation(app), self._params(app.client_id)
        with self._posting():
            return simkl_code.exchange(self._http, generation, app, authorization, code, params, self._clock)

    def _generation(self, app: App) -> str:
        return self._memory.recall(f"generation:{app.client_id}") or self._find_out(app)[0]

    def _spared(self, app: App) -> Optional[Challenge]:
        """The code that a probe of this very app got just before, once, with the life that is left of it."""
        (asked, challenge, at), self._spare = self._spare or (None, None, 0), None
        age = self._clock() - at
        if challenge is None or asked != app or not 0 <= age < SPARED_FOR:
            return None
        return challenge._replace(expires_in=challenge.expires_in - age)

    def _find_out(self, app: App) -> Tuple[str, Optional[Challenge]]:
        """The generation of the ID, remembered; and a code, None for apps of a kind that gets none.

        Raises:
            AppRejected: neither generation knows the ID, or its secret is missing or wrong.
            TooSoon: right after another POST.
            Unreachable: nobody knows whether the ID is good.
        """
        params, key = self._params(app.client_id), f"generation:{app.client_id}"
        known = self._memory.recall(key)
        generation, gets_codes = "2", True
        challenge: Optional[Challenge] = None
        block: Optional[Unreachable] = None
        if known != "1":
            self._keep_apart()
            try:
                with self._posting():
                    challenge, gets_codes = simkl_v2.start(self._http, app, params)
            except Unreachable as error:
                if known or error.problem is not Problem.BLOCKED:
                    raise
                block = error
        if challenge is None:
            challenge = simkl_v1.start(self._http, app, params, is_known=known == "1")
            if challenge is not None:
                generation = "1"
            elif block:
                raise block
            elif gets_codes:
                raise AppRejected(Problem.APP_SECRET)
        if generation != known:
            self._memory.remember(key, generation)
        return generation, challenge

    def _ask(self, credentials: Credentials, path: str) -> Reply:
        reply = self._http.get(
            f"{simkl_v2.API}{path}",
            params=self._params(credentials.client_id),
            headers={"Authorization": f"Bearer {credentials.access_token}"},
        )
        refuse_unusable(reply)
        error = reply.fields.get("error")
        if reply.status == 401 and error == "invalid_client":
            raise AppRejected(Problem.APP_ID)
        if reply.status == 401 or error == "insufficient_scope":
            raise CredentialsRejected
        if reply.status in (403, 412):
            raise Unreachable(Problem.BLOCKED, reply.retry_after)
        if reply.status != 200 or not reply.fields or "error" in reply.fields:
            garbled()
        return reply

    def _keep_apart(self) -> None:
        if abs(self._clock() - self._posted) < POSTS_APART:
            raise TooSoon(Problem.BUSY)

    @contextmanager
    def _posting(self) -> Iterator[None]:
        """Around a POST: when it was over is kept, however it ended."""
        try:
            yield
        finally:
            self._posted = self._clock()

    def _params(self, client_id: str) -> Dict[str, str]:
        return {"client_id": client_id, "app-name": APP_NAME, "app-version": self._version}
