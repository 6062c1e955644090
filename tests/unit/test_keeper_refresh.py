"""The keeper refreshes: at half of life by the trackers' time, before a check; nobody is lost."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import EPOCH, LIFE, PAIR, FakeTime
from tests.unit.keeper_stage import Stage
from trackpass.clocks import Clocks, TrackerTime
from trackpass.errors import AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.model import Credentials

HALF = LIFE / 2
DAY = 86400
DOWN = Unreachable(Problem.SERVER)
LOST = Unreachable(Problem.NETWORK, lost=True)
ENDED = CredentialsRejected(Problem.PLACE_TAKEN)
UNKNOWN_APP = AppRejected(Problem.APP_SECRET)


@pytest.fixture
def stage(time: FakeTime, folder: Path) -> Stage:
    return Stage(time, folder)


def fresh(stage: Stage, number: int = 2, life: float = LIFE) -> Credentials:
    now = int(stage.time.epoch())
    return Credentials(f"access-token-{number}", "id-1", f"refresh-token-{number}", now + int(life), now)


def stored(stage: Stage) -> str:
    found = stage.vault.load("trakt")
    assert found is not None
    return found.access_token


def connected(stage: Stage, pair: Credentials = PAIR) -> None:
    """An account that was found fine at the start."""
    stage.trakt.will("check", None)
    stage.open(trakt=pair)
    stage.go(0)
    assert stage.view()[0] == "connected"
    stage.trakt.calls.clear()
    stage.told.clear()


def test_at_half_of_life_and_again(stage: Stage) -> None:
    """Told is only when the next one is due; no check is made for it."""
    connected(stage)
    stage.trakt.will("refresh", *[lambda n=n: fresh(stage, n) for n in range(2, 6)])
    stage.go(2 * LIFE)
    assert stage.done() == [("refresh", n * HALF) for n in (1, 2, 3, 4)]
    assert (stage.view(), stored(stage)) == (("connected", "ann", ""), "access-token-5")
    assert [view.refresh_at for _, view, _ in stage.told] == [EPOCH + n * HALF for n in (2, 3, 4, 5)]
    assert {view._replace(refresh_at=former.refresh_at) == former for former, view, _ in stage.told} == {True}
    assert stage.trakt.given[-1][1].refresh_token == "refresh-token-4"


def test_box_off_until_after_half(stage: Stage) -> None:
    """Due at once at the start, and before the check."""
    stage.time.pass_by(HALF + 10)
    stage.trakt.will("refresh", lambda: fresh(stage))
    stage.trakt.will("check", None)
    stage.open(trakt=PAIR)
    stage.go(60)
    assert stage.done() == [("refresh", HALF + 10), ("check", HALF + 10)]
    assert stage.trakt.given[-1].access_token == "access-token-2"
    assert stage.states() == ["connected"]


def test_ran_out_while_the_box_was_off(stage: Stage) -> None:
    stage.time.pass_by(30 * DAY)
    stage.trakt.will("refresh", DOWN, lambda: fresh(stage))
    stage.trakt.will("check", None)
    stage.open(trakt=PAIR)
    stage.go(600)
    assert [call for call, _ in stage.done()] == ["refresh", "refresh", "check"]
    assert stage.states() == ["unverified", "connected"]


# How far the box's clock is off; nothing of what is done depends on it.
CLOCKS = [
    pytest.param(0, id="right"),
    pytest.param(-EPOCH, id="1970"),
    pytest.param(2_208_988_800 - EPOCH, id="2040"),
    pytest.param(-HALF, id="half a life slow"),
]


@pytest.mark.parametrize("off", CLOCKS)
def test_clock_of_the_box(time: FakeTime, folder: Path, off: float) -> None:
    """The first answer tells the time, by which the rest is counted."""
    time.jump(off)
    told = TrackerTime(time.monotonic, time.wall)
    stage = Stage(time, folder, Clocks(time.monotonic, time.wall, told.now))

    def answer(what: Any = None) -> Any:
        told.learn(time.epoch())
        return what() if what else None

    early = off > HALF
    stage.trakt.will("check", answer)
    stage.trakt.will("refresh", *[lambda n=n: answer(lambda: fresh(stage, n)) for n in (2, 3, 4)])
    stage.open(trakt=PAIR)
    stage.go(2 * HALF - 1)
    refreshed = [at for call, at in stage.done() if call == "refresh"]
    assert refreshed == ([0, HALF] if early else [HALF])
    assert stage.view()[0] == "connected"


def test_clock_that_jumps_meanwhile(time: FakeTime, folder: Path) -> None:
    """A box that learns the date in the midst of it is not a box that slept."""
    time.jump(-EPOCH)
    told = TrackerTime(time.monotonic, time.wall)
    stage = Stage(time, folder, Clocks(time.monotonic, time.wall, told.now))
    stage.trakt.will("check", lambda: told.learn(time.epoch()))
    stage.open(trakt=PAIR)
    stage.go(60)
    time.jump(+EPOCH)
    stage.go(HALF - 100)
    assert stage.done() == [("check", 0)]


@pytest.mark.parametrize("ok", [True, False], ids=["OK", "Cancel"])
def test_open_settings_dialog_postpones(stage: Stage, ok: bool) -> None:
    connected(stage)
    stage.go(HALF - 1)
    stage.disk.settings.open_dialog()
    stage.go(600)
    assert stage.trakt.calls == []
    assert stage.keeper.due <= stage.time.now + 5
    stage.disk.settings.close_dialog(ok)
    stage.trakt.will("refresh", lambda: fresh(stage))
    stage.go(5)
    assert (stage.trakt.asked("refresh"), stored(stage)) == (1, "access-token-2")


TROUBLE = [
    pytest.param(DOWN, [0, 60, 180, 480, 1380, 4980, 8580], [], id="down: 1, 2, 5, 15, 60 minutes"),
    pytest.param(UNKNOWN_APP, [0, 3600, 7200], ["app_secret"], id="wrong secret: hourly"),
    pytest.param(Unreachable(Problem.BLOCKED, 7000), [0, 7000], [], id="blocked: Retry-After wins"),
]


@pytest.mark.parametrize(("trouble", "moments", "told"), TROUBLE)
def test_trouble_while_the_old_token_lives(
    stage: Stage, trouble: Exception, moments: list[float], told: list[str]
) -> None:
    """It stays connected; the owner hears only of what nobody else can mend, while there is time."""
    connected(stage)
    stage.trakt.will("refresh", *[trouble] * len(moments))
    stage.go(HALF + 9000)
    assert [at - HALF for _, at in stage.done()] == moments
    assert (stage.view(), stored(stage)) == (("connected", "ann", "".join(told)), "access-token-1")
    assert [view.problem for _, view, _ in stage.told] == told
    assert {call for call, _ in stage.done()} == {"refresh"}


def test_trouble_until_it_ran_out(stage: Stage) -> None:
    """A check tells that it has; connected again by the first refresh that works, and checked again."""
    connected(stage, PAIR._replace(expires_at=int(EPOCH) + 1000))
    stage.trakt.will("refresh", *[DOWN] * 5, lambda: fresh(stage))
    stage.trakt.will("check", CredentialsRejected(), CredentialsRejected(), None)
    stage.go(999)
    assert (stage.view()[0], stage.moments()) == ("connected", [500, 560, 680, 980])
    stage.go(4000)
    checks = [("check", 1000), ("check", 1005)]
    assert stage.done()[4:] == [*checks, ("refresh", 1005), ("refresh", 4605), ("check", 4605)]
    assert [(view.state, view.problem) for _, view, _ in stage.told] == [
        ("unverified", ""),
        ("unverified", "server"),
        ("connected", ""),
    ]


def test_two_answers_lost(stage: Stage) -> None:
    connected(stage)
    stage.trakt.will("refresh", LOST, LOST)
    stage.trakt.will("check", None, CredentialsRejected(Problem.ENDED), CredentialsRejected(Problem.ENDED))
    stage.go(HALF + 3600)
    assert stage.done() == [("refresh", HALF), ("refresh", HALF + 60), ("check", HALF + 60)]
    assert stage.view() == ("connected", "ann", "")
    stage.go(LIFE)
    assert [call for call, _ in stage.done()][3:] == ["check", "check"]
    assert stage.done()[3][1] == LIFE
    assert (stage.view()[0], stored(stage)) == ("reconnect", "access-token-1")
    stage.go(LIFE)
    assert len(stage.trakt.calls) == 5


def test_two_answers_lost_and_the_old_token_is_dead(stage: Stage) -> None:
    """The tracker had acted: said within seconds."""
    connected(stage)
    stage.trakt.will("refresh", LOST, LOST)
    stage.trakt.will("check", ENDED, ENDED)
    stage.go(HALF + 100)
    assert stage.view() == ("reconnect", "ann", "place_taken")
    assert stored(stage) == "access-token-1"


@pytest.mark.parametrize("first", [LOST, None], ids=["after a lost answer", "at once"])
def test_final_word(stage: Stage, first: Exception | None) -> None:
    """Told once; the pair stays where it is; nothing is asked any more, not even after a restart."""
    connected(stage)
    stage.trakt.will("refresh", *([first] if first else []), ENDED)
    stage.go(LIFE * 3)
    assert (stage.view(), stage.states()) == (("reconnect", "ann", "place_taken"), ["reconnect"])
    assert (stored(stage), stage.keeper.due) == ("access-token-1", math.inf)
    stage.start()
    stage.keeper.open()
    assert stage.view() == ("reconnect", "ann", "place_taken")
    stage.keeper.hurry(woken=True)
    stage.go(LIFE)
    assert stage.trakt.calls == []


def test_a_new_sign_in_after_the_end(stage: Stage) -> None:
    connected(stage)
    stage.trakt.will("refresh", ENDED, lambda: fresh(stage, 4))
    stage.trakt.will("identify", "ann")
    stage.go(HALF)
    new = fresh(stage, 3)
    stage.vault.save("trakt", new)
    stage.keeper.welcome("trakt", new)
    stage.go(HALF)
    assert (stage.view()[0], stored(stage)) == ("connected", "access-token-4")


def test_somebody_renewed_meanwhile(stage: Stage) -> None:
    connected(stage)
    stage.go(HALF - 1)
    stage.vault.save("trakt", fresh(stage, 7))
    stage.go(10)
    assert (stage.trakt.calls, stage.keeper.due) == ([], 1000 + HALF - 1 + HALF)
