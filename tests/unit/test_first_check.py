"""The first checks wait until Kodi has started; what the owner asks for, and sign-ins, never do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.doubles import CHALLENGE, EPOCH, PAIR, PENDING, FakeTime
from tests.unit.keeper_stage import Stage
from tests.unit.stage import NAMED
from tests.unit.stage import Stage as DeskStage
from trackpass.errors import CredentialsRejected, Problem
from trackpass.keeper import CONFIRM_AFTER, Keeper
from trackpass.model import Credentials

DELAY = 15.0
RAN_OUT = PAIR._replace(obtained_at=int(EPOCH) - 7200, expires_at=int(EPOCH) - 3600)


@pytest.fixture
def keepers(time: FakeTime, folder: Path) -> Stage:
    """A keeper of an account whose token lives, and of one whose token ran out while the box was off."""
    stage = Stage(time, folder)
    stage.vault.save("trakt", RAN_OUT)
    stage.vault.save("simkl", NAMED)
    stage.trakt.will("refresh", lambda: fresh(time))
    stage.trakt.will("check", None)
    stage.simkl.will("check", None)
    stage.keeper.open(DELAY)
    stage.told.clear()
    return stage


def fresh(time: FakeTime) -> Credentials:
    now = int(time.epoch())
    return PAIR._replace(access_token="access-token-2", obtained_at=now, expires_at=now + 7200)


def test_nothing_is_asked_before_the_delay_is_over(keepers: Stage) -> None:
    assert (keepers.view("simkl"), keepers.view("trakt")) == (("unverified", "ann", ""),) * 2
    assert keepers.keeper.due == 1000 + DELAY
    keepers.go(DELAY - 1)
    assert keepers.trakt.calls == keepers.simkl.calls == []


def test_then_refresh_and_check_in_their_order(keepers: Stage) -> None:
    keepers.go(DELAY)
    assert keepers.done() == [("refresh", DELAY), ("check", DELAY)]
    assert keepers.simkl.calls == [("check", 1000 + DELAY)]
    assert [keepers.view(tracker)[0] for tracker in ("trakt", "simkl")] == ["connected"] * 2


ASKS: dict[str, Callable[[Keeper], None]] = {
    "check": lambda keeper: keeper.ask("trakt"),
    "account list": lambda keeper: keeper.hurry(),
    "wake": lambda keeper: keeper.hurry(woken=True),
}


@pytest.mark.parametrize("how", ASKS)
def test_what_the_owner_asks_for_is_done_at_once(keepers: Stage, how: str) -> None:
    keepers.go(2)
    ASKS[how](keepers.keeper)
    keepers.go(0)
    assert keepers.done() == [("refresh", 2), ("check", 2)]
    keepers.go(60)
    assert len(keepers.done()) == 2


def test_a_fresh_sign_in_is_named_at_once(keepers: Stage) -> None:
    keepers.trakt.will("identify", "cid")
    pair = fresh(keepers.time)._replace(name="")
    keepers.vault.save("trakt", pair)
    assert keepers.keeper.welcome("trakt", pair) == "cid"
    assert keepers.done() == [("identify", 0)]


def test_settings_that_change_meanwhile_do_not_hasten_it(keepers: Stage) -> None:
    keepers.vault.save("simkl", NAMED._replace(access_token="another"))
    keepers.keeper.reload("simkl")
    keepers.go(DELAY - 1)
    assert keepers.simkl.calls == []
    keepers.go(1)
    assert keepers.simkl.asked("check") == 1


def test_an_account_that_comes_later_is_checked_at_once(keepers: Stage) -> None:
    keepers.go(DELAY + 5)
    keepers.simkl.will("check", None)
    keepers.vault.save("simkl", NAMED._replace(access_token="another"))
    keepers.keeper.reload("simkl")
    keepers.go(0)
    assert keepers.simkl.calls == [("check", 1000 + DELAY), ("check", 1000 + DELAY + 5)]


def test_the_account_list_does_not_hasten_the_second_look_at_a_401(time: FakeTime, folder: Path) -> None:
    stage = Stage(time, folder)
    stage.trakt.will("check", CredentialsRejected(Problem.ENDED), None)
    stage.open(trakt=NAMED)
    stage.go(1)
    stage.keeper.hurry()
    stage.go(60)
    assert stage.done() == [("check", 0), ("check", CONFIRM_AFTER)]


def test_a_sign_in_that_waited_goes_on_at_once(stage: DeskStage) -> None:
    stage.waiting("trakt")
    stage.start()
    stage.trakt.will("poll", PENDING)
    stage.signed_in("simkl")
    stage.desk.open(DELAY)
    stage.go(CHALLENGE.interval)
    assert (stage.trakt.asked("poll"), stage.simkl.calls) == (1, [])


def test_a_sign_in_that_begins_meanwhile_does_not_wait(stage: DeskStage) -> None:
    stage.signed_in("simkl")
    stage.desk.open(DELAY)
    stage.trakt.will("start", CHALLENGE)
    stage.ask("connect", "trakt")
    stage.go(0)
    assert (stage.board.phase("trakt"), stage.simkl.calls) == ("waiting", [])
