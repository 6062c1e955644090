"""The faults that wait for their requests, and the requests that hang."""

from __future__ import annotations

import threading
from collections.abc import Callable

from werkzeug.wrappers import Response

from .clock import Clock
from .exchange import DroppedError, Exchange
from .fault_kinds import ErrorPages, Fault, Strike


class Faults:
    """The faults of all trackers. Safe to use from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._freed = threading.Event()
        self._stopped = False

    def add(self, fault: Fault) -> None:
        """Queue a fault; several for one route are used up in the order they were added."""
        fault.check()
        with self._lock:
            self._waiting.append(fault)

    def waiting(self) -> list[Fault]:
        """The faults that were not used up."""
        with self._lock:
            return list(self._waiting)

    def clear(self) -> None:
        """Drop all faults and free what hangs."""
        with self._lock:
            self._waiting.clear()
        self.release()

    def release(self) -> None:
        """Let every request go that hangs or is slow."""
        with self._lock:
            freed, self._freed = self._freed, threading.Event()
        freed.set()

    def stop(self) -> None:
        """Free everything, and let nothing hang from now on."""
        self._stopped = True
        self.clear()

    def answer(
        self, tracker: str, exchange: Exchange, serve: Callable[[], Response], pages: ErrorPages
    ) -> Response:
        """What a request is answered: by the fault that hits it, else by the tracker.

        Raises:
            DroppedError: the connection is to be closed instead.
        """
        fault = self._take(tracker, exchange.request.route)
        if fault is None:
            return serve()
        exchange.request.fault = fault.kind
        return Strike(fault, exchange, serve, pages, self._pause, self._clock).reply()

    def _take(self, tracker: str, route: str) -> Fault | None:
        with self._lock:
            for fault in self._waiting:
                if fault.matches(tracker, route):
                    if fault.left is not None:
                        fault.left -= 1
                        if fault.left <= 0:
                            self._waiting.remove(fault)
                    return fault
        return None

    def _pause(self, seconds: float | None) -> None:
        with self._lock:
            freed = self._freed
        if not self._stopped:
            freed.wait(seconds)
        if self._stopped:
            raise DroppedError
