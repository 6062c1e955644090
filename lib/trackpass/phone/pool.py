"""The connections of the page's server, so that strangers never keep the right phone out.

There is room for a few connections at once. One is idle until it showed that it belongs here: while it has
not asked yet, and while it is slowed down. When there is no room left, the oldest idle one has to go.
"""

from __future__ import annotations

import socket
import threading
from typing import List

CONNECTION = "trackpass.connection"
"""Where the server puts the :class:`Connection` into a request's environment."""


class Connection:
    """One connection."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._cut = threading.Event()
        self.is_idle = True

    def wait(self, seconds: float) -> bool:
        """Waits, at most until the connection is cut off; whether it was."""
        return self._cut.wait(seconds)

    def cut(self) -> None:
        """Ends its reads, writes and waits."""
        self._cut.set()
        try:
            self._line.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other side was quicker


class Pool:
    """All open connections, ``most`` at once. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: List[Connection] = []
        self._threads: List[threading.Thread] = []
        self._is_closed = False
        self._lock = threading.Lock()

    def admit(self, connection: Connection) -> bool:
        """Takes a new one in; False when every other one is at work, or all is over."""
        with self._lock:
            if self._is_closed:
                return False
            if len(self._open) >= self._most:
                idle = next((each for each in self._open if each.is_idle), None)
                if idle is None:
                    return False
                self._open.remove(idle)
                idle.cut()
            self._open.append(connection)
            return True

    def started(self, thread: threading.Thread) -> None:
        """Remembers a thread until it ended."""
        with self._lock:
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]

    def leave(self, connection: Connection) -> None:
        """To be called before the socket is closed, since its number may be another one's at once."""
        with self._lock:
            if connection in self._open:
                self._open.remove(connection)

    def close(self) -> None:
        """Cuts them all and takes no more."""
        with self._lock:
            self._is_closed = True
            for connection in self._open:
                connection.cut()

    def threads(self) -> List[threading.Thread]:
        """Those that may still run."""
        with self._lock:
            return list(self._threads)
