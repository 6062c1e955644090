"""A week of a box that is turned on each morning, by simulation: how often the service wakes, and asks."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tools.measures.figures import Figure

if TYPE_CHECKING:
    from storm.box import TvBox

ROOT = Path(__file__).resolve().parents[2]
DAYS = 7
DAY = 86400.0
TOKEN_LIFE = 7 * DAY
"""Seconds, as Simkl and Trakt give them today; TMDb's sessions do not run out."""
TRACKERS = ("simkl", "trakt", "tmdb")
SIGNED_IN = "three accounts"


def figures() -> list[Figure]:
    """Let a week pass, with nobody signed in and with three accounts."""
    sys.path.insert(0, str(ROOT / "tests/fakes/modules"))  # the service runs on pretended xbmc modules
    return [*_week("no account"), *_week(SIGNED_IN)]


def _week(accounts: str) -> list[Figure]:
    from storm.box import tv_box

    with tempfile.TemporaryDirectory() as folder, tv_box(Path(folder), "grace", TOKEN_LIFE) as box:
        if accounts != SIGNED_IN:
            for tracker in TRACKERS:
                box.command("disconnect", tracker)
            box.run(10)
        before = len(box.trackers.log)
        wakings = [_day(box) for _ in range(DAYS)]
        requests = len(box.trackers.log) - before
        return [
            Figure(f"{accounts}: wake-ups of the worker a day", "", (sum(wakings) / DAYS,)),
            Figure(f"{accounts}: requests a day", "", (requests / DAYS,)),
        ]


def _day(box: TvBox) -> int:
    """Turn the box on and let a day pass; how often the worker woke, for Kodi's word of a write too."""
    box.power_off()
    box.power_on()
    woken = 0
    writes, end = box.kodi.settings().writes, box.monotonic + DAY
    while box.monotonic < end:
        assert box.parts is not None
        due = min(max(box.parts.desk.due, box.monotonic), end)
        box.pass_time(due - box.monotonic)
        if due < end:
            box.parts.desk.tick()
            woken += 1
        if writes < box.kodi.settings().writes:
            writes = box.kodi.settings().writes
            woken += 1
            box.settings_changed()
    return woken
