"""How often a tracker in trouble is asked: the less, the more it is to blame for it; the owner may hurry."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.unit.doubles import APP, APPROVED, CHALLENGE, PENDING, FakeTime, ScriptedProvider
from tests.unit.flows import LINK
from tests.unit.test_signin import go, moments
from trackpass.errors import Problem, Unreachable
from trackpass.model import Challenge
from trackpass.providers.base import Poll
from trackpass.signin import START_LIFE, SignIn

BLOCKED = Unreachable(Problem.BLOCKED)
NETWORK = Unreachable(Problem.NETWORK)
LOST = Unreachable(Problem.NETWORK, lost=True)
DOWN = Unreachable(Problem.SERVER)
GATE = Unreachable(Problem.GATE)
BUSY = Unreachable(Problem.BUSY)


def waiting(provider: ScriptedProvider, time: FakeTime, challenge: Challenge = CHALLENGE) -> SignIn:
    """It waits since moment 1000."""
    return SignIn.waiting_for(provider, APP, time.clocks, "request-1", challenge, challenge.expires_in)


def test_a_block_is_left_alone_and_then_up_to_the_owner(
    sign_in: SignIn, provider: ScriptedProvider, time: FakeTime
) -> None:
    """Each try may lengthen it: a minute apart, and three of them."""
    provider.will("start", *[BLOCKED] * 4)
    go(sign_in, time, 119)
    assert (sign_in.view.phase, sign_in.view.problem) == ("starting", "blocked")
    go(sign_in, time, 7200)
    assert (sign_in.view.phase, sign_in.view.problem, sign_in.running) == ("failed", "app_turned_away", False)
    assert moments(provider) == [0, 60, 120]


def test_a_block_that_ends_too_late(sign_in: SignIn, provider: ScriptedProvider, time: FakeTime) -> None:
    """It is a block: the tracker says so, and when it ends; nobody waits before the TV for that."""
    provider.will("start", Unreachable(Problem.BLOCKED, 36000))
    go(sign_in, time, 0)
    assert (sign_in.view.phase, sign_in.view.problem, sign_in.due) == ("failed", "blocked", math.inf)


STARTS: list[Any] = [
    pytest.param(DOWN, [0, 30, 60, 90], id="down: what Trakt asks for"),
    pytest.param(GATE, [0, 30, 60, 90], id="gatekeeper: a ban ends sooner when it is left in peace"),
    pytest.param(BUSY, [0, 2, 6, 14, 30, 60, 90, 120], id="busy: twice as long each time, and not for long"),
    pytest.param(NETWORK, [0, 2, 6, 14, 29, 44], id="no connection: it may be back any moment"),
]


@pytest.mark.parametrize(("trouble", "asked"), STARTS)
def test_no_code(
    sign_in: SignIn, provider: ScriptedProvider, time: FakeTime, trouble: Unreachable, asked: list[float]
) -> None:
    provider.will("start", *[trouble] * 100)
    go(sign_in, time, 7200)
    assert moments(provider)[: len(asked)] == asked
    assert (sign_in.view.phase, sign_in.view.problem) == ("failed", trouble.problem.value)
    assert moments(provider)[-1] <= START_LIFE
    assert trouble is not BUSY or len(moments(provider)) == len(asked)


def test_a_block_that_tells_its_end(sign_in: SignIn, provider: ScriptedProvider, time: FakeTime) -> None:
    provider.will("start", Unreachable(Problem.BLOCKED, 200), Unreachable(Problem.BLOCKED, 2), CHALLENGE)
    go(sign_in, time, 260)
    assert (moments(provider), sign_in.view.phase) == ([0, 200, 260], "waiting")


def test_other_trouble_between_blocks(sign_in: SignIn, provider: ScriptedProvider, time: FakeTime) -> None:
    """It keeps its own pace, and the blocks are counted all the same."""
    provider.will("start", NETWORK, BLOCKED, BLOCKED, DOWN, BLOCKED, BLOCKED)
    go(sign_in, time, 7200)
    assert moments(provider) == [0, 2, 62, 122, 152]
    assert (sign_in.view.phase, sign_in.view.problem) == ("failed", "app_turned_away")


PACES: list[Any] = [
    pytest.param([DOWN, DOWN], [5, 35, 65, 70], id="down: what Trakt asks for, every time"),
    pytest.param([GATE, GATE], [5, 35, 65, 70], id="gatekeeper"),
    pytest.param([Unreachable(Problem.SERVER, 90)], [5, 95, 100], id="down: a longer Retry-After"),
    pytest.param([LOST], [5, 15, 20], id="lost once: doubled before it is tried again (RFC 8628)"),
    pytest.param([LOST] * 4, [5, 15, 35, 65, 95, 100], id="lost in a row"),
    pytest.param([LOST, PENDING, LOST], [5, 15, 20, 30, 35], id="lost, answered, lost"),
    pytest.param([LOST, NETWORK, LOST], [5, 15, 20, 40, 45], id="what is not answered ends no row"),
    pytest.param([NETWORK] * 4, [5, 10, 15, 20, 25, 30], id="no connection: the tracker never saw it"),
    pytest.param([Unreachable(Problem.GARBLED)] * 2, [5, 10, 15, 20], id="makes no sense"),
    pytest.param([Poll("slow_down"), DOWN], [5, 15, 45, 55], id="slow down is for good, down is not"),
    pytest.param([Poll("slow_down"), LOST], [5, 15, 35, 45], id="slow down is what doubles"),
]


@pytest.mark.parametrize(("troubles", "asked"), PACES)
def test_polls(provider: ScriptedProvider, time: FakeTime, troubles: list[Any], asked: list[float]) -> None:
    """The first answer that can be used brings the interval back."""
    sign_in = waiting(provider, time)
    provider.will("poll", *troubles, PENDING, PENDING, APPROVED)
    go(sign_in, time, 500)
    assert moments(provider)[: len(asked)] == asked
    assert sign_in.view.phase == "approved"


ENDS: list[Any] = [
    pytest.param([DOWN], 100, [90, 98], id="the pause would reach past the end"),
    pytest.param([DOWN, DOWN], 100, [90, 98], id="once"),
    pytest.param([DOWN], 94, [90], id="too close to the last one"),
    pytest.param([Unreachable(Problem.SERVER, 20)], 100, [90], id="the tracker wants to be left alone"),
]


@pytest.mark.parametrize(("troubles", "life", "asked"), ENDS)
def test_a_last_look(
    provider: ScriptedProvider, time: FakeTime, troubles: list[Any], life: float, asked: list[float]
) -> None:
    """What was approved just before a code's end must not be lost in a pause."""
    sign_in = SignIn.waiting_for(provider, APP, time.clocks, "r", CHALLENGE, life)
    provider.will("poll", *[PENDING] * 17, *troubles, *[PENDING] * 3)
    go(sign_in, time, 500)
    assert moments(provider)[17:] == asked
    assert sign_in.view.phase == "expired"


@pytest.mark.parametrize("trouble", [DOWN, LOST], ids=str)
def test_no_trouble_shortens_a_long_interval(
    provider: ScriptedProvider, time: FakeTime, trouble: Unreachable
) -> None:
    sign_in = waiting(provider, time, CHALLENGE._replace(interval=45))
    provider.will("poll", trouble, trouble, APPROVED)
    go(sign_in, time, 500)
    assert moments(provider) == [45, 90, 135]


@pytest.mark.parametrize("trouble", [DOWN, LOST], ids=str)
def test_what_is_kept_over_a_restart_is_the_interval(
    provider: ScriptedProvider, time: FakeTime, trouble: Unreachable
) -> None:
    sign_in = waiting(provider, time)
    provider.will("poll", trouble)
    go(sign_in, time, 5)
    assert sign_in.pending is not None
    assert sign_in.pending.challenge == CHALLENGE


@pytest.mark.parametrize("trouble", [DOWN, GATE, LOST], ids=str)
def test_who_verifies_a_link_need_not_wait(
    provider: ScriptedProvider, time: FakeTime, trouble: Unreachable
) -> None:
    sign_in = waiting(provider, time, LINK)
    provider.will("poll", trouble, APPROVED)
    go(sign_in, time, 7)
    sign_in.verify()
    go(sign_in, time, 0)
    assert (moments(provider), sign_in.view.phase) == ([5, 7], "approved")
