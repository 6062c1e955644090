"""The listeners: one TLS port for all trackers, one plain port for control; and the gate before them."""

from __future__ import annotations

import io
import select
import socket
import ssl
import threading
import traceback
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import trustme
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

from .clock import Clock, monotonic
from .exchange import KEY, DroppedError, Exchange
from .faults import Faults
from .records import Journal, Request
from .tunnel import reset_connection

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from .tracker import Tracker


class Gate:
    """Stands before the trackers: logs, finds the tracker by host name, and lets faults strike."""

    def __init__(self, journal: Journal, clock: Clock, faults: Faults) -> None:
        self._journal = journal
        self._clock = clock
        self._faults = faults
        self._trackers: dict[str, Tracker] = {}

    def serve(self, host: str, tracker: Tracker) -> None:
        """Send requests for a host name to a tracker."""
        self._trackers[host] = tracker

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI, PEP 3333)."""
        raw = _read_body(environ)
        environ["wsgi.input"] = io.BytesIO(raw)
        request = Request.from_environ(environ, raw)
        self._journal.add(request)
        exchange = Exchange(request, self._journal)
        environ[KEY] = exchange
        try:
            response = self._answer(environ, exchange)
        except DroppedError:
            exchange.lost()
            reset_connection(environ["werkzeug.socket"])
            raise ConnectionResetError from None
        except Exception:  # A bug of the sandbox must fail the test and not look like a tracker's 500.
            self._journal.violate(f"sandbox: {self._journal.mask(traceback.format_exc())}")
            response = Response(b"", 500)
        response.headers["Date"] = self._clock.http_date()
        request.status, request.done = response.status_code, monotonic()
        return response(environ, start_response)

    def _answer(self, environ: WSGIEnvironment, exchange: Exchange) -> Response:
        request = exchange.request
        tracker = self._trackers.get(request.host)
        if tracker is None:
            exchange.violate(f"no tracker is called {request.host!r}")
            return Response(b"", 421)
        request.tracker = tracker.name
        with tracker.lock:
            request.route = tracker.route_of(request)
            tracker.inspect(exchange)
            if request.route == "poll":
                exchange.signin = tracker.polled(request)
                exchange.poll_arrived()
            tracker.rests.judge(exchange)

        def serve() -> Response:
            with tracker.lock:
                return Response.from_app(tracker.apps_by_host[request.host], environ, buffered=True)

        response = self._faults.answer(tracker.name, exchange, serve, tracker)
        tracker.sign(response)
        with tracker.lock:
            if has_gone(environ["werkzeug.socket"]):
                exchange.lost()
            else:
                exchange.answered(response)
                tracker.rests.note(exchange, response)
        return response


class Listener:
    """An HTTP server on a loopback port of its own choosing, in a thread."""

    def __init__(self, app: WSGIApplication, name: str, context: ssl.SSLContext | None = None) -> None:
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", 0, app, threaded=True, request_handler=_QuietHandler
        )
        self._server.log = _nothing  # type: ignore[method-assign]
        if context is not None:
            # Handshakes belong into the threads: in accept() a client that does not speak would block all.
            self._server.ssl_context = context
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name=f"sandbox-{name}", daemon=True
        )

    @property
    def port(self) -> int:
        """Port of the listener."""
        return int(self._server.server_port)

    def start(self) -> None:
        """Start listening."""
        self._thread.start()

    def stop(self) -> None:
        """Close the listener. Requests in progress run in daemon threads and are not waited for."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class _QuietHandler(WSGIRequestHandler):
    """No line per request on stderr: paths and queries can hold codes."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: 40 ms of waiting a request

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        """Serve nothing more: the dropped connection's file number may belong to somebody else by now."""
        self.close_connection = True

    def handle(self) -> None:
        """Shake hands, then serve."""
        self.connection.settimeout(60)
        if isinstance(self.connection, ssl.SSLSocket):
            try:
                self.connection.do_handshake()
            except OSError:
                return
        super().handle()

    def send_response(self, code: int, message: str | None = None) -> None:
        """The status line alone: the date comes from the sandbox's clock, and no tracker runs werkzeug."""
        self.send_response_only(code, message)

    def log(self, type: str, message: str, *args: Any) -> None:
        """Write nothing."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


def _nothing(type: str, message: str, *args: Any) -> None:
    """Stand in for werkzeug's logger."""


def make_certificate(hosts: Iterable[str], ca_path: str) -> ssl.SSLContext:
    """A server context for all host names; its CA's certificate is written to ``ca_path``."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(ca_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*hosts).configure_cert(context)
    return context


def has_gone(client: socket.socket) -> bool:
    """Whether the client hung up: it has nothing to say after its request, so what can be read is the end."""
    return bool(select.select([client], [], [], 0)[0])


def _read_body(environ: WSGIEnvironment) -> bytes:
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        return bytes(stream.read())
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return b""
    return bytes(stream.read(length)) if length else b""
