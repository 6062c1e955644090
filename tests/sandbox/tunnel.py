"""The proxy that makes clients reach the sandbox by the trackers' true names.

It knows ``CONNECT`` (RFC 9110 section 9.3.6) and nothing else: a tunnel to a tracker's port 443 ends at the
sandbox's TLS port, everything else is refused and noted.
"""

from __future__ import annotations

import selectors
import socket
import socketserver
import struct
import threading
from urllib.parse import urlsplit

from .records import Journal, Refused

HEAD_LIMIT = 64 * 1024
REFUSAL = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)


def reset_connection(sock: socket.socket) -> None:
    """Close so that the peer sees a reset connection, as when a server dies."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Not close(): file objects made from the socket would keep it open.
        socket.close(sock.detach())
    except (OSError, ValueError):
        pass


class Tunnel:
    """The proxy's listener on loopback."""

    def __init__(self, journal: Journal, tls_port: int) -> None:
        self.journal = journal
        self.tls_port = tls_port
        self._lock = threading.Lock()
        self._trackers: dict[str, str] = {}
        self._outages: dict[str, str] = {}
        self._open: dict[socket.socket, str] = {}
        self._changed = threading.Event()
        self._stopped = False
        self._server = _Server(("127.0.0.1", 0), self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="sandbox-tunnel", daemon=True
        )

    @property
    def port(self) -> int:
        """Port of the proxy."""
        return int(self._server.server_address[1])

    def serve(self, host: str, tracker: str) -> None:
        """Let a host name of a tracker through."""
        self._trackers[host] = tracker

    def start(self) -> None:
        """Start listening."""
        self._thread.start()

    def stop(self) -> None:
        """Close the listener and every tunnel."""
        self._stopped = True
        self._wake()
        self._server.shutdown()
        self._server.server_close()
        self._cut(None)
        self._thread.join(5)

    def outage(self, tracker: str, how: str) -> None:
        """Network gone: connections are refused (``refuse``) or never answered (``hang``)."""
        if how not in ("refuse", "hang"):
            raise ValueError(f"unknown outage: {how}")
        with self._lock:
            self._outages[tracker] = how
        self._cut(tracker)

    def recover(self, tracker: str | None = None) -> None:
        """The network of one tracker, or of all, is back."""
        with self._lock:
            for name in [tracker] if tracker else list(self._outages):
                self._outages.pop(name, None)
        self._wake()

    def tracker_of(self, host: str) -> str | None:
        """The tracker behind a host name."""
        return self._trackers.get(host)

    def passes(self, tracker: str) -> bool:
        """Whether a connection may be made now; waits while the network swallows it."""
        while True:
            with self._lock:
                how, changed = self._outages.get(tracker), self._changed
            if self._stopped or how == "refuse":
                return False
            if how is None:
                return True
            changed.wait()

    def opened(self, client: socket.socket, tracker: str) -> None:
        """Remember a tunnel, to be able to cut it."""
        with self._lock:
            self._open[client] = tracker

    def closed(self, client: socket.socket) -> None:
        """Forget a tunnel."""
        with self._lock:
            self._open.pop(client, None)

    def _wake(self) -> None:
        with self._lock:
            changed, self._changed = self._changed, threading.Event()
        changed.set()

    def _cut(self, tracker: str | None) -> None:
        with self._lock:
            victims = [sock for sock, name in self._open.items() if tracker in (None, name)]
        for sock in victims:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], tunnel: Tunnel) -> None:
        self.tunnel = tunnel
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that vanished is no news."""


class _Handler(socketserver.BaseRequestHandler):
    server: _Server
    request: socket.socket

    def handle(self) -> None:
        """Serve one connection to the proxy."""
        head = self._read_head()
        if not head:
            return
        lines = head.decode("latin-1").split("\r\n")
        method, _, rest = lines[0].partition(" ")
        target = rest.split(" ")[0]
        agent = next((line[11:].strip() for line in lines if line.lower().startswith("user-agent:")), "")
        host, port = _host_and_port(method, target)
        tunnel = self.server.tunnel
        tracker = tunnel.tracker_of(host)
        if method != "CONNECT" or tracker is None or port != 443:
            tunnel.journal.refuse(Refused(host, port, method, agent))
            self.request.sendall(REFUSAL)
        elif tunnel.passes(tracker):
            self._relay(tunnel, tracker)
        else:
            reset_connection(self.request)

    def _read_head(self) -> bytes:
        """The request head; the client sends no byte after it before it has an answer."""
        self.request.settimeout(10)
        head = b""
        while b"\r\n\r\n" not in head and len(head) < HEAD_LIMIT:
            piece = self.request.recv(4096)
            if not piece:
                return b""
            head += piece
        return head

    def _relay(self, tunnel: Tunnel, tracker: str) -> None:
        client = self.request
        client.settimeout(None)
        with socket.create_connection(("127.0.0.1", tunnel.tls_port), timeout=10) as upstream:
            upstream.settimeout(None)
            for sock in (client, upstream):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            tunnel.opened(client, tracker)
            try:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _pump(client, upstream)
            except ConnectionError:
                reset_connection(client)
            finally:
                tunnel.closed(client)


def _pump(left: socket.socket, right: socket.socket) -> None:
    """Carry bytes both ways until one side ends. Raises ConnectionError when one breaks off."""
    with selectors.DefaultSelector() as selector:
        selector.register(left, selectors.EVENT_READ, right)
        selector.register(right, selectors.EVENT_READ, left)
        while True:
            for key, _ in selector.select():
                source: socket.socket = key.fileobj  # type: ignore[assignment]
                _acknowledge_at_once(source)
                piece = source.recv(65536)
                if not piece:
                    return
                key.data.sendall(piece)


def _acknowledge_at_once(sock: socket.socket) -> None:
    """Spare clients 40 ms a request: urllib3 leaves Nagle's algorithm on towards proxies."""
    if hasattr(socket, "TCP_QUICKACK"):  # Linux; it has to be set anew all the time
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def _host_and_port(method: str, target: str) -> tuple[str, int]:
    parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
    try:
        return (parts.hostname or "").lower(), parts.port or (443 if method == "CONNECT" else 80)
    except ValueError:
        return target, 0
