"""The service's one thread that talks to trackers: commands as they come, the rest when it is due.

With nothing due it sleeps until somebody asks for something: an idle box is never woken.
"""

from __future__ import annotations

import logging
import math
import queue
import threading
from typing import Callable, Protocol, Sequence, Tuple

log = logging.getLogger(__name__)

REST = 10.0
"""Seconds of rest after a step that failed for a reason nobody foresaw."""

MOST_IN_A_ROW = 10
"""Jobs that come before a step that is due; then it has its turn, even if there are more."""

Job = Callable[[], None]


class Ticker(Protocol):
    """Something with steps to do; ``due`` is when the next one is, on the monotonic clock, or infinite."""

    @property
    def due(self) -> float:
        """When :meth:`tick` has something to do."""

    def tick(self) -> None:
        """Does one step."""


class Worker:
    """Runs jobs and tickers one after another. Not a daemon: whoever starts it stops it."""

    def __init__(self, tickers: Sequence[Ticker], clock: Callable[[], float]) -> None:
        self._tickers = tickers
        self._clock = clock
        self._jobs: queue.Queue[Job] = queue.Queue()
        self._stopping = threading.Event()
        self._rest_until = -math.inf
        self._in_a_row = 0
        self._thread = threading.Thread(target=self._run, name="trackpass")

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def post(self, job: Job) -> None:
        """Has the job done next; from any thread."""
        self._jobs.put(job)

    def stop(self, timeout: float) -> bool:
        """Lets the step at hand end and no further one begin; whether it ended within ``timeout`` seconds."""
        self._stopping.set()
        self.post(lambda: None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._do_next()

    def _next_job(self) -> Job:
        due, step = self._next_step()
        wait = max(due, self._rest_until) - self._clock()
        self._in_a_row += 1
        try:
            if wait <= 0 and self._in_a_row > MOST_IN_A_ROW:
                raise queue.Empty
            return self._jobs.get(
                timeout=None if wait == math.inf else max(0.0, min(wait, threading.TIMEOUT_MAX))
            )
        except queue.Empty:
            self._in_a_row = 0
            return step

    def _next_step(self) -> Tuple[float, Job]:
        try:
            ticker = min(self._tickers, key=lambda each: each.due)
            return ticker.due, ticker.tick
        except Exception:  # a due that fails must not keep commands from being heard
            self._failed()
            return self._rest_until, lambda: None

    def _do_next(self) -> None:
        job = self._next_job()
        if self._stopping.is_set():
            return
        try:
            job()
        except Exception:  # the outermost line of each job: the service goes on
            self._failed()

    def _failed(self) -> None:
        log.exception("A step of the service failed")
        self._rest_until = self._clock() + REST
