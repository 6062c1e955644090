"""Trakt's sign-in: device flow, refresh and revocation. Wire facts: contracts/oauth of trakt/trakt-api."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import flask
from werkzeug.wrappers import Response

from .exchange import Exchange, current
from .grants import App, Grant, RefreshToken
from .strict import need

if TYPE_CHECKING:
    from .trakt import Trakt

JSON = "application/json; charset=utf-8"


def blueprint(trakt: Trakt) -> flask.Blueprint:
    """The OAuth routes; the same on both hosts."""
    part = flask.Blueprint("oauth", __name__, url_prefix="/oauth")

    @part.post("/device/code")
    def start() -> Response:
        app = _client(trakt, with_secret=False)
        return app if isinstance(app, Response) else _start(trakt, app)

    @part.post("/device/token")
    def poll() -> Response:
        app = _client(trakt)
        return app if isinstance(app, Response) else _poll(trakt, app)

    @part.post("/token")
    def token() -> Response:
        if current().request.headers.get("Authorization", "").lower().startswith("basic "):
            current().violate("client credentials by HTTP Basic")
            return _error(400, "invalid_request", "client credentials belong into the body")
        app = _client(trakt)
        if isinstance(app, Response):
            return app
        if current().request.value("grant_type") != "refresh_token":
            current().violate("grant_type is missing or not built")
            return _error(400, "invalid_request", "Missing required parameter: grant_type.")
        return _refresh(trakt, app)

    @part.post("/revoke")
    def revoke() -> Response:
        app = _client(trakt)
        return app if isinstance(app, Response) else _revoke(trakt, app)

    return part


def _client(trakt: Trakt, with_secret: bool = True) -> App | Response:
    """The calling app, or the refusal."""
    exchange = current()
    need(exchange, "client_id")
    app = trakt.known_app(exchange.request.value("client_id"))
    if app is None:
        exchange.final = True
        if trakt.unknown_app == "403":
            return Response(b"", 403)
        return _error(401, "invalid_client", "client_id is required")
    if with_secret and app.client_secret and exchange.request.value("client_secret") != app.client_secret:
        exchange.final = True
        return _error(401, "invalid_client", "invalid client_secret")
    return app


def _start(trakt: Trakt, app: App) -> Response:
    device_code = trakt.journal.secret(secrets.token_urlsafe(33))
    user_code = trakt.new_user_code(8)
    current().signin = trakt.start_signin(app, "device", device_code, user_code)
    return _reply(
        {
            "device_code": device_code,
            "user_code": user_code,
            "verification_url": trakt.verification_url,
            "expires_in": trakt.expires_in,
            "interval": trakt.interval,
        }
    )


def _poll(trakt: Trakt, app: App) -> Response:
    """The status tells it all; only 200 has a body."""
    exchange = current()
    need(exchange, "code")
    signin = exchange.signin
    if signin is None or signin.app is not app or signin.state == "forgotten":
        return _final(exchange, 404)
    if signin.state == "collected":
        return _final(exchange, trakt.used_status)
    if signin.expired(trakt.clock.now()):
        return _final(exchange, 410)
    if signin.state == "denied":
        return _final(exchange, 418)
    if exchange.too_fast:
        return _too_fast(trakt, exchange)
    if signin.state != "approved":
        return Response(b"", 400)
    assert signin.account is not None
    signin.state = "collected"
    exchange.final = True
    return _tokens(trakt, Grant(app, signin.account, "public"))


def _final(exchange: Exchange, status: int) -> Response:
    exchange.final = True
    return Response(b"", status)


def _too_fast(trakt: Trakt, exchange: Exchange) -> Response:
    exchange.slowed = True
    response = Response(b"", 429)
    if trakt.retry_after is not None:
        response.headers["Retry-After"] = f"{trakt.retry_after:g}"
        exchange.retry_after = trakt.retry_after
    return response


def _refresh(trakt: Trakt, app: App) -> Response:
    """A new pair for a refresh token that works once."""
    exchange = current()
    if not need(exchange, "refresh_token"):
        return _error(400, "invalid_request", "refresh_token is required")
    if trakt.redirect_uri_required and not need(exchange, "redirect_uri"):
        return _error(400, "invalid_request", "redirect_uri is required")
    refresh = trakt.refresh_tokens.get(exchange.request.value("refresh_token"))
    if refresh is not None and refresh.grant.app is not app:
        exchange.violate("refresh token sent with a foreign client_id")
        refresh = None
    if refresh is None or not refresh.alive(trakt.clock.now()):
        return _refused(trakt, "session not found")
    if refresh.used_at is not None and not _used_again(trakt, refresh):
        return _refused(
            trakt, "session not found" if trakt.refresh_mode == "strict" else "invalid refresh token"
        )
    refresh.used_at = refresh.used_at or trakt.clock.now()
    refresh_used = refresh

    def answer_lost() -> None:
        refresh_used.answer_lost = True

    exchange.on_lost.append(answer_lost)
    return _tokens(trakt, refresh.grant)


def _used_again(trakt: Trakt, refresh: RefreshToken) -> bool:
    """Judge the second use of a refresh token; whether it works all the same."""
    assert refresh.used_at is not None
    if not refresh.answer_lost or refresh.retried:
        current().violate("a refresh token was used twice")
    refresh.retried = True
    if trakt.refresh_mode == "grace":
        return trakt.clock.now() - refresh.used_at < trakt.refresh_grace
    if trakt.refresh_mode == "family":
        app, account = refresh.grant.app, refresh.grant.account
        trakt.end_connections(lambda grant: grant.app is app and grant.account is account)
    return False


def _refused(trakt: Trakt, description: str) -> Response:
    if trakt.refused_refresh == "legacy_401":
        response = Response(b"", 401)
        response.headers["WWW-Authenticate"] = 'Bearer realm="Doorkeeper", error="invalid_grant"'
        return response
    if trakt.refused_refresh == "missing_grant_type":
        return _error(400, "invalid_request", "Missing required parameter: grant_type.")
    if trakt.refused_refresh == "text":
        return Response("Bad Request", 400, content_type="text/plain")
    return _error(400, "invalid_grant", description)


def _tokens(trakt: Trakt, grant: Grant) -> Response:
    access = trakt.new_access_token(grant, secrets.token_urlsafe(32), trakt.token_life)
    refresh = trakt.new_refresh_token(grant, secrets.token_urlsafe(32), trakt.refresh_life)
    return _reply(
        {
            "access_token": access.value,
            "token_type": "bearer",
            "expires_in": trakt.token_life,
            "refresh_token": refresh.value,
            "scope": "public",
            "created_at": int(trakt.clock.told() + trakt.created_at_offset),
        }
    )


def _revoke(trakt: Trakt, app: App) -> Response:
    """End the connection by either of its tokens while that lives; 200 and empty for any (RFC 7009, 2.2)."""
    need(current(), "token")
    value = current().request.value("token")
    token = trakt.access_tokens.get(value) or trakt.refresh_tokens.get(value)
    is_used = isinstance(token, RefreshToken) and token.used_at is not None
    if token is not None and token.grant.app is not app:
        current().violate("token sent with a foreign client_id")
    elif token is not None and token.alive(trakt.clock.now()) and not is_used:
        token.grant.revoked = True
    return Response(b"", 200)


def _reply(body: dict[str, object]) -> Response:
    return Response(flask.json.dumps(body), 200, content_type=JSON)


def _error(status: int, error: str, description: str) -> Response:
    body = flask.json.dumps({"error": error, "error_description": description})
    return Response(body, status, content_type=JSON)
