"""The keeper: what each verdict of a check leads to, when it looks again, and whom it tells."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import CREDENTIALS, PAIR, FakeTime
from tests.unit.keeper_stage import Stage
from trackpass.errors import AccountHeld, AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.model import AccountView

NAMED = CREDENTIALS._replace(name="ann")
DOWN = Unreachable(Problem.SERVER)


@pytest.fixture
def stage(time: FakeTime, folder: Path) -> Stage:
    return Stage(time, folder)


def test_nobody_signed_in(stage: Stage) -> None:
    """No call, and nothing due: the box is never woken."""
    stage.keeper.open()
    assert [view.state for _, view, _ in stage.told] == ["signed_out", "signed_out"]
    assert stage.keeper.due == math.inf
    stage.keeper.tick()
    assert stage.trakt.calls == []


def test_unverified_until_checked(stage: Stage) -> None:
    stage.vault.save("trakt", NAMED)
    stage.keeper.open()
    assert stage.view() == ("unverified", "ann", "")
    assert stage.told[0] == (AccountView("trakt"), stage.keeper.view("trakt"), False)
    assert stage.keeper.due == 1000


def test_one_call_per_account_at_start(stage: Stage) -> None:
    """One at a time, then never again by itself."""
    stage.open(trakt=NAMED, simkl=NAMED)
    stage.trakt.will("check", None)
    stage.simkl.will("check", None)
    stage.keeper.tick()
    assert len(stage.trakt.calls) + len(stage.simkl.calls) == 1
    stage.go(7 * 86400)
    assert (stage.trakt.calls, stage.simkl.calls) == ([("check", 1000)], [("check", 1000)])
    assert stage.trakt.given == [NAMED]
    assert (stage.view("trakt")[0], stage.view("simkl")[0]) == ("connected", "connected")
    assert stage.keeper.due == math.inf


def test_fine(stage: Stage) -> None:
    stage.open(trakt=NAMED)
    stage.trakt.will("check", None)
    former = stage.keeper.view("trakt")
    stage.go(0)
    view = AccountView("trakt", "connected", "ann", checked_at=stage.time.epoch())
    assert stage.told == [(former, view, False)]


def test_name_is_looked_up_when_missing(stage: Stage) -> None:
    """In place of the check, as it proves the same; and it is kept."""
    stage.open(trakt=CREDENTIALS)
    stage.trakt.will("identify", "ann")
    stage.go(3600)
    assert stage.trakt.calls == [("identify", 1000)]
    assert stage.view() == ("connected", "ann", "")
    assert stage.vault.load("trakt") == NAMED


VERDICTS = [
    pytest.param(Unreachable(Problem.NETWORK), "network", 60, id="no network"),
    pytest.param(Unreachable(Problem.CERTIFICATE), "certificate", 60, id="wrong clock"),
    pytest.param(Unreachable(Problem.GATE), "gate", 60, id="gatekeeper"),
    pytest.param(Unreachable(Problem.GARBLED), "garbled", 60, id="web page"),
    pytest.param(Unreachable(Problem.BUSY, 36000), "busy", 36000, id="daily quota: Retry-After wins"),
    pytest.param(Unreachable(Problem.BUSY, 5), "busy", 60, id="a shorter Retry-After"),
    pytest.param(AppRejected(Problem.APP_ID), "app_id", 3600, id="app ID"),
    pytest.param(AppRejected(Problem.APP_SECRET), "app_secret", 3600, id="app secret"),
    pytest.param(AccountHeld(Problem.ACCOUNT_LOCKED), "account_locked", 3600, id="locked"),
    pytest.param(AccountHeld(Problem.ACCOUNT_VIP), "account_vip", 3600, id="VIP only"),
    pytest.param(AccountHeld(Problem.ACCOUNT_LIMIT), "account_limit", 3600, id="limit"),
]


@pytest.mark.parametrize(("verdict", "problem", "again"), VERDICTS)
@pytest.mark.parametrize("named", [True, False], ids=["check", "name"])
def test_not_verified(stage: Stage, verdict: Exception, problem: str, again: float, named: bool) -> None:
    """Never the tracker's last word: the credentials stay as they are."""
    stage.open(trakt=NAMED if named else CREDENTIALS)
    stage.trakt.will("check" if named else "identify", verdict)
    stage.go(0)
    assert stage.view() == ("unverified", "ann" if named else "", problem)
    assert stage.keeper.due == 1000 + again
    assert stage.vault.load("trakt") == (NAMED if named else CREDENTIALS)


def test_steps_of_trying_again(stage: Stage) -> None:
    """1, 2, 5, 15, 60, 60 minutes; after a success they begin anew."""
    stage.open(trakt=NAMED)
    stage.trakt.will("check", *[DOWN] * 7, None)
    stage.go(86400)
    minutes = [0, 1, 3, 8, 23, 83, 143, 203]
    assert stage.moments() == [60 * minute for minute in minutes]
    assert stage.view() == ("connected", "ann", "")
    stage.trakt.will("check", DOWN, None)
    stage.keeper.ask("trakt")
    stage.go(60)
    assert stage.moments()[-2:] == [86400, 86460]


def test_told_of_changes_only(stage: Stage) -> None:
    stage.open(trakt=NAMED)
    stage.trakt.will("check", DOWN, DOWN, Unreachable(Problem.NETWORK), None)
    stage.go(86400)
    assert [(view.state, view.problem, asked) for _, view, asked in stage.told] == [
        ("unverified", "server", False),
        ("unverified", "network", False),
        ("connected", "", False),
    ]


def test_401_is_confirmed_once(stage: Stage) -> None:
    stage.open(trakt=NAMED)
    stage.trakt.will("check", CredentialsRejected(), CredentialsRejected())
    stage.go(4.9)
    assert stage.view()[0] == "unverified"
    stage.go(7 * 86400)
    assert stage.moments() == [0, 5]
    assert stage.view() == ("reconnect", "ann", "ended")
    assert stage.vault.load("trakt") == NAMED


AFTER_A_DOUBT = [
    pytest.param([None], [0, 5], "connected", id="a lone 401 was a hiccup"),
    pytest.param([DOWN, None], [0, 5, 65], "connected", id="down when asked again, then fine"),
    pytest.param(
        [DOWN, CredentialsRejected()], [0, 5, 65], "reconnect", id="down when asked again, then 401"
    ),
    pytest.param([AppRejected(Problem.APP_ID), None], [0, 5, 3605], "connected", id="it was the app"),
]


@pytest.mark.parametrize(("then", "moments", "state"), AFTER_A_DOUBT)
def test_after_a_401(stage: Stage, then: list[Any], moments: list[float], state: str) -> None:
    stage.open(trakt=NAMED)
    stage.trakt.will("check", CredentialsRejected(), *then)
    stage.go(86400)
    assert stage.moments() == moments
    assert stage.view()[0] == state


def test_the_refresh_after_a_401_is_a_step_of_its_own(stage: Stage) -> None:
    """Kodi may stop between the two: a token that works once is not spent then."""
    stage.open(trakt=PAIR)
    stage.trakt.will("check", CredentialsRejected(), CredentialsRejected(), None)
    stage.trakt.will("refresh", PAIR._replace(access_token="access-token-2", refresh_token="refresh-token-2"))
    steps = []
    while stage.keeper.due < stage.time.now + 60:
        stage.time.now = max(stage.time.now, stage.keeper.due)
        before = len(stage.trakt.calls)
        stage.keeper.tick()
        steps.append([call for call, _ in stage.trakt.calls[before:]])
    assert steps == [["check"], ["check"], ["refresh"], ["check"]]


def test_a_success_wipes_the_doubt(stage: Stage) -> None:
    """Two 401 with a success between them end nothing."""
    stage.open(trakt=NAMED)
    stage.trakt.will("check", CredentialsRejected(), None, CredentialsRejected(), None)
    stage.go(10)
    stage.keeper.ask("trakt")
    stage.go(10)
    assert stage.moments() == [0, 5, 10, 15]
    assert stage.view()[0] == "connected"
