"""The keeper when somebody asks for a check, signs in anew, or signs out."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import CREDENTIALS, FakeTime
from tests.unit.keeper_stage import Stage
from tests.unit.test_keeper import DOWN, NAMED
from trackpass.errors import AccountHeld, AppRejected, CredentialsRejected, Problem


@pytest.fixture
def stage(time: FakeTime, folder: Path) -> Stage:
    return Stage(time, folder)


ANSWERS = [
    pytest.param([None], 0, "connected", id="fine"),
    pytest.param([DOWN], 0, "unverified", id="down"),
    pytest.param([AppRejected(Problem.APP_ID)], 0, "unverified", id="app"),
    pytest.param([AccountHeld(Problem.ACCOUNT_VIP)], 0, "unverified", id="held"),
    pytest.param([CredentialsRejected(), CredentialsRejected()], 5, "reconnect", id="ended: when confirmed"),
    pytest.param([CredentialsRejected(), None], 5, "connected", id="a lone 401: when it is clear"),
]


@pytest.mark.parametrize(("script", "after", "state"), ANSWERS)
def test_asked_is_answered_once(stage: Stage, script: list[Any], after: float, state: str) -> None:
    """Also when nothing changed by it."""
    stage.open(trakt=NAMED)
    stage.trakt.will("check", None, *script)
    stage.go(100)
    stage.told.clear()
    stage.keeper.ask("trakt")
    assert stage.trakt.asked("check") == 1
    stage.go(after)
    assert [view.state for _, view, asked in stage.told if asked] == [state]
    assert stage.told[-1][2]


def test_asked_while_it_waits_to_try_again(stage: Stage) -> None:
    stage.open(trakt=NAMED)
    stage.trakt.will("check", DOWN, DOWN, None)
    stage.go(10)
    stage.keeper.ask("trakt")
    stage.go(0)
    assert stage.moments() == [0, 10]
    assert stage.keeper.due == 1000 + 10 + 120


def test_asked_after_the_app_was_mended(stage: Stage) -> None:
    stage.open(trakt=NAMED)
    stage.trakt.will("check", AppRejected(Problem.APP_ID), None)
    stage.go(600)
    stage.keeper.ask("trakt")
    stage.go(0)
    assert stage.view() == ("connected", "ann", "")


def test_asked_when_signed_out(stage: Stage) -> None:
    stage.open()
    stage.keeper.ask("trakt")
    assert [(view.state, asked) for _, view, asked in stage.told] == [("signed_out", True)]
    assert (stage.trakt.calls, stage.keeper.due) == ([], math.inf)


def test_welcome_looks_up_the_name(stage: Stage) -> None:
    stage.open()
    stage.trakt.will("identify", "ann")
    assert stage.keeper.welcome("trakt", CREDENTIALS) == "ann"
    assert stage.view() == ("connected", "ann", "")
    assert stage.vault.load("trakt") == NAMED
    assert stage.keeper.due == math.inf


def test_welcome_without_an_answer(stage: Stage) -> None:
    """The name comes later, by itself."""
    stage.open()
    stage.trakt.will("identify", DOWN, "ann")
    assert stage.keeper.welcome("trakt", CREDENTIALS) == ""
    assert stage.view() == ("unverified", "", "server")
    stage.go(60)
    assert stage.view() == ("connected", "ann", "")


def test_welcome_wipes_what_was(stage: Stage) -> None:
    """A new sign-in after the tracker ended the old one: no doubt and no backoff is left from before."""
    stage.open(trakt=NAMED)
    stage.trakt.will("check", DOWN, CredentialsRejected(), CredentialsRejected())
    stage.go(600)
    assert stage.view()[0] == "reconnect"
    stage.trakt.will("identify", CredentialsRejected(), DOWN, "ann")
    stage.keeper.welcome("trakt", CREDENTIALS._replace(access_token="access-token-2"))
    assert stage.view()[0] == "unverified"
    stage.go(5)
    assert stage.keeper.due == stage.time.now + 60
    stage.go(60)
    assert stage.view() == ("connected", "ann", "")


def test_reload_after_signing_out(stage: Stage) -> None:
    """Also when a check was due: it is not made any more."""
    stage.open(trakt=NAMED)
    stage.vault.clear("trakt")
    stage.keeper.reload("trakt")
    assert [(former.state, view.state) for former, view, _ in stage.told] == [("unverified", "signed_out")]
    stage.go(86400)
    assert stage.trakt.calls == []
