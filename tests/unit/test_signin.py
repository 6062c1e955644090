"""The sign-in state machine: each arrow, each trouble, on a clock that is moved by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.unit.doubles import APP, APPROVED, CHALLENGE, CREDENTIALS, PENDING, FakeTime, ScriptedProvider, run
from trackpass.errors import AppRejected, Problem, Unreachable
from trackpass.model import App, Phase
from trackpass.providers.base import Poll
from trackpass.signin import SignIn

NETWORK = Unreachable(Problem.NETWORK)
ENDS = [
    pytest.param(Poll("denied"), "denied", "", id="denied"),
    pytest.param(Poll("expired"), "expired", "", id="expired"),
    pytest.param(Poll("gone"), "gone", "", id="gone"),
    pytest.param(AppRejected(Problem.APP_SECRET), "failed", "app_secret", id="wrong secret"),
    pytest.param(AppRejected(Problem.APP_ID), "failed", "app_id", id="deleted app"),
]


@pytest.fixture
def waiting(sign_in: SignIn, provider: ScriptedProvider) -> SignIn:
    """It has its code, at moment 1000."""
    provider.will("start", CHALLENGE)
    sign_in.tick()
    provider.calls.clear()
    return sign_in


def moments(provider: ScriptedProvider) -> list[float]:
    """When it was asked, in seconds since the sign-in began."""
    return [at - 1000 for _, at in provider.calls]


def go(sign_in: SignIn, time: FakeTime, seconds: float) -> None:
    """Until it is approved: what is due then is its owner's part."""

    def due() -> float:
        return math.inf if sign_in.view.phase == "approved" else sign_in.due

    run(time, due, sign_in.tick, seconds)


def test_before_the_code(sign_in: SignIn, provider: ScriptedProvider) -> None:
    view = sign_in.view
    assert (view.request, view.phase, view.user_code, view.deadline, view.life) == (
        "request-1",
        "starting",
        "",
        0,
        0,
    )
    assert (sign_in.running, sign_in.due, sign_in.pending, provider.calls) == (True, 1000, None, [])


def test_code(waiting: SignIn, provider: ScriptedProvider) -> None:
    view = waiting.view
    assert view.phase == "waiting"
    assert (view.user_code, view.verification_uri) == ("USERCODE", CHALLENGE.verification_uri)
    assert view.verification_uri_complete == CHALLENGE.verification_uri_complete
    assert (view.deadline, view.life) == (1600, 600)
    assert provider.given == [APP]
    assert waiting.app == APP


def test_no_app_id(provider: ScriptedProvider, time: FakeTime) -> None:
    sign_in = SignIn(provider, App(""), time.clocks, "")
    sign_in.tick()
    assert (sign_in.view.phase, sign_in.view.problem) == ("failed", "app_id_missing")
    assert (provider.calls, sign_in.due) == ([], math.inf)


def test_app_refused_at_the_start(sign_in: SignIn, provider: ScriptedProvider, time: FakeTime) -> None:
    provider.will("start", AppRejected(Problem.APP_ID))
    go(sign_in, time, 3600)
    assert (sign_in.view.phase, sign_in.view.problem) == ("failed", "app_id")
    assert moments(provider) == [0]


def test_start_is_tried_again(sign_in: SignIn, provider: ScriptedProvider, time: FakeTime) -> None:
    """After 2, 4, 8, 15, 15 ... seconds; a Retry-After that is longer wins."""
    busy = Unreachable(Problem.BUSY, retry_after=60)
    shorter = Unreachable(Problem.GARBLED, retry_after=1)
    provider.will("start", NETWORK, NETWORK, shorter, NETWORK, NETWORK, busy, CHALLENGE)
    go(sign_in, time, 44)
    assert (sign_in.view.phase, sign_in.view.problem) == ("starting", "busy")
    go(sign_in, time, 60)
    assert moments(provider) == [0, 2, 6, 14, 29, 44, 104]
    assert (sign_in.view.phase, sign_in.view.problem) == ("waiting", "")
    assert sign_in.view.deadline == 1704


def test_deadline_counts_from_before_the_call(
    sign_in: SignIn, provider: ScriptedProvider, time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code's life began at the tracker, while its answer was still on its way."""

    def slow_start(app: App) -> Any:
        time.pass_by(3)
        return CHALLENGE

    monkeypatch.setattr(provider, "start", slow_start)
    sign_in.tick()
    assert (sign_in.view.deadline, sign_in.due) == (1600, 1008)


def test_polls_at_the_trackers_pace(waiting: SignIn, provider: ScriptedProvider, time: FakeTime) -> None:
    """The first time after one interval, not at once."""
    provider.will("poll", PENDING, PENDING, PENDING)
    go(waiting, time, 16)
    assert moments(provider) == [5, 10, 15]
    assert provider.given[-1] == (APP, CHALLENGE)
    assert waiting.view.phase == "waiting"


def test_nothing_happens_before_it_is_due(
    waiting: SignIn, provider: ScriptedProvider, time: FakeTime
) -> None:
    time.pass_by(4.9)
    waiting.tick()
    assert provider.calls == []


def test_approved(waiting: SignIn, provider: ScriptedProvider, time: FakeTime) -> None:
    """It stays in between, and due, until its owner says that the credentials are safe."""
    provider.will("poll", PENDING, APPROVED)
    go(waiting, time, 3600)
    assert (waiting.view.phase, waiting.running, waiting.due) == ("approved", True, 1010)
    assert waiting.credentials == CREDENTIALS
    assert waiting.pending is None
    waiting.finish("ann")
    assert (waiting.view.phase, waiting.view.name, waiting.running) == ("connected", "ann", False)
    go(waiting, time, 3600)
    assert moments(provider) == [5, 10]


@pytest.mark.parametrize(("answer", "phase", "problem"), ENDS)
def test_ends(
    waiting: SignIn, provider: ScriptedProvider, time: FakeTime, answer: Any, phase: Phase, problem: str
) -> None:
    provider.will("poll", PENDING, answer)
    go(waiting, time, 3600)
    assert (waiting.view.phase, waiting.view.problem) == (phase, problem)
    assert (waiting.running, waiting.due, waiting.pending) == (False, math.inf, None)
    assert moments(provider) == [5, 10]
    waiting.cancel()
    assert waiting.view.phase == phase


def test_slow_down_is_for_good(waiting: SignIn, provider: ScriptedProvider, time: FakeTime) -> None:
    """Each one adds 5 s to the interval (RFC 8628, section 3.5)."""
    slow = Poll("slow_down")
    provider.will("poll", slow, PENDING, PENDING, slow, PENDING, PENDING)
    go(waiting, time, 5)
    assert (waiting.view.phase, waiting.view.problem) == ("waiting", "busy")
    go(waiting, time, 10)
    assert waiting.view.problem == ""
    go(waiting, time, 60)
    assert moments(provider) == [5, 15, 25, 35, 50, 65]


RETRIES = [
    pytest.param(
        Poll("slow_down", wait=60), [5, 65, 75], id="slow down: Retry-After once, then the interval"
    ),
    pytest.param(Poll("slow_down", wait=7), [5, 15, 25], id="slow down: a shorter Retry-After"),
    pytest.param(Unreachable(Problem.SERVER, 60), [5, 65, 70], id="503: Retry-After"),
    pytest.param(Unreachable(Problem.SERVER, 1), [5, 35, 40], id="503: a shorter Retry-After"),
    pytest.param(Unreachable(Problem.SERVER, 0), [5, 35, 40], id="503: Retry-After 0"),
    pytest.param(Unreachable(Problem.NETWORK), [5, 10, 15], id="no network"),
]


@pytest.mark.parametrize(("trouble", "asked"), RETRIES)
def test_retry_after_wins(
    waiting: SignIn, provider: ScriptedProvider, time: FakeTime, trouble: Any, asked: list[float]
) -> None:
    provider.will("poll", trouble, PENDING, APPROVED)
    go(waiting, time, 100)
    assert moments(provider) == asked
    assert waiting.view.phase == "approved"


@pytest.mark.parametrize(
    "problem", [p for p in Problem if p.value in "network certificate server garbled gate"]
)
def test_unreachable_keeps_the_phase(
    waiting: SignIn, provider: ScriptedProvider, time: FakeTime, problem: Problem
) -> None:
    provider.will("poll", Unreachable(problem), PENDING)
    go(waiting, time, 5)
    assert (waiting.view.phase, waiting.view.problem) == ("waiting", problem.value)
    assert waiting.view.user_code == "USERCODE"
    assert waiting.pending is not None
    time.now = waiting.due
    waiting.tick()
    assert (waiting.view.phase, waiting.view.problem) == ("waiting", "")


def test_expires_by_its_own_clock(waiting: SignIn, provider: ScriptedProvider, time: FakeTime) -> None:
    """Without a word from the tracker, at the very second, and without one more call."""
    provider.will("poll", *[PENDING] * 119)
    go(waiting, time, 599.9)
    assert waiting.view.phase == "waiting"
    go(waiting, time, 0.1)
    assert waiting.view.phase == "expired"
    assert moments(provider) == [5.0 * n for n in range(1, 120)]


def test_expires_while_the_network_is_gone(
    waiting: SignIn, provider: ScriptedProvider, time: FakeTime
) -> None:
    """Also when the next try would be later than that; the trouble is forgotten then."""
    provider.will("poll", Unreachable(Problem.SERVER, retry_after=7200))
    go(waiting, time, 5)
    assert waiting.due == 1600
    go(waiting, time, 600)
    assert (waiting.view.phase, waiting.view.problem) == ("expired", "")


@pytest.mark.parametrize("when", ["before", "waiting", "approved"])
def test_cancel(sign_in: SignIn, provider: ScriptedProvider, time: FakeTime, when: str) -> None:
    provider.will("start", CHALLENGE)
    provider.will("poll", APPROVED)
    if when != "before":
        sign_in.tick()
    if when == "approved":
        go(sign_in, time, 5)
    asked = len(provider.calls)
    sign_in.cancel()
    assert (sign_in.view.phase, sign_in.running, sign_in.due) == ("cancelled", False, math.inf)
    assert sign_in.pending is None
    go(sign_in, time, 3600)
    assert len(provider.calls) == asked
