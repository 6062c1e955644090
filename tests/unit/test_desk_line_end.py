"""The phone's line when no answer comes: errors, a busy worker, the end of the service, and many at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.doubles import APPROVED, FakeTime
from tests.unit.flows import CONSENT
from tests.unit.line_stage import SOON, LineStage, in_thread
from trackpass.errors import Unreachable
from trackpass.phone import desk_line
from trackpass.redaction import HIDDEN
from trackpass.web import CALL_TIMEOUT


@pytest.fixture
def stage(time: FakeTime, folder: Path) -> Iterator[LineStage]:
    found = LineStage(time, folder)
    found.worker.start()
    found.settle()
    yield found
    found.line.close()
    assert found.worker.stop(SOON)


def test_an_error_that_nobody_foresaw_lets_the_phone_go(
    stage: LineStage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the log, and the service lives on."""

    def broken(*_: object) -> None:
        raise RuntimeError("nobody foresaw this")

    with monkeypatch.context() as patch:
        patch.setattr(stage.desk, "handle", broken)
        with pytest.raises(Unreachable):
            stage.line.connect("trakt")
    stage.settle()
    assert [record.exc_info is not None for record in caplog.records if record.levelno == logging.ERROR] == [
        True
    ]
    assert not stage.line.finish("trakt", "")


def test_a_worker_without_time(stage: LineStage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The phone is let go; the job is done when its turn comes, and its answer is nobody's."""
    monkeypatch.setattr(desk_line, "ANSWER_WITHIN", 0.05)
    free = stage.busy()
    with pytest.raises(Unreachable, match="network"):
        stage.line.finish("tmdb", "token-9")
    assert stage.line.sign_in("tmdb") is None
    free.set()
    stage.settle()
    assert stage.view("tmdb").phase == "waiting"


def test_a_way_back_that_found_the_worker_busy_has_its_turn(
    stage: LineStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The phone was told that the TV does the rest."""
    stage.simkl.will("authorize", CONSENT)
    stage.line.authorize("simkl", "http://192.168.1.5:8788/callback")
    stage.simkl.will("exchange", APPROVED)
    stage.simkl.will("identify", "ann")
    monkeypatch.setattr(desk_line, "ANSWER_WITHIN", 0.05)
    free = stage.busy()
    with pytest.raises(Unreachable):
        stage.line.callback(stage.simkl.given[0][1].state, "code-1", "")
    free.set()
    stage.settle()
    assert (stage.view("simkl").phase, stage.view("simkl").name) == ("connected", "ann")
    assert stage.redactor.clean("code-1") == HIDDEN


def test_a_phone_outlasts_the_longest_step() -> None:
    """A code that is traded and a name that is looked up, both from a tracker that drips."""
    assert desk_line.ANSWER_WITHIN > 2 * CALL_TIMEOUT


def test_close_lets_everybody_go(stage: LineStage) -> None:
    """Those who wait at once, those who come later without a wait; nothing more is handed to the worker."""
    free = stage.busy()
    callers = [
        in_thread(stage.line.finish, "tmdb", ""),
        in_thread(stage.line.callback, "state-1", "code-1", ""),
    ]
    while len(stage.line._waiting) < len(callers):
        threading.Event().wait(0.002)
    stage.line.close()
    for thread, came in callers:
        thread.join(SOON)
        assert [str(error) for error in came] == ["network"]
    for call in (stage.line.connect, stage.line.disconnect, stage.line.verify):
        with pytest.raises(Unreachable):
            call("trakt")
    free.set()
    stage.settle()
    assert stage.board.sign_ins == {}
    assert stage.line.account("trakt").state == "signed_out"


def test_many_phones_get_their_own_answers(stage: LineStage) -> None:
    free = stage.busy()
    callers = [in_thread(stage.line.finish, "tmdb" if odd else "trakt", "x" * odd) for odd in [0, 1] * 8]
    free.set()
    for number, (thread, came) in enumerate(callers):
        thread.join(SOON)
        assert came == [bool(number % 2)]
