"""Trakt: hosts, headers and apps. Wire facts: the contract and guides of trakt/trakt-api."""

from __future__ import annotations

import math
import secrets
from typing import ClassVar

import flask
from werkzeug.wrappers import Response

from . import phone, strict, trakt_oauth, trakt_user
from .clock import Clock
from .exchange import Exchange, current
from .grants import App
from .html_pages import cloudflare
from .limits import Limit
from .records import Journal, Request
from .signins import SignIn
from .tracker import Tracker

AUTH, API, SITE = "auth.trakt.tv", "api.trakt.tv", "trakt.tv"
ROUTES = {
    "/oauth/device/code": "start",
    "/oauth/device/token": "poll",
    "/oauth/revoke": "revoke",
    "/sync/last_activities": "check",
    "/users/settings": "user",
}
GETS = Limit("AUTHED_API_GET_LIMIT", 500, 300)
UNAUTHED_GETS = Limit("UNAUTHED_API_GET_LIMIT", 500, 300)
WRITES = Limit("AUTHED_API_POST_LIMIT", 1, 1)
"""Guides: rate-limiting. The first and the last are an account's, the middle one an app's."""


class Trakt(Tracker):
    """The stand-in for Trakt."""

    name: ClassVar[str] = "trakt"
    title: ClassVar[str] = "Trakt"
    hosts: ClassVar[tuple[str, ...]] = (AUTH, API, SITE)
    site: ClassVar[str] = AUTH
    phone_hosts: ClassVar[tuple[str, ...]] = (AUTH, SITE)
    code_path: ClassVar[str] = "/activate"
    SETTINGS: ClassVar[tuple[str, ...]] = (
        *Tracker.SETTINGS,
        "verification_url",
        "oauth_on_auth",
        "oauth_on_api",
        "retry_after",
        "used_status",
        "unknown_app",
        "refresh_life",
        "refresh_mode",
        "refresh_grace",
        "refused_refresh",
        "redirect_uri_required",
        "created_at_offset",
    )

    expires_in: float = 600
    verification_url: str = "https://auth.trakt.tv/activate"
    """The older one is ``https://trakt.tv/activate``."""
    oauth_on_auth: bool = True
    """OAuth calls are answered on auth.trakt.tv."""
    oauth_on_api: bool = True
    """OAuth calls are answered on api.trakt.tv, too."""
    retry_after: float | None = None
    """Seconds in ``Retry-After`` of a 429 for polling too fast; None: no such header."""
    used_status: int = 409
    """A device code that was collected: 409, or 404."""
    unknown_app: str = "invalid_client"
    """An unknown or deleted app on an OAuth call: ``invalid_client`` (401) or ``403``."""
    refresh_life: float | None = None
    """Seconds that a refresh token lives; None: without end. Trakt does not say."""
    refresh_mode: str = "strict"
    """A refresh token used again: ``strict`` (refused), ``family`` (and every token of this app and account
    ends), ``grace`` (works for ``refresh_grace`` seconds)."""
    refresh_grace: float = 30
    refused_refresh: str = "session"
    """How a refusal looks: ``session`` (400 invalid_grant), ``legacy_401``, ``missing_grant_type`` or
    ``text`` (400 that is no JSON)."""
    redirect_uri_required: bool = False
    """Refuse a refresh without ``redirect_uri``; the contract asks for it, the service does not."""
    created_at_offset: float = 0
    """Seconds by which ``created_at`` is wrong."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        super().__init__(journal, clock)
        auth, api = flask.Flask(__name__), flask.Flask(__name__)
        auth.register_blueprint(phone.blueprint(self))
        api.register_blueprint(trakt_user.blueprint(self))
        for app in (auth, api):
            app.config["PROPAGATE_EXCEPTIONS"] = True
            app.register_blueprint(trakt_oauth.blueprint(self))
            app.before_request(self._refuse)
            app.register_error_handler(404, lambda _: no_such_path())
            app.register_error_handler(405, lambda _: no_such_path())
        self.pages = phone.make_app(phone.blueprint(self))
        self.apps_by_host = {AUTH: auth, API: api, SITE: self.pages}

    def add_app(
        self,
        public: bool = False,
        name: str = "Trackpass",
        client_id: str | None = None,
        client_secret: str | None = None,
    ) -> App:
        """Register an app; a public one has no secret. What is missing is made up."""
        secret = "" if public else client_secret or secrets.token_hex(32)
        kind = "public" if public else "confidential"
        app = App(name, client_id or secrets.token_hex(32), secret, kind=kind)
        self.register(app)
        return app

    def power_cut(self, seconds: float = 1) -> None:
        """The client's plug was pulled: pairs given in the last seconds may never have reached its disk."""
        with self.lock:
            for token in self.refresh_tokens.values():
                if token.used_at is not None and self.clock.now() - token.used_at < seconds:
                    token.answer_lost = True

    def route_of(self, request: Request) -> str:
        """The name by which faults and the log know this call."""
        on_page = request.host == AUTH and not request.path.startswith("/oauth")
        if request.host == SITE or on_page:
            return "phone"
        if request.path == "/oauth/token":
            return "refresh" if request.value("grant_type") == "refresh_token" else "token"
        return ROUTES.get(request.path, "other")

    def polled(self, request: Request) -> SignIn | None:
        """The sign-in that a poll asks for."""
        code = request.value("code")
        known = (signin for signin in self.signins if signin.device_code == code)
        return next(known, None) or (self.stray(code) if code else None)

    def inspect(self, exchange: Exchange) -> None:
        """Note what a well-behaved client would not have sent (guides: required-headers)."""
        request = exchange.request
        if request.route == "phone":
            return
        strict.check_user_agent(exchange)
        strict.check_query(exchange)
        strict.check_body(exchange, "application/json")
        if request.content_type != "application/json":
            exchange.violate("content type is not application/json")
        key, in_body = str(request.headers.get("trakt-api-key", "")), request.value("client_id")
        app = self.apps.get(in_body or key)
        exchange.calls_as(app)
        if request.path.startswith("/oauth/"):
            if key and in_body and key != in_body:
                exchange.violate("trakt-api-key differs from client_id")
            if "client_secret" in (request.body or {}) and not request.value("client_secret"):
                exchange.violate("empty client_secret: leave it out for a public app")
            return
        if request.headers.get("trakt-api-version") != "2":
            exchange.violate("trakt-api-version is not 2")
        if not key:
            exchange.violate("missing trakt-api-key")

    def _refuse(self) -> Response | None:
        """What is refused before the call is looked at."""
        exchange = flask.request.environ.get("sandbox.exchange")
        if exchange is None or exchange.request.route == "phone":
            return None
        request = current().request
        agent = str(request.headers.get("User-Agent", ""))
        if not agent or agent.lower().startswith("python-requests/"):
            return cloudflare(403)
        if request.content_type != "application/json":
            return self.blocked()
        if request.path.startswith("/oauth/"):
            served = self.oauth_on_api if request.host == API else self.oauth_on_auth
            return None if served else Response(b"", 404)
        if self.known_app(str(request.headers.get("trakt-api-key", ""))) is None:
            return Response(b"", 403)
        return self._refuse_more(request) if self.limited else None

    def _refuse_more(self, request: Request) -> Response | None:
        """The 429 for a call too many. OAuth calls have no account, and are not counted."""
        token = self.access_tokens.get(str(request.headers.get("Authorization", "")).partition(" ")[2])
        limit = UNAUTHED_GETS if token is None else GETS if request.method == "GET" else WRITES
        who = str(request.headers.get("trakt-api-key")) if token is None else token.grant.account.key
        wait = self.too_soon(limit, who)
        if not wait:
            return None
        response = self._over(limit, wait)
        response.headers["Retry-After"] = str(math.ceil(wait))
        return response

    def _over(self, limit: Limit, wait: float) -> Response:
        response = Response(b"", 429, content_type="application/json; charset=utf-8")
        bucket = {"name": limit.name, "period": limit.period, "limit": limit.most, "remaining": 0}
        response.headers["X-Ratelimit"] = flask.json.dumps({**bucket, "until": self.clock.iso(wait)})
        return response

    def sign(self, response: Response) -> None:
        """What Trakt itself answers carries a request id; what its CDN answers does not."""
        if "CF-RAY" not in response.headers:
            response.headers["X-Request-Id"] = secrets.token_hex(16)
            response.headers["X-Runtime"] = "0.012345"

    def error(self, status: int, path: str = "") -> Response:
        """An error of this status."""
        body = flask.json.dumps({"error": f"HTTP {status}"}) if status >= 500 else ""
        return Response(body, status, content_type="application/json; charset=utf-8")

    def rate_limited(self, error: str, path: str) -> Response:
        """A 429 without ``Retry-After``."""
        return self._over(GETS, GETS.period)


def no_such_path() -> Response:
    """404 for a path that is not built, and for a GET on an OAuth path."""
    exchange = flask.request.environ.get("sandbox.exchange")
    if exchange is not None and exchange.request.route != "phone":
        current().violate(f"no such call: {current().request.method}")
    return Response(b"", 404)
