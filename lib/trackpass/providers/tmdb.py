"""TMDb, version 3 of its API: a link is approved on the phone and becomes a session.

The app's ID is an API key (32 hex digits, in the query) or a read access token (``Authorization: Bearer``);
both are secrets. Sources: developer.themoviedb.org, "How do I generate a session id", "Errors",
"Authentication"; what its clients' tests record.

An answer is told by its HTTP status first: 200 is good if it holds what was asked for. Otherwise by
``status_code``, TMDb's own number; ``success`` is not always there. Every call::

    7   the key is not known                       10  the key is suspended
    31, 45  the account is disabled or suspended   25, HTTP 429  too many calls
    2, 9, 11, 24, 43, 46, HTTP 5xx  down, try again

POST /authentication/session/new::

    200      approved: session_id; the request token is used up
    17, 33   pending, refused, expired or never heard of: nobody can tell, so our own clock ends it

GET /account: 3, 14, 37 the session is no longer accepted.
DELETE /authentication/session: 200 ended; 6, 34, 37, HTTP 404 there was no such session any more.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping, Optional, Tuple

from trackpass.clocks import Clock
from trackpass.errors import AccountHeld, AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.model import App, Challenge, Credentials
from trackpass.providers.base import Poll, garbled, named, number_field, quoted, refuse_unusable, text_field
from trackpass.web import HttpClient, Reply

API = "https://api.themoviedb.org/3"
PAGE = "https://www.themoviedb.org/authenticate"
FLOW = "tmdb-session"
TOKEN_LIFE = 3600.0
INTERVAL = 5.0

API_KEY = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
READ_TOKEN = re.compile(r"eyJ[A-Za-z0-9_.=-]{37,}")
"""A JWT; one cut off in its first part is shorter."""
BEARER = re.compile(r"^\s*bearer\s+", re.IGNORECASE)
EXPIRY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) UTC")

WAITING = (17, 33)
ENDED = (3, 14, 37)
UNKNOWN = (6, 34, 37)
GOOD = (None, 1, 13)
DOWN = (2, 9, 11, 24, 43, 46)
TOO_MANY = 25
APP: Mapping[int, Problem] = {7: Problem.APP_KEY, 10: Problem.APP_KEY_SUSPENDED}
HELD = (31, 45)


class Tmdb:
    """The provider for TMDb; ``clock`` tells epoch seconds where an answer carries no time of its own."""

    key = "tmdb"
    refresh_works_once = False

    def __init__(self, http: HttpClient, clock: Clock) -> None:
        self._http = http
        self._clock = clock

    def mistake(self, app: App) -> Optional[Problem]:
        """Whether it looks like an API key or a read access token."""
        key = _plain(app.client_id)
        if not key:
            return Problem.APP_KEY_MISSING
        return None if API_KEY.fullmatch(key) or READ_TOKEN.fullmatch(key) else Problem.APP_KEY_FORMAT

    def probe(self, app: App) -> None:
        """GET /authentication: made for this."""
        reply = self._get("/authentication", app.client_id)
        _refuse(reply)
        _only(reply, bool(reply.fields))

    def start(self, app: App) -> Challenge:
        """GET /authentication/token/new."""
        reply = self._get("/authentication/token/new", app.client_id)
        _refuse(reply)
        _only(reply, bool(reply.fields))
        challenge = self.challenge_for(app, text_field(reply.fields, "request_token"))
        return challenge._replace(expires_in=_life(reply))

    def challenge_for(self, app: App, token: str) -> Challenge:
        """The challenge of a request token, with its whole hour before it; no call."""
        address = f"{PAGE}/{quoted(token)}"
        return Challenge(
            flow=FLOW,
            client_id=app.client_id,
            device_code=token,
            user_code="",
            verification_uri=address,
            verification_uri_complete=address,
            expires_in=TOKEN_LIFE,
            interval=INTERVAL,
        )

    def poll(self, app: App, challenge: Challenge) -> Poll:
        """POST /authentication/session/new, with the key that asked for the token.

        Raises:
            AccountHeld: the account that approved is disabled or suspended.
            Unreachable: with ``lost`` when there was a session in the answer.
        """
        params, headers = _credential(challenge.client_id)
        body = {"request_token": challenge.device_code}
        reply = self._http.post(f"{API}/authentication/session/new", body, params=params, headers=headers)
        if reply.status == 429 or _number(reply) == TOO_MANY:
            return Poll("slow_down", wait=reply.retry_after or 0)
        _refuse(reply)
        if reply.status == 200:
            return Poll("approved", self._session(reply, challenge))
        return Poll("pending") if _number(reply) in WAITING else garbled()

    def check(self, credentials: Credentials) -> None:
        """GET /account."""
        self._account(credentials)

    def identify(self, credentials: Credentials) -> Credentials:
        """GET /account: ``username``, and ``id``, which later calls want in their path."""
        account = self._account(credentials)
        number = number_field(account, "id") or 0
        return named(credentials, account, "username")._replace(account_id=str(int(number)))

    def refresh(self, app: App, credentials: Credentials) -> Credentials:
        """The same credentials: a session has no refresh token, and lives until somebody ends it."""
        return credentials

    def revoke(self, app: App, credentials: Credentials) -> bool:
        """DELETE /authentication/session; True also for a session that TMDb no longer knows."""
        params, headers = _credential(credentials.client_id)
        body = {"session_id": credentials.session_id}
        reply = self._http.delete(f"{API}/authentication/session", body, params=params, headers=headers)
        if reply.is_page:
            return False
        number = _number(reply)
        return number in UNKNOWN or reply.status == 404 or (reply.status == 200 and number in GOOD)

    def _account(self, credentials: Credentials) -> Dict[str, Any]:
        reply = self._get("/account", credentials.client_id, session_id=credentials.session_id)
        _refuse(reply)
        if reply.status != 200 and _number(reply) in ENDED:
            raise CredentialsRejected
        account = reply.fields
        _only(reply, number_field(account, "id") is not None)
        return account

    def _session(self, reply: Reply, challenge: Challenge) -> Credentials:
        session = reply.fields.get("session_id")
        if not isinstance(session, str) or not session.strip():
            raise Unreachable(Problem.GARBLED, lost=True)
        return Credentials(
            access_token="",
            client_id=challenge.client_id,
            obtained_at=int(reply.date if reply.date is not None else self._clock()),
            flow=FLOW,
            session_id=session.strip(),
        )

    def _get(self, path: str, client_id: str, **query: str) -> Reply:
        params, headers = _credential(client_id)
        return self._http.get(f"{API}{path}", params={**params, **query}, headers=headers)


def _plain(client_id: str) -> str:
    """The key without what documents show before it and owners copy along."""
    return BEARER.sub("", f"{client_id} ", count=1).strip()


def _credential(client_id: str) -> Tuple[Dict[str, str], Dict[str, str]]:
    """Query and headers that say which app asks; a read token stays out of the address."""
    key = _plain(client_id)
    if READ_TOKEN.fullmatch(key):
        return {}, {"Authorization": f"Bearer {key}"}
    return {"api_key": key}, {}


def _refuse(reply: Reply) -> None:
    """Raises for what says nothing about token or session: trouble, the key, the account."""
    refuse_unusable(reply)
    if reply.status == 200:
        return
    number = _number(reply) or 0
    if number in DOWN:
        raise Unreachable(Problem.SERVER, reply.retry_after)
    if number == TOO_MANY:
        raise Unreachable(Problem.BUSY, reply.retry_after)
    if number in APP:
        raise AppRejected(APP[number])
    if number in HELD:
        raise AccountHeld(Problem.ACCOUNT_LOCKED)


def _only(reply: Reply, holds: bool) -> None:
    """Raises Unreachable unless it is HTTP 200 and holds what was asked for."""
    if reply.status != 200 or not holds:
        garbled()


def _number(reply: Reply) -> Optional[int]:
    number = number_field(reply.fields, "status_code")
    return None if number is None else int(number)


def _life(reply: Reply) -> float:
    """Seconds that the link lives, by TMDb's own clock; an hour where that cannot be read."""
    from calendar import timegm

    found = EXPIRY.fullmatch(str(reply.fields.get("expires_at")).strip())
    if found is None or reply.date is None:
        return TOKEN_LIFE
    try:
        left = timegm(tuple(int(part) for part in found.groups())) - reply.date
    except ValueError:
        return TOKEN_LIFE
    return min(left, TOKEN_LIFE) if left > 0 else TOKEN_LIFE
