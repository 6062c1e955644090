"""Who may come in, decided before anything else looks at a request.

::

    another Host than the box's own -> 404   (a name that a stranger points at this box: DNS rebinding)
    /style.css /icon.png /callback  -> open  (the tracker sends the browser to the last, and knows no key)
    /api/...     with the key       -> open  ... else 404, later each time
    /<token>/... of this opening    -> open  ... else 404, later each time
    other than GET and POST -> 405, POST from another site -> 403, a long body -> 413, a broken one -> 400
"""

from __future__ import annotations

import hmac
import io
import logging
import threading
from collections import OrderedDict
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Collection,
    Dict,
    Iterable,
    NamedTuple,
    Optional,
    Protocol,
    Tuple,
)

from trackpass.clocks import Clock
from trackpass.phone.pool import CONNECTION, Connection
from trackpass.redaction import without

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

log = logging.getLogger(__name__)

LONGEST_BODY = 16384
CALLBACK = "/callback"
"""Where a consent page sends the browser back to; owners register it with their apps."""
OPEN_PATHS = (CALLBACK, "/style.css", "/icon.png")
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 4.0
"""Seconds that an address waits for its first and for its later refusals; they double."""
FORGET_AFTER = 600.0
MOST_ADDRESSES = 64

Environ = Dict[str, Any]


class Keys(NamedTuple):
    """The secrets of this moment, each "" for a door that is closed.

    ``page`` stands in the page's address, ``form`` in each of its forms, ``remote`` comes with each call
    of the API.
    """

    page: str = ""
    form: str = ""
    remote: str = ""

    def __repr__(self) -> str:
        return without(self, "page", "form", "remote")


class Site(Protocol):
    """What is behind the guard."""

    @property
    def application(self) -> WSGIApplication:
        """Answers requests that were let in; those with the page's token come as ``/page/...``."""

    def refusal(self, status: int, for_program: bool) -> Tuple[str, bytes]:
        """Media type and text of a refusal, for a person or for a program."""


class Refused(Exception):
    """With the status that the caller gets."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Brake:
    """How long an address that came with a wrong secret waits: longer each time, up to a limit."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, Tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def failed(self, address: str) -> float:
        """Counts one more; the seconds to wait."""
        now = self._clock()
        with self._lock:
            count, moment = self._failures.pop(address, (0, now))
            count = 0 if now - moment > FORGET_AFTER else min(count, 16)
            self._failures[address] = (count + 1, now)
            if len(self._failures) > MOST_ADDRESSES:
                self._failures.popitem(last=False)
        return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << count))

    def forget(self, address: str) -> None:
        """It came with the right one."""
        with self._lock:
            self._failures.pop(address, None)


class Guard:
    """Stands before ``site``; ``keys`` and ``hosts`` (each ``name:port``) are asked at each request.

    ``used`` is told of each that was let in with the page's token.
    """

    def __init__(
        self,
        site: Site,
        keys: Callable[[], Keys],
        hosts: Callable[[], Collection[str]],
        clock: Clock,
        used: Callable[[], None],
    ) -> None:
        self._site = site
        self._keys = keys
        self._hosts = hosts
        self._brake = Brake(clock)
        self._used = used

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request."""
        try:
            self._let_in(environ)
            return self._site.application(environ, start_response)
        except Refused as refused:
            status = refused.status
        except Exception:  # the outermost line of each request: the server goes on
            log.exception("A request of the phone failed")
            status = 500
        kind, body = self._site.refusal(status, str(environ["PATH_INFO"]).startswith("/api/"))
        start_response(PHRASES[status], [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def _let_in(self, environ: Environ) -> None:
        connection: Connection = environ[CONNECTION]
        hosts = self._hosts()
        if environ.get("HTTP_HOST", "").lower() not in hosts or not self._belongs(environ):
            connection.wait(self._brake.failed(environ["REMOTE_ADDR"]))
            raise Refused(404)
        if environ["REQUEST_METHOD"] == "POST":
            _check_origin(environ, hosts)
            environ["wsgi.input"] = io.BytesIO(_body(environ))
        elif environ["REQUEST_METHOD"] != "GET":
            raise Refused(405)
        if environ["SCRIPT_NAME"]:
            self._used()

    def _belongs(self, environ: Environ) -> bool:
        path, keys = str(environ["PATH_INFO"]), self._keys()
        if not _is_text(path):
            return False
        if path in OPEN_PATHS:
            return bool(environ["REQUEST_METHOD"] == "GET")
        if path.startswith("/api/"):
            offered = _offered_key(environ)
            belongs = is_same(offered, keys.remote) or is_same(offered, _as_utf8(keys.remote))
        else:
            token, _, rest = path[1:].partition("/")
            belongs = is_same(token, keys.page)
            if belongs:
                environ["SCRIPT_NAME"], environ["PATH_INFO"] = f"/{keys.page}", f"/page/{rest}"
        if belongs:
            environ[CONNECTION].is_idle = False
            self._brake.forget(environ["REMOTE_ADDR"])
        return belongs


PHRASES = {
    400: "400 Bad Request",
    403: "403 Forbidden",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    413: "413 Payload Too Large",
    500: "500 Internal Server Error",
}


def is_same(offered: str, secret: str) -> bool:
    """Compares without telling by the time it takes how much of it is right; "" opens nothing."""
    return bool(secret) and hmac.compare_digest(offered.encode("utf-8", "replace"), secret.encode())


def _is_text(path: str) -> bool:
    """Whether its bytes, which WSGI hands over as Latin-1, are UTF-8."""
    try:
        path.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _offered_key(environ: Environ) -> str:
    kind, _, key = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
    return (key if kind.lower() == "bearer" else str(environ.get("HTTP_X_TRACKPASS_KEY", ""))).strip()


def _as_utf8(key: str) -> str:
    """The key as it arrives from a program that sends UTF-8, as shells do: WSGI takes headers for Latin-1."""
    return key.encode("utf-8", "replace").decode("latin-1").strip()


def _check_origin(environ: Environ, hosts: Collection[str]) -> None:
    """Refuses what a page of another site sends.

    Browsers write ``null`` for a page that sends no referrer, as ours do; then the form's token decides.
    """
    origin: Optional[str] = environ.get("HTTP_ORIGIN")
    if origin not in (None, "null", *(f"http://{host}" for host in hosts)):
        raise Refused(403)
    if environ.get("HTTP_SEC_FETCH_SITE", "none") not in ("same-origin", "none"):
        raise Refused(403)


def _body(environ: Environ) -> bytes:
    """The whole body, if it has a length that is told and small; a longer one is not read."""
    told = str(environ.get("CONTENT_LENGTH") or "0")
    if "HTTP_TRANSFER_ENCODING" in environ or not (told.isascii() and told.isdigit()):
        raise Refused(400)
    if len(told) > len(str(LONGEST_BODY)) or int(told) > LONGEST_BODY:
        raise Refused(413)
    try:
        body: bytes = environ["wsgi.input"].read(int(told))
    except OSError:
        raise Refused(400) from None  # it never came
    if len(body) != int(told):
        raise Refused(400)
    return body
