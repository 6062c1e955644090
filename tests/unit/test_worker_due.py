"""The worker when it cannot even be told what is due."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from tests.unit.doubles import FakeTime
from tests.unit.test_worker import NotedQueue, Stage, Ticker
from trackpass.worker import REST


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
