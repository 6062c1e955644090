"""Trakt: the device flow of auth.trakt.tv, and the account behind api.trakt.tv.

Sources: trakt/trakt-api, contracts ``oauth`` and ``users``, guides "required-headers" and "status-codes".

POST /oauth/token with a refresh token, which works once::

    200  a new pair; the old one is dead     400  invalid_grant: the tracker's final word
    401  invalid_client: the app; with invalid_grant in WWW-Authenticate (before 2026): final as well
    400  anything else, or nothing: seen for stale tokens (#471, #888), and counts as an answer that was lost.
         So does a page: the gatekeeper's are 403 and 429

POST /oauth/revoke with an access token that is valid: 200, empty; also for one that is not (RFC 7009, 2.2).

POST /oauth/device/code::

    200  a code                  401  invalid_client, 403: the app is unknown or deleted
    404  it was a GET

POST /oauth/device/token (the body's ``code`` is the device code)::

    200  approved: access_token, refresh_token, expires_in, created_at
    400  pending; the body is empty or not JSON, an OAuth error name in it wins
    401  the app: invalid_client, wrong or missing secret
    403  the app was deleted since it got the code, or the account has room for no other app: nobody can tell
         which, so nothing is blamed; a name wins here too; as a web page: the gatekeeper, try again
    404  unknown code; as a web page: says nothing
    409  code already used       410  expired       418  the owner pressed "deny"; each as a web page too, but
         not as the gatekeeper's JSON
    429  polling too fast        5xx  down, try again

User calls: 401 not accepted; 420, 423, 426 the account is held back (limit, locked, VIP only); the rest is
as above.
"""

from __future__ import annotations

from typing import Dict, Mapping, Optional

from trackpass.clocks import Clock
from trackpass.errors import AccountHeld, AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.model import App, Challenge, Credentials
from trackpass.providers.base import (
    DEVICE_ERRORS,
    Outcome,
    Poll,
    garbled,
    named,
    refuse_unusable,
    seconds_field,
    secret_of,
    text_field,
    token_credentials,
    web_address,
)
from trackpass.providers.base_app import app_mistake
from trackpass.web import HttpClient, Reply

AUTH = "https://auth.trakt.tv"
API = "https://api.trakt.tv"
FLOW = "trakt-device"
CODE_LIFE = 600.0
INTERVAL = 5.0
OOB = "urn:ietf:wg:oauth:2.0:oob"

STATUSES: Mapping[int, Outcome] = {400: "pending", 404: "gone", 409: "gone", 410: "expired", 418: "denied"}
FINAL = (409, 410, 418)
"""Statuses that end a poll whatever Trakt's body is; a 404 page may as well come from a host that moved."""
HELD: Mapping[int, Problem] = {
    420: Problem.ACCOUNT_LIMIT,
    423: Problem.ACCOUNT_LOCKED,
    426: Problem.ACCOUNT_VIP,
}


class Trakt:
    """The provider for Trakt; ``clock`` tells epoch seconds where an answer carries no time of its own."""

    key = "trakt"
    refresh_works_once = True

    def __init__(self, http: HttpClient, clock: Clock) -> None:
        self._http = http
        self._clock = clock

    def mistake(self, app: App) -> Optional[Problem]:
        """What certainly is no app ID of Trakt."""
        return app_mistake(app)

    def probe(self, app: App) -> None:
        """POST /oauth/device/code: Trakt has no call for this alone; a code that nobody sees does no harm."""
        self.start(app)

    def start(self, app: App) -> Challenge:
        """POST /oauth/device/code. The QR address is the page with the code behind it."""
        reply = self._http.post(
            f"{AUTH}/oauth/device/code", {"client_id": app.client_id}, headers=_headers(app.client_id)
        )
        refuse_unusable(reply)
        _refuse_app(reply, Problem.APP_ID)
        if reply.status != 200:
            garbled()
        fields = reply.fields
        page, user_code = (
            web_address(fields, "verification_url", "verification_uri"),
            text_field(fields, "user_code"),
        )
        return Challenge(
            flow=FLOW,
            client_id=app.client_id,
            device_code=text_field(fields, "device_code"),
            user_code=user_code,
            verification_uri=page,
            verification_uri_complete=f"{page.rstrip('/')}/{user_code}",
            expires_in=seconds_field(fields, "expires_in", CODE_LIFE, least=1),
            interval=seconds_field(fields, "interval", INTERVAL, least=1),
        )

    def poll(self, app: App, challenge: Challenge) -> Poll:
        """POST /oauth/device/token, with the secret only where the app has one."""
        body = {"code": challenge.device_code, "client_id": challenge.client_id}
        if app.client_secret:
            body["client_secret"] = app.client_secret
        reply = self._http.post(f"{AUTH}/oauth/device/token", body, headers=_headers(challenge.client_id))
        if reply.status == 429:
            return Poll("slow_down", wait=reply.retry_after or 0)
        if reply.status in FINAL and not reply.is_gatekeepers:
            return Poll(STATUSES[reply.status])
        refuse_unusable(reply)
        _refuse_client(reply, Problem.APP_SECRET)
        if reply.status == 200:
            return Poll("approved", token_credentials(reply, challenge.client_id, FLOW, self._clock))
        outcome = DEVICE_ERRORS.get(str(reply.fields.get("error"))) or STATUSES.get(reply.status)
        if outcome is None and reply.status == 403:
            raise AppRejected(Problem.APP_TURNED_AWAY)  # and not APP_ID: Trakt gave the code to this very ID
        return Poll(outcome) if outcome else garbled()

    def check(self, credentials: Credentials) -> None:
        """GET /sync/last_activities: the cheap call, which later drives the sync as well."""
        self._ask(credentials, "/sync/last_activities")

    def identify(self, credentials: Credentials) -> Credentials:
        """GET /users/settings: ``user.username``."""
        user = self._ask(credentials, "/users/settings").fields.get("user")
        return named(credentials, user, "username")

    def refresh(self, app: App, credentials: Credentials) -> Credentials:
        """POST /oauth/token. The contract wants a ``redirect_uri``; device apps have this one."""
        body = {
            "refresh_token": credentials.refresh_token,
            "grant_type": "refresh_token",
            "redirect_uri": OOB,
        }
        self._http.connect_anew()
        reply = self._oauth("/oauth/token", body, app, credentials)
        if reply.status != 400:
            refuse_unusable(reply)
        if "invalid_grant" in (
            reply.fields.get("error"),
            *reply.headers.get("www-authenticate", "").split('"'),
        ):
            raise CredentialsRejected(Problem.PLACE_TAKEN)
        _refuse_app(reply, Problem.APP_SECRET)
        if reply.status != 200:
            raise Unreachable(Problem.GARBLED, lost=reply.status == 400)
        return token_credentials(reply, credentials.client_id, credentials.flow, self._clock)

    def revoke(self, app: App, credentials: Credentials) -> bool:
        """POST /oauth/revoke; frees the one place of a free account.

        For a token that ran out the refresh token is sent, and the answer confirms nothing. That it ran out
        may be known only by the time that comes with the answer.
        """
        lives = self._lives(credentials)
        token = credentials.access_token if lives else credentials.refresh_token
        reply = self._oauth("/oauth/revoke", {"token": token}, app, credentials)
        return lives and self._lives(credentials) and reply.status == 200 and not reply.is_page

    def _lives(self, credentials: Credentials) -> bool:
        return not credentials.expires_at or self._clock() < credentials.expires_at

    def _oauth(self, path: str, body: Dict[str, str], app: App, credentials: Credentials) -> Reply:
        return self._http.post(
            f"{AUTH}{path}",
            {**body, "client_id": credentials.client_id, **secret_of(app, credentials)},
            headers=_headers(credentials.client_id),
        )

    def _ask(self, credentials: Credentials, path: str) -> Reply:
        headers = {**_headers(credentials.client_id), "Authorization": f"Bearer {credentials.access_token}"}
        reply = self._http.get(f"{API}{path}", headers=headers)
        refuse_unusable(reply)
        if reply.status == 401:
            raise CredentialsRejected(Problem.PLACE_TAKEN)
        if reply.status in HELD:
            raise AccountHeld(HELD[reply.status])
        _refuse_app(reply, Problem.APP_ID)
        if reply.status != 200 or not reply.fields:
            garbled()
        return reply


def _headers(client_id: str) -> Dict[str, str]:
    return {"Content-Type": "application/json", "trakt-api-version": "2", "trakt-api-key": client_id}


def _refuse_app(reply: Reply, for_client: Problem) -> None:
    """Raises AppRejected for 403 and ``invalid_client``; ``for_client`` is what the latter means here."""
    if reply.status == 403:
        raise AppRejected(Problem.APP_ID)
    _refuse_client(reply, for_client)


def _refuse_client(reply: Reply, for_client: Problem) -> None:
    if reply.status == 401 or reply.fields.get("error") == "invalid_client":
        raise AppRejected(for_client)
