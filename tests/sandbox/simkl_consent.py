"""Simkl's consent page of the authorization-code flow: ``/oauth/authorize`` and ``/oauth2/authorize``.

Facts: api.simkl.org (api-reference: authorize, oauth, oauth-pkce); the second generation as its clients meet
it. A refusal is not told to a V1 app at all; a V2 app gets ``error=access_denied``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import flask
from werkzeug.wrappers import Response

from . import strict
from .exchange import Exchange
from .grants import App
from .simkl_codes import Asked, give_code
from .simkl_v2 import granted
from .simkl_wire import envelope, oauth_error, reply

if TYPE_CHECKING:
    from .simkl import Simkl

V1, V2 = "/oauth/authorize", "/oauth2/authorize"
ISSUER = "https://simkl.com"
NEEDED = {V1: ("response_type", "client_id", "app-name", "app-version"), V2: ("response_type", "client_id")}


def blueprint(simkl: Simkl) -> flask.Blueprint:
    """The consent pages, and the front page where a refusal ends."""
    part = flask.Blueprint("consent", __name__)

    @part.route(V1, methods=["GET", "POST"])
    def first_generation() -> Response | str:
        with simkl.lock:
            asked = _asked_v1(simkl)
            return asked if isinstance(asked, Response) else _answer_v1(simkl, asked)

    @part.route(V2, methods=["GET", "POST"])
    def second_generation() -> Response | str:
        with simkl.lock:
            asked = _asked_v2(simkl)
            return asked if isinstance(asked, Response) else _answer_v2(simkl, asked)

    @part.get("/")
    def front() -> str:
        return flask.render_template("front.html", tracker=simkl)

    return part


def inspect(exchange: Exchange) -> None:
    """Note what is wrong with an address that an app sent a browser to."""
    request = exchange.request
    if request.method != "GET" or request.path not in NEEDED:
        return
    strict.check_query(exchange, "code_challenge")  # by the method "plain" it is the verifier
    for name in NEEDED[request.path]:
        if not request.query.get(name):
            exchange.violate(f"missing {name} in the query")


def _asked_v1(simkl: Simkl) -> Asked | Response:
    """What is asked for, or the refusal, which comes before any consent."""
    query = flask.request.args
    app = simkl.known_app(query.get("client_id", ""))
    if app is None:
        return simkl.blocked()
    if app.generation != 1:
        return reply({"error": "unauthorized_client"}, 400)
    asked = _read(app)
    # PKCE alone may go without an address, and only when the app registered none.
    nowhere = not asked.redirect_uri and not app.redirect_uris and bool(asked.challenge)
    if not nowhere and asked.redirect_uri not in app.redirect_uris:
        return _invalid_redirect()
    if query.get("response_type") != "code":
        return envelope(400, "wrong_parameter", "response_type must be code")
    asked.method = asked.method or "S256"
    return asked


def _asked_v2(simkl: Simkl) -> Asked | Response:
    """The same, where PKCE with S256 is compulsory. How a lack of it is answered is RFC 6749's 4.1.2.1."""
    query = flask.request.args
    app = simkl.known_app(query.get("client_id", ""))
    if app is None:
        return oauth_error(401, "invalid_client", "Unknown client_id")
    if app.generation != 2:
        return oauth_error(401, "invalid_client", "This client_id is not enabled for OAuth 2.0")
    if app.kind == "device":
        return oauth_error(400, "unauthorized_client", "This app uses the device flow")
    asked = _read(app)
    if asked.redirect_uri not in app.redirect_uris:
        return _invalid_redirect()
    asked.scope = granted(query.get("scope", ""))
    if query.get("response_type") != "code":
        return _back(asked, error="unsupported_response_type", iss=ISSUER)
    if not asked.challenge or asked.method != "S256":
        return _back(asked, error="invalid_request", iss=ISSUER)
    return asked


def _read(app: App) -> Asked:
    query = flask.request.args
    return Asked(
        app,
        redirect_uri=query.get("redirect_uri", ""),
        state=query.get("state"),
        challenge=query.get("code_challenge", ""),
        method=query.get("code_challenge_method", ""),
    )


def _invalid_redirect() -> Response:
    """The address is not, byte for byte, one that was registered."""
    return reply({"error": "invalid_redirect", "error_text": "redirect_uri is not registered"}, 400)


def _answer_v1(simkl: Simkl, asked: Asked) -> Response | str:
    action = flask.request.form.get("action", "")
    if action == "deny":
        return flask.redirect(flask.url_for(".front"))
    if action != "approve":
        return _page(simkl, asked)
    code = give_code(simkl, asked)
    if asked.redirect_uri:
        return _back(asked, code=code)
    return flask.render_template("shown_code.html", tracker=simkl, code=code if simkl.show_code else "")


def _answer_v2(simkl: Simkl, asked: Asked) -> Response | str:
    action = flask.request.form.get("action", "")
    if action == "deny":
        return _back(asked, error="access_denied", iss=ISSUER)
    if action != "approve":
        return _page(simkl, asked)
    return _back(asked, code=give_code(simkl, asked), iss=ISSUER)


def _page(simkl: Simkl, asked: Asked) -> str:
    return flask.render_template("allow.html", tracker=simkl, app=asked.app, account=simkl.phone_account)


def _back(asked: Asked, **answer: str) -> Response:
    """To the app's address; the state comes back as it was sent, and not at all when it was not."""
    if asked.state is not None:
        answer["state"] = asked.state
    joint = "&" if "?" in asked.redirect_uri else "?"
    return flask.redirect(asked.redirect_uri + joint + urlencode(answer, quote_via=quote))
