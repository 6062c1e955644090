"""Time: one clock that never jumps, the box's own, and the trackers'.

Boxes without a clock chip start in 1970 or where they stopped, and some run years ahead. Tokens live by the
tracker's time, which comes with every reply.
"""

from __future__ import annotations

from typing import Callable, NamedTuple, Optional, Tuple

RELEASED = 1795132800
"""20 November 2026, epoch seconds: no clock that is right shows an earlier time."""
FAR_OFF = 86400.0
"""Seconds by which a clock is off enough for certificates to look invalid."""
LONGEST_SLEEP = 400 * 86400.0
AGREES = 60.0
"""Seconds by which two clocks may differ and both be right: an answer takes a while to arrive."""

Clock = Callable[[], float]


def minutes(seconds: float) -> str:
    """Seconds as m:ss, rounded up, so that it ends at 0:00."""
    whole = int(-(-seconds // 1))
    return f"{whole // 60}:{whole % 60:02d}"


def epoch_of(text: str) -> Optional[float]:
    """Epoch seconds of a date as HTTP writes it; None if it is none."""
    from email.utils import mktime_tz, parsedate_tz

    try:
        parsed = parsedate_tz(text) if text else None
        return float(mktime_tz(parsed)) if parsed else None
    except (ValueError, OverflowError, IndexError):
        return None


class Clocks(NamedTuple):
    """``monotonic`` seconds never jump; ``wall`` is the box's epoch time, ``epoch`` the trackers'."""

    monotonic: Clock
    wall: Clock
    epoch: Clock


class TrackerTime:
    """The trackers' epoch time, as far as replies told it; the box's own time before the first reply."""

    def __init__(self, monotonic: Clock, wall: Clock) -> None:
        self._monotonic = monotonic
        self._wall = wall
        self._learned: Optional[Tuple[float, float, float]] = None

    def learn(self, date: float) -> None:
        """Takes the time of a reply that came just now."""
        self._learned = (date, self._monotonic(), self._wall())

    def now(self) -> float:
        """The time now.

        The monotonic clock stands still while a box sleeps, and the box's own clock may be set meanwhile: the
        longer of the two counts, unless it is absurd, or was set right: then both tell the same time.
        """
        if self._learned is None:
            return self._wall()
        date, monotonic, wall = self._learned
        awake, passed = self._monotonic() - monotonic, self._wall() - wall
        was_set_right = abs(self._wall() - (date + awake)) <= AGREES
        slept = awake < passed < awake + LONGEST_SLEEP and not was_set_right
        return date + (passed if slept else awake)

    def offset(self) -> Optional[float]:
        """Seconds that the box's own clock is ahead of the trackers'; None before the first reply."""
        return self._wall() - self.now() if self._learned else None

    def box_is_wrong(self) -> bool:
        """Whether the box's own clock is surely off."""
        return self._wall() < RELEASED or abs(self._wall() - self.now()) > FAR_OFF
