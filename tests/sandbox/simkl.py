"""Simkl: what its two generations of sign-in share. Wire facts: api.simkl.org (conventions)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import ClassVar

import flask
from werkzeug.wrappers import Response

from . import phone, simkl_consent, simkl_exchange, simkl_user, simkl_v1, simkl_v2, strict
from .clock import Clock
from .exchange import Exchange
from .grants import App
from .records import Journal, Request
from .signins import SignIn
from .simkl_block import Block, limited_gets
from .simkl_codes import AuthorizationCode
from .simkl_wire import DEVICE_GRANT, FORM, FORMS_ONLY, JSON, client_id_of, envelope, no_such_path, worded
from .tracker import Tracker

ROUTES = {"/oauth/pin": "start", "/oauth2/device": "start", "/oauth2/revoke": "revoke"}
ROUTES |= {"/oauth/token": "token", "/sync/activities": "check", "/users/settings": "user"}
GRANTS = {DEVICE_GRANT: "poll", "refresh_token": "refresh"}


class Simkl(Tracker):
    """The stand-in for Simkl."""

    name: ClassVar[str] = "simkl"
    title: ClassVar[str] = "Simkl"
    hosts: ClassVar[tuple[str, ...]] = ("api.simkl.com", "simkl.com")
    site: ClassVar[str] = "simkl.com"
    phone_hosts: ClassVar[tuple[str, ...]] = ("simkl.com",)
    code_path: ClassVar[str] = "/pin"
    SETTINGS: ClassVar[tuple[str, ...]] = (
        *Tracker.SETTINGS,
        "code_length",
        "trailing_slash",
        "answer_slow_down",
        "expired_shape",
        "reissue",
        "refresh_life",
        "refresh_returns_token",
        "unknown_app",
        "unknown_device_code",
        "age_as_text",
        "code_life",
        "show_code",
        "tell_expiry",
        "public_device_flow",
        "posts_apart",
    )

    code_length: int = 0
    """5 or 6 letters, or 8 with a hyphen in the middle. 0: five for V1, eight for V2."""
    trailing_slash: bool = False
    """V1: ``https://simkl.com/pin/`` instead of ``…/pin`` in the reply."""
    answer_slow_down: bool = False
    """V1: answer a poll that is too early with "Slow down" instead of looking it up."""
    expired_shape: str = "start"
    """V1, an expired code: like a new ``start``, as ``404``, or ``pending`` for ever. Simkl does not say."""
    reissue: str = "new"
    """V1, consent after a revocation gives a ``new`` token or the ``same``. Simkl does not say."""
    refresh_life: float = 180 * 86400
    """V2: seconds that a refresh token lives after each use."""
    refresh_returns_token: bool = True
    """V2: the answer to a refresh repeats the refresh token."""
    unknown_app: str = "invalid_client"
    """V2, an ID that nobody has: ``invalid_client``, or ``412`` as elsewhere. Simkl does not say."""
    unknown_device_code: str = "invalid_grant"
    """V2: the error for a device code that was never given out, or was collected."""
    age_as_text: bool = False
    """``user.age`` as text instead of a number; both were seen."""
    code_life: float = 60
    """Seconds that an authorization code lives. Simkl does not say."""
    show_code: bool = True
    """V1 with PKCE and no registered address: the last page shows the code. Simkl does not say."""
    tell_expiry: bool = True
    """V1: the answer to an exchange has ``expires_in``; older samples lack it."""
    public_device_flow: bool = False
    """V2: a ``public`` app may use the device flow, too. Simkl does not say; by default it is answered
    ``unauthorized_client`` (RFC 8628 section 3.5)."""
    posts_apart: float = 0
    """Seconds between two POSTs of one account, or of one app where there is none. 0: the one second of Simkl
    if it is ``limited``, else none."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        super().__init__(journal, clock)
        api = flask.Flask(__name__)
        api.config["PROPAGATE_EXCEPTIONS"] = True
        for part in (simkl_v1, simkl_exchange, simkl_v2, simkl_user):
            api.register_blueprint(part.blueprint(self))
        api.before_request(lambda: self.block.answer(self) or limited_gets(self))
        api.register_error_handler(404, lambda _: no_such_path())
        api.register_error_handler(405, lambda _: no_such_path())
        self.pages = phone.make_app(phone.blueprint(self), simkl_consent.blueprint(self))
        self.apps_by_host = {"api.simkl.com": api, "simkl.com": self.pages}

    def reset(self) -> None:
        """Forget everybody, and every setting that was changed."""
        with self.lock:
            super().reset()
            self.v1_tokens: dict[tuple[str, str], str] = {}
            """Per client id and account."""
            self.codes: dict[str, AuthorizationCode] = {}
            self.block = Block()

    def add_app(
        self,
        generation: int = 1,
        kind: str = "device",
        name: str = "Trackpass",
        client_id: str | None = None,
        client_secret: str | None = None,
        redirect_uris: Iterable[str] = (),
    ) -> App:
        """Register an app.

        Args:
            generation: 1 (PIN, ``/oauth``) or 2 (``/oauth2``).
            kind: of a V2 app: ``device`` (TV, devices & command line), ``public`` (mobile, desktop & browser)
                or ``server``.
            name: what the consent page shows.
            client_id: made up when missing.
            client_secret: made up when missing and the kind has one.
            redirect_uris: registered for the authorization-code flow; compared byte for byte.
        """
        if generation not in (1, 2) or kind not in ("device", "public", "server"):
            raise ValueError(f"no such kind of app: {generation}, {kind}")
        has_secret = generation == 1 or kind == "server"
        secret = client_secret or (secrets.token_hex(32) if has_secret else "")
        uris = tuple(redirect_uris)
        if uris and (generation, kind) == (2, "device"):
            raise ValueError("an app for the device flow has no redirect")
        app = App(name, client_id or secrets.token_hex(32), secret, generation, kind, uris)
        self.register(app)
        return app

    def route_of(self, request: Request) -> str:
        """The name by which faults and the log know this call."""
        if request.host == self.site:
            return "phone"
        if request.path.startswith("/oauth/pin/"):
            return "poll"
        if request.path == "/oauth2/token":
            return GRANTS.get(request.value("grant_type"), "token")
        return ROUTES.get(request.path, "other")

    def polled(self, request: Request) -> SignIn | None:
        """The sign-in that a poll asks for."""
        if request.path == "/oauth2/token":
            code = request.value("device_code")
            known = (s for s in self.signins if s.generation == "v2" and s.device_code == code)
        else:
            code = request.path.removeprefix("/oauth/pin/")
            known = (s for s in self.signins if s.generation == "v1" and s.user_code == code)
        found = next(known, None) or (self.stray(code) if code else None)
        if found is not None and found.offered:
            found.offered = False
        return found

    def inspect(self, exchange: Exchange) -> None:
        """Note what a well-behaved client would not have sent (conventions/headers)."""
        request = exchange.request
        if request.route == "phone":
            simkl_consent.inspect(exchange)
            return
        strict.check_user_agent(exchange)
        strict.check_query(exchange)
        for name in ("app-name", "app-version"):
            if not request.query.get(name):
                exchange.violate(f"missing {name} in the query")
        if request.query.get("app-name", "").lower() != request.query.get("app-name", ""):
            exchange.violate("app-name is not lower case")
        sent = client_id_of(request)
        if not sent:
            exchange.violate("missing client_id in the query")
        elif request.value("client_id") not in ("", sent):
            exchange.violate("client_id differs between query and body")
        app = self.apps.get(sent or request.value("client_id"))
        exchange.calls_as(app)
        if request.path in FORMS_ONLY:
            strict.check_body(exchange, FORM)
        else:
            either = request.path in ("/oauth2/device", "/oauth/token")
            strict.check_body(exchange, JSON, *((FORM,) if either else ()))

    def error(self, status: int, path: str = "") -> Response:
        """A JSON error of this status."""
        if status == 412:
            return envelope(412, "client_id_failed", "Unknown or missing client_id")
        return worded(path, status, "server_error" if status >= 500 else "error", f"HTTP {status}")

    def rate_limited(self, error: str, path: str) -> Response:
        """A 429 without ``Retry-After``."""
        return worded(path, 429, error, "Too many requests")
