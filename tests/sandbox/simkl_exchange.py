"""Simkl's first generation: a code for a token, ``/oauth/token``. Facts: api.simkl.org (exchange-token)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask
from werkzeug.wrappers import Response

from .exchange import current
from .grants import App
from .simkl_codes import AuthorizationCode, take_code
from .simkl_v1 import client, token_of
from .simkl_wire import envelope, reply

if TYPE_CHECKING:
    from .simkl import Simkl

GRANT = "authorization_code"
NEVER_ENDS = 157680000
"""Seconds: five years, Simkl's way to say so."""


def blueprint(simkl: Simkl) -> flask.Blueprint:
    """The route of the exchange."""
    part = flask.Blueprint("exchange", __name__)

    @part.post("/oauth/token")
    def token() -> Response:
        code = take_code(simkl)
        app = client(simkl)
        if isinstance(app, Response):
            return app
        return _refusal(app, code) or _token(simkl, code)

    return part


def _credentials() -> tuple[str, str]:
    """Client id and secret, in the body or by HTTP Basic."""
    basic, request = flask.request.authorization, current().request
    if basic is not None and basic.type == "basic":
        return basic.username or "", basic.password or ""
    return request.value("client_id"), request.value("client_secret")


def _refusal(app: App, code: AuthorizationCode | None) -> Response | None:
    """What is wrong with the exchange, if anything."""
    request = current().request
    client_id, secret = _credentials()
    verifier, redirect = request.value("code_verifier"), request.value("redirect_uri")
    sent = {"code": request.value("code"), "client_id": client_id}
    if not verifier:  # with one, the rest may be left out
        sent |= {"client_secret": secret, "redirect_uri": redirect, "grant_type": request.value("grant_type")}
    missing = [name for name, value in sent.items() if not value]
    if missing:
        current().violate(f"missing {', '.join(missing)} in the body")
        return envelope(403, "empty_field", f"Empty field: {missing[0]}")
    if request.value("grant_type") not in ("", GRANT):
        current().violate("grant_type is not authorization_code")
        return envelope(401, "grant_error", "Unknown grant_type")
    if code is None or code.asked.app is not app:
        return envelope(401, "grant_error", "The code is not valid")
    if redirect != code.asked.redirect_uri and not (verifier and not redirect):
        return envelope(403, "redirect_failed", "redirect_uri differs from that of the consent")
    if client_id != app.client_id or (secret and secret != app.client_secret):
        return envelope(401, "secret_error", "client_secret is wrong")
    if not secret and not code.asked.challenge:
        return envelope(401, "secret_error", "client_secret is missing")
    if code.asked.challenge and not code.proven_by(verifier):
        return envelope(401, "secret_error", "PKCE verification failed")
    return None


def _token(simkl: Simkl, code: AuthorizationCode | None) -> Response:
    """The token of this app and account, the same as by PIN."""
    assert code is not None
    value = token_of(simkl, code.asked.app, code.account)
    body: dict[str, object] = {"access_token": value, "token_type": "bearer", "scope": "public"}
    return reply({**body, "expires_in": NEVER_ENDS} if simkl.tell_expiry else body)
