"""A sign-in that waited when Kodi went down is taken up again; the box's clock may have jumped meanwhile."""

from __future__ import annotations

import pytest

from tests.unit.doubles import APPROVED, CHALLENGE, EPOCH, PENDING, FakeTime, ScriptedProvider, run
from trackpass.errors import Problem, Unreachable
from trackpass.model import App, PendingSignIn
from trackpass.signin import SignIn

APP = App("id-1")
LEFT = [
    pytest.param(400, 400, id="200 s later"),
    pytest.param(0.5, 0.5, id="just before its end"),
    pytest.param(99_999, 600, id="the clock was set back: never more than the whole life"),
]


def resumed(provider: ScriptedProvider, time: FakeTime, left: float) -> SignIn:
    return SignIn.resumed(provider, APP, time.clocks, "", PendingSignIn(CHALLENGE, EPOCH + left))


@pytest.mark.parametrize(("left", "lives"), LEFT)
def test_time_left(time: FakeTime, left: float, lives: float) -> None:
    sign_in = resumed(ScriptedProvider(time), time, left)
    view = sign_in.view
    assert (view.phase, view.user_code, view.life) == ("waiting", "USERCODE", 600)
    assert view.deadline == pytest.approx(1000 + lives)
    assert sign_in.due == min(1005, view.deadline)


@pytest.mark.parametrize("left", [0, -1, -1e9])
def test_over_meanwhile(time: FakeTime, left: float) -> None:
    """Expired without a call; the clock may also have been set far ahead."""
    provider = ScriptedProvider(time)
    sign_in = resumed(provider, time, left)
    sign_in.tick()
    assert (sign_in.view.phase, provider.calls) == ("expired", [])


def test_same_code_is_approved(time: FakeTime) -> None:
    provider = ScriptedProvider(time)
    provider.will("poll", PENDING, APPROVED)
    sign_in = resumed(provider, time, 400)
    run(time, lambda: sign_in.due, sign_in.tick, 9.9)
    time.now = sign_in.due
    sign_in.tick()
    assert provider.calls == [("poll", 1005), ("poll", 1010)]
    assert provider.given[0] == (APP, CHALLENGE)
    assert sign_in.view.phase == "approved"


def test_clock_that_jumps_while_it_waits_moves_nothing(time: FakeTime) -> None:
    """A box without a clock chip learns the date minutes after its start."""
    provider = ScriptedProvider(time)
    provider.will("poll", *[PENDING] * 80)
    sign_in = resumed(provider, time, 400)
    time.jump(+5_000_000)
    run(time, lambda: sign_in.due, sign_in.tick, 399)
    assert (sign_in.view.phase, sign_in.view.deadline) == ("waiting", 1400)


def test_what_is_kept_outlives_two_restarts(time: FakeTime) -> None:
    """The moment it ends stays the same, however often it is kept and taken up."""
    provider = ScriptedProvider(time)
    provider.will("start", CHALLENGE)
    provider.will("poll", Unreachable(Problem.NETWORK), PENDING)
    first = SignIn(provider, APP, time.clocks, "")
    first.tick()
    run(time, lambda: first.due, first.tick, 12)
    kept = first.pending
    assert kept == PendingSignIn(CHALLENGE, pytest.approx(EPOCH + 600))
    again = FakeTime(monotonic=3.0, epoch=EPOCH + 100)
    second = SignIn.resumed(provider, APP, again.clocks, "", kept)
    assert second.view.deadline == pytest.approx(503)
    assert second.pending == PendingSignIn(CHALLENGE, pytest.approx(EPOCH + 600))
