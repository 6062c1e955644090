"""What went wrong lately, by tracker and name, in the service's memory alone: a report for help tells it."""

from __future__ import annotations

from typing import Dict, List, NamedTuple, Tuple

from trackpass.clocks import Clock

MOST = 8
"""Kinds of trouble that are remembered for each tracker; the one met longest ago makes room."""


class Trouble(NamedTuple):
    """One kind of trouble, by its name: how often it was met, and how many seconds ago the last time."""

    name: str
    times: int
    ago: float


class History:
    """Begins with the service. Seconds are those of the monotonic clock: a box's own may jump by years."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock()
        self._met: Dict[str, Dict[str, Tuple[int, float]]] = {}

    @property
    def age(self) -> float:
        """Seconds since the service began."""
        return self._clock() - self._began

    def note(self, tracker: str, name: str) -> None:
        """Remembers that this was met just now; ``tracker`` "" for what concerns none of them."""
        met = self._met.setdefault(tracker, {})
        count, _ = met.pop(name, (0, 0.0))
        met[name] = (count + 1, self._clock())
        if len(met) > MOST:
            del met[next(iter(met))]

    def of(self, tracker: str) -> List[Trouble]:
        """The tracker's troubles, the latest first."""
        now, met = self._clock(), self._met.get(tracker, {})
        return [Trouble(name, count, now - at) for name, (count, at) in reversed(list(met.items()))]
