"""TMDb: hosts, keys and what a client may send where. Wire facts: developer.themoviedb.org, API version 3.

Version 4, the watchlist and ratings are left out on purpose: the add-on signs in with sessions of version 3,
and all that it asks of an account is who it is.
"""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64encode
from typing import ClassVar

import flask
from werkzeug.wrappers import Response

from . import phone, strict, tmdb_page, tmdb_signin
from .clock import Clock
from .exchange import Exchange, current
from .grants import App
from .limits import Limit
from .records import Journal, Request
from .signins import SignIn
from .tmdb_wire import OF_STATUS, failure
from .tracker import Tracker

API, SITE, BARE = "api.themoviedb.org", "www.themoviedb.org", "themoviedb.org"
API_KEY = re.compile(r"[0-9a-f]{32}")
READ_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")
ROUTES = {
    ("GET", "/3/authentication"): "key",
    ("GET", "/3/configuration"): "key",
    ("GET", "/3/authentication/token/new"): "start",
    ("POST", "/3/authentication/session/new"): "poll",
    ("DELETE", "/3/authentication/session"): "revoke",
    ("GET", "/3/account"): "user",
}
SECRETS_IN_THE_BODY = {"poll": "request_token", "revoke": "session_id"}
CALLS = Limit("calls", 40, 1)
"""Docs: rate-limiting. It is the address's, and "around" that many."""


class Tmdb(Tracker):
    """The stand-in for TMDb. A request token has the role of the code."""

    name: ClassVar[str] = "tmdb"
    title: ClassVar[str] = "TMDb"
    hosts: ClassVar[tuple[str, ...]] = (API, SITE, BARE)
    site: ClassVar[str] = SITE
    phone_hosts: ClassVar[tuple[str, ...]] = (SITE, BARE)
    code_path: ClassVar[str] = "/authenticate"
    SETTINGS: ClassVar[tuple[str, ...]] = (
        *Tracker.SETTINGS,
        "phone_signed_in",
        "refused_code",
        "expired_code",
        "failure_body",
        "outage_code",
        "unknown_session",
        "avatar",
    )

    interval: float = 1
    """Seconds between polls. TMDb names none; more than one a second is a broken rule here."""
    slow_down_step: float = 0
    expires_in: float = 3600
    phone_signed_in: bool = True
    """The phone's browser is signed in already; otherwise the approval page asks for that first."""
    refused_code: int = 17
    """The answer for a request token that waits, was denied, was used or never was: 17, or 33 as some say."""
    expired_code: int = 17
    """The answer for one whose life is over: 17 or 33."""
    failure_body: bool = False
    """These answers say ``failure: true`` and have no ``success``."""
    outage_code: int = 9
    """What a 503 is called: 9 (offline) or 46 (maintenance)."""
    unknown_session: int = 404
    """HTTP status of code 6, for signing out from a session that is not known."""
    avatar: str = "whole"
    """The account's picture: ``whole``, ``null`` (no picture at TMDb), ``no_gravatar`` or ``none``."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        super().__init__(journal, clock)
        api = flask.Flask(__name__)
        api.config["PROPAGATE_EXCEPTIONS"] = True
        api.register_blueprint(tmdb_signin.blueprint(self))
        api.before_request(lambda: failure(25) if self.limited and self.too_soon(CALLS, "") else None)
        api.register_error_handler(404, lambda _: no_such_call(34))
        api.register_error_handler(405, lambda _: no_such_call(42))
        self.pages = phone.make_app(tmdb_page.blueprint(self))
        self.apps_by_host = {API: api, SITE: self.pages, BARE: self.pages}

    def add_app(
        self, name: str = "Trackpass", client_id: str | None = None, client_secret: str | None = None
    ) -> App:
        """Register an app, which here is a key in two spellings. What is missing is made up.

        Args:
            name: what the approval page shows.
            client_id: the v3 API key, 32 hex digits, for the query parameter ``api_key``.
            client_secret: the API Read Access Token, a JWT, for ``Authorization: Bearer``.
        """
        key = client_id or secrets.token_hex(16)
        app = App(name, key, client_secret or _read_token(key))
        self.register(app)
        self.journal.secret(key)
        return app

    def app_of(self, request: Request) -> App | None:
        """The app whose key a call has, in either spelling, unless deleted."""
        token = bearer_of(request)
        if not token:
            return self.known_app(request.query.get("api_key", ""))
        owners = (app for app in self.apps.values() if app.client_secret == token)
        return next((app for app in owners if not app.deleted), None)

    def route_of(self, request: Request) -> str:
        """The name by which faults and the log know this call."""
        return ROUTES.get((request.method, request.path), "other") if request.host == API else "phone"

    def polled(self, request: Request) -> SignIn | None:
        """The sign-in that a poll asks for."""
        token = request.value("request_token")
        known = (signin for signin in self.signins if signin.device_code == token)
        return next(known, None) or (self.stray(token) if token else None)

    def inspect(self, exchange: Exchange) -> None:
        """Note what a well-behaved client would not have sent."""
        request = exchange.request
        if request.route == "phone":
            return
        strict.check_user_agent(exchange)
        strict.check_query(exchange, "api_key", "session_id" if request.route == "user" else "")
        strict.check_path(exchange)
        strict.check_body(exchange, "application/json")
        for name, value in (request.body or {}).items():
            belongs = name == SECRETS_IN_THE_BODY.get(request.route)
            if not belongs and (name == "api_key" or str(value) in self.journal.secrets):
                exchange.violate(f"a secret in the body, as {name}")
        self._inspect_key(exchange)

    def _inspect_key(self, exchange: Exchange) -> None:
        """One key a call, and each of the two kinds in its own place."""
        request = exchange.request
        key, token = request.query.get("api_key", ""), bearer_of(request)
        app = self.app_of(request)
        exchange.calls_as(app)
        if not key and not token:
            exchange.violate("no key")
        if key and token:
            exchange.violate("two keys in one call")
        if key and not API_KEY.fullmatch(key):
            exchange.violate("api_key is not an API key of version 3")
        if token and not READ_TOKEN.fullmatch(token):
            exchange.violate("the Bearer token is not a read access token")

    def error(self, status: int, path: str = "") -> Response:
        """An error of this status."""
        code = self.outage_code if status == 503 else OF_STATUS.get(status, 15)
        return failure(code, status)

    def rate_limited(self, error: str, path: str) -> Response:
        """A 429 without ``Retry-After``."""
        return failure(25)


def bearer_of(request: Request) -> str:
    """The token of the ``Authorization`` header, empty when there is none."""
    scheme, _, value = str(request.headers.get("Authorization", "")).partition(" ")
    return value if scheme.lower() == "bearer" else ""


def no_such_call(code: int) -> Response:
    """For a path that is not built, or another method."""
    current().violate(f"no such call: {current().request.method}")
    return failure(code)


def _read_token(key: str) -> str:
    """A JWT as TMDb makes them, its key inside; nobody could check the signature."""
    header = {"alg": "HS256"}
    claims = {"aud": key, "sub": secrets.token_hex(12), "scopes": ["api_read"], "version": 1}
    signed = [flask.json.dumps(part, separators=(",", ":")).encode() for part in (header, claims)]
    parts = [*signed, secrets.token_bytes(32)]
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
