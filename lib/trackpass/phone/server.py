"""A small HTTP server for a few phones: one thread a connection, one request a connection.

Nothing outlives it: sockets are remembered and shut down, so that half a request holds up nobody. It is
quiet: no request line gets into a log, since paths hold secrets. An idle server wakes nobody.
"""

from __future__ import annotations

import io
import logging
import os
import selectors
import socket
import socketserver
import threading
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple
from wsgiref.handlers import SimpleHandler
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from trackpass.phone.pool import CONNECTION, Connection, Pool

if TYPE_CHECKING:
    from wsgiref.headers import Headers

    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds for a whole request to come in, and for its answer to be taken."""
BREATH = 1.0
"""Seconds that a caller who is gone already, or a lack of files, may hold up the listening."""
MOST_CONNECTIONS = 16
LONGEST_HEAD = 16384
"""Bytes that are read in search of the end of a request's head."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self' https:; frame-ancestors 'none'; base-uri 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""On every answer, whatever it is."""


class TooLong(Exception):
    """The head of a request has no end."""


class Ears(io.RawIOBase):
    """A socket to read one request from, within :data:`PATIENCE` as a whole: dripping does not help."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._deadline = time.monotonic() + PATIENCE
        self._head_left = LONGEST_HEAD

    def readable(self) -> bool:
        """Yes."""
        return True

    def head_is_over(self) -> None:
        """What comes now is the body, whose length is known."""
        self._head_left = 0

    def readinto(self, buffer: Any) -> int:
        """What has come; raises OSError when the time is up, TooLong when it is too much."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise socket.timeout("the request took too long")
        self._line.settimeout(left)
        count = self._line.recv_into(buffer)
        if self._head_left:
            self._head_left -= count
            if self._head_left <= 0:
                raise TooLong
        return count


class Answer(SimpleHandler):
    """Runs the application; the process's own environment stays out of the request's."""

    os_environ: Dict[str, str] = {}  # noqa: RUF012 - the base class has it so
    server_software = "Trackpass"
    headers: Optional[Headers]

    def cleanup_headers(self) -> None:
        """The last look at the headers before they are sent."""
        super().cleanup_headers()  # type: ignore[no-untyped-call, unused-ignore]
        assert self.headers is not None
        for name, value in HEADERS.items():
            self.headers[name] = value

    def log_exception(self, exc_info: Any) -> None:
        """The application has said what it had to say; this is a phone that went away."""
        log.info("An answer was not taken: %s", exc_info[0].__name__)


class Handler(WSGIRequestHandler):
    """One request."""

    server: Server
    timeout = PATIENCE

    def __init__(
        self, line: socket.socket, address: Tuple[str, int], server: Server, mine: Connection
    ) -> None:
        self._mine = mine
        super().__init__(line, address, server)

    def setup(self) -> None:
        """Opens the socket's two ends."""
        super().setup()
        self.rfile.close()
        self._ears = Ears(self.connection)
        self.rfile = io.BufferedReader(self._ears)

    def handle(self) -> None:
        """Reads the head and has the application answer."""
        try:
            self.raw_requestline = self.rfile.readline(LONGEST_HEAD)
            if self.raw_requestline and self.parse_request() and self.request_version != "HTTP/0.9":
                self._ears.head_is_over()
                self._answer()
        except TooLong:
            self.send_error(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        except OSError:
            pass  # it went away, or took too long

    def _answer(self) -> None:
        environ: Dict[str, Any] = dict(self.get_environ())
        environ[CONNECTION] = self._mine
        answer = Answer(self.rfile, self.wfile, io.StringIO(), environ, multithread=True)  # type: ignore[arg-type]
        answer.run(self.server.application_for_all)

    def send_error(self, code: int, message: Optional[str] = None, explain: Optional[str] = None) -> None:
        """As little as can be said, to a request that is none."""
        lines = [f"HTTP/1.0 {int(code)} {HTTPStatus(code).phrase}", "Content-Length: 0"]
        lines += [f"{name}: {value}" for name, value in HEADERS.items()]
        try:
            self.wfile.write("\r\n".join([*lines, "", ""]).encode("ascii"))
        except OSError:
            pass

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


class Server(WSGIServer):
    """Serves ``application`` at ``port`` of this box, 0 for any, until :meth:`close`.

    Raises:
        OSError: the port is taken.
    """

    allow_reuse_address = os.name == "posix"  # elsewhere it would share the port with others
    allow_reuse_port = False
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, port: int, application: WSGIApplication) -> None:
        super().__init__(("", port), WSGIRequestHandler)  # _serve makes a Handler of ours instead
        self.application_for_all = application
        self._pool = Pool(MOST_CONNECTIONS)
        self._bell, self._cord = socket.socketpair()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="trackpass-page")
        self.socket.settimeout(BREATH)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server_port

    def server_bind(self) -> None:
        """Without looking up the box's own name, which can take long."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "trackpass", self.server_address[1]
        self.setup_environ()

    def close(self) -> None:
        """Ends listening and every connection; their threads end by themselves then."""
        self._closing.set()
        self._pool.close()
        self._cord.close()
        self._thread.join()

    def join(self, seconds: float) -> bool:
        """Waits for the threads that still answer; whether all of them ended within so many seconds."""
        deadline = time.monotonic() + seconds
        threads = self._pool.threads()
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _listen(self) -> None:
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self.socket, selectors.EVENT_READ)
                bell = selector.register(self._bell, selectors.EVENT_READ)
                while all(key is not bell for key, _ in selector.select()):
                    self._take()
        finally:
            self.server_close()
            self._bell.close()

    def _take(self) -> None:
        try:
            line, address = self.get_request()
        except OSError:
            self._closing.wait(BREATH)  # too many open files, perhaps
            return
        connection = Connection(line)
        if not self._pool.admit(connection):
            self.shutdown_request(line)
            return
        thread = threading.Thread(
            target=self._serve, args=(connection, line, address), name="trackpass-phone"
        )
        try:
            thread.start()
        except RuntimeError:  # no more threads to be had
            self._leave(connection, line)
            return
        self._pool.started(thread)

    def _serve(self, connection: Connection, line: socket.socket, address: Tuple[str, int]) -> None:
        try:
            Handler(line, address, self, connection)
        except OSError:
            pass  # it went away before it was heard
        finally:
            self._leave(connection, line)

    def _leave(self, connection: Connection, line: socket.socket) -> None:
        self._pool.leave(connection)
        self.shutdown_request(line)
