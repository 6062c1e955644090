"""A small HTTPS server on this machine whose connections do what a test says, byte by byte if need be."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import trustme

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
DRIP = 0.05
"""Seconds between two bytes that drip."""
Script = Callable[["Visit"], None]


class Visit:
    """One connection. ``arrived`` tells the test that the client is now where the test wants it."""

    def __init__(self, plain: socket.socket, server: Server) -> None:
        self.plain = plain
        self._server = server
        self.line: socket.socket = plain
        self.requests = server.requests

    def shake_hands(self) -> None:
        """Once; a script that goes on after another one finds it done."""
        if self.line is self.plain:
            self.line = self._server.context.wrap_socket(self.plain, server_side=True)

    def read_request(self) -> bytes:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = self.line.recv(4096)
            if not piece:
                raise ConnectionError
            head += piece
        return head

    def send(self, data: bytes) -> None:
        self.line.sendall(data)

    def hang(self) -> None:
        """Says nothing more until the client goes, or the test ends."""
        self._server.arrived.set()
        try:
            while self.line.recv(4096):
                pass
        except OSError:
            pass
        self._server.left.set()

    def drip(self, data: bytes) -> None:
        """Sends byte by byte; twenty bytes take a second."""
        for byte in data:
            self.send(bytes([byte]))
            self._server.over.wait(DRIP)


class Server:
    """Use it as a context manager; every connection is served by ``script`` in a thread of its own."""

    def __init__(self, script: Script, folder: Path, host: str = "localhost", **certificate: Any) -> None:
        self.arrived, self.left, self.over = threading.Event(), threading.Event(), threading.Event()
        self.requests: list[bytes] = []
        self.visits = 0
        self._script = script
        authority = trustme.CA()
        self.ca = str(folder / "ca.pem")
        authority.cert_pem.write_to_path(self.ca)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host, **certificate).configure_cert(self.context)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def url(self) -> str:
        return f"https://localhost:{self._listener.getsockname()[1]}/path"

    def __enter__(self) -> Server:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for line in self._open:
            end(line)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            self.visits += 1
            self._open.append(plain.dup())
            thread = threading.Thread(target=self._serve, args=(plain,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        visit = Visit(plain, self)
        try:
            self._script(visit)
        except OSError:
            pass
        finally:
            end(visit.line)


def end(line: socket.socket) -> None:
    """Ends the connection for every handle on it."""
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the other side was quicker
    line.close()


def answering(*replies: bytes) -> Script:
    """Answers request after request on one connection, then closes it."""

    def script(visit: Visit) -> None:
        visit.shake_hands()
        for reply in replies:
            visit.requests.append(visit.read_request())
            visit.send(reply)

    return script


def mute(visit: Visit) -> None:
    """Takes the connection and never shakes hands."""
    visit.hang()


def no_answer(visit: Visit) -> None:
    """Reads the request and says nothing."""
    visit.shake_hands()
    visit.read_request()
    visit.hang()


def half_headers(visit: Visit) -> None:
    """Stops in the middle of the headers."""
    visit.shake_hands()
    visit.read_request()
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: appl")
    visit.hang()


def half_body(visit: Visit) -> None:
    """Stops in the middle of the body."""
    visit.shake_hands()
    visit.read_request()
    visit.send(OK[:-1])
    visit.hang()


def cut_body(visit: Visit) -> None:
    """Closes in the middle of the body."""
    visit.shake_hands()
    visit.read_request()
    visit.send(OK[:-1])


def no_http(visit: Visit) -> None:
    """Speaks something else."""
    visit.shake_hands()
    visit.read_request()
    visit.send(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")


def no_tls(visit: Visit) -> None:
    """Goes on in plain bytes after the request."""
    visit.shake_hands()
    visit.read_request()
    visit.plain = socket.socket(fileno=visit.line.detach())
    visit.line = visit.plain
    visit.send(b"HTTP/1.1 200 OK\r\n\r\n")


def dripping_headers(visit: Visit) -> None:
    """Answers with headers that come byte by byte."""
    visit.shake_hands()
    visit.read_request()
    first, _, rest = OK.partition(b"\r\n")
    visit.send(first + b"\r\n")
    visit.drip(b"X-Long: " + b"x" * 70 + b"\r\n")
    visit.send(rest)


def dripping_body(visit: Visit) -> None:
    """Answers with a body that comes byte by byte."""
    visit.shake_hands()
    visit.read_request()
    head = OK.replace(b": 2\r", b": 80\r")[:-2]
    visit.send(head)
    visit.drip(b"{}" + b" " * 78)


def hang_up(visit: Visit) -> None:
    """Closes instead of shaking hands."""
    visit.plain.recv(4096)


def long_ago() -> dict[str, Any]:
    """A certificate that ended last year, or the look of a good one to a box whose clock is ahead."""
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    return {"not_before": now - 400 * day, "not_after": now - 365 * day}
