"""The keeper does not refresh without end: whatever a tracker's clock says, a full disk, or a note of old."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.unit.doubles import LIFE, PAIR, FakeTime
from tests.unit.keeper_stage import Stage
from tests.unit.test_keeper_refresh import ENDED, HALF, connected, fresh, stored
from trackpass.journal import Journal
from trackpass.model import Credentials

HOUR = 3600
DAY = 86400


@pytest.fixture
def stage(time: FakeTime, folder: Path) -> Stage:
    return Stage(time, folder)


def aged(stage: Stage, number: int, life: float, age: float) -> Credentials:
    """A new pair that the tracker says was made a while ago."""
    pair = fresh(stage, number, life)
    moment = pair.obtained_at - int(age)
    return pair._replace(obtained_at=moment, expires_at=moment + int(life))


@pytest.mark.parametrize("age", [HALF + 1, LIFE, 50 * LIFE])
def test_a_pair_that_looks_old_already_is_left_alone_for_an_hour(stage: Stage, age: float) -> None:
    connected(stage)
    stage.trakt.will("refresh", *[lambda n=n: aged(stage, n, LIFE, age) for n in range(2, 30)])
    stage.go(HALF + 5 * HOUR + 1)
    assert [at - HALF for _, at in stage.done()] == [hour * HOUR for hour in range(6)]
    assert (stage.view()[0], stored(stage)) == ("connected", "access-token-7")


def test_a_check_has_its_turn(stage: Stage) -> None:
    """Also where each new pair is due again as it comes."""
    stage.time.pass_by(LIFE)
    stage.trakt.will("refresh", lambda: aged(stage, 2, LIFE, LIFE))
    stage.trakt.will("check", None)
    stage.open(trakt=PAIR)
    stage.go(60)
    assert stage.done() == [("refresh", LIFE), ("check", LIFE)]


@pytest.mark.parametrize("life", [1, 2])
def test_pairs_that_live_for_a_moment_come_ever_slower(stage: Stage, life: int) -> None:
    """A second more each time, up to a minute."""
    connected(stage)
    stage.trakt.will("refresh", *[lambda n=n: fresh(stage, n, life) for n in range(2, 500)])
    stage.go(HALF + 60)
    assert stage.trakt.asked("refresh") == 11
    stage.go(2 * HOUR)
    stage.trakt.calls.clear()
    stage.go(HOUR)
    assert stage.trakt.asked("refresh") == 60


@pytest.mark.parametrize("life", [8, 60, 600, HOUR, DAY, LIFE])
def test_a_token_is_refreshed_at_half_of_its_life_however_short(stage: Stage, life: int) -> None:
    connected(stage)
    stage.trakt.will("refresh", *[lambda n=n: fresh(stage, n, life) for n in range(2, 7)])
    stage.go(HALF + life * 1.9)
    assert [at - HALF for _, at in stage.done()] == [0, life / 2, life, life * 1.5]


def test_what_the_owner_asks_for_does_not_wait_for_it(stage: Stage) -> None:
    connected(stage)
    stage.trakt.will("refresh", *[lambda n=n: aged(stage, n, LIFE, LIFE) for n in (2, 3)])
    stage.trakt.will("check", None)
    stage.go(HALF + 10)
    stage.keeper.ask("trakt")
    stage.go(0)
    assert [call for call, _ in stage.done()] == ["refresh", "refresh", "check"]


def test_a_disk_that_takes_nothing_puts_the_refresh_off(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account serves on, its owner hears of it once, and it is refreshed when there is room."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    connected(stage)
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "write", full)
        stage.go(HALF + 2 * DAY)
    assert (stage.trakt.calls, stored(stage)) == ([], "access-token-1")
    assert [(view.state, view.problem) for _, view, _ in stage.told] == [("connected", "storage")]
    stage.trakt.will("refresh", lambda: fresh(stage))
    stage.keeper.hurry()
    stage.trakt.will("check", None)
    stage.go(0)
    assert (stage.view(), stored(stage)) == (("connected", "ann", ""), "access-token-2")


@pytest.mark.parametrize("way", ["while it runs", "power cut before the note was wiped"])
def test_a_fresh_pair_lives_though_the_old_one_was_ended(stage: Stage, way: str) -> None:
    """Written into the settings on purpose, or stored by a sign-in that the power cut short."""
    connected(stage)
    stage.trakt.will("refresh", ENDED)
    stage.go(HALF)
    assert stage.view() == ("reconnect", "ann", "place_taken")
    stage.vault.save("trakt", fresh(stage, 3)._replace(name="ann"))
    if way == "while it runs":
        stage.keeper.reload("trakt")
    else:
        stage.start()
        stage.keeper.open()
    assert stage.view() == ("unverified", "ann", "")
    stage.trakt.will("check", None)
    stage.trakt.will("refresh", lambda: fresh(stage, 4))
    stage.go(HALF)
    assert (stage.view()[0], stored(stage)) == ("connected", "access-token-4")


def test_the_pair_that_was_ended_stays_so_when_it_comes_back(stage: Stage) -> None:
    connected(stage)
    stage.trakt.will("refresh", ENDED)
    stage.go(HALF)
    stage.trakt.calls.clear()
    stage.vault.save("trakt", PAIR._replace(scope="another program's copy"))
    stage.keeper.reload("trakt")
    stage.go(LIFE)
    assert (stage.view()[0], stage.trakt.calls, stage.keeper.due) == ("reconnect", [], math.inf)
