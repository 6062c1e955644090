"""What only the owner can mend is told by a toast: once for each change, and once at each start of Kodi."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.doubles import CHALLENGE, CREDENTIALS, EPOCH, PAIR
from tests.unit.stage import Stage
from trackpass.errors import AccountHeld, AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.providers.base import Poll

DOWN = Unreachable(Problem.NETWORK)
NO_APP = AppRejected(Problem.APP_ID)
LOCKED = AccountHeld(Problem.ACCOUNT_LOCKED)
HOUR = 3600
MENDED_BY_THE_OWNER = [
    *(AppRejected(problem) for problem in (Problem.APP_ID, Problem.APP_SECRET, Problem.APP_KEY_SUSPENDED)),
    *(AccountHeld(problem) for problem in (Problem.ACCOUNT_LOCKED, Problem.ACCOUNT_VIP)),
]


def finds(stage: Stage, *answers: Any) -> list[tuple[str, str]]:
    """What is told while checks find this, one after the other."""
    stage.trakt.will("check", *answers)
    stage.board.notices.clear()
    for _ in answers:
        stage.desk.woken()
        stage.go(1)
    assert stage.trakt.asked("check") >= len(answers)
    return stage.told()


@pytest.mark.parametrize("trouble", MENDED_BY_THE_OWNER, ids=str)
def test_told_once_however_often_it_is_found(stage: Stage, trouble: Any) -> None:
    stage.connected("trakt")
    assert finds(stage, *[trouble] * 3) == [("trouble", trouble.problem.value)]
    (notice,) = stage.board.notices
    assert (notice.account.tracker, notice.account.state, notice.account.name) == (
        "trakt",
        "unverified",
        "ann",
    )
    stage.trakt.will("check", *[trouble] * 24)
    stage.go(24 * HOUR)
    assert len(stage.told()) == 1


def test_a_refresh_that_only_the_owner_can_make_possible(stage: Stage) -> None:
    """Told while the old token still serves, once."""
    stage.connected("trakt", PAIR)
    stage.trakt.will("refresh", *[AppRejected(Problem.APP_SECRET)] * 9)
    stage.go((PAIR.expires_at - EPOCH) / 2 + 5 * HOUR)
    assert stage.told() == [("trouble", "app_secret")]
    assert stage.board.state("trakt") == "connected"


PASSING = [
    Problem.NETWORK,
    Problem.CERTIFICATE,
    Problem.CLOCK,
    Problem.SERVER,
    Problem.GARBLED,
    Problem.GATE,
    Problem.BUSY,
    Problem.BLOCKED,
]


@pytest.mark.parametrize("problem", PASSING)
def test_what_passes_by_itself_is_never_told(stage: Stage, problem: Problem) -> None:
    stage.connected("trakt")
    assert finds(stage, *[Unreachable(problem)] * 3) == []


# What checks find, one after the other, and what is told of it.
STORIES = [
    pytest.param([NO_APP, DOWN, NO_APP, DOWN, NO_APP], ["app_id"], id="no network in between"),
    pytest.param([NO_APP, LOCKED], ["app_id", "account_locked"], id="another trouble"),
    pytest.param([NO_APP, LOCKED, NO_APP], ["app_id", "account_locked", "app_id"], id="and back"),
    pytest.param([NO_APP, None, NO_APP], ["app_id", "app_id"], id="well in between"),
    pytest.param([DOWN, LOCKED], ["account_locked"], id="after no network"),
]


@pytest.mark.parametrize(("answers", "told"), STORIES)
def test_told_at_each_change(stage: Stage, answers: list[Any], told: list[str]) -> None:
    stage.connected("trakt")
    assert finds(stage, *answers) == [("trouble", problem) for problem in told]


def test_told_again_when_kodi_starts(stage: Stage) -> None:
    stage.connected("trakt")
    assert finds(stage, LOCKED) == [("trouble", "account_locked")]
    for _ in range(2):
        stage.start()
        stage.trakt.will("check", LOCKED, LOCKED)
        stage.desk.open()
        stage.go(HOUR)
        assert stage.told() == [("trouble", "account_locked")]


def test_whoever_asked_has_the_answer_and_no_second_toast(stage: Stage) -> None:
    stage.connected("trakt")
    stage.trakt.will("check", NO_APP)
    stage.ask("check", "trakt")
    stage.go(1)
    assert stage.told() == [("checked", "app_id")]
    assert finds(stage, DOWN, NO_APP) == []


def test_the_end_of_a_sign_in_is_told_as_such(stage: Stage) -> None:
    stage.connected("trakt")
    finds(stage, LOCKED, CredentialsRejected(), CredentialsRejected())
    stage.go(HOUR)
    assert [kind for kind, _ in stage.told()] == ["trouble", "reconnect"]


def test_signed_out_and_in_again_begins_anew(stage: Stage) -> None:
    stage.connected("trakt")
    finds(stage, LOCKED)
    stage.trakt.will("revoke", True)
    stage.ask("disconnect", "trakt")
    stage.trakt.will("start", CHALLENGE)
    stage.trakt.will("poll", Poll("approved", CREDENTIALS))
    stage.trakt.will("identify", LOCKED)
    stage.ask("connect", "trakt")
    stage.go(10)
    assert [kind for kind, _ in stage.told()].count("trouble") == 2


def test_the_other_accounts_are_not_concerned(stage: Stage) -> None:
    """What is known of one hides nothing of another, and is not said again for it."""
    stage.signed_in("simkl")
    stage.simkl.will("check", LOCKED, LOCKED)
    stage.connected("trakt")
    assert [notice.account.tracker for notice in stage.board.notices] == ["simkl"]
    assert finds(stage, LOCKED) == [("trouble", "account_locked")]
