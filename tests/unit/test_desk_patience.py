"""An account that its tracker ended: one word at each change and each start, unless the owner wants peace.

And a box where nobody ever signed in: one word, once ever.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.unit.doubles import APPROVED, CHALLENGE, EPOCH, PAIR
from tests.unit.stage import NAMED, Stage
from trackpass.errors import AccountHeld, CredentialsRejected, Problem
from trackpass.patience import DAY

ENDED = ("reconnect", "place_taken")


def ended(stage: Stage) -> None:
    """The tracker has ended a sign-in, and that was told."""
    stage.connected("trakt", PAIR)
    stage.trakt.will("refresh", CredentialsRejected(Problem.PLACE_TAKEN))
    stage.go(PAIR.expires_at - EPOCH)
    assert (stage.board.state("trakt"), stage.told()) == ("reconnect", [ENDED])


def restart(stage: Stage) -> list[tuple[str, str]]:
    """What is told when Kodi starts again."""
    stage.start()
    stage.desk.open()
    stage.go(10)
    return stage.told()


def quiet_until(stage: Stage) -> float:
    return stage.board.accounts["trakt"].quiet_until


def test_each_start_tells(stage: Stage) -> None:
    ended(stage)
    assert (restart(stage), restart(stage)) == ([ENDED], [ENDED])
    assert quiet_until(stage) == 0


def test_later_keeps_quiet_for_a_day(stage: Stage) -> None:
    ended(stage)
    until = stage.time.wall() + DAY
    stage.ask("later", "trakt")
    assert (quiet_until(stage), stage.board.state("trakt")) == (until, "reconnect")
    assert (restart(stage), quiet_until(stage)) == ([], until)
    stage.go(DAY)
    assert (restart(stage), quiet_until(stage)) == ([ENDED], 0)


def test_never_keeps_quiet_for_good(stage: Stage) -> None:
    ended(stage)
    stage.ask("never", "trakt")
    stage.go(100 * DAY)
    assert (restart(stage), quiet_until(stage)) == ([], math.inf)


def signs_in(stage: Stage) -> None:
    stage.trakt.will("start", CHALLENGE)
    stage.trakt.will("poll", APPROVED)
    stage.trakt.will("identify", "ann")
    stage.ask("connect", "trakt")
    stage.go(10)
    assert stage.board.state("trakt") == "connected"


def signs_out(stage: Stage) -> None:
    stage.trakt.will("revoke", True)
    stage.ask("disconnect", "trakt")
    stage.go(10)
    assert stage.board.state("trakt") == "signed_out"


@pytest.mark.parametrize("does", [signs_in, signs_out])
def test_never_ends_with_this_sign_in(stage: Stage, does: Any) -> None:
    ended(stage)
    stage.ask("never", "trakt")
    does(stage)
    assert quiet_until(stage) == 0
    assert "quiet:trakt" not in stage.notebook.section("facts")


def test_one_that_only_a_check_finds_out_again(stage: Stage) -> None:
    """Where nothing can be refreshed the end is not remembered: each start checks anew."""
    lasting = NAMED._replace(refresh_token="")
    stage.connected("trakt", lasting)
    stage.trakt.will("check", *[CredentialsRejected()] * 4)
    stage.ask("check", "trakt")
    stage.go(10)
    assert stage.board.state("trakt") == "reconnect"
    stage.ask("later", "trakt")
    stage.start()
    stage.trakt.will("check", *[CredentialsRejected()] * 2)
    stage.desk.open()
    stage.go(10)
    assert (stage.board.state("trakt"), stage.told()) == ("reconnect", [])
    assert quiet_until(stage) > 0


@pytest.mark.parametrize("verb", ["later", "never"])
def test_what_only_the_owner_can_mend_is_kept_quiet_too(stage: Stage, verb: str) -> None:
    """Until the account is well; and for that trouble alone."""
    vip, locked = AccountHeld(Problem.ACCOUNT_VIP), AccountHeld(Problem.ACCOUNT_LOCKED)

    def found(trouble: Any) -> list[tuple[str, str]]:
        stage.start()
        stage.trakt.will("check", trouble)
        stage.desk.open()
        stage.go(10)
        return stage.told()

    stage.connected("trakt")
    assert found(vip) == [("trouble", "account_vip")]
    stage.ask(verb, "trakt")
    assert quiet_until(stage) > stage.time.wall()
    assert found(vip) == []
    assert found(locked) == [("trouble", "account_locked")]
    assert (quiet_until(stage), found(None)) == (0, [])
    assert found(vip) == [("trouble", "account_vip")]


@pytest.mark.parametrize("verb", ["later", "never"])
def test_an_account_that_is_well_is_not_silenced(stage: Stage, verb: str) -> None:
    stage.connected("trakt")
    stage.ask(verb)
    assert not [name for name in stage.notebook.section("facts") if name.startswith("quiet:")]


def test_a_fresh_box_is_told_once_how_to_begin(stage: Stage) -> None:
    stage.notebook.remember("welcomed", "")
    stage.desk.open()
    assert stage.told() == [("welcome", "")]
    assert restart(stage) == []


def test_a_box_with_an_account_is_not(stage: Stage) -> None:
    stage.notebook.remember("welcomed", "")
    stage.connected("trakt")
    assert stage.told() == []
    signs_out(stage)
    stage.board.notices.clear()
    assert restart(stage) == []
