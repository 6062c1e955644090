"""Since when an account is signed in, and when it is refreshed next: kept, and put up for all to see."""

from __future__ import annotations

from tests.unit.doubles import APPROVED, CREDENTIALS, EPOCH, LIFE, PAIR
from tests.unit.stage import NAMED, Stage
from trackpass.errors import CredentialsRejected, Problem

HALF = LIFE / 2


def dates(stage: Stage) -> tuple[float, float]:
    view = stage.board.accounts["trakt"]
    return view.since, view.refresh_at


def sign_in(stage: Stage) -> None:
    stage.waiting("trakt")
    stage.trakt.will("poll", APPROVED._replace(credentials=PAIR._replace(name="")))
    stage.trakt.will("identify", "ann")
    stage.go(5)


def test_from_the_sign_in_on(stage: Stage) -> None:
    sign_in(stage)
    assert dates(stage) == (EPOCH, EPOCH + HALF)
    kept = stage.vault.load("trakt")
    assert kept is not None
    assert kept.since == EPOCH


def test_a_refresh_moves_the_next_one_only(stage: Stage) -> None:
    sign_in(stage)
    middle = int(EPOCH + HALF)
    stage.trakt.will("refresh", PAIR._replace(access_token="2", obtained_at=middle, expires_at=middle + LIFE))
    stage.go(HALF)
    assert stage.trakt.asked("refresh") == 1
    assert dates(stage) == (EPOCH, EPOCH + 2 * HALF)


def test_after_a_restart(stage: Stage) -> None:
    sign_in(stage)
    stage.start()
    stage.desk.open()
    assert dates(stage) == (EPOCH, EPOCH + HALF)


def test_a_tracker_that_does_not_say_when(stage: Stage) -> None:
    """Then it is the moment at which we heard."""
    stage.waiting("trakt")
    stage.trakt.will("poll", APPROVED._replace(credentials=CREDENTIALS._replace(obtained_at=0)))
    stage.trakt.will("identify", "ann")
    stage.go(5)
    assert dates(stage) == (EPOCH + 5, 0)


def test_records_of_an_older_version(stage: Stage) -> None:
    stage.connected("trakt", NAMED)
    assert dates(stage) == (0, 0)


def test_what_is_over_is_not_refreshed(stage: Stage) -> None:
    sign_in(stage)
    stage.trakt.will("refresh", CredentialsRejected(Problem.ENDED))
    stage.go(HALF)
    assert (stage.board.state("trakt"), dates(stage)) == ("reconnect", (EPOCH, 0))
