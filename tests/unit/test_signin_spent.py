"""A link works once, and its tracker cannot say that it was used: what is lost with an answer ends it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.doubles import APP, APPROVED, CHALLENGE, PENDING, FakeTime, ScriptedProvider
from tests.unit.flows import LINK
from tests.unit.real_core import Core
from tests.unit.test_core_over_sandbox import began
from tests.unit.test_signin import go, moments
from trackpass.errors import Problem, Unreachable
from trackpass.model import Challenge
from trackpass.providers.base import Poll
from trackpass.signin import SignIn

LOST = Unreachable(Problem.NETWORK, lost=True)
SPENT = Unreachable(Problem.GARBLED, lost=True)


@pytest.fixture
def provider(time: FakeTime) -> ScriptedProvider:
    return ScriptedProvider(time, "tmdb")


def waiting(provider: ScriptedProvider, time: FakeTime, challenge: Challenge = LINK) -> SignIn:
    """It waits since moment 1000."""
    return SignIn.waiting_for(provider, APP, time.clocks, "request-1", challenge, challenge.expires_in)


@pytest.mark.parametrize("is_claimed", [True, False], ids=["claimed", "by itself"])
def test_a_session_that_cannot_be_read(provider: ScriptedProvider, time: FakeTime, is_claimed: bool) -> None:
    """The tracker approved: when it knows nothing of that any more, a new link is needed, not in an hour."""
    sign_in = waiting(provider, time)
    provider.will("poll", SPENT, Unreachable(Problem.NETWORK), PENDING)
    go(sign_in, time, 2)
    if is_claimed:
        sign_in.verify()
    go(sign_in, time, 3600)
    view = sign_in.view
    assert (view.phase, view.problem, view.kind, sign_in.running) == ("gone", "", "link", False)
    assert len(moments(provider)) == 3


def test_a_session_that_comes_after_all(provider: ScriptedProvider, time: FakeTime) -> None:
    """What could not be read was not the tracker's doing."""
    sign_in = waiting(provider, time)
    provider.will("poll", SPENT, SPENT, APPROVED)
    go(sign_in, time, 3600)
    assert sign_in.view.phase == "approved"


def test_an_answer_that_makes_no_sense_spends_nothing(provider: ScriptedProvider, time: FakeTime) -> None:
    sign_in = waiting(provider, time)
    provider.will("poll", Unreachable(Problem.GARBLED), PENDING, APPROVED)
    go(sign_in, time, 3600)
    assert sign_in.view.phase == "approved"


def test_a_code_is_asked_about_again(provider: ScriptedProvider, time: FakeTime) -> None:
    """Where there are codes the tracker itself says that one is gone."""
    sign_in = waiting(provider, time, CHALLENGE)
    provider.will("poll", SPENT, LOST, PENDING, Poll("gone"))
    go(sign_in, time, 20)
    assert (sign_in.view.phase, len(moments(provider))) == ("waiting", 3)
    go(sign_in, time, 5)
    assert sign_in.view.phase == "gone"


BEFORE: list[Any] = [
    pytest.param([LOST], id="just now"),
    pytest.param([LOST, PENDING, PENDING], id="a while ago"),
    pytest.param([LOST, Unreachable(Problem.SERVER), Unreachable(Problem.NETWORK)], id="with more trouble"),
]


@pytest.mark.parametrize("answers", BEFORE)
def test_approved_and_lost_by_itself(provider: ScriptedProvider, time: FakeTime, answers: list[Any]) -> None:
    """Nobody can know it before the owner says that it was approved."""
    sign_in = waiting(provider, time)
    provider.will("poll", *answers, PENDING)
    while len(moments(provider)) < len(answers):
        go(sign_in, time, 1)
    assert sign_in.view.phase == "waiting"
    sign_in.verify()
    go(sign_in, time, 1)
    assert (sign_in.view.phase, sign_in.view.problem) == ("gone", "")


def test_approved_and_lost_when_it_was_claimed(provider: ScriptedProvider, time: FakeTime) -> None:
    """The next poll answers the claim."""
    sign_in = waiting(provider, time)
    provider.will("poll", LOST, Unreachable(Problem.NETWORK), PENDING)
    go(sign_in, time, 2)
    sign_in.verify()
    go(sign_in, time, 14)
    assert (sign_in.view.phase, sign_in.view.problem) == ("waiting", "network")
    go(sign_in, time, 5)
    assert (sign_in.view.phase, moments(provider)) == ("gone", [2, 12, 17])


def test_lost_and_then_approved(provider: ScriptedProvider, time: FakeTime) -> None:
    sign_in = waiting(provider, time)
    provider.will("poll", LOST, APPROVED)
    go(sign_in, time, 6)
    sign_in.verify()
    go(sign_in, time, 1)
    assert sign_in.view.phase == "approved"


def test_never_sent_spends_nothing(provider: ScriptedProvider, time: FakeTime) -> None:
    sign_in = waiting(provider, time)
    provider.will("poll", Unreachable(Problem.NETWORK), PENDING)
    go(sign_in, time, 6)
    sign_in.verify()
    go(sign_in, time, 1)
    assert (sign_in.view.phase, sign_in.view.problem) == ("waiting", "not_approved")


def test_a_claim_that_was_answered_is_over(provider: ScriptedProvider, time: FakeTime) -> None:
    """Said too early; the owner who approves it now does not lose the link for a gap in the network."""
    sign_in = waiting(provider, time)
    provider.will("poll", PENDING, LOST, PENDING, APPROVED)
    go(sign_in, time, 2)
    sign_in.verify()
    go(sign_in, time, 15)
    assert (sign_in.view.phase, sign_in.view.problem, moments(provider)) == (
        "waiting",
        "not_approved",
        [2, 7, 17],
    )
    go(sign_in, time, 5)
    assert sign_in.view.phase == "approved"


ACTS: list[Any] = [
    pytest.param("drop_after", {}, "gone", id="connection lost"),
    pytest.param("broken_json", {}, "gone", id="cut short"),
    pytest.param("empty", {"act": True}, "gone", id="empty"),
    pytest.param("drop_before", {}, "connected", id="lost on the way there"),
    pytest.param("empty", {}, "connected", id="empty, and nothing done"),
]


@pytest.mark.parametrize(("fault", "options", "phase"), ACTS)
def test_verified_at_tmdb(core: Core, fault: str, options: dict[str, Any], phase: str) -> None:
    tracker = began(core, "tmdb")
    core.box.tmdb.approve(core.code(tracker))
    core.box.fault(tracker, "poll", fault, **options)
    for _ in range(2):
        core.time.pass_by(2)
        core.ask("verify", tracker)
        core.step()
    assert core.finish(tracker).phase == phase
