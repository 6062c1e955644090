"""Where ``requests`` is used: a session whose calls another thread can cut off.

A blocked read ends only when its timeout does, and Kodi waits for the thread that reads. So each
connection's socket is remembered (as a duplicate, since TLS takes the first one over) and can be shut
down from outside; the read then returns at once. The same ends a call that takes too long as a whole: a
timeout of a read begins anew with each byte that drips in.
"""

from __future__ import annotations

import socket
import ssl
import threading
import warnings
from contextlib import contextmanager
from typing import Any, Callable, Dict, Iterator, Optional, Tuple
from weakref import WeakKeyDictionary

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError, SystemTimeWarning

from trackpass.errors import Problem, Unreachable
from trackpass.trust import Trust

DATE_CODES = (9, 10)
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""


class Lines:
    """The sockets of all open connections, and how far the present call got: one is made at a time.

    ``sending``: it got as far as being sent, as ``may_send`` allowed. ``late``: ended, as it took too long.
    """

    def __init__(self, may_send: Callable[[], bool]) -> None:
        self.sending = self.late = False
        self._may_send = may_send
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
            if self._is_cut or self.late:
                raise OSError("cut")

    @contextmanager
    def one_call(self, limit: float) -> Iterator[None]:
        """A call that is ended after ``limit`` seconds; only the look-up of a name takes its own time."""
        self.sending = self.late = False
        timer = threading.Timer(limit, self._expire)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def send(self) -> None:
        """Notes that the call is sent now, so that the tracker may see it; raises if it may not be sent."""
        if not self._may_send():
            raise OSError("kept back")
        self.sending = True

    def cut(self) -> None:
        """Ends every connection's reads and writes, and those that are just being made; for good."""
        with self._lock:
            self._is_cut = True
            self._shut_down()

    def _expire(self) -> None:
        with self._lock:
            self.late = True
            self._shut_down()

    def _shut_down(self) -> None:
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
    """An adapter whose connections report their sockets and share their trust; it never tries again."""

    def __init__(self, lines: Lines) -> None:
        trust = Trust()

        class Connection(HTTPSConnection):
            def connect(self) -> None:
                if self.ca_certs:
                    self.ssl_context, self.ca_certs = trust.context(self.ca_certs), None
                super().connect()

            def _new_conn(self) -> socket.socket:
                return connect(self, lines)

            def request(self, *args: Any, **kwargs: Any) -> None:
                lines.send()
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
    """One session for all calls; ``timeouts`` (connect, read) and ``limit`` (of a call) in seconds.

    ``longest``: a body in bytes. ``may_send`` is asked before a request goes out.
    """

    def __init__(
        self, timeouts: Tuple[float, float], limit: float, longest: int, may_send: Callable[[], bool]
    ) -> None:
        self._timeout = timeouts
        self._limit = limit
        self._longest = longest
        self._lines = Lines(may_send)
        warnings.simplefilter("ignore", SystemTimeWarning)  # a line a call; we name the clock ourselves
        self._session = requests.Session()
        self._session.auth = _as_it_is
        self._session.mount("https://", _Adapter(self._lines))

    def use_proxy(self, url: str) -> None:
        """Goes through this proxy from now on, "" for none, where the environment names none.

        requests takes what the environment says before a session's entry of the same key, and an entry for
        the scheme before ``all``: so this one is the last in line.
        """
        self._session.proxies = {"all": url} if url else {}

    def send(self, method: str, url: str, **options: Any) -> Tuple[int, Dict[str, str], bytes]:
        """One call, no redirects followed: the reply's status, headers (keyed in lower case) and body.

        Raises:
            Unreachable: no whole reply came; the clock is named where only a certificate's dates are wrong.
                The library's own error is dropped, since it holds the address.
        """
        try:
            with self._lines.one_call(self._limit):
                reply = self._ask(method, url, options)
        except requests.exceptions.SSLError as error:
            raise Unreachable(_problem_of(error), lost=self._lines.sending) from None
        except (requests.exceptions.RequestException, OSError, ValueError):
            raise Unreachable(Problem.NETWORK, lost=self._lines.sending) from None
        if self._lines.late:  # what was ended in its headers looks like an answer without a body
            raise Unreachable(Problem.NETWORK, lost=True)
        return reply

    def _ask(self, method: str, url: str, options: Dict[str, Any]) -> Tuple[int, Dict[str, str], bytes]:
        with self._session.request(
            method, url, timeout=self._timeout, allow_redirects=False, stream=True, **options
        ) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            return response.status_code, headers, self._body(response)

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
        """Gives back every connection; the next call makes a new one."""
        self._lines.close()
        self._session.close()


def _problem_of(error: requests.exceptions.SSLError) -> Problem:
    """Whether the certificate was refused, or just its dates; a handshake cut off is network trouble."""
    refusal = _refusal_in(error)
    if refusal is None:
        return Problem.NETWORK
    return Problem.CLOCK if getattr(refusal, "verify_code", 0) in DATE_CODES else Problem.CERTIFICATE


def _refusal_in(error: BaseException) -> Optional[ssl.SSLCertVerificationError]:
    """What Python said of the certificate; the libraries wrap it several times, as cause and as context."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error
    inner = (error.__cause__, error.__context__)
    found = (_refusal_in(each) for each in inner if each is not None)
    return next((each for each in found if each is not None), None)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps our own Authorization header; without this a ``.netrc`` on the box would replace it."""
    return request
