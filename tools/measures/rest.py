"""What the service costs while nothing happens, against the same Kodi without the add-on.

Kodi starts with the add-on turned off and is left alone for a while: that is the Kodi without it. Then the
add-on is turned on, which starts its service, and Kodi is left alone again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from in_kodi.home import ADDON_ID
from in_kodi.kodi import Kodi
from tools.measures.figures import Figure
from tools.measures.process import Reading, find, read

SETTLES_AFTER = 20.0
"""Seconds from Kodi's home screen until nothing of its start is left to do."""
START = 85.0
"""Seconds that count as the service's start; the first checks are long done then."""
MINUTE = 60.0

AIMS = {"no account": 8.0, "three accounts": 15.0}
"""MB of memory, after the idle minutes."""
IDLE_AIM = 33.0
"""Milliseconds of CPU an idle minute."""


@dataclass(frozen=True)
class Run:
    """The readings of one run, in their order."""

    before: Reading
    off: Reading
    started: Reading
    idle: Reading


def figures(kodi: Kodi, accounts: str, runs: int, minutes: float, say: Callable[[str], None]) -> list[Figure]:
    """Measure in an installed Kodi that does not run; ``accounts`` names how many it has."""
    done = []
    for number in range(runs):
        say(f"at rest, {accounts}: run {number + 1} of {runs}")
        done.append(_run(kodi, minutes * MINUTE))

    def figure(name: str, unit: str, value: Callable[[Run], float], aim: float | None = None) -> Figure:
        return Figure(f"{accounts}: {name}", unit, tuple(value(run) for run in done), aim)

    def idle(first: float, last: float) -> float:
        return (last - first) * 1000 / minutes

    return [
        figure(f"CPU in the first {START:.0f} s", "s", lambda run: run.started.python - run.off.python),
        figure("CPU an idle minute", "ms", lambda run: idle(run.started.python, run.idle.python), IDLE_AIM),
        figure("the whole Kodi, an idle minute", "ms", lambda run: idle(run.started.cpu, run.idle.cpu)),
        figure("the same Kodi without the add-on", "ms", lambda run: idle(run.before.cpu, run.off.cpu)),
        figure("memory at start", "MB", lambda run: run.started.written - run.off.written),
        figure("memory", "MB", lambda run: run.idle.written - run.off.written, AIMS[accounts]),
        figure("memory with libraries' files", "MB", lambda run: run.idle.resident - run.off.resident),
    ]


def _run(kodi: Kodi, seconds: float) -> Run:
    kodi.start()
    process = find(kodi.home.path)
    time.sleep(SETTLES_AFTER)
    before = read(process)
    time.sleep(seconds)
    off = read(process)
    kodi.enable_addon(ADDON_ID)
    time.sleep(START)
    started = read(process)
    time.sleep(seconds)
    idle = read(process)
    turn_off(kodi)
    kodi.quit()
    return Run(before, off, started, idle)


def turn_off(kodi: Kodi) -> None:
    """Turn the add-on off, for the next start too."""
    kodi.rpc("Addons.SetAddonEnabled", addonid=ADDON_ID, enabled=False)
