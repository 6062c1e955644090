"""A code that came back from the consent page is traded once: what ends it, and which call is repeated."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.unit.doubles import APPROVED, FakeTime
from tests.unit.flows import AUTHORIZATION, CONSENT, BrowserTracker
from tests.unit.test_browser import APP, exchanges, go
from trackpass.browser import BrowserSignIn
from trackpass.errors import AccountHeld, AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.model import Phase
from trackpass.providers.base import Poll

NOT_SEEN = Unreachable(Problem.NETWORK)
LOST = Unreachable(Problem.NETWORK, lost=True)


@pytest.fixture
def flow(time: FakeTime) -> BrowserTracker:
    return BrowserTracker(time, "simkl")


@pytest.fixture
def waiting(flow: BrowserTracker, time: FakeTime) -> BrowserSignIn:
    """The phone shows the consent page since moment 1000."""
    sign_in = BrowserSignIn(flow, APP, AUTHORIZATION, time.clocks, "request-1")
    flow.will("authorize", CONSENT)
    sign_in.tick()
    return sign_in


REFUSED: list[Any] = [
    pytest.param(Poll("gone"), "gone", "", id="burned code"),
    pytest.param(Poll("denied"), "denied", "", id="denied"),
    pytest.param(Poll("expired"), "expired", "", id="expired"),
    pytest.param(Poll("pending"), "gone", "", id="an outcome that makes no sense here"),
    pytest.param(AppRejected(Problem.APP_SECRET), "failed", "app_secret", id="wrong secret"),
    pytest.param(AppRejected(Problem.APP_REDIRECT), "failed", "app_redirect", id="redirect not registered"),
    pytest.param(AccountHeld(Problem.ACCOUNT_LOCKED), "failed", "account_locked", id="locked account"),
    pytest.param(CredentialsRejected(), "failed", "ended", id="rejected"),
    pytest.param(LOST, "failed", "network", id="the answer was lost"),
    pytest.param(Unreachable(Problem.SERVER, 5, lost=True), "failed", "server", id="lost in a 503"),
]


@pytest.mark.parametrize(("answer", "phase", "problem"), REFUSED)
def test_exchange_refused(
    waiting: BrowserSignIn, flow: BrowserTracker, time: FakeTime, answer: Any, phase: Phase, problem: str
) -> None:
    """Whatever the tracker saw, it has spent the code: there is no second try."""
    flow.will("exchange", answer)
    waiting.take("code-1")
    go(waiting, time, 3600)
    assert (waiting.view.phase, waiting.view.problem, exchanges(flow)) == (phase, problem, [0])
    assert (waiting.running, waiting.due, waiting.credentials) == (False, math.inf, None)


def test_not_seen_is_tried_again(waiting: BrowserSignIn, flow: BrowserTracker, time: FakeTime) -> None:
    """Every 2 s, or as long as the tracker asked for; the same code."""
    flow.will("exchange", NOT_SEEN, NOT_SEEN, Unreachable(Problem.BUSY, retry_after=30), APPROVED)
    waiting.take("code-1")
    go(waiting, time, 2)
    assert (waiting.view.phase, waiting.view.problem) == ("waiting", "network")
    go(waiting, time, 60)
    assert exchanges(flow) == [0, 2, 4, 34]
    assert {code for _, _, code in flow.given[1:]} == {"code-1"}
    assert (waiting.view.phase, waiting.view.problem) == ("approved", "")


@pytest.mark.parametrize("problem", [Problem.SERVER, Problem.GATE, Problem.BLOCKED])
def test_turned_away_is_tried_less_and_less_often(
    waiting: BrowserSignIn, flow: BrowserTracker, time: FakeTime, problem: Problem
) -> None:
    """The pause doubles up to half a minute; what never got out is no reason to wait."""
    away = Unreachable(problem)
    flow.will("exchange", away, NOT_SEEN, *[away] * 6, APPROVED)
    waiting.take("code-1")
    go(waiting, time, 3600)
    assert exchanges(flow) == [0, 2, 4, 8, 16, 32, 62, 92, 122]
    assert waiting.view.phase == "approved"


def test_not_seen_and_then_lost(waiting: BrowserSignIn, flow: BrowserTracker, time: FakeTime) -> None:
    flow.will("exchange", NOT_SEEN, LOST)
    waiting.take("code-1")
    go(waiting, time, 3600)
    assert (waiting.view.phase, exchanges(flow)) == ("failed", [0, 2])


def test_never_seen_ends_with_the_five_minutes(
    waiting: BrowserSignIn, flow: BrowserTracker, time: FakeTime
) -> None:
    flow.will("exchange", *[NOT_SEEN] * 150)
    waiting.take("code-1")
    go(waiting, time, 3600)
    assert (waiting.view.phase, waiting.view.problem, exchanges(flow)[-1]) == ("expired", "", 298)
