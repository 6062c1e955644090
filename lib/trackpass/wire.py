"""Where ``requests`` is used: a session whose calls another thread can cut off.

A blocked read ends only when its timeout does, and Kodi waits for the thread that reads. So each
connection's socket is remembered (as a duplicate, since TLS takes the first one over) and can be shut
down from outside; the read then returns at once.
"""

from __future__ import annotations

import socket
import ssl
import threading
from typing import Any, Dict, Optional, Tuple
from weakref import WeakKeyDictionary

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from trackpass.errors import Problem, Unreachable


class Lines:
    """The sockets of all open connections; ``sending``: whether the present call got as far as being sent."""

    def __init__(self) -> None:
        self.sending = False
        self._sockets: WeakKeyDictionary[object, socket.socket] = WeakKeyDictionary()
        self._is_cut = False
        self._lock = threading.Lock()

    def add(self, connection: object, line: socket.socket) -> None:
        """Remembers the socket of a connection, before it connects; forgotten with the connection."""
        with self._lock:
            former = self._sockets.get(connection)
            if former is not None:
                former.close()
            self._sockets[connection] = line.dup()
            if self._is_cut:
                raise OSError("cut")

    def cut(self) -> None:
        """Ends every connection's reads and writes, and those that are just being made."""
        with self._lock:
            self._is_cut = True
            for line in list(self._sockets.values()):
                try:
                    line.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # the other side was quicker

    def close(self) -> None:
        """Gives the duplicates back."""
        with self._lock:
            for line in list(self._sockets.values()):
                line.close()
            self._sockets.clear()


class _Adapter(HTTPAdapter):
    """An adapter whose connections report their sockets; it never tries again by itself."""

    def __init__(self, lines: Lines) -> None:
        class Connection(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self, lines)

            def request(self, *args: Any, **kwargs: Any) -> None:
                lines.sending = True  # connected by now, so the tracker may see it
                super().request(*args, **kwargs)

        class Pool(HTTPSConnectionPool):
            ConnectionCls = Connection

        self._pools: Dict[str, Any] = {"http": HTTPConnectionPool, "https": Pool}
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        if not proxy.lower().startswith("socks"):  # those have connections of their own
            manager.pool_classes_by_scheme = self._pools
        return manager


def connect(connection: HTTPSConnection, lines: Lines) -> socket.socket:
    """A connected socket, known to ``lines`` before it connects: making a connection can hang as well.

    Raises:
        NewConnectionError: no address of the host could be reached.
    """
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            connection._dns_host, connection.port, type=socket.SOCK_STREAM
        ):
            line = socket.socket(family, kind, protocol)
            try:
                line.settimeout(connection.timeout)
                lines.add(connection, line)
                line.connect(address)
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return line
            except OSError:
                line.close()
    except (OSError, UnicodeError):
        pass
    raise NewConnectionError(connection, "no connection")


class Wire:
    """One session for all calls; timeouts in seconds, ``longest`` body in bytes."""

    def __init__(self, connect_timeout: float, read_timeout: float, longest: int) -> None:
        self._timeout = (connect_timeout, read_timeout)
        self._longest = longest
        self._lines = Lines()
        self._session = requests.Session()
        self._session.auth = _as_it_is
        self._session.mount("https://", _Adapter(self._lines))

    def send(self, method: str, url: str, **options: Any) -> Tuple[int, Dict[str, str], bytes]:
        """One call, no redirects followed: the reply's status, headers (keyed in lower case) and body.

        Raises:
            Unreachable: no whole reply came. The library's own error is dropped, since it holds the address.
        """
        self._lines.sending = False
        try:
            with self._session.request(
                method, url, timeout=self._timeout, allow_redirects=False, stream=True, **options
            ) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return response.status_code, headers, self._body(response)
        except requests.exceptions.SSLError as error:
            raise Unreachable(Problem.CERTIFICATE if _is_certificate(error) else Problem.NETWORK) from None
        except (requests.exceptions.RequestException, OSError, ValueError):
            raise Unreachable(Problem.NETWORK, lost=self._lines.sending) from None

    def _body(self, response: requests.Response) -> bytes:
        body = bytearray()
        for piece in response.iter_content(1 << 14):
            body += piece
            if len(body) > self._longest:
                raise Unreachable(Problem.GARBLED, lost=True)
        return bytes(body)

    def cut(self) -> None:
        """Ends a call that is under way, from another thread."""
        self._lines.cut()

    def close(self) -> None:
        """Gives back every connection."""
        self._lines.close()
        self._session.close()


def _is_certificate(error: Optional[BaseException]) -> bool:
    """Whether the certificate was refused; a handshake that was cut off is plain network trouble."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps our own Authorization header; without this a ``.netrc`` on the box would replace it."""
    return request
