"""The phone's line to the desk: each call is done in the worker, and answered in the phone's own thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import APPROVED, CHALLENGE, PENDING, FakeTime
from tests.unit.flows import CONSENT, LINK
from tests.unit.line_stage import SOON, LineStage, in_thread
from trackpass.errors import AccountHeld, AppRejected, Problem, Unreachable
from trackpass.model import App
from trackpass.phone.line import AppOnFile
from trackpass.redaction import HIDDEN

REDIRECT = "http://192.168.1.5:8788/callback"


@pytest.fixture
def stage(time: FakeTime, folder: Path) -> Iterator[LineStage]:
    found = LineStage(time, folder)
    found.worker.start()
    found.settle()
    yield found
    found.line.close()
    assert found.worker.stop(SOON)


def test_what_is_up_is_read_without_the_worker(stage: LineStage) -> None:
    """A page can be drawn while a tracker keeps the worker busy."""
    free = stage.busy()
    assert (stage.line.account("trakt").state, stage.line.sign_in("trakt")) == ("signed_out", None)
    assert stage.line.app("trakt").has_id
    free.set()


APPS = [
    pytest.param("simkl", App("id", "secret"), AppOnFile(True, True, True, True), id="simkl"),
    pytest.param("simkl", App("id"), AppOnFile(True, False, True, True), id="simkl without a secret"),
    pytest.param("trakt", App("id"), AppOnFile(True, False, True, False), id="trakt"),
    pytest.param("tmdb", App("key"), AppOnFile(True, False, False, False), id="tmdb"),
    pytest.param("tmdb", App(""), AppOnFile(False, False, False, False), id="nothing yet"),
]


@pytest.mark.parametrize(("tracker", "app", "known"), APPS)
def test_what_is_known_of_an_app(stage: LineStage, tracker: str, app: App, known: AppOnFile) -> None:
    stage.apps[tracker] = app
    assert stage.line.app(tracker) == known


def test_connect(stage: LineStage) -> None:
    """Begun when the call returns; the code comes by itself."""
    free, (phone, came) = stage.busy(), in_thread(stage.line.connect, "trakt")
    assert came == []
    stage.trakt.will("start", CHALLENGE)
    free.set()
    phone.join(SOON)
    stage.settle()
    view = stage.view("trakt")
    assert (view.phase, view.user_code, len(view.request)) == ("waiting", "USERCODE", 16)
    assert stage.line.account("trakt").state == "waiting"


def test_connect_while_it_waits(stage: LineStage) -> None:
    """The same code, and the same request: the window on the TV goes along."""
    stage.trakt.will("start", CHALLENGE)
    stage.ask("connect", "trakt", request="window")
    stage.settle()
    stage.line.connect("trakt")
    stage.settle()
    assert (stage.view("trakt").request, stage.trakt.asked("start")) == ("window", 1)


def test_connect_anew(stage: LineStage) -> None:
    """A code takes the place of the consent page, under the same request."""
    stage.simkl.will("authorize", CONSENT)
    stage.line.authorize("simkl", REDIRECT)
    request = stage.view("simkl").request
    stage.simkl.will("start", CHALLENGE)
    stage.line.connect("simkl", anew=True)
    stage.settle()
    assert (stage.view("simkl").kind, stage.view("simkl").user_code) == ("code", "USERCODE")
    assert stage.view("simkl").request == request


def test_verify(stage: LineStage) -> None:
    stage.tmdb.will("start", LINK)
    stage.tmdb.will("poll", APPROVED)
    stage.tmdb.will("identify", "ann")
    stage.line.connect("tmdb")
    stage.later(2)
    assert stage.tmdb.asked("poll") == 0
    stage.line.verify("tmdb")
    stage.settle()
    assert (stage.view("tmdb").phase, stage.line.account("tmdb").name) == ("connected", "ann")


def test_cancel(stage: LineStage) -> None:
    stage.trakt.will("start", CHALLENGE)
    stage.line.connect("trakt")
    stage.settle()
    stage.line.cancel("trakt")
    assert (stage.line.sign_in("trakt"), stage.line.account("trakt").state) == (None, "signed_out")


def test_disconnect(stage: LineStage) -> None:
    stage.trakt.will("start", CHALLENGE)
    stage.trakt.will("poll", APPROVED)
    stage.trakt.will("identify", "ann")
    stage.trakt.will("revoke", True)
    stage.line.connect("trakt")
    stage.settle()
    stage.later(5)
    assert stage.line.account("trakt").state == "connected"
    stage.line.disconnect("trakt")
    assert stage.line.account("trakt").state == "signed_out"
    stage.settle()
    assert [notice.kind for notice in stage.board.notices] == ["signed_in", "signed_out"]


def test_authorize(stage: LineStage) -> None:
    """Each try has a state and a verifier of its own, which the log never shows."""
    stage.simkl.will("authorize", CONSENT, CONSENT)
    assert stage.line.authorize("simkl", REDIRECT) == CONSENT
    request = stage.view("simkl").request
    assert stage.line.authorize("simkl", "") == CONSENT
    (_, first), (_, second) = stage.simkl.given
    assert (first.redirect_uri, second.redirect_uri) == (REDIRECT, "")
    made = {first.state, first.verifier, second.state, second.verifier}
    assert len(made) == 4
    assert all(stage.redactor.clean(secret) == HIDDEN for secret in made)
    assert stage.view("simkl").request == request


RAISED: list[Any] = [
    pytest.param(AppRejected(Problem.APP_REDIRECT), AppRejected, id="the app"),
    pytest.param(AppRejected(Problem.APP_ID_MISSING), AppRejected, id="no app"),
    pytest.param(Unreachable(Problem.SERVER), Unreachable, id="the tracker"),
    pytest.param(AccountHeld(Problem.ACCOUNT_LIMIT), Unreachable, id="the account"),
]


@pytest.mark.parametrize(("error", "kind"), RAISED)
def test_authorize_raises_across_the_threads(stage: LineStage, error: Any, kind: type[Exception]) -> None:
    stage.simkl.will("authorize", error)
    with pytest.raises(kind, match=f"^{error.problem.value}$"):
        stage.line.authorize("simkl", REDIRECT)
    assert (stage.view("simkl").phase, stage.view("simkl").problem) == ("failed", error.problem.value)


def test_callback(stage: LineStage) -> None:
    """Answered before the code is traded: the phone need not wait for the tracker."""
    stage.simkl.will("authorize", CONSENT)
    stage.line.authorize("simkl", REDIRECT)
    state = stage.simkl.given[0][1].state
    stage.simkl.will("exchange", APPROVED)
    stage.simkl.will("identify", "ann")
    assert stage.line.callback(state, "code-1", "") == "simkl"
    stage.settle()
    assert stage.simkl.given[1][2] == "code-1"
    assert stage.redactor.clean("code-1") == HIDDEN
    assert stage.view("simkl").phase == "connected"
    assert stage.line.callback(state, "code-2", "") is None


@pytest.mark.parametrize("code", ["", "code-1"])
def test_callback_of_a_refusal(stage: LineStage, code: str) -> None:
    """Whatever else it carries."""
    stage.simkl.will("authorize", CONSENT)
    stage.line.authorize("simkl", REDIRECT)
    state = stage.simkl.given[0][1].state
    assert stage.line.callback(state, code, "access_denied") == "simkl"
    stage.settle()
    assert (stage.view("simkl").phase, stage.simkl.asked("exchange")) == ("denied", 0)


def test_callback_of_a_tracker_in_trouble(stage: LineStage) -> None:
    """The owner approved: it is not called a refusal, and the TV offers another try."""
    stage.simkl.will("authorize", CONSENT)
    stage.line.authorize("simkl", REDIRECT)
    assert stage.line.callback(stage.simkl.given[0][1].state, "", "server_error") == "simkl"
    stage.settle()
    assert (stage.view("simkl").phase, stage.view("simkl").problem) == ("failed", "server")


def test_callback_with_a_foreign_state(stage: LineStage) -> None:
    assert stage.line.callback("state-9", "code-1", "") is None
    stage.simkl.will("authorize", CONSENT)
    stage.line.authorize("simkl", REDIRECT)
    assert stage.line.callback("state-9", "code-1", "") is None
    stage.settle()
    assert (stage.view("simkl").phase, stage.simkl.asked("exchange")) == ("waiting", 0)


def test_a_stranger_cannot_blank_out_the_log(stage: LineStage) -> None:
    """Only what a sign-in waits for is a secret; else each request could make another word one."""
    stage.simkl.will("authorize", CONSENT)
    stage.line.authorize("simkl", REDIRECT)
    assert stage.line.callback("state-9", "connected", "") is None
    assert stage.line.callback("state-9", "unreachable", "access_denied") is None
    line = "simkl: connected, then unreachable"
    assert stage.redactor.clean(line) == line


def test_finish(stage: LineStage) -> None:
    stage.tmdb.will("poll", PENDING)
    assert stage.line.finish("tmdb", "token-9")
    stage.settle()
    assert stage.view("tmdb").verification_uri.endswith("/token-9")
    assert stage.redactor.clean("token-9") == HIDDEN
    assert stage.tmdb.asked("poll") == 0  # a second after it was taken up
    assert not stage.line.finish("trakt", "typed")
    assert not stage.line.finish("simkl", "")
