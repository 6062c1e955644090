"""The values that travel: they cannot be changed, they show no secret, and the exceptions tell nothing more
than their problem.
"""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from trackpass import errors, model
from trackpass.errors import Problem
from trackpass.model import (
    RUNNING,
    AccountView,
    App,
    Authorization,
    Challenge,
    Command,
    Credentials,
    Notice,
    PageView,
    PendingSignIn,
    SignInView,
)
from trackpass.providers.base import Poll
from trackpass.web import Reply

SECRET = "s3cr3t"
CHALLENGE = Challenge("flow", SECRET, SECRET, SECRET, "https://t.test", f"https://t.test/{SECRET}", 600, 5)
CREDENTIALS = Credentials(SECRET, SECRET, refresh_token=SECRET, session_id=SECRET)
VIEW = SignInView("r", "waiting", SECRET, f"https://t.test/{SECRET}", f"https://t.test/{SECRET}")
VALUES: list[Any] = [
    App(SECRET, SECRET),
    Authorization(SECRET, SECRET, "http://192.168.1.5:8788/callback"),
    CHALLENGE,
    CREDENTIALS,
    PendingSignIn(CHALLENGE, 1),
    VIEW,
    PageView(f"http://192.168.1.5:8788/{SECRET}"),
    AccountView("trakt"),
    Command("connect", "trakt"),
    Notice("signed_in", AccountView("trakt"), VIEW),
    Poll("approved", CREDENTIALS),
    Reply(200, {}, SECRET.encode()),
]
ERRORS = [
    errors.Unreachable(Problem.BUSY, 5),
    errors.AppRejected(Problem.APP_ID),
    errors.AccountHeld(Problem.ACCOUNT_VIP),
    errors.CredentialsRejected(),
]


def kind(value: object) -> str:
    return type(value).__name__


@pytest.mark.parametrize("value", VALUES, ids=kind)
def test_shows_no_secret(value: Any) -> None:
    assert SECRET not in f"{value!r} {value} {[value]}"


@pytest.mark.parametrize("value", VALUES, ids=kind)
def test_cannot_be_changed(value: Any) -> None:
    for name in (value._fields[0], "another"):
        with pytest.raises(AttributeError):
            setattr(value, name, "other")


def test_every_value_of_the_model_was_looked_at() -> None:
    of_model = {name for name, one in vars(model).items() if hasattr(one, "_fields")}
    assert of_model <= {kind(value) for value in VALUES}


@pytest.mark.parametrize(
    ("credentials", "proof"),
    [
        pytest.param(Credentials("token", "id"), "token", id="token"),
        pytest.param(Credentials("", "id", session_id="session"), "session", id="session"),
        pytest.param(Credentials("", "id"), "", id="neither"),
    ],
)
def test_what_a_tracker_takes_as_proof(credentials: Credentials, proof: str) -> None:
    assert credentials.proof == proof


def test_running_phases() -> None:
    assert {"starting", "waiting", "approved"} == RUNNING


@pytest.mark.parametrize("error", ERRORS, ids=kind)
def test_an_error_says_its_problem_and_no_more(error: errors.TrackpassError) -> None:
    assert str(error) == error.problem.value
    assert error.args == (error.problem.value,)


def test_every_error_was_looked_at() -> None:
    assert set(errors.TrackpassError.__subclasses__()) == {type(error) for error in ERRORS}
    assert len({problem.value for problem in Problem}) == len(Problem)
    assert pickle.loads(pickle.dumps(Problem.GATE)) is Problem.GATE
