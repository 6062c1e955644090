"""What can go wrong with one request: every kind of fault, and how it answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from werkzeug.wrappers import Response

from .clock import Clock
from .exchange import DroppedError, Exchange
from .html_pages import cloudflare, cloudflare_json, page

JSON = "application/json"


class ErrorPages(Protocol):
    """How one tracker words the errors that a fault asks for."""

    def error(self, status: int, path: str = "") -> Response:
        """An error of this status."""

    def rate_limited(self, error: str, path: str) -> Response:
        """A 429 without ``Retry-After``."""

    def blocked(self) -> Response:
        """A 412 while requests are blocked."""


@dataclass
class Fault:
    """A fault that waits for its requests. See ``KINDS`` for kinds and options."""

    tracker: str
    route: str
    kind: str
    left: int | None
    """How many more requests it hits; None: all."""
    options: dict[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """Raise ValueError for a kind or an option that does not exist."""
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {self.kind}")
        unknown = set(self.options) - KINDS[self.kind][1]
        if unknown:
            raise ValueError(f"{self.kind} has no option {', '.join(sorted(unknown))}")

    def matches(self, tracker: str, route: str) -> bool:
        """Whether it hits this request. ``*`` spares the pages for the phone."""
        return self.tracker == tracker and (self.route == route or (self.route == "*" and route != "phone"))


@dataclass
class Strike:
    """A fault that hits a request."""

    fault: Fault
    exchange: Exchange
    serve: Callable[[], Response]
    """Lets the tracker handle the request."""
    pages: ErrorPages
    pause: Callable[[float | None], None]
    """Waits these seconds (None: without end), at the longest until released. Raises DroppedError when the
    sandbox stops."""
    clock: Clock

    def reply(self) -> Response:
        """The answer. Raises DroppedError when the connection is to be closed instead."""
        return KINDS[self.fault.kind][0](self)

    def option(self, name: str, default: Any) -> Any:
        """An option of the fault."""
        return self.fault.options.get(name, default)

    def act(self, default: bool) -> Response | None:
        """Let the tracker act if the option ``act`` says so; its real answer is lost."""
        if not self.option("act", default):
            return None
        response = self.serve()
        self.exchange.lost()
        return response

    def with_retry_after(self, response: Response) -> Response:
        """Add ``Retry-After``: seconds, or ``"http-date"`` for a moment ``seconds`` ahead."""
        wanted = self.option("retry_after", None)
        if wanted == "http-date":
            seconds = float(self.option("seconds", 2))
            response.headers["Retry-After"] = self.clock.http_date(ahead=seconds)
            # The date has its fraction of a second cut off.
            self.exchange.retry_after = max(0.0, seconds - 1.0)
        elif wanted is not None:
            response.headers["Retry-After"] = str(wanted)
            self.exchange.retry_after = float(wanted)
        return response


def _status(strike: Strike) -> Response:
    """An error of ``status`` with a ``body`` of json, html or empty."""
    strike.act(False)
    status, body = strike.option("status", 500), strike.option("body", "json")
    path = strike.exchange.request.path
    if body == "html":
        return strike.with_retry_after(page(status))
    response = Response(b"", status) if body == "empty" else strike.pages.error(status, path)
    return strike.with_retry_after(response)


def _html(strike: Strike) -> Response:
    """A page where JSON was expected, with ``status`` 200, 403, 502, 503 ..."""
    strike.act(False)
    return page(strike.option("status", 200))


def _broken_json(strike: Strike) -> Response:
    """The first half of the real answer."""
    real = strike.act(True)
    whole = real.get_data() if real is not None else b""
    if len(whole) < 2:
        whole = json.dumps({"error": "truncated"}).encode()
    return Response(whole[: len(whole) // 2], strike.option("status", 200), content_type=JSON)


def _empty(strike: Strike) -> Response:
    strike.act(False)
    return Response(b"", strike.option("status", 200), content_type=JSON)


def _null(strike: Strike) -> Response:
    strike.act(False)
    return Response(b"null", strike.option("status", 200), content_type=JSON)


def _slow(strike: Strike) -> Response:
    """The real answer, after ``seconds``."""
    strike.pause(strike.option("seconds", 2.0))
    return strike.serve()


def _drip(strike: Strike) -> Response:
    """The real answer, a byte at a time over ``seconds``: no single read ever times out."""
    response = strike.serve()
    exchange = strike.exchange
    body = response.get_data() or b"\n"
    wait = strike.option("seconds", 2.0) / len(body)
    exchange.hold()

    def byte_by_byte() -> Iterator[bytes]:
        sent = 0
        try:
            for sent in range(1, len(body) + 1):
                strike.pause(wait)
                yield body[sent - 1 : sent]
        except DroppedError:
            raise ConnectionResetError from None
        finally:
            exchange.arrived_whole() if sent == len(body) else exchange.lost()

    return _streamed(response, byte_by_byte(), len(body))


def _hang(strike: Strike) -> Response:
    """No answer until released: before the tracker acts, or (``mid``) in the middle of the answer.

    Once released the connection is closed, or (``then="answer"``) the request is handled.
    """
    if strike.option("mid", False):
        return _hang_mid_answer(strike)
    strike.act(False)
    strike.pause(None)
    if strike.option("then", "drop") == "answer":
        return strike.serve()
    raise DroppedError


def _hang_mid_answer(strike: Strike) -> Response:
    response = strike.act(True) or Response(b"{}", content_type=JSON)
    body = response.get_data()

    def half_then_nothing() -> Iterator[bytes]:
        yield body[: len(body) // 2]
        try:
            strike.pause(None)
        except DroppedError:
            pass
        raise ConnectionResetError

    return _streamed(response, half_then_nothing(), len(body) + 1)


def _drop_before(strike: Strike) -> Response:
    """The connection breaks before the tracker acts."""
    raise DroppedError


def _drop_after(strike: Strike) -> Response:
    """The tracker acts, and the connection breaks before its answer."""
    strike.act(True)
    raise DroppedError


def _rate_limit(strike: Strike) -> Response:
    """429, with a ``body`` of json, html (the CDN's page) or empty; ``error`` is Simkl's word for it."""
    body = strike.option("body", "json")
    if body == "html":
        response = cloudflare(429, "429 Too Many Requests")
    elif body == "empty":
        response = Response(b"", 429)
    else:
        error, path = strike.option("error", "rate_limit"), strike.exchange.request.path
        response = strike.pages.rate_limited(error, path)
    return strike.with_retry_after(response)


def _slow_down(strike: Strike) -> Response:
    """A poll is answered as if it had come too early, in the words of the flow."""
    strike.exchange.forced_slow = True
    return strike.serve()


def _block_412(strike: Strike) -> Response:
    return strike.pages.blocked()


def _cloudflare_403(strike: Strike) -> Response:
    return cloudflare(403)


def _cloudflare_json(strike: Strike) -> Response:
    """What the CDN answers itself to a client that takes JSON, with ``status`` 403, 409, 429 or 530."""
    return cloudflare_json(strike.option("status", 403))


def _streamed(model: Response, body: Iterator[bytes], length: int) -> Response:
    response = Response(body, model.status_code, content_type=model.content_type)
    response.headers["Content-Length"] = str(length)
    return response


KINDS: dict[str, tuple[Callable[[Strike], Response], set[str]]] = {
    "status": (_status, {"status", "body", "act", "retry_after", "seconds"}),
    "html": (_html, {"status", "act"}),
    "broken_json": (_broken_json, {"status", "act"}),
    "empty": (_empty, {"status", "act"}),
    "null": (_null, {"status", "act"}),
    "slow": (_slow, {"seconds"}),
    "drip": (_drip, {"seconds"}),
    "hang": (_hang, {"mid", "then", "act"}),
    "drop_before": (_drop_before, set()),
    "drop_after": (_drop_after, set()),
    "rate_limit": (_rate_limit, {"retry_after", "seconds", "body", "error"}),
    "slow_down": (_slow_down, set()),
    "block_412": (_block_412, set()),
    "cloudflare_403": (_cloudflare_403, set()),
    "cloudflare_json": (_cloudflare_json, {"status"}),
}
"""Kinds of fault with their options. ``act``: whether the tracker acts before its answer is replaced."""
