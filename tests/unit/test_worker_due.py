"""The worker when it cannot even be told what is due, and when jobs keep it from that."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from tests.unit.doubles import FakeTime
from tests.unit.test_worker import NotedQueue, Stage, Ticker
from trackpass.worker import MOST_IN_A_ROW, REST


@pytest.fixture
def stage(time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    waits = NotedQueue(time)
    with monkeypatch.context() as patch:
        patch.setattr("trackpass.worker.queue.Queue", lambda: waits)
        found = Stage(time, waits)
    yield found
    assert found.worker.stop(5)


def test_a_due_that_raises_rests_too(stage: Stage, time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of turning round and round; what is asked for is done."""
    raised = []

    def due(_: Ticker) -> float:
        raised.append(time.now)
        if len(raised) < 4:
            raise RuntimeError("nobody foresaw this")
        return math.inf

    monkeypatch.setattr(Ticker, "due", property(due), raising=False)
    stage.job("asked for")
    stage.worker.start()
    stage.settles()
    assert stage.done == ["asked for"]
    assert time.now >= 1000 + REST


def test_jobs_that_never_end_do_not_keep_what_is_due_from_its_turn(stage: Stage) -> None:
    """Each job brings the next one, as a change of the settings does that is answered with a write."""
    left = iter(range(1000))

    def job() -> None:
        stage.done.append("job")
        if next(left, None) is not None:
            stage.worker.post(job)

    for at in (900, 901, 1e9):
        stage.desk.will(at)
    stage.worker.post(job)
    stage.worker.start()
    stage.sleeps()
    turns = [stage.done.index(f"desk {at}") for at in (900, 901)]
    assert turns == [MOST_IN_A_ROW, 2 * MOST_IN_A_ROW + 1]
    assert stage.done[-1] == "desk 1e+09"  # and what is not due yet waits for its time
    assert stage.done.count("job") == 1001


def test_jobs_in_a_row_put_nothing_off_that_is_not_due(stage: Stage) -> None:
    stage.desk.will(1005)
    for number in range(3 * MOST_IN_A_ROW):
        stage.job(str(number))
    stage.worker.start()
    stage.sleeps()
    assert stage.done == [*map(str, range(3 * MOST_IN_A_ROW)), "desk 1005"]


def test_a_worker_whose_due_fails_hears_commands_however_many_came(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rest is no turn that was missed."""
    raised: list[float] = []

    def due(_: Ticker) -> float:
        raised.append(1)
        if len(raised) < 3 * MOST_IN_A_ROW:
            raise RuntimeError("nobody foresaw this")
        return math.inf

    monkeypatch.setattr(Ticker, "due", property(due), raising=False)
    for number in range(2 * MOST_IN_A_ROW):
        stage.job(str(number))
    stage.worker.start()
    stage.sleeps()
    assert stage.done == list(map(str, range(2 * MOST_IN_A_ROW)))
