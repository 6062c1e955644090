"""The screen stays lit while there is something to read on it, and no longer."""

from __future__ import annotations

import pytest

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.stage import HandClock, Stage
from trackpass.kodi import awake

HELD_OFF = "ResetScreensaver"


def test_now_and_then(fake: FakeKodi) -> None:
    """Oftener than Kodi's shortest wait, and not with each look."""
    clock = HandClock()
    kept = awake.Awake(clock.monotonic)
    for _ in range(121):
        kept.stay()
        clock.now += 1
    assert fake.builtins == [HELD_OFF] * 7


@pytest.mark.parametrize("phase", ["waiting", "starting", "failed", "expired", "connected"])
def test_a_code_on_the_screen(stage: Stage, phase: str) -> None:
    """It lives longer than a screensaver waits; a window without one may be darkened."""
    stage.open()
    stage.put_up(phase, user_code="ABCDE", deadline=stage.clock.now + 60, life=60)
    stage.shows(phase)
    stage.settle()
    assert stage.fake.builtins == ([HELD_OFF] if phase == "waiting" else [])


def test_the_phones_page(stage: Stage) -> None:
    """An app ID takes its time to be registered."""
    stage.open("")
    stage.show_page()
    stage.fake.wait_until(lambda: stage.fake.builtins == [HELD_OFF])
