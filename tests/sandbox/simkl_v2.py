"""Simkl's second generation under ``/oauth2``: device flow (RFC 8628), codes, refresh and revocation.

Simkl's own pages on it could not be read; this follows what its clients meet.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import flask
from werkzeug.wrappers import Response

from .exchange import current
from .grants import App, Grant, RefreshToken
from .simkl_codes import AuthorizationCode, take_code
from .simkl_wire import DEVICE_GRANT, FORM, oauth_error, reply
from .strict import need

if TYPE_CHECKING:
    from .simkl import Simkl

READ, WRITE = "media:read", "media:write"


def blueprint(simkl: Simkl) -> flask.Blueprint:
    """The routes of OAuth 2.0."""
    part = flask.Blueprint("v2", __name__)

    @part.post("/oauth2/device")
    def start() -> Response:
        app = _client(simkl)
        return app if isinstance(app, Response) else _start(simkl, app)

    @part.post("/oauth2/token")
    def token() -> Response:
        if current().request.content_type != FORM:
            return _no_form()
        grant_type = current().request.value("grant_type")
        # A code is used up whoever sends it, so before the client is judged.
        code = take_code(simkl) if grant_type == "authorization_code" else None
        app = _client(simkl)
        if isinstance(app, Response):
            return app
        if grant_type == DEVICE_GRANT:
            return _poll(simkl, app)
        if grant_type == "refresh_token":
            return _refresh(simkl, app)
        if grant_type == "authorization_code":
            return _exchange(simkl, app, code)
        current().violate(f"grant_type {grant_type!r}")
        return oauth_error(400, "unsupported_grant_type", "The grant type is not supported")

    @part.post("/oauth2/revoke")
    def revoke() -> Response:
        if current().request.content_type != FORM:
            return _no_form()
        app = _client(simkl)
        return app if isinstance(app, Response) else _revoke(simkl, app)

    return part


def _client(simkl: Simkl) -> App | Response:
    """The calling app, or the refusal."""
    request = current().request
    if not need(current(), "client_id"):
        return oauth_error(400, "invalid_request", "client_id is missing")
    app = simkl.known_app(request.value("client_id"))
    if app is None and simkl.unknown_app == "412":
        return simkl.error(412)
    if app is None:
        return _invalid_client("Unknown client_id")
    if app.generation != 2:
        return _invalid_client("This client_id is not enabled for OAuth 2.0")
    if app.kind == "server" and request.value("client_secret") != app.client_secret:
        return _invalid_client("Client authentication failed")
    return app


def _no_form() -> Response:
    """Nothing in such a body is seen, so nothing in it is used up."""
    return oauth_error(400, "invalid_request", f"The body must be {FORM}")


def _invalid_client(description: str) -> Response:
    current().final = True
    return oauth_error(401, "invalid_client", description)


def _start(simkl: Simkl, app: App) -> Response:
    if app.kind == "public" and not simkl.public_device_flow:
        return oauth_error(400, "unauthorized_client", "This app may not use the device flow")
    device_code = simkl.journal.secret(secrets.token_urlsafe(32))
    length = simkl.code_length or 8
    user_code = simkl.new_user_code(length, hyphen=length == 8)
    signin = simkl.start_signin(app, "v2", device_code, user_code)
    signin.scope = granted(current().request.value("scope"))
    current().signin = signin
    address = "https://simkl.com/pin"
    return reply(
        {
            "device_code": device_code,
            "user_code": user_code,
            "verification_uri": address,
            "verification_uri_complete": f"{address}?user_code={user_code}",
            "expires_in": simkl.expires_in,
            "interval": simkl.interval,
        }
    )


def granted(asked: str) -> str:
    """Scopes that are not known are dropped without a word; nothing left means reading."""
    known = [scope for scope in (READ, WRITE) if scope in asked.split()]
    return " ".join(known) or READ


def _poll(simkl: Simkl, app: App) -> Response:
    exchange = current()
    if not need(exchange, "device_code"):
        return oauth_error(400, "invalid_request", "device_code is missing")
    signin = exchange.signin
    if signin is None or signin.app is not app or signin.state in ("collected", "forgotten"):
        exchange.final = True
        return oauth_error(400, simkl.unknown_device_code, "The device code is not valid")
    if signin.expired(simkl.clock.now()):
        exchange.final = True
        return oauth_error(400, "expired_token", "The device code has expired")
    if exchange.too_fast:
        exchange.slowed = True
        return oauth_error(400, "slow_down", "Polling too fast")
    if signin.state != "approved":  # a refusal is not told: access_denied is never sent
        return oauth_error(400, "authorization_pending", "The user has not approved yet")
    assert signin.account is not None
    signin.state = "collected"
    exchange.final = True
    return _first_tokens(simkl, Grant(app, signin.account, signin.scope))


def _exchange(simkl: Simkl, app: App, code: AuthorizationCode | None) -> Response:
    """Tokens for a code that was good, with everything as at the consent and the verifier for PKCE."""
    if not need(current(), "code", "redirect_uri", "code_verifier"):
        return oauth_error(400, "invalid_request", "code, redirect_uri and code_verifier are needed")
    request = current().request
    if (
        code is None
        or code.asked.app is not app
        or code.asked.redirect_uri != request.value("redirect_uri")
        or not code.proven_by(request.value("code_verifier"))
    ):
        return oauth_error(400, "invalid_grant", "The authorization code is not valid")
    return _first_tokens(simkl, Grant(app, code.account, code.asked.scope))


def _first_tokens(simkl: Simkl, grant: Grant) -> Response:
    refresh = simkl.new_refresh_token(grant, "simkl_rt_" + secrets.token_urlsafe(32), simkl.refresh_life)
    return _tokens(simkl, refresh, with_refresh_token=True)


def _refresh(simkl: Simkl, app: App) -> Response:
    """A new access token. The old one dies at once, the refresh token stays and lives longer."""
    if not need(current(), "refresh_token"):
        return oauth_error(400, "invalid_request", "refresh_token is missing")
    refresh = simkl.refresh_tokens.get(current().request.value("refresh_token"))
    if refresh is not None and refresh.grant.app is not app:
        current().violate("refresh token sent with a foreign client_id")
        refresh.grant.revoked = True
    if refresh is None or not refresh.alive(simkl.clock.now()):
        return oauth_error(400, "invalid_grant", "The refresh token is not valid")
    for access in simkl.access_tokens.values():
        if access.grant is refresh.grant:
            access.dead = True
    refresh.expires_at = simkl.clock.now() + simkl.refresh_life
    return _tokens(simkl, refresh, with_refresh_token=simkl.refresh_returns_token)


def _tokens(simkl: Simkl, refresh: RefreshToken, with_refresh_token: bool) -> Response:
    grant = refresh.grant
    access = simkl.new_access_token(grant, "simkl_at_" + secrets.token_urlsafe(32), simkl.token_life)
    body = {
        "access_token": access.value,
        "token_type": "Bearer",
        "expires_in": simkl.token_life,
        "scope": grant.scope,
    }
    if with_refresh_token:
        body["refresh_token"] = refresh.value
    return reply(body)


def _revoke(simkl: Simkl, app: App) -> Response:
    """End the whole grant by either token. Always 200, also for a token that never was (RFC 7009)."""
    need(current(), "token")
    value = current().request.value("token")
    token = simkl.access_tokens.get(value) or simkl.refresh_tokens.get(value)
    if token is not None:
        if token.grant.app is not app:
            current().violate("token sent with a foreign client_id")
        token.grant.revoked = True
    return Response(b"", 200, content_type="application/json; charset=utf-8")
