"""Sign-ins by a link alone, and what else ends a sign-in: a held account, a start that never gets through."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.unit.doubles import APPROVED, CHALLENGE, PENDING, FakeTime, ScriptedProvider, run
from tests.unit.flows import LINK
from trackpass.errors import AccountHeld, CredentialsRejected, Problem, Unreachable
from trackpass.model import App, Challenge, PendingSignIn
from trackpass.providers.base import Poll
from trackpass.signin import START_LIFE, SignIn

APP = App("id-3")
NETWORK = Unreachable(Problem.NETWORK)


@pytest.fixture
def provider(time: FakeTime) -> ScriptedProvider:
    return ScriptedProvider(time, "tmdb")


def waiting(provider: ScriptedProvider, time: FakeTime, challenge: Challenge = LINK) -> SignIn:
    """It has its link, at moment 1000."""
    sign_in = SignIn(provider, APP, time.clocks, "request-1")
    provider.will("start", challenge)
    sign_in.tick()
    provider.calls.clear()
    return sign_in


def go(sign_in: SignIn, time: FakeTime, seconds: float) -> None:
    run(time, lambda: math.inf if sign_in.view.phase == "approved" else sign_in.due, sign_in.tick, seconds)


def moments(provider: ScriptedProvider) -> list[float]:
    return [at - 1000 for _, at in provider.calls]


def test_the_kind_is_known_with_the_challenge(provider: ScriptedProvider, time: FakeTime) -> None:
    assert waiting(provider, time, CHALLENGE).view.kind == "code"
    view = waiting(provider, time).view
    assert (view.kind, view.user_code, view.verification_uri) == ("link", "", LINK.verification_uri)
    assert (view.deadline, view.life) == (1600, 600)


def test_the_kind_stays_to_the_end(provider: ScriptedProvider, time: FakeTime) -> None:
    """The sentence at the end depends on it."""
    sign_in = waiting(provider, time)
    provider.will("poll", *[PENDING] * 119)
    go(sign_in, time, 600)
    assert (sign_in.view.phase, sign_in.view.kind) == ("expired", "link")


def test_the_kind_outlives_a_restart(provider: ScriptedProvider, time: FakeTime) -> None:
    pending = waiting(provider, time).pending
    assert pending is not None
    assert SignIn.resumed(provider, APP, time.clocks, "", pending).view.kind == "link"
    code = PendingSignIn(CHALLENGE, pending.expires_at)
    assert SignIn.resumed(provider, APP, time.clocks, "", code).view.kind == "code"


def test_verify_now(provider: ScriptedProvider, time: FakeTime) -> None:
    """At once; after it the usual pace goes on."""
    sign_in = waiting(provider, time)
    provider.will("poll", PENDING, PENDING, PENDING)
    go(sign_in, time, 2)
    sign_in.verify()
    go(sign_in, time, 12)
    assert moments(provider) == [2, 7, 12]
    assert sign_in.view.phase == "waiting"


def test_verify_tells_of_no_approval(provider: ScriptedProvider, time: FakeTime) -> None:
    """Only after somebody claimed one; it stays said until there is one, or until it is claimed again."""
    sign_in = waiting(provider, time)
    provider.will("poll", PENDING, PENDING, NETWORK, PENDING, PENDING, APPROVED)
    go(sign_in, time, 5)
    assert sign_in.view.problem == ""
    sign_in.verify()
    assert sign_in.view.problem == ""
    seen = []
    for _ in range(3):
        time.now = sign_in.due
        sign_in.tick()
        seen.append(sign_in.view.problem)
    assert seen == ["not_approved", "network", "not_approved"]
    sign_in.verify()
    assert sign_in.view.problem == ""
    go(sign_in, time, 1)
    assert (sign_in.view.phase, sign_in.view.problem) == ("waiting", "not_approved")
    go(sign_in, time, 5)
    assert (sign_in.view.phase, sign_in.view.problem) == ("approved", "")


def test_verify_finds_the_approval(provider: ScriptedProvider, time: FakeTime) -> None:
    sign_in = waiting(provider, time)
    provider.will("poll", APPROVED)
    go(sign_in, time, 2)
    sign_in.verify()
    sign_in.tick()
    assert (sign_in.view.phase, moments(provider)) == ("approved", [2])


def test_verify_again_and_again_is_once_a_second(provider: ScriptedProvider, time: FakeTime) -> None:
    """Eight times a second; the first look is a second after the link was asked for."""
    sign_in = waiting(provider, time)
    provider.will("poll", *[PENDING] * 3)
    for _ in range(32):
        sign_in.verify()
        sign_in.tick()
        time.pass_by(0.125)
    assert moments(provider) == [1, 2, 3]


def test_a_second_counts_from_when_the_link_came(provider: ScriptedProvider, time: FakeTime) -> None:
    """However long the tracker took to make it."""
    sign_in = SignIn(provider, APP, time.clocks, "request-1")

    def slowly() -> Challenge:
        time.pass_by(3)
        return LINK

    provider.will("start", slowly)
    sign_in.tick()
    sign_in.verify()
    assert sign_in.due == 1004


def test_verify_makes_nothing_later(provider: ScriptedProvider, time: FakeTime) -> None:
    """The usual look may come sooner than a second after the last one that was asked for."""
    sign_in = waiting(provider, time)
    provider.will("poll", PENDING, PENDING)
    go(sign_in, time, 4.9)
    sign_in.verify()
    assert sign_in.due == pytest.approx(1004.9)
    sign_in.tick()
    sign_in.verify()
    assert sign_in.due == pytest.approx(1005.9)


def test_a_code_is_never_hurried(provider: ScriptedProvider, time: FakeTime) -> None:
    """A poll that comes too early is punished with a slower pace (RFC 8628, section 3.5)."""
    sign_in = waiting(provider, time, CHALLENGE)
    provider.will("poll", PENDING)
    for _ in range(50):
        sign_in.verify()
        sign_in.tick()
        time.pass_by(0.1)
    sign_in.tick()
    assert moments(provider) == pytest.approx([5])


@pytest.mark.parametrize(
    "answer",
    [Poll("slow_down", wait=60), Unreachable(Problem.BUSY, retry_after=60)],
    ids=["slow down", "429"],
)
def test_a_tracker_that_is_busy_is_left_alone(
    provider: ScriptedProvider, time: FakeTime, answer: Any
) -> None:
    """Whoever presses the button: its ``Retry-After`` counts."""
    sign_in = waiting(provider, time)
    provider.will("poll", answer, PENDING)
    go(sign_in, time, 5)
    time.pass_by(10)
    sign_in.verify()
    assert sign_in.due == 1065
    go(sign_in, time, 50)
    assert moments(provider) == [5, 65]
    time.pass_by(2)
    sign_in.verify()
    assert sign_in.due == time.now


def test_verify_is_not_stronger_than_a_retry_after(provider: ScriptedProvider, time: FakeTime) -> None:
    sign_in = waiting(provider, time)
    provider.will("poll", Unreachable(Problem.SERVER, retry_after=120), PENDING)
    go(sign_in, time, 5)
    time.pass_by(10)
    sign_in.verify()
    assert sign_in.due == 1125


def test_verify_when_there_is_no_network(provider: ScriptedProvider, time: FakeTime) -> None:
    """A look that did not get through may be asked for again."""
    sign_in = waiting(provider, time)
    provider.will("poll", NETWORK, PENDING)
    go(sign_in, time, 5)
    time.pass_by(1)
    sign_in.verify()
    sign_in.tick()
    assert (moments(provider), sign_in.view.problem) == ([5, 6], "not_approved")


@pytest.mark.parametrize("when", ["starting", "approved", "expired", "cancelled"])
def test_verify_when_nothing_waits(provider: ScriptedProvider, time: FakeTime, when: str) -> None:
    sign_in = SignIn(provider, APP, time.clocks, "")
    if when != "starting":
        sign_in = waiting(provider, time)
    provider.will("poll", APPROVED if when == "approved" else Poll("expired"))
    if when in ("approved", "expired"):
        go(sign_in, time, 5)
    elif when == "cancelled":
        sign_in.cancel()
    due, calls = sign_in.due, len(provider.calls)
    sign_in.verify()
    assert (sign_in.view.phase, sign_in.due, len(provider.calls)) == (when, due, calls)


HELD: list[Any] = [
    pytest.param(AccountHeld(Problem.ACCOUNT_LIMIT), "account_limit", id="limit"),
    pytest.param(AccountHeld(Problem.ACCOUNT_LOCKED), "account_locked", id="locked"),
    pytest.param(AccountHeld(Problem.ACCOUNT_VIP), "account_vip", id="VIP"),
    pytest.param(CredentialsRejected(), "ended", id="rejected"),
]


@pytest.mark.parametrize(("error", "problem"), HELD)
@pytest.mark.parametrize("when", ["start", "poll"])
def test_the_account_is_held(
    provider: ScriptedProvider, time: FakeTime, when: str, error: Exception, problem: str
) -> None:
    """Said, and over: nothing of it gets better by asking again."""
    sign_in = SignIn(provider, APP, time.clocks, "")
    provider.will("start", error if when == "start" else LINK)
    provider.will("poll", error)
    go(sign_in, time, 7200)
    assert (sign_in.view.phase, sign_in.view.problem) == ("failed", problem)
    assert (sign_in.running, sign_in.due, sign_in.pending) == (False, math.inf, None)
    assert provider.asked("start") == 1
    assert provider.asked("poll") == (when == "poll")


def test_a_start_that_never_gets_through(provider: ScriptedProvider, time: FakeTime) -> None:
    """Given up when the next try would come after a quarter of an hour, for the reason that it had."""
    sign_in = SignIn(provider, APP, time.clocks, "")
    provider.will("start", *[NETWORK] * 100)
    go(sign_in, time, START_LIFE - 16)
    assert (sign_in.view.phase, sign_in.view.problem) == ("starting", "network")
    go(sign_in, time, 7200)
    assert (sign_in.view.phase, sign_in.view.problem) == ("failed", "network")
    assert moments(provider)[:6] == [0, 2, 6, 14, 29, 44]
    assert START_LIFE - 15 < moments(provider)[-1] <= START_LIFE
    assert sign_in.due == math.inf


def test_a_tracker_that_is_down_for_longer_than_anybody_waits(
    provider: ScriptedProvider, time: FakeTime
) -> None:
    sign_in = SignIn(provider, APP, time.clocks, "")
    provider.will("start", Unreachable(Problem.SERVER, retry_after=START_LIFE + 1))
    sign_in.tick()
    assert (sign_in.view.phase, sign_in.view.problem, sign_in.due) == ("failed", "server", math.inf)


def test_a_start_that_gets_through_late(provider: ScriptedProvider, time: FakeTime) -> None:
    """The code has its whole life then; the quarter of an hour was for getting it."""
    sign_in = SignIn(provider, APP, time.clocks, "")
    provider.will("start", Unreachable(Problem.SERVER, retry_after=START_LIFE), LINK)
    provider.will("poll", *[PENDING] * 119)
    go(sign_in, time, START_LIFE)
    assert (sign_in.view.phase, sign_in.view.deadline) == ("waiting", 1000 + START_LIFE + 600)
    go(sign_in, time, 599)
    assert sign_in.view.phase == "waiting"


def test_what_the_provider_sees_wrong_is_said_without_a_call(
    provider: ScriptedProvider, time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "mistake", lambda app: Problem.APP_KEY_FORMAT)
    sign_in = SignIn(provider, App("not a key"), time.clocks, "")
    sign_in.tick()
    assert (sign_in.view.phase, sign_in.view.problem, provider.calls) == ("failed", "app_key_format", [])


def test_a_challenge_that_was_made_elsewhere(provider: ScriptedProvider, time: FakeTime) -> None:
    """It waits from the beginning, and is kept like one of our own."""
    sign_in = SignIn.waiting_for(provider, APP, time.clocks, "r1", LINK, 60)
    view = sign_in.view
    assert (view.request, view.phase, view.deadline, sign_in.due) == ("r1", "waiting", 1060, 1005)
    assert sign_in.pending is not None
    assert sign_in.pending.challenge == LINK
    provider.will("poll", APPROVED)
    go(sign_in, time, 5)
    assert (provider.asked("start"), sign_in.view.phase) == (0, "approved")
