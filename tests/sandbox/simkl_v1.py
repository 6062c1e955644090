"""Simkl's first generation: the PIN flow, ``/oauth/pin``.

Facts: api.simkl.org (api-reference/auth, get-pin). Everything is answered with HTTP 200;
what came is told by the shape of the body.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import flask
from werkzeug.wrappers import Response

from .exchange import current
from .grants import Account, App, Grant
from .simkl_wire import client_id_of, envelope, oauth_error, reply

if TYPE_CHECKING:
    from .simkl import Simkl


def blueprint(simkl: Simkl) -> flask.Blueprint:
    """The routes of the PIN flow."""
    part = flask.Blueprint("v1", __name__)

    @part.get("/oauth/pin")
    def start() -> Response:
        app = client(simkl)
        return app if isinstance(app, Response) else reply(_start(simkl, app))

    @part.get("/oauth/pin/<user_code>")
    def poll(user_code: str) -> Response:
        app = client(simkl)
        return app if isinstance(app, Response) else _poll(simkl, app)

    return part


def client(simkl: Simkl) -> App | Response:
    """The calling app, or the refusal. The id is judged before anything else."""
    app = simkl.known_app(client_id_of(current().request))
    if app is None:
        return simkl.blocked()
    if app.generation != 1:
        current().final = True
        return oauth_error(400, "unauthorized_client", "This client_id uses OAuth 2.0")
    return app


def _start(simkl: Simkl, app: App, offered: bool = False) -> dict[str, object]:
    length = simkl.code_length or 5
    code = simkl.new_user_code(length, hyphen=length == 8)
    signin = simkl.start_signin(app, "v1", device_code=code, user_code=code)
    signin.offered = offered
    address = "https://simkl.com/pin" + ("/" if simkl.trailing_slash else "")
    return {
        "result": "OK",
        "device_code": "DEVICE_CODE",  # that very word: V1 has no device code
        "user_code": code,
        "verification_uri": address,
        "verification_url": address,
        "expires_in": simkl.expires_in,
        "interval": simkl.interval,
    }


def _poll(simkl: Simkl, app: App) -> Response:
    signin = current().signin
    if signin is None or signin.app is not app or signin.state in ("collected", "forgotten"):
        return _gone(simkl, app)
    if signin.expired(simkl.clock.now()):
        return _expired(simkl, app)
    if current().forced_slow or (current().too_fast and simkl.answer_slow_down):
        current().slowed = True
        return _waiting("Slow down")
    if signin.state == "approved":
        signin.state = "collected"
        current().final = True
        assert signin.account is not None
        return reply({"result": "OK", "access_token": token_of(simkl, signin.app, signin.account)})
    return _waiting("Authorization pending")  # a refusal looks the same


def _waiting(message: str) -> Response:
    return reply({"result": "KO", "message": message})


def _gone(simkl: Simkl, app: App) -> Response:
    """Collected, deleted or unknown: the body of a new start, with a code nobody asked for."""
    current().final = True
    return reply(_start(simkl, app, offered=True))


def _expired(simkl: Simkl, app: App) -> Response:
    if simkl.expired_shape == "pending":
        return _waiting("Authorization pending")
    if simkl.expired_shape == "404":
        current().final = True
        return envelope(404, "id_err", "PIN not found")
    return _gone(simkl, app)


def token_of(simkl: Simkl, app: App, account: Account) -> str:
    """One token per app and account: a repeated sign-in, by whichever flow, gives the same one."""
    key = (app.client_id, account.key)
    value = simkl.v1_tokens.get(key, "")
    known = simkl.access_tokens.get(value)
    if known is not None and known.alive(simkl.clock.now()):
        return value
    if not value or simkl.reissue != "same":
        value = secrets.token_hex(32)
    simkl.v1_tokens[key] = value
    simkl.new_access_token(Grant(app, account, "public"), value, life=None)
    return value
