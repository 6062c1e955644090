"""Which calls a tracker wants no more of for now (``Retry-After``, RFC 9110, section 10.2.3).

They rest in the notebook too, since a tracker that asks for hours (a quota of a day) does not care that Kodi
was started anew. There they go by the box's own clock: a rest that it says to be longer than was asked for
was noted while that clock was wrong, and does not count.
"""

from __future__ import annotations

import math
from typing import Dict, Iterable, Mapping, Optional

from trackpass.clocks import Clock
from trackpass.notebook import Notebook

TELLING = ("client_id", "api_key", "trakt-api-key", "grant_type")
"""Fields that tell one call from another at the same address: which app asks, and for what."""
SECTION = "rests"
LONGEST = 86400.0
"""Seconds that a rest outlasts a restart, at most: a longer one is a mistake, and this the way out of it."""


def name_of(method: str, address: str, sent: Iterable[Optional[Mapping[str, str]]]) -> str:
    """A call's name, the same for every token and link; ``address`` is without a code that stands in it."""
    fields = {name: value for part in sent for name, value in (part or {}).items()}
    return " ".join((method, address, *(fields[name] for name in TELLING if name in fields)))


class Rests:
    """``monotonic`` counts them while the service runs, ``wall`` over a restart; a call goes by its name."""

    def __init__(self, notebook: Notebook, monotonic: Clock, wall: Clock) -> None:
        self._notebook = notebook
        self._monotonic = monotonic
        self._wall = wall
        self._ends: Optional[Dict[str, float]] = None

    def left(self, call: str) -> float:
        """Seconds until the call may be made, 0 for at once."""
        ends = self._known()
        if not ends:
            return 0.0
        return max(0.0, round(ends.get(_mark(call), -math.inf) - self._monotonic(), 3))

    def note(self, call: str, seconds: float) -> None:
        """The tracker asked for so many seconds."""
        ends, mark, now = self._known(), _mark(call), self._monotonic()
        for over in [each for each, end in ends.items() if end <= now]:
            del ends[over]
            self._notebook.put(SECTION, over, None)
        ends[mark] = now + seconds
        kept = min(seconds, LONGEST)
        self._notebook.put(SECTION, mark, [self._wall() + kept, kept])

    def _known(self) -> Dict[str, float]:
        """When each rest ends, on the monotonic clock; read from the notebook once."""
        if self._ends is None:
            kept = self._notebook.section(SECTION)
            left = {mark: _left(rest, self._wall()) for mark, rest in kept.items()}
            self._ends = {mark: self._monotonic() + seconds for mark, seconds in left.items()}
        return self._ends


def _left(rest: object, now: float) -> float:
    """Seconds that are left of a rest as it was noted, 0 where that makes no sense."""
    try:
        end, seconds = (float(each) for each in rest)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return 0.0
    return end - now if 0 < end - now <= min(seconds, LONGEST) else 0.0


def _mark(call: str) -> str:
    """Tells one call from another without telling which app made it."""
    from hashlib import sha256  # slow to load, and only a tracker that asks for a rest needs it

    return sha256(call.encode()).hexdigest()[:16]
