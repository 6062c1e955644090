"""Waiting for what must become true, since nothing in a real Kodi happens at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

GENEROUS = 90.0  # seconds; a slow machine may need them, a good one needs a fraction


def wait_for(what: str, look: Callable[[], T], seconds: float = GENEROUS, every: float = 0.1) -> T:
    """Call `look` until it returns something true, and return that.

    Raises:
        TimeoutError: it did not within so many seconds; the message tells what `look` returned last.
    """
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:g} s for {what}; last seen: {seen!r}")
        time.sleep(every)


def stays(what: str, look: Callable[[], object], seconds: float, every: float = 0.2) -> None:
    """Assert that `look` returns something true all the while.

    Raises:
        AssertionError: it returned something else within so many seconds.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        seen = look()
        assert seen, f"{what} did not last {seconds:g} s: {seen!r}"
        time.sleep(every)
