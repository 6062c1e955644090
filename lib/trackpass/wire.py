"""Where ``requests`` is used: a session whose calls another thread can cut off.

A blocked read ends only when its timeout does, and Kodi waits for the thread that reads. So each
connection's socket is remembered (as a duplicate, since TLS takes the first one over) and can be shut
down from outside; the read then returns at once.
"""

from __future__ import annotations

import socket
from typing import Any, Dict, Tuple
from weakref import WeakKeyDictionary

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from trackpass.errors import Problem, Unreachable


class Lines:
    """The sockets of all open connections."""

    def __init__(self) -> None:
        self._sockets: WeakKeyDictionary[object, socket.socket] = WeakKeyDictionary()

    def add(self, connection: object, line: socket.socket) -> None:
        """Remembers the socket of a connection; it is forgotten with the connection."""
        former = self._sockets.get(connection)
        if former is not None:
            former.close()
        self._sockets[connection] = line.dup()

    def cut(self) -> None:
        """Ends every connection's reads and writes."""
        for line in list(self._sockets.values()):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was quicker

    def close(self) -> None:
        """Gives the duplicates back."""
        for line in list(self._sockets.values()):
            line.close()
        self._sockets.clear()


class _Adapter(HTTPAdapter):
    """An adapter whose connections report their sockets; it never tries again by itself."""

    def __init__(self, lines: Lines) -> None:
        class Connection(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                line: socket.socket = super()._new_conn()
                lines.add(self, line)
                return line

        class Pool(HTTPSConnectionPool):
            ConnectionCls = Connection

        self._pools: Dict[str, Any] = {"http": HTTPConnectionPool, "https": Pool}
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


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
        try:
            with self._session.request(
                method, url, timeout=self._timeout, allow_redirects=False, stream=True, **options
            ) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return response.status_code, headers, self._body(response)
        except requests.exceptions.SSLError:
            raise Unreachable(Problem.CERTIFICATE) from None
        except (requests.exceptions.RequestException, OSError, ValueError):
            raise Unreachable(Problem.NETWORK) from None

    def _body(self, response: requests.Response) -> bytes:
        body = bytearray()
        for piece in response.iter_content(1 << 14):
            body += piece
            if len(body) > self._longest:
                raise Unreachable(Problem.GARBLED)
        return bytes(body)

    def cut(self) -> None:
        """Ends a call that is under way, from another thread."""
        self._lines.cut()

    def close(self) -> None:
        """Gives back every connection."""
        self._session.close()
        self._lines.close()


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps our own Authorization header; without this a ``.netrc`` on the box would replace it."""
    return request
