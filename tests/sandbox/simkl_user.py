"""Simkl's calls about the signed-in user: ``/sync/activities`` and ``/users/settings``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import flask
from werkzeug.wrappers import Response

from .exchange import current
from .grants import AccessToken, Account, App
from .simkl_wire import client_id_of, envelope, reply, token_refused

if TYPE_CHECKING:
    from .simkl import Simkl

JOINED = "2024-02-03T10:20:30Z"
LISTS = ("plantowatch", "watching", "completed", "hold", "dropped")


def blueprint(simkl: Simkl) -> flask.Blueprint:
    """The routes for the user's data."""
    part = flask.Blueprint("user", __name__)

    @part.route("/sync/activities", methods=["GET", "POST"])
    def activities() -> Response:
        token = bearer(simkl)
        return token if isinstance(token, Response) else reply(_activities())

    @part.route("/users/settings", methods=["GET", "POST"])
    def settings() -> Response:
        token = bearer(simkl)
        if isinstance(token, Response):
            return token
        return reply(_settings(token.grant.account, simkl.age_as_text))

    return part


def bearer(simkl: Simkl) -> AccessToken | Response:
    """The token of a call, or the refusal: for the client id, then for the token, then for its scope."""
    exchange = current()
    app = simkl.known_app(client_id_of(exchange.request))
    if app is None:
        return simkl.blocked()
    scheme, _, value = exchange.request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not value:
        exchange.violate("a user's call without a token")
        if app.generation == 2:
            return token_refused("user_token_required", "A user token is required")
        return token_refused("user_token_failed", "User token is missing")
    token = simkl.access_tokens.get(value)
    if token is not None and token.grant.app is not app:
        exchange.violate("token sent with a foreign client_id")
        token.grant.revoked = True
    if token is None or not token.alive(simkl.clock.now()):
        return _bad_token(app)
    if app.generation == 2 and exchange.request.method != "GET" and "media:write" not in token.grant.scope:
        return envelope(403, "insufficient_scope", "The token lacks media:write")
    return token


def _bad_token(app: App) -> Response:
    if app.generation == 2:
        return token_refused("invalid_token", "The access token expired or was revoked")
    return token_refused("user_token_failed", "User token is not valid")


def _activities() -> dict[str, Any]:
    """Stamps of an account with nothing in it: null for what was never used."""
    common = ("rated_at", "playback", "removed_from_list")
    films = [name for name in LISTS if name not in ("watching", "hold")]
    body: dict[str, Any] = {"all": JOINED, "settings": {"all": JOINED}}
    for kind, lists in (("tv_shows", LISTS), ("anime", LISTS), ("movies", films)):
        body[kind] = dict.fromkeys(("all", *common, *lists))
    return body


def _settings(account: Account, age_as_text: bool) -> dict[str, Any]:
    """There is no ``user.id``: the number of the account is ``account.id``."""
    return {
        "user": {
            "name": account.name or account.key,
            "joined_at": JOINED,
            "gender": "",
            "avatar": "https://simkl.in/avatars/0/0_200.jpg",
            "bio": "",
            "loc": "",
            "age": "34" if age_as_text else 34,
        },
        "account": {"id": account.number, "timezone": "Europe/Berlin", "type": account.kind},
        "connections": {"facebook": False},
    }
