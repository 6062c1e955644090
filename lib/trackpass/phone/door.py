"""Opens and closes the page for the phone.

::

    closed --open--> open --last close | an hour--> lingering --60 s--> closed
                      ^-------------open----------------'

A token lives until the page is closed: an opening before that takes no page away from the phone that uses it.

It lingers on while the phone uses it, within the hour that begins with an opening: an app ID is fetched from
the tracker's page and pasted long after the TV has nothing more to show. It lingers also while a sign-in in
the phone's browser runs, whether a window is open or not: the consent page sends that browser back here.
Such a sign-in ends by itself after some minutes.

With control by other programs turned on the server stays up for them, and only the page's token comes and
goes.
"""

from __future__ import annotations

import ipaddress
import logging
import math
import secrets
import threading
from typing import TYPE_CHECKING, Callable, FrozenSet, List, Optional

from trackpass.clocks import Clock
from trackpass.model import RUNNING, TRACKERS, PageView
from trackpass.phone.guard import CALLBACK, Guard, Keys
from trackpass.phone.line import Line, Words
from trackpass.redaction import Redactor

if TYPE_CHECKING:
    from trackpass.phone.server import Server

log = logging.getLogger(__name__)

LINGER = 60.0
"""Seconds that the page outlives its window, so that the phone sees how it ended: its owner may come from the
tracker's page, in another tab."""
IN_USE = 600.0
"""Seconds that it outlives the phone's last request: time to register an app before its ID is pasted."""
LONGEST_OPENING = 3600.0
STOP_WITHIN = 0.4
"""Seconds for all handlers together to end once they are cut off; Kodi's end has no more to spare."""
OTHER_PORTS = 9
"""How many ports after the usual one are tried before any will do."""
FORM_TOKEN_BYTES = 16
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that looks like another: who cannot scan the address types it."""
TOKEN_LENGTH = 10
"""That makes 49 bits, for as long as a page is open, with a brake on whoever guesses."""


class Door:
    """A ticker of the worker: its methods are called on the worker's thread, only :meth:`stop` on any.

    ``address`` is the box's own in the home network, "" for none, ``port`` the one of the settings; both are
    asked from any thread. ``folder`` holds the page's files. ``show`` is told which page is open, None when
    none is.
    """

    def __init__(
        self,
        line: Line,
        words: Words,
        clock: Clock,
        address: Callable[[], str],
        port: Callable[[], int],
        folder: str,
        redactor: Redactor,
        show: Callable[[Optional[PageView]], None],
    ) -> None:
        self._line = line
        self._words = words
        self._clock = clock
        self._address = address
        self._wished_port = port
        self._folder = folder
        self._redactor = redactor
        self._show = show
        self._keys = Keys()
        self._server: Optional[Server] = None
        self._wish = 0
        self._leaving: List[Server] = []
        self._ends_at = self._latest = math.inf
        self._used_at = -math.inf
        self._openers = 0
        self._was_awaited = False
        self._is_stopped = False
        self._lock = threading.Lock()

    @property
    def due(self) -> float:
        """When the page ends, on the monotonic clock."""
        return self._ends_at

    @property
    def base(self) -> str:
        """Where programs find the server, for example ``http://192.168.1.20:8788``; "" while it is down."""
        server, address = self._server, self._home_address()
        return f"http://{address}:{server.port}" if server is not None and address else ""

    def open(self) -> None:
        """Opens the page; one that is not closed yet keeps its token, and has an hour before it again."""
        view = PageView(problem="page_network")
        with self._lock:
            if self._is_stopped:
                return
            self._openers = self._openers + 1 if self._keys.page else 1
            if self._home_address():
                if not self._keys.page:
                    self._make_token()
                self._ends_at = self._latest = self._clock() + LONGEST_OPENING
                self._settle()
            if self.base:
                problem = "page_port" if self._server and self._server.port != self._wish != 0 else ""
                view = PageView(f"{self.base}/{self._keys.page}/", problem)
        self._show(view)

    def close(self) -> None:
        """A window is gone: after the last one the page follows in a moment."""
        was_open, self._openers = self._openers > 0, max(0, self._openers - 1)
        if not was_open or self._openers:
            return
        if self._keys.page:
            self._was_awaited = self._is_awaited()
            self._ends_at = min(self._ends_at, self._clock() + LINGER)
        self._show(None)

    def remote(self, enabled: bool, key: str) -> None:
        """Keeps the server up for programs that bring the key, or no longer; a changed port is taken up."""
        self._redactor.hide(key)
        with self._lock:
            if not self._is_stopped:
                self._keys = self._keys._replace(remote=key if enabled else "")
                self._settle()

    def tick(self) -> None:
        """Ends the page when its time is up, and not before the phone saw how its browser's sign-in ended."""
        if self._clock() < self._ends_at:
            return
        was_awaited, self._was_awaited = self._was_awaited, self._is_awaited()
        if was_awaited or self._was_awaited:
            self._ends_at = self._clock() + LINGER
            return
        in_use_until = min(self._used_at + IN_USE, self._latest)
        if self._clock() < in_use_until:
            self._ends_at = in_use_until
            return
        self._ends_at = math.inf
        with self._lock:
            if self._is_stopped:
                return
            self._keys = self._keys._replace(page="", form="")
            self._settle()
        log.info("The page for the phone is closed")
        self._show(None)

    def stop(self) -> bool:
        """Ends all of it, for good, from any thread; whether every handler ended in time.

        A handler that waits for the line ends when that does: close the line first.
        """
        deadline = self._clock() + STOP_WITHIN
        with self._lock:
            self._is_stopped = True
            self._openers = 0
            self._keys = Keys()
            self._settle()
        ended = [server.join(max(0.0, deadline - self._clock())) for server in self._leaving]
        return all(ended)

    def _make_token(self) -> None:
        self._keys = self._keys._replace(
            page="".join(secrets.choice(LETTERS) for _ in range(TOKEN_LENGTH)),
            form=secrets.token_urlsafe(FORM_TOKEN_BYTES),
        )
        self._redactor.hide(self._keys.page, self._keys.form)
        self._used_at = -math.inf

    def _used(self) -> None:
        """The phone was let in; on its connection's own thread."""
        self._used_at = self._clock()

    def _is_awaited(self) -> bool:
        """Whether a consent page may send a browser back to us."""
        views = [self._line.sign_in(tracker) for tracker in TRACKERS]
        return any(view and view.kind == "browser" and view.phase in RUNNING for view in views)

    def _settle(self) -> None:
        """The server is up while somebody may come in, and at the port that the owner wishes."""
        keys, server = self._keys, self._server
        is_needed = bool(keys.page or keys.remote)
        wish = self._wished_port() if is_needed else self._wish  # Kodi's end is no time to read settings
        if server is not None and (not is_needed or (wish != self._wish and not keys.page)):
            self._server = None
            server.close()
            self._leaving = [each for each in [*self._leaving, server] if not each.join(0)]
        if is_needed and self._server is None:
            self._wish = wish
            self._server = self._serve(wish)

    def _serve(self, wish: int) -> Optional[Server]:
        """Starts at the wished port, at one of those after it, or anywhere; None if that cannot be."""
        from trackpass.phone.server import Server
        from trackpass.phone.website import TrackpassSite

        site = TrackpassSite(
            self._line, self._words, self._folder, lambda: self._keys, self._callback_url, self._clock
        )
        guard = Guard(site, lambda: self._keys, self._hosts, self._clock, self._used)
        for port in (*range(max(0, wish), min(wish + 1 + OTHER_PORTS, 65536)), 0):
            try:
                server = Server(port, guard)
            except OSError:
                continue
            log.info("The phone is served on port %d", server.port)
            return server
        log.warning("No port for the phone")
        return None

    def _callback_url(self) -> str:
        return f"{self.base}{CALLBACK}"

    def _hosts(self) -> FrozenSet[str]:
        server = self._server
        if server is None:
            return frozenset()
        names = {self._home_address(), "localhost", "127.0.0.1"} - {""}
        return frozenset(f"{name}:{server.port}" for name in names)

    def _home_address(self) -> str:
        """The address, if a phone can reach it; Kodi answers with the box's inner one when it knows none."""
        try:
            address = ipaddress.ip_address(self._address())
        except ValueError:
            return ""
        return "" if address.is_loopback or address.is_unspecified else str(address)
