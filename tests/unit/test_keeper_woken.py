"""The keeper after a sleep, a shove, a 401 that a refresh may mend, and trouble that comes round hourly."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import CREDENTIALS, LIFE, PAIR, FakeTime
from tests.unit.keeper_stage import Stage
from tests.unit.test_keeper_refresh import DOWN, ENDED, HALF, LOST, connected, fresh, stored
from trackpass.errors import AccountHeld, AppRejected, CredentialsRejected, Problem, Unreachable

NO = CredentialsRejected(Problem.ENDED)
NAMED = CREDENTIALS._replace(name="ann")


@pytest.fixture
def stage(time: FakeTime, folder: Path) -> Stage:
    return Stage(time, folder)


# Two 401s, then a refresh; what follows it.
MENDED: list[Any] = [
    pytest.param(["new"], [None], "check check refresh check", "connected", id="the refresh mends it"),
    pytest.param(
        ["new"], [NO], "check check refresh check", "reconnect", id="the new token is not taken either"
    ),
    pytest.param([ENDED], [], "check check refresh", "reconnect", id="final word"),
    pytest.param(
        [DOWN, "new"], [NO, None], "check check refresh check refresh check", "connected", id="down, then new"
    ),
]


@pytest.mark.parametrize(("refreshes", "checks", "calls", "state"), MENDED)
def test_401_twice(stage: Stage, refreshes: Any, checks: Any, calls: str, state: str) -> None:
    """A dead access token is no dead sign-in: ended early, or in another order of things."""
    stage.trakt.will("check", NO, NO, *checks)
    stage.trakt.will("refresh", *[(lambda: fresh(stage)) if each == "new" else each for each in refreshes])
    stage.open(trakt=PAIR)
    stage.go(3000)
    assert " ".join(call for call, _ in stage.done()) == calls
    assert stage.view()[0] == state


def test_401_under_an_open_dialog(stage: Stage) -> None:
    """The refresh waits for the dialog, the tracker is left in peace, and nobody is told that it ended."""
    stage.trakt.will("check", NO, NO)
    stage.open(trakt=PAIR)
    stage.disk.settings.open_dialog()
    stage.go(600)
    assert (stage.view()[0], stage.done()) == ("unverified", [("check", 0), ("check", 5)])
    stage.disk.settings.close_dialog(ok=False)
    stage.trakt.will("refresh", ENDED)
    stage.go(5)
    assert (stage.view()[0], stage.trakt.asked("refresh")) == ("reconnect", 1)


def test_401_under_an_open_dialog_that_a_refresh_mends(stage: Stage) -> None:
    """Whoever asks meanwhile has the answer after the dialog, when there is one."""
    stage.trakt.will("check", NO, NO)
    stage.open(trakt=PAIR)
    stage.disk.settings.open_dialog()
    stage.go(60)
    stage.keeper.ask("trakt")
    stage.keeper.hurry(woken=True)
    stage.go(60)
    assert stage.done() == [("check", 0), ("check", 5)]
    stage.disk.settings.close_dialog(ok=True)
    stage.trakt.will("refresh", lambda: fresh(stage))
    stage.trakt.will("check", None)
    stage.go(5)
    assert [call for call, _ in stage.done()[2:]] == ["refresh", "check"]
    assert [(view.state, asked) for _, view, asked in stage.told] == [("connected", True)]


def test_a_401_without_a_refresh_token_does_not_wait_for_the_dialog(stage: Stage) -> None:
    stage.trakt.will("check", NO, NO)
    stage.open(trakt=NAMED)
    stage.disk.settings.open_dialog()
    stage.go(60)
    assert (stage.view()[0], stage.keeper.due) == ("reconnect", math.inf)


HOURLY = [
    AppRejected(Problem.APP_ID),
    AppRejected(Problem.APP_SECRET),
    AccountHeld(Problem.ACCOUNT_LOCKED),
    AccountHeld(Problem.ACCOUNT_VIP),
    AccountHeld(Problem.ACCOUNT_LIMIT),
]


@pytest.mark.parametrize("trouble", HOURLY, ids=str)
def test_app_or_account_trouble_is_tried_hourly(stage: Stage, trouble: Exception) -> None:
    stage.trakt.will("check", *[trouble] * 3, None)
    stage.open(trakt=NAMED)
    stage.go(20000)
    assert stage.done() == [("check", hour * 3600) for hour in range(4)]
    assert stage.states() == ["unverified", "connected"]


def test_boot_without_network_then_with(stage: Stage) -> None:
    """Up after 90 s: found at the second try; the owner who opens the account list need not wait for it."""
    stage.trakt.will("check", *[Unreachable(Problem.NETWORK)] * 2, None)
    stage.open(trakt=PAIR)
    stage.go(90)
    assert (stage.view(), stage.done()) == (("unverified", "ann", "network"), [("check", 0), ("check", 60)])
    stage.keeper.hurry()
    stage.go(0)
    assert (stage.view()[0], stage.done()[-1]) == ("connected", ("check", 90))
    assert stage.states() == ["unverified", "connected"]


# What hurry and a wake-up do, by the state that they find.
SHOVES = [
    pytest.param("connected", False, 0, id="connected: nothing"),
    pytest.param("connected", True, 1, id="connected, slept: checked"),
    pytest.param("unverified", False, 1, id="unverified: at once"),
    pytest.param("unverified", True, 1, id="unverified, slept: at once"),
    pytest.param("reconnect", False, 0, id="ended: nothing"),
    pytest.param("reconnect", True, 0, id="ended, slept: nothing"),
    pytest.param("signed_out", True, 0, id="signed out"),
]


@pytest.mark.parametrize(("state", "woken", "calls"), SHOVES)
def test_hurry(stage: Stage, state: str, woken: bool, calls: int) -> None:
    first = {"connected": [None], "unverified": [DOWN, DOWN], "reconnect": [NO, NO]}
    stage.trakt.will("check", *first.get(state, []))
    stage.open(**({} if state == "signed_out" else {"trakt": NAMED}))
    stage.go(70)
    assert stage.view()[0] == state
    before = len(stage.trakt.calls)
    stage.trakt.will("check", None)
    for _ in range(3):
        stage.keeper.hurry(woken)
    stage.go(10)
    assert len(stage.trakt.calls) - before == calls


def test_hurry_begins_the_steps_anew(stage: Stage) -> None:
    stage.trakt.will("check", *[DOWN] * 7)
    stage.open(trakt=NAMED)
    stage.go(2000)
    stage.keeper.hurry()
    stage.go(100)
    assert [at for _, at in stage.done()] == [0, 60, 180, 480, 1380, 2000, 2060]


def test_woken_after_weeks(stage: Stage) -> None:
    """The monotonic clock stood still meanwhile; the trackers' did not."""
    connected(stage)
    stage.time.sleep(30 * 86400)
    stage.trakt.will("refresh", lambda: fresh(stage))
    stage.trakt.will("check", None)
    stage.keeper.hurry(woken=True)
    stage.go(10)
    assert [call for call, _ in stage.done()] == ["refresh", "check"]
    assert stage.states() == ["connected", "connected"]  # with the next refresh, and with the check


def test_hurry_tries_a_refresh_that_waits(stage: Stage) -> None:
    """Woken while a refresh was in trouble: at once, and the tracker is not asked twice for one shove."""
    connected(stage)
    stage.trakt.will("refresh", DOWN, lambda: fresh(stage))
    stage.go(HALF + 10)
    stage.trakt.will("check", None)
    stage.keeper.hurry(woken=True)
    stage.go(0)
    assert [call for call, _ in stage.done()] == ["refresh", "refresh", "check"]
    assert stored(stage) == "access-token-2"


@pytest.mark.parametrize("trouble", [DOWN, AppRejected(Problem.APP_SECRET)], ids=str)
def test_asked_while_a_refresh_is_in_trouble(stage: Stage, trouble: Exception) -> None:
    """The old token serves, so the check can be answered; and it is, once."""
    connected(stage)
    stage.trakt.will("refresh", *[trouble] * 9)
    stage.trakt.will("check", None)
    stage.go(HALF + 10)
    stage.keeper.ask("trakt")
    stage.go(10)
    told = [(view.state, view.problem, asked) for _, view, asked in stage.told]
    if trouble is DOWN:
        assert told == [("connected", "", True)]
    else:  # the check does not disprove it
        assert told == [("connected", "app_secret", False), ("connected", "app_secret", True)]


@pytest.mark.parametrize("shove", ["hurry", "woken", "ask"])
def test_no_shove_is_stronger_than_a_retry_after(stage: Stage, shove: str) -> None:
    """Whoever asks is answered with what is known."""
    stage.trakt.will("check", Unreachable(Problem.BLOCKED, retry_after=36000), None)
    stage.open(trakt=CREDENTIALS._replace(name="ann"))
    stage.go(0)
    stage.told.clear()
    for _ in range(10):
        stage.go(100)
        if shove == "ask":
            stage.keeper.ask("trakt")
        else:
            stage.keeper.hurry(woken=shove == "woken")
    assert stage.trakt.asked("check") == 1
    assert [(view.problem, asked) for _, view, asked in stage.told] == [("blocked", True)] * 10 * (
        shove == "ask"
    )
    stage.go(36000)
    assert (stage.trakt.asked("check"), stage.view()[0]) == (2, "connected")


def test_hurry_never_spends_a_third_try(stage: Stage) -> None:
    connected(stage)
    stage.trakt.will("refresh", LOST, LOST)
    stage.trakt.will("check", *[None] * 10)
    stage.go(HALF + 100)
    for _ in range(5):
        stage.keeper.hurry(woken=True)
        stage.keeper.ask("trakt")
        stage.go(1)
    assert stage.trakt.asked("refresh") == 2


def test_two_accounts_do_not_mix(stage: Stage) -> None:
    stage.trakt.will("check", None)
    stage.simkl.will("check", None)
    stage.open(trakt=PAIR, simkl=PAIR._replace(expires_at=PAIR.expires_at + LIFE))
    stage.trakt.will("refresh", ENDED)
    stage.simkl.will("refresh", lambda: fresh(stage, 9))
    stage.go(LIFE + 100)
    assert (stage.view("trakt")[0], stage.view("simkl")[0]) == ("reconnect", "connected")
    assert stage.keeper.due < math.inf
