"""Rules for a client that hold for every tracker, whether or not the tracker itself enforces them."""

from __future__ import annotations

import re

from .exchange import Exchange

NAME_AND_VERSION = re.compile(r"^[A-Za-z][A-Za-z0-9._-]*/[0-9A-Za-z][0-9A-Za-z.+_~-]*( |$)")
LIBRARIES = (
    "python-requests",
    "python-urllib",
    "urllib3",
    "curl",
    "wget",
    "mozilla",
    "okhttp",
    "go-http-client",
)
NEVER_IN_A_QUERY = (
    "client_secret",
    "access_token",
    "refresh_token",
    "device_code",
    "token",
    "code_verifier",
    "request_token",
    "session_id",
)


def check_user_agent(exchange: Exchange) -> None:
    """The User-Agent names the add-on: Name/Version."""
    agent = exchange.request.headers.get("User-Agent", "")
    if not agent:
        exchange.violate("no User-Agent")
    elif agent.lower().startswith(LIBRARIES):
        exchange.violate(f"generic User-Agent {agent.split('/')[0]!r}")
    elif not NAME_AND_VERSION.match(agent):
        exchange.violate("User-Agent without Name/Version")


def check_query(exchange: Exchange, *allowed: str) -> None:
    """No secret stands in the query, where proxies and logs see it, but what the tracker wants there."""
    for name, value in exchange.request.query.items():
        if name in allowed:
            continue
        if name in NEVER_IN_A_QUERY:
            exchange.violate(f"{name} in the URL query")
        elif value in exchange.journal.secrets:
            exchange.violate(f"a secret in the URL query, as {name}")


def check_path(exchange: Exchange) -> None:
    """No secret is a part of the path."""
    if not exchange.journal.secrets.isdisjoint(exchange.request.path.split("/")):
        exchange.violate("a secret in the path")


def check_body(exchange: Exchange, *media_types: str) -> None:
    """A GET has no body; a POST body is of one of these media types and can be read."""
    request = exchange.request
    if request.method == "GET":
        if request.raw_body:
            exchange.violate("GET with a body")
        return
    if request.raw_body and request.content_type not in media_types:
        exchange.violate(f"content type {request.content_type!r} instead of {' or '.join(media_types)}")
    elif request.raw_body and request.body is None:
        exchange.violate("body is not what its content type says")


def need(exchange: Exchange, *names: str) -> bool:
    """Whether the body has all of these fields; a missing one is a broken rule."""
    missing = [name for name in names if not exchange.request.value(name)]
    if missing:
        exchange.violate(f"missing {', '.join(missing)} in the body")
    return not missing
