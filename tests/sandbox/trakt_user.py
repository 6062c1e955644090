"""Trakt's calls about the signed-in user: ``/users/settings`` and ``/sync/last_activities``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import flask
from werkzeug.wrappers import Response

from .exchange import current
from .grants import AccessToken, Account

if TYPE_CHECKING:
    from .trakt import Trakt

JOINED = "2024-02-03T10:20:30.000Z"
ACTIVITIES = {
    "movies": "watched collected rated watchlisted favorited commented paused hidden",
    "episodes": "watched collected rated watchlisted commented paused",
    "shows": "rated watchlisted favorited commented hidden dropped",
    "seasons": "rated watchlisted commented hidden",
    "comments": "liked reacted blocked",
    "lists": "liked reacted updated commented",
    "watchlist": "updated",
    "favorites": "updated",
    "collaborations": "updated",
    "saved_filters": "updated",
    "notes": "updated",
    "account": "settings followed following pending requested",
}
LIMITS = {
    False: {"list": {"count": 5, "item_count": 250}, "watchlist": {"item_count": 250}},
    True: {"list": {"count": 100, "item_count": 5000}, "watchlist": {"item_count": 5000}},
}


def blueprint(trakt: Trakt) -> flask.Blueprint:
    """The routes for the user's data."""
    part = flask.Blueprint("user", __name__)

    @part.get("/users/settings")
    def settings() -> Response:
        token = bearer(trakt)
        return token if isinstance(token, Response) else _reply(_settings(token.grant.account))

    @part.get("/sync/last_activities")
    def last_activities() -> Response:
        token = bearer(trakt)
        return token if isinstance(token, Response) else _reply(_activities())

    return part


def bearer(trakt: Trakt) -> AccessToken | Response:
    """The token of a call, or the refusal for it or for the state of the account."""
    exchange = current()
    scheme, _, value = exchange.request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not value:
        exchange.violate("a user's call without a token")
        return _unauthorised()
    token = trakt.access_tokens.get(value)
    if token is not None and token.grant.app.client_id != exchange.request.headers.get("trakt-api-key"):
        exchange.violate("token sent with a foreign client_id")
        token = None
    if token is None or not token.alive(trakt.clock.now()):
        return _unauthorised()
    return _barred(token.grant.account) or token


def _unauthorised() -> Response:
    response = Response(b"", 401)
    response.headers["WWW-Authenticate"] = 'Bearer realm="Trakt", error="invalid_token"'
    return response


def _barred(account: Account) -> Response | None:
    """The refusal for an account over its limit (420), locked (423) or without VIP (426)."""
    if account.state == "limit":
        return Response(b"", 420)
    if account.state in ("locked", "deactivated"):
        response = Response(b"", 423)
        response.headers["X-Account-Locked"] = str(account.state == "locked").lower()
        response.headers["X-Account-Deactivated"] = str(account.state == "deactivated").lower()
        return response
    if account.state in ("vip_only", "vip_only_bare"):
        response = Response(b"", 426)
        if account.state == "vip_only":
            response.headers["X-Upgrade-URL"] = "https://app.trakt.tv/vip"
        return response
    return None


def _settings(account: Account) -> dict[str, Any]:
    slug = account.key.lower()
    user: dict[str, Any] = {
        "username": account.key,
        "private": False,
        "name": account.name,
        "vip": account.vip,
        "vip_ep": False,
        "vip_og": False,
        "vip_years": 3 if account.vip else 0,
        "director": False,
        "ids": {"slug": slug, "trakt": account.number, "uuid": f"{account.number:032x}"},
        "joined_at": JOINED,
        "location": None,
        "about": None,
        "gender": None,
        "age": None,
        "images": {"avatar": {"full": None if account.bare else "https://walter.trakt.tv/images/avatar.jpg"}},
    }
    body: dict[str, Any] = {
        "user": user,
        "account": {
            "timezone": "Europe/Berlin",
            "date_format": "dmy",
            "time_24hr": True,
            "cover_image": None,
        },
        "permissions": {"commenting": True, "liking": True, "following": True},
    }
    if account.bare:
        return body
    connections = dict.fromkeys(
        ("facebook", "twitter", "google", "tumblr", "medium", "slack", "apple"), False
    )
    text = {"watching": "I'm watching [item]", "watched": "I just watched [item]", "rated": "[item] [stars]"}
    limits = {**LIMITS[account.vip], "favorites": LIMITS[account.vip]["watchlist"]}
    return {**body, "connections": connections, "sharing_text": text, "limits": limits}


def _activities() -> dict[str, Any]:
    body: dict[str, Any] = {"all": JOINED}
    for kind, names in ACTIVITIES.items():
        body[kind] = {f"{name}_at": JOINED for name in names.split()}
    return body


def _reply(body: dict[str, Any]) -> Response:
    return Response(flask.json.dumps(body), 200, content_type="application/json; charset=utf-8")
