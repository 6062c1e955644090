"""It is another account than before, and that comes out late: the name was not to be had at the sign-in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.doubles import CHALLENGE, CREDENTIALS
from tests.unit.stage import NAMED, Stage
from trackpass.errors import AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.providers.base import Poll

DOWN = Unreachable(Problem.SERVER)
BOB = CREDENTIALS._replace(access_token="access-token-2")
LATER = 86400


def signed_in_anew(stage: Stage, *names: Any) -> None:
    """Ann was signed in; somebody signs in, and these are the answers to the question who it is."""
    stage.connected("trakt")
    stage.trakt.will("start", CHALLENGE)
    stage.trakt.will("poll", Poll("approved", BOB))
    stage.trakt.will("identify", *names)
    stage.board.watched.add("trakt")
    stage.ask("renew", "trakt")
    stage.go(5)
    stage.board.notices.clear()


def told(stage: Stage) -> list[tuple[str, str, str]]:
    """Kind, name and former name of each notice."""
    return [(each.kind, each.account.name, each.account.former) for each in stage.board.notices]


def test_another_account(stage: Stage) -> None:
    """Said once, when the name is known, and with both names."""
    signed_in_anew(stage, DOWN, DOWN, "bob")
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.phase, view.name, view.former, told(stage)) == ("connected", "", "", [])
    stage.go(60)
    assert (stage.board.state("trakt"), told(stage)) == ("unverified", [])
    stage.go(LATER)
    assert (stage.board.state("trakt"), told(stage)) == ("connected", [("replaced", "bob", "ann")])


def test_said_once(stage: Stage) -> None:
    """Checks, trouble and wake-ups after it change nothing of that."""
    signed_in_anew(stage, DOWN, "bob")
    stage.trakt.will("check", None, DOWN, None, CredentialsRejected(), None)
    stage.go(61)
    for _ in range(3):
        stage.desk.woken()
        stage.go(600)
    assert stage.trakt.asked("check") == 6
    assert told(stage) == [("replaced", "bob", "ann")]


def test_said_no_more_after_a_restart(stage: Stage) -> None:
    signed_in_anew(stage, DOWN, "bob")
    stage.go(61)
    stage.start()
    stage.trakt.will("check", None)
    stage.desk.open()
    stage.go(LATER)
    assert (stage.board.accounts["trakt"].former, told(stage)) == ("", [])


def test_the_same_account(stage: Stage) -> None:
    signed_in_anew(stage, DOWN, "ann")
    stage.go(LATER)
    assert (stage.board.state("trakt"), told(stage)) == ("connected", [])


def test_known_at_once(stage: Stage) -> None:
    """Then the window says it, or the toast of the sign-in, and nobody else."""
    signed_in_anew(stage, "bob")
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.name, view.former) == ("bob", "ann")
    stage.trakt.will("check", None)
    stage.desk.woken()
    stage.go(LATER)
    assert (stage.board.accounts["trakt"].former, told(stage)) == ("", [])


def test_nobody_was_signed_in(stage: Stage) -> None:
    stage.waiting("trakt")
    stage.board.watched.add("trakt")
    stage.trakt.will("poll", Poll("approved", BOB))
    stage.trakt.will("identify", DOWN, "bob")
    stage.go(LATER)
    assert (stage.board.state("trakt"), told(stage)) == ("connected", [])


@pytest.mark.parametrize(
    "trouble", [DOWN, CredentialsRejected(), AppRejected(Problem.APP_ID)], ids=lambda error: repr(error)
)
def test_whatever_kept_the_name_back(stage: Stage, trouble: Exception) -> None:
    signed_in_anew(stage, trouble, "bob")
    stage.go(LATER)
    assert told(stage) == [("replaced", "bob", "ann")]


def test_a_tracker_that_never_tells_the_name(stage: Stage) -> None:
    """There is nothing to compare, then."""
    signed_in_anew(stage, "", "")
    stage.desk.woken()
    stage.go(LATER)
    assert (stage.board.state("trakt"), told(stage)) == ("connected", [])


def test_whoever_asked_has_the_name_in_the_answer(stage: Stage) -> None:
    """An answer is awaited, and so is the only one."""
    signed_in_anew(stage, DOWN, "bob")
    stage.ask("check", "trakt")
    stage.go(LATER)
    assert told(stage) == [("checked", "bob", "ann")]


def test_signed_out_before_it_came_out(stage: Stage) -> None:
    """Nobody is compared with an account that was signed out."""
    signed_in_anew(stage, DOWN)
    stage.trakt.will("revoke", True)
    stage.ask("disconnect", "trakt")
    stage.trakt.will("start", CHALLENGE)
    stage.trakt.will("poll", Poll("approved", BOB))
    stage.trakt.will("identify", DOWN, "bob")
    stage.ask("connect", "trakt")
    stage.go(LATER)
    assert told(stage) == [("signed_out", "", "")]


def test_two_sign_ins_before_it_came_out(stage: Stage) -> None:
    """The account before the last sign-in is the one that nobody knows the name of."""
    signed_in_anew(stage, DOWN, DOWN, "cid")
    stage.trakt.will("start", CHALLENGE)
    stage.trakt.will("poll", Poll("approved", BOB._replace(access_token="access-token-3")))
    stage.ask("renew", "trakt")
    stage.go(LATER)
    assert stage.board.accounts["trakt"].name == "cid"
    assert told(stage) == [("replaced", "cid", "ann")]


def test_the_name_is_kept_with_the_credentials(stage: Stage) -> None:
    signed_in_anew(stage, DOWN, "bob")
    stage.go(61)
    assert stage.vault.load("trakt") == BOB._replace(name="bob", since=BOB.obtained_at)
    assert stage.vault.load("trakt") != NAMED
