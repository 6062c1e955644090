"""What a table of replies needs: a reply as it came, what was made of it, and what was sent for it."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
import responses
import urllib3

from sandbox.html_pages import cloudflare_json
from trackpass.errors import TrackpassError, Unreachable
from trackpass.model import Challenge, Credentials
from trackpass.providers.base import Poll
from trackpass.redaction import Redactor
from trackpass.web import HttpClient

AGENT = "Trackpass/1.2.3 (Kodi 20.1; Linux)"
HTML = "text/html; charset=utf-8"
PAGE = "<!DOCTYPE html><title>Sorry</title>"
LIBRARYS_OWN = {"accept-encoding", "connection", "content-length"}
FORM = "application/x-www-form-urlencoded"
DATE = "Fri, 15 Jan 2027 08:00:00 GMT"
"""That is doubles.EPOCH."""


@dataclass(frozen=True)
class Came:
    """A reply: the body as JSON (dict, list), as it is (str), or an error of the library instead."""

    body: Any = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json; charset=utf-8"

    def __str__(self) -> str:
        what = type(self.body).__name__ if isinstance(self.body, Exception) else str(self.body)[:40]
        return f"{self.status} {what} {self.headers or ''}"

    def serve(self, mock: responses.RequestsMock, method: str, url: str) -> None:
        body = self.body
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        mock.add(method, url, body=body, status=self.status, headers=self.headers, content_type=self.kind)


def page(status: int, **headers: str) -> Came:
    """A web page, as gatekeepers and maintenance send it."""
    return Came(PAGE, status, headers, HTML)


def gate(status: int = 403) -> Came:
    """What a gatekeeper answers itself to a client that takes JSON."""
    found = cloudflare_json(status)
    return Came(found.get_data(as_text=True), status, {"Retry-After": "30"} if status == 429 else {})


def failed(name: str) -> Came:
    """No reply: the library's error of this name, which holds the address as the real one does."""
    return Came(getattr(requests.exceptions, name)("https://tracker.test/oauth/SECRET-CODE?client_id=x"))


def no_trust() -> Came:
    """No reply: the certificate was refused, told through layers of libraries."""
    came = failed("SSLError")
    came.body.__context__ = urllib3.exceptions.MaxRetryError(None, "/")  # type: ignore[arg-type]
    came.body.__context__.__cause__ = ssl.SSLCertVerificationError("x")
    return came


NO_REPLY = [
    pytest.param(failed("ConnectionError"), "Unreachable network", id="no network"),
    pytest.param(failed("ProxyError"), "Unreachable network", id="proxy gone"),
    pytest.param(failed("ConnectTimeout"), "Unreachable network", id="connect timeout"),
    pytest.param(failed("ReadTimeout"), "Unreachable network", id="read timeout"),
    pytest.param(failed("ChunkedEncodingError"), "Unreachable network", id="cut off in the body"),
    pytest.param(failed("ContentDecodingError"), "Unreachable network", id="gzip that is none"),
    pytest.param(failed("SSLError"), "Unreachable network", id="handshake cut off"),
    pytest.param(no_trust(), "Unreachable certificate", id="certificate refused"),
    pytest.param(Came(OSError("reset")), "Unreachable network", id="reset"),
    pytest.param(Came(urllib3.exceptions.LocationParseError("x")), "Unreachable network", id="odd address"),
]
"""Whoever is asked, whatever was asked."""

DOWN = [
    pytest.param(page(500), "Unreachable server", id="500 page"),
    pytest.param(page(502), "Unreachable server", id="502 page"),
    pytest.param(
        page(503, **{"Retry-After": "30"}), "Unreachable server after 30", id="503 page, Retry-After"
    ),
    pytest.param(Came({"error": "server_error"}, 503), "Unreachable server", id="503 JSON"),
    pytest.param(Came("", 504), "Unreachable server", id="504 empty"),
    pytest.param(page(522), "Unreachable server", id="522 of Cloudflare"),
    pytest.param(page(403), "Unreachable gate", id="403 page"),
    pytest.param(Came(PAGE, 403), "Unreachable gate", id="403 page that calls itself JSON"),
    pytest.param(page(403, **{"Retry-After": "9"}), "Unreachable gate after 9", id="403 page, Retry-After"),
    pytest.param(page(200), "Unreachable garbled", id="page with 200"),
    pytest.param(gate(), "Unreachable gate", id="403, the gatekeeper in JSON"),
    pytest.param(gate(409), "Unreachable gate", id="409, the gatekeeper in JSON"),
    pytest.param(gate(530), "Unreachable server", id="530, the gatekeeper in JSON"),
]
"""The tracker, or what stands before it, is down: the same for every call."""

NONSENSE = [
    pytest.param(Came('{"access_token": "abc', 200), "Unreachable garbled", id="broken JSON"),
    pytest.param(Came("", 200), "Unreachable garbled", id="empty"),
    pytest.param(Came("null", 200), "Unreachable garbled", id="null"),
    pytest.param(Came([], 200), "Unreachable garbled", id="list"),
    pytest.param(Came("[{}]", 200), "Unreachable garbled", id="list of objects"),
    pytest.param(Came('"text"', 200), "Unreachable garbled", id="text"),
    pytest.param(Came("7", 200), "Unreachable garbled", id="number"),
    pytest.param(Came({}, 200), "Unreachable garbled", id="empty object"),
    pytest.param(Came(b"\xff\xfe\x00", 200), "Unreachable garbled", id="no text at all"),
    pytest.param(
        Came("", 302, {"Location": "https://elsewhere.test/"}), "Unreachable garbled", id="redirect"
    ),
    pytest.param(Came('{"a": "' + "x" * (1 << 20) + '"}'), "Unreachable garbled", id="body too large"),
]
"""Answers that fit no document: the same for every call that has no better reading for one of them."""

BUSY = [
    pytest.param(Came("", 429), "Unreachable busy", id="429"),
    pytest.param(Came("", 429, {"Retry-After": "7"}), "Unreachable busy after 7", id="429, seconds"),
    pytest.param(
        Came("", 429, {"Retry-After": "Fri, 15 Jan 2027 08:01:30 GMT", "Date": DATE}),
        "Unreachable busy after 90",
        id="429, HTTP date",
    ),
    pytest.param(page(429), "Unreachable busy", id="429 page"),
    pytest.param(gate(429), "Unreachable busy after 30", id="429, the gatekeeper in JSON"),
]
"""429 on a call that is no poll."""

SLOW = [
    pytest.param(Came("", 429), "slow_down", id="429"),
    pytest.param(Came("", 429, {"Retry-After": "7"}), "slow_down wait 7", id="429, seconds"),
    pytest.param(
        Came("", 429, {"Retry-After": "Fri, 15 Jan 2027 08:01:30 GMT", "Date": DATE}),
        "slow_down wait 90",
        id="429, HTTP date",
    ),
    pytest.param(Came("", 429, {"Retry-After": "soon"}), "slow_down", id="429, Retry-After that is none"),
    pytest.param(page(429), "slow_down", id="429 page"),
    pytest.param(gate(429), "slow_down wait 30", id="429, the gatekeeper in JSON"),
]
"""429 on a poll."""


def meaning(action: Callable[[], Any]) -> str:
    """What was made of a reply, as one line; the details of a success are looked at by its own test."""
    try:
        found = action()
    except TrackpassError as error:
        later = error.retry_after if isinstance(error, Unreachable) else None
        after = "" if later is None else f" after {later:g}"
        return f"{type(error).__name__} {error.problem.value}{after}"
    if isinstance(found, Poll):
        return found.outcome + (f" wait {found.wait:g}" if found.wait else "")
    if isinstance(found, Challenge):
        return "code"
    return "fine" if found is None else str(found)


def verdict(action: Callable[[], Any]) -> str:
    """As :func:`meaning`, and whether the tracker may have acted; credentials are fine, whatever they are."""
    lost = False

    def looks() -> Any:
        nonlocal lost
        try:
            found = action()
        except Unreachable as error:
            lost = error.lost
            raise
        return None if isinstance(found, Credentials) else found

    return meaning(looks) + (" lost" if lost else "")


def sent(mock: responses.RequestsMock) -> list[dict[str, Any]]:
    """Every request, whole, in the form of :func:`request`."""
    found = []
    for call in mock.calls:
        parts = urlsplit(call.request.url)
        headers = {name.lower(): value for name, value in call.request.headers.items()}
        body = call.request.body or None
        if body and headers["content-type"] == FORM:
            body = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        elif body:
            body = json.loads(body)
        headers = {name: value for name, value in headers.items() if name not in LIBRARYS_OWN}
        address = f"{parts.scheme}://{parts.netloc}{parts.path}"
        found.append(
            {
                "method": call.request.method,
                "address": address,
                "query": dict(parse_qsl(parts.query, keep_blank_values=True)),
                "headers": headers,
                "body": body,
            }
        )
    return found


def request(
    method: str,
    address: str,
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    body: dict[str, str] | None = None,
    form: dict[str, str] | None = None,
) -> dict[str, Any]:
    """What is expected to be sent; who we are and what we take is part of every request.

    ``body`` is sent as JSON, ``form`` as a form.
    """
    always = {"user-agent": AGENT, "accept": "application/json"}
    if body is not None or form is not None:
        always["content-type"] = "application/json" if form is None else FORM
    return {
        "method": method,
        "address": address,
        "query": query or {},
        "headers": {**always, **(headers or {})},
        "body": body if form is None else form,
    }


def client(redactor: Redactor | None = None) -> HttpClient:
    return HttpClient(AGENT, redactor or Redactor())
