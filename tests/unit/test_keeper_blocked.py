"""A tracker that turns the box away: a block for now; when it lasts, only the app's owner can tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.doubles import CREDENTIALS, FakeTime
from tests.unit.keeper_stage import Stage
from trackpass.errors import Problem, Unreachable
from trackpass.health import BLOCKS, STEPS

NAMED = CREDENTIALS._replace(name="ann")
BLOCKED = Unreachable(Problem.BLOCKED)
LASTS = sum(STEPS[: BLOCKS - 1])
"""Seconds from the first block to the one that is a block too many."""


@pytest.fixture
def stage(time: FakeTime, folder: Path) -> Stage:
    stage = Stage(time, folder)
    stage.open(trakt=NAMED)
    return stage


def test_a_block_that_lasts(stage: Stage) -> None:
    """The token is kept, and the app is asked for once an hour."""
    stage.trakt.will("check", *[BLOCKED] * 8)
    stage.go(LASTS - 1)
    assert stage.view() == ("unverified", "ann", "blocked")
    stage.go(1)
    assert stage.view() == ("unverified", "ann", "app_turned_away")
    assert stage.keeper.view("trakt").need == "app_turned_away"
    stage.go(7200)
    assert len(stage.trakt.calls) == BLOCKS + 2
    assert stage.vault.load("trakt") == NAMED


def test_a_good_check_begins_the_count_anew(stage: Stage) -> None:
    stage.trakt.will("check", *[BLOCKED] * (BLOCKS - 1), None, *[BLOCKED] * (BLOCKS - 1), None)
    stage.go(LASTS)
    stage.keeper.ask("trakt")
    stage.go(LASTS)
    assert stage.view() == ("connected", "ann", "")
    assert "app_turned_away" not in [view.problem for _, view, _ in stage.told]


def test_other_trouble_in_between_says_nothing_of_the_app(stage: Stage) -> None:
    stage.trakt.will("check", *[BLOCKED, Unreachable(Problem.NETWORK)] * (BLOCKS - 1), BLOCKED)
    stage.go(LASTS + 5 * STEPS[-1])
    assert stage.view()[2] == "app_turned_away"


def test_a_block_that_tells_its_end_is_one(stage: Stage) -> None:
    stage.trakt.will("check", *[Unreachable(Problem.BLOCKED, 60)] * (BLOCKS + 2))
    stage.go(LASTS + 2 * STEPS[-1])
    assert (len(stage.trakt.calls), stage.view()[2]) == (BLOCKS + 2, "blocked")


def test_a_changed_setting_is_tried_at_once(stage: Stage) -> None:
    stage.trakt.will("check", BLOCKED, None)
    stage.go(0)
    stage.keeper.reload("trakt")
    stage.go(0)
    assert stage.view() == ("connected", "ann", "")
