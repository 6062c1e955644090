"""The time that the trackers live by.

Two clocks, for two questions. *How old is this code or token?* is answered by a clock that tests can move.
*Did the client wait long enough between two calls?* is answered by real monotonic time, because the client
really waits; where its time is the test's, ``pace`` can be that time for the limits on calls.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import formatdate


class Clock:
    """Wall time of the trackers: real time plus what the test added.

    ``skew`` (seconds) shifts only what the trackers *say* (``Date`` header, ``created_at``), as seen from a
    device whose own clock is wrong. No code or token gets older by it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offset = 0.0
        self.skew = 0.0
        self.pace: Callable[[], float] = monotonic
        """Seconds by which calls are counted."""

    def now(self) -> float:
        """Epoch seconds by which codes and tokens age."""
        with self._lock:
            return time.time() + self._offset

    def told(self) -> float:
        """Epoch seconds as the trackers state them to a client."""
        return self.now() + self.skew

    def advance(self, seconds: float) -> None:
        """Let this many seconds pass for every code and token."""
        with self._lock:
            self._offset += seconds

    def reset(self) -> None:
        """Back to real time."""
        with self._lock:
            self._offset = 0.0
        self.skew = 0.0
        self.pace = monotonic

    def http_date(self, ahead: float = 0.0) -> str:
        """The told time, ``ahead`` seconds later, as RFC 9110 writes it."""
        return formatdate(self.told() + ahead, usegmt=True)

    def iso(self, ahead: float = 0.0) -> str:
        """The told time as ISO 8601 UTC with milliseconds and ``Z``."""
        stamp = datetime.fromtimestamp(self.told() + ahead, tz=UTC)
        return stamp.strftime("%Y-%m-%dT%H:%M:%S.") + f"{stamp.microsecond // 1000:03d}Z"


def monotonic() -> float:
    """Real monotonic seconds, for the pace of polling."""
    return time.monotonic()
