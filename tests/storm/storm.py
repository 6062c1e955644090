"""A storm over a TV box: so many faults in so much of its time, and what is left afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from storm.box import TRACKERS, tv_box
from storm.weather import Weather

TOKEN_LIFE = 600.0
CALM = 3 * 3600.0
"""Seconds of good weather after which all must be well: the longest step is an hour, a Retry-After two."""
BUSIEST_MINUTE = 20
"""Requests a minute to one tracker, at most: the trackers' limits are 100 (Trakt) and 600 (Simkl)."""


@dataclass
class Outcome:
    """What a storm did and what it left."""

    seed: int
    hours: float
    happened: Counter[str]
    refreshes: int
    restarts: int
    requests: int
    busiest_minute: int
    states: dict[str, str] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)

    @property
    def lost(self) -> list[str]:
        """The trackers whose sign-in did not live through it."""
        return [tracker for tracker, state in self.states.items() if state != "connected"]


def storm(
    folder: Path,
    seed: int,
    hours: float,
    faults: int,
    grace: bool = True,
    watch: Callable[[int], None] = lambda done: None,
) -> Outcome:
    """Let a signed-in box live through so many faults in so many of its hours, then through good weather."""
    with tv_box(folder, "grace" if grace else "strict", TOKEN_LIFE) as box:
        box.trackers.trakt.set(refresh_grace=1e9)
        assert all(box.state(tracker) == "connected" for tracker in TRACKERS)
        weather = Weather(box, seed, grace)
        for number in range(faults):
            box.run(weather.random.uniform(0, 2 * hours * 3600 / faults))
            weather.strike()
            watch(number + 1)
        weather.clear_up()
        box.run(CALM)
        for tracker in TRACKERS:
            box.command("check", tracker)
        box.run(60)
        return Outcome(
            seed=seed,
            hours=hours,
            happened=weather.happened,
            refreshes=len([each for each in box.trackers.requests(route="refresh") if each.status == 200]),
            restarts=box.starts - 1,
            requests=len(box.trackers.log),
            busiest_minute=max(box.pace.values(), default=0),
            states={tracker: box.state(tracker) for tracker in TRACKERS},
            violations=list(box.trackers.violations),
        )
