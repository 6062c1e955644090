"""How many calls a tracker takes; each words for itself what it answers to more of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from .signins import SLACK


@dataclass(frozen=True)
class Limit:
    """At most ``most`` calls of one caller within ``period`` seconds."""

    name: str
    most: int
    period: float


class Counter:
    """Who called when, in seconds of any clock that does not jump. What is refused does not count."""

    def __init__(self) -> None:
        self._calls: defaultdict[tuple[str, str], list[float]] = defaultdict(list)

    def wait(self, limit: Limit, who: str, now: float) -> float:
        """Count a call; seconds until there is room for it, 0 when there is."""
        key, since = (limit.name, who), now - limit.period + SLACK
        calls = self._calls[key] = [at for at in self._calls[key] if at > since]
        if len(calls) < limit.most:
            calls.append(now)
            return 0.0
        return calls[0] + limit.period - now
