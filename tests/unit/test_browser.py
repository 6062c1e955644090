"""A sign-in in the phone's browser: each arrow, each trouble, and that its code is traded once."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from tests.unit.doubles import APPROVED, CREDENTIALS, FakeTime, run
from tests.unit.flows import AUTHORIZATION, CONSENT, BrowserTracker
from trackpass.browser import BrowserSignIn
from trackpass.errors import AccountHeld, AppRejected, Problem, Unreachable
from trackpass.model import App, Authorization

APP = App("id-1", "app-secret")


@pytest.fixture
def flow(time: FakeTime) -> BrowserTracker:
    return BrowserTracker(time, "simkl")


@pytest.fixture
def sign_in(flow: BrowserTracker, time: FakeTime) -> BrowserSignIn:
    """It has not begun yet."""
    return BrowserSignIn(flow, APP, AUTHORIZATION, time.clocks, "request-1")


@pytest.fixture
def waiting(sign_in: BrowserSignIn, flow: BrowserTracker) -> BrowserSignIn:
    """The phone shows the consent page since moment 1000."""
    flow.will("authorize", CONSENT)
    sign_in.tick()
    return sign_in


def go(sign_in: BrowserSignIn, time: FakeTime, seconds: float) -> None:
    """Until it is approved: what is due then is its owner's part."""
    run(time, lambda: math.inf if sign_in.view.phase == "approved" else sign_in.due, sign_in.tick, seconds)


def exchanges(flow: BrowserTracker) -> list[float]:
    """When a code was traded, in seconds since the sign-in began."""
    return [at - 1000 for name, at in flow.calls if name == "exchange"]


def test_before_the_consent_page(sign_in: BrowserSignIn, flow: BrowserTracker) -> None:
    view = sign_in.view
    assert (view.request, view.phase, view.kind, view.verification_uri) == (
        "request-1",
        "starting",
        "browser",
        "",
    )
    assert (view.deadline, view.life) == (0, 0)
    assert (sign_in.running, sign_in.due, flow.calls) == (True, 1000, [])
    assert not sign_in.belongs("state-1")


def test_the_consent_page(waiting: BrowserSignIn, flow: BrowserTracker) -> None:
    view = waiting.view
    assert (view.phase, view.user_code, view.problem) == ("waiting", "", "")
    assert view.verification_uri == view.verification_uri_complete == CONSENT
    assert (view.deadline, view.life) == (1300, 300)
    assert flow.given == [(APP, AUTHORIZATION)]
    assert (waiting.app, waiting.pending) == (APP, None)


def test_nothing_is_asked_while_the_owner_reads(
    waiting: BrowserSignIn, flow: BrowserTracker, time: FakeTime
) -> None:
    go(waiting, time, 299)
    waiting.verify()
    assert (waiting.due, waiting.view.phase, exchanges(flow)) == (1300, "waiting", [])


def test_callback(waiting: BrowserSignIn, flow: BrowserTracker, time: FakeTime) -> None:
    """The code is traded at once, once, with the same try's verifier."""
    flow.will("exchange", APPROVED)
    go(waiting, time, 60)
    assert waiting.belongs("state-1")
    waiting.take("code-1")
    assert waiting.due == 1060
    go(waiting, time, 3600)
    assert flow.given[1:] == [(APP, AUTHORIZATION, "code-1")]
    assert exchanges(flow) == [60]
    assert (waiting.view.phase, waiting.credentials) == ("approved", CREDENTIALS)
    waiting.finish("ann", "bob")
    view = waiting.view
    assert (view.phase, view.name, view.former, waiting.running) == ("connected", "ann", "bob", False)
    assert waiting.due == math.inf


def test_refusal(waiting: BrowserSignIn, flow: BrowserTracker, time: FakeTime) -> None:
    """Nothing is traded; it ends with the next step, so that its owner sees the change."""
    waiting.take("")
    assert (waiting.view.phase, waiting.due) == ("waiting", 1000)
    waiting.tick()
    assert (waiting.view.phase, waiting.view.problem, waiting.running) == ("denied", "", False)
    assert (exchanges(flow), waiting.due) == ([], math.inf)


ERRORS = [
    ("access_denied", "denied", ""),
    ("server_error", "failed", "server"),
    ("temporarily_unavailable", "failed", "server"),
    ("invalid_scope", "failed", "garbled"),
    ("unauthorized_client", "failed", "garbled"),
    ("what nobody ever heard of", "failed", "garbled"),
]


@pytest.mark.parametrize(("error", "phase", "problem"), ERRORS)
@pytest.mark.parametrize("code", ["", "code-1"])
def test_only_a_refusal_is_called_one(
    waiting: BrowserSignIn, flow: BrowserTracker, code: str, error: str, phase: str, problem: str
) -> None:
    """The owner who approved is not told of a refusal; what comes beside an error is no code."""
    waiting.take(code, error)
    waiting.tick()
    assert (waiting.view.phase, waiting.view.problem, waiting.running) == (phase, problem, False)
    assert exchanges(flow) == []


def test_foreign_states(waiting: BrowserSignIn) -> None:
    """Nothing of it is compared but the whole of it."""
    for state in ("", "state", "state-", "state-2", "STATE-1", "state-1 ", "verifier-1", "stäte-1"):
        assert not waiting.belongs(state)
    assert waiting.belongs("state-1")


@pytest.mark.parametrize("first", ["code-1", ""], ids=["a code", "a refusal"])
def test_replay(waiting: BrowserSignIn, flow: BrowserTracker, time: FakeTime, first: str) -> None:
    """The first callback counts, before and after it was traded."""
    flow.will("exchange", APPROVED)
    waiting.take(first)
    assert not waiting.belongs("state-1")
    waiting.take("code-2")
    go(waiting, time, 3600)
    assert [code for _, _, code in flow.given[1:]] == ([first] if first else [])
    phase = waiting.view.phase
    assert not waiting.belongs("state-1")
    waiting.take("code-3")
    waiting.take("")
    assert waiting.view.phase == phase == ("approved" if first else "denied")


def test_five_minutes_of_silence(waiting: BrowserSignIn, flow: BrowserTracker, time: FakeTime) -> None:
    """Some refusals are silent; after them the state is no longer known."""
    go(waiting, time, 299.9)
    assert waiting.view.phase == "waiting"
    go(waiting, time, 0.1)
    assert (waiting.view.phase, waiting.running, waiting.due) == ("expired", False, math.inf)
    assert not waiting.belongs("state-1")
    waiting.take("code-1")
    go(waiting, time, 3600)
    assert (waiting.view.phase, exchanges(flow)) == ("expired", [])


@pytest.mark.parametrize(
    "error",
    [
        AppRejected(Problem.APP_ID),
        Unreachable(Problem.NETWORK),
        Unreachable(Problem.SERVER, retry_after=60),
        AccountHeld(Problem.ACCOUNT_LIMIT),
    ],
    ids=lambda error: f"{type(error).__name__} {error}",
)
def test_no_consent_page(sign_in: BrowserSignIn, flow: BrowserTracker, time: FakeTime, error: Any) -> None:
    """The phone waits for the address, so it is told at once and may ask again."""
    flow.will("authorize", error)
    go(sign_in, time, 3600)
    view = sign_in.view
    assert (view.phase, view.problem, view.verification_uri) == ("failed", error.problem.value, "")
    assert (len(flow.calls), sign_in.due) == (1, math.inf)


def test_no_app_id(flow: BrowserTracker, time: FakeTime) -> None:
    """Nobody is asked where its consent page is."""
    sign_in = BrowserSignIn(flow, App(""), AUTHORIZATION, time.clocks, "")
    sign_in.tick()
    assert (sign_in.view.phase, sign_in.view.problem, flow.calls) == ("failed", "app_id_missing", [])
    assert sign_in.due == math.inf


@pytest.mark.parametrize("when", ["before", "waiting", "code came", "approved"])
def test_cancel(sign_in: BrowserSignIn, flow: BrowserTracker, time: FakeTime, when: str) -> None:
    """For good, also for a code that came and was not traded yet."""
    flow.will("authorize", CONSENT)
    flow.will("exchange", APPROVED)
    if when != "before":
        sign_in.tick()
    if when in ("code came", "approved"):
        sign_in.take("code-1")
    if when == "approved":
        sign_in.tick()
    asked = len(flow.calls)
    sign_in.cancel()
    assert (sign_in.view.phase, sign_in.running, sign_in.due) == ("cancelled", False, math.inf)
    assert not sign_in.belongs("state-1")
    go(sign_in, time, 3600)
    assert len(flow.calls) == asked


def test_by_hand(flow: BrowserTracker, time: FakeTime) -> None:
    """For an app that registered no redirect address: the code is typed, and there is no callback."""
    by_hand = Authorization("state-1", "verifier-1")
    sign_in = BrowserSignIn(flow, APP, by_hand, time.clocks, "")
    flow.will("authorize", CONSENT)
    flow.will("exchange", APPROVED)
    sign_in.tick()
    sign_in.take("typed-code")
    sign_in.tick()
    assert flow.given == [(APP, by_hand), (APP, by_hand, "typed-code")]
    assert sign_in.view.phase == "approved"


def test_nothing_secret_is_seen(waiting: BrowserSignIn, flow: BrowserTracker) -> None:
    """What is put up holds the consent page's address and no more; a repr does not even hold that."""
    put_up, reprs = [], [repr(AUTHORIZATION)]

    def look() -> None:
        put_up.append(json.dumps(waiting.view._asdict()))
        reprs.append(f"{waiting.view!r} {waiting!r} {waiting.credentials!r} {waiting.pending!r}")

    look()
    waiting.take("code-1")
    look()
    flow.will("exchange", APPROVED)
    waiting.tick()
    look()
    for secret in ("verifier-1", "app-secret", "code-1", "access-token-1", "refresh-token-1"):
        assert secret not in "".join(put_up + reprs)
    assert "state-1" in put_up[0]
    assert "state-1" not in "".join(reprs)
