"""The worker: order, rest, and its end. Its queue moves a fake clock, so that nothing here takes time.

Each wait of the thread is noted by the queue: what is asserted is how often it woke, not how long it took.
"""

from __future__ import annotations

import math
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.unit.doubles import FakeTime
from trackpass.worker import REST, Worker

SOON = 5.0
"""Seconds of real time that a test waits for a thread at the most."""


class NotedQueue(queue.Queue):
    """A wait with an end is over at once, and the clock stands at that end; one without is a real one."""

    def __init__(self, time: FakeTime) -> None:
        super().__init__()
        self.waits: list[float | None] = []
        self.asleep = threading.Event()
        self.held: threading.Event | None = None
        """A wait with an end lasts until this is set, if there is one."""
        self._time = time

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        self.waits.append(timeout)
        if timeout is None:
            self.asleep.set()
            found = super().get()
            self.asleep.clear()
            return found
        try:
            return super().get(block=False)
        except queue.Empty:
            if self.held:
                self.asleep.set()
                assert self.held.wait(SOON)
            self._time.pass_by(timeout)
            raise


class Ticker:
    """Does the steps of a script: each a moment, and what happens then."""

    def __init__(self, name: str, done: list[str]) -> None:
        self.name = name
        self.done = done
        self.due = math.inf
        self.script: list[tuple[float, Callable[[], None] | None]] = []

    def will(self, at: float, action: Callable[[], None] | None = None) -> None:
        self.script.append((at, action))
        self.due = self.script[0][0]

    def tick(self) -> None:
        at, action = self.script.pop(0)
        self.due = self.script[0][0] if self.script else math.inf
        self.done.append(f"{self.name} {at:g}")
        if action:
            action()


class Stage:
    def __init__(self, time: FakeTime, waits: NotedQueue) -> None:
        self.done: list[str] = []
        self.desk, self.toasts = Ticker("desk", self.done), Ticker("toasts", self.done)
        self.waits = waits
        self.worker = Worker([self.desk, self.toasts], time.clocks.monotonic)

    def job(self, name: str) -> None:
        self.worker.post(lambda: self.done.append(name))

    def sleeps(self) -> None:
        """Waits until the worker sleeps without an end."""
        assert self.waits.asleep.wait(SOON), "it never came to rest"

    def settles(self) -> None:
        """Waits until all that was posted is done, and the worker sleeps again."""
        settled = threading.Event()
        self.worker.post(settled.set)
        assert settled.wait(SOON)
        self.sleeps()


@pytest.fixture
def stage(time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    waits = NotedQueue(time)
    with monkeypatch.context() as patch:
        patch.setattr("trackpass.worker.queue.Queue", lambda: waits)
        found = Stage(time, waits)
    yield found
    assert found.worker.stop(SOON)


def test_nothing_due_is_never_woken(stage: Stage) -> None:
    """One endless wait, and one more for each thing somebody asked for."""
    stage.worker.start()
    stage.sleeps()
    assert stage.waits.waits == [None]
    for name in ("a", "b", "c"):
        stage.job(name)
    stage.settles()
    assert stage.waits.waits == [None] * 5
    assert stage.done == ["a", "b", "c"]


def test_jobs_in_order_and_before_what_is_due(stage: Stage) -> None:
    stage.desk.will(900)
    for name in ("a", "b"):
        stage.job(name)
    stage.worker.start()
    stage.sleeps()
    assert stage.done == ["a", "b", "desk 900"]


def test_sleeps_exactly_until_due(stage: Stage, time: FakeTime) -> None:
    """One wait for each step, whichever ticker it belongs to."""
    stage.desk.will(1005)
    stage.toasts.will(1002)
    stage.toasts.will(1010)
    stage.worker.start()
    stage.sleeps()
    assert stage.done == ["toasts 1002", "desk 1005", "toasts 1010"]
    assert stage.waits.waits == [2, 3, 5, None]
    assert time.now == 1010


def test_what_is_overdue_does_not_wait(stage: Stage) -> None:
    stage.desk.will(-50)
    stage.worker.start()
    stage.sleeps()
    assert stage.waits.waits == [0, None]
    assert stage.done == ["desk -50"]


def test_a_wait_longer_than_a_thread_can(stage: Stage) -> None:
    """A quota's Retry-After is hours; Python refuses waits of centuries."""
    stage.desk.will(1e300)
    stage.worker.start()
    stage.sleeps()
    assert stage.waits.waits[0] == threading.TIMEOUT_MAX


def test_a_job_makes_something_due(stage: Stage) -> None:
    stage.worker.start()
    stage.sleeps()
    stage.worker.post(lambda: stage.desk.will(1003))
    stage.settles()
    assert stage.done == ["desk 1003"]


def test_one_thread_for_all(stage: Stage) -> None:
    names: list[str] = []

    def note() -> None:
        names.append(f"{threading.current_thread().name} {threading.current_thread().daemon}")

    stage.desk.will(1001, note)
    stage.toasts.will(1002, note)
    stage.worker.start()
    stage.worker.post(note)
    stage.settles()
    assert names == ["trackpass False"] * 3


def boom() -> None:
    raise RuntimeError("nobody foresaw this")


@pytest.mark.parametrize("where", ["job", "ticker"])
def test_exception_does_not_end_it(stage: Stage, where: str, caplog: pytest.LogCaptureFixture) -> None:
    """Logged with its traceback; what is due rests a while, what is asked for is done at once."""
    stage.desk.will(1000, boom if where == "ticker" else None)
    stage.desk.will(1001)
    if where == "job":
        stage.worker.post(boom)
    stage.worker.start()
    stage.sleeps()
    assert stage.done == ["desk 1000", "desk 1001"]
    assert stage.waits.waits == ([0, REST, None] if where == "ticker" else [0, REST, 0, None])
    assert "nobody foresaw this" in caplog.text
    stage.job("asked for")
    stage.settles()
    assert stage.done[-1] == "asked for"


def test_rests_do_not_add_up(stage: Stage, time: FakeTime) -> None:
    for at in (1000, 1001, 1002):
        stage.desk.will(at, boom)
    stage.worker.start()
    stage.sleeps()
    assert time.now == 1000 + 2 * REST


def test_stop_ends_a_sleep(stage: Stage) -> None:
    stage.worker.start()
    stage.sleeps()
    assert stage.worker.stop(SOON)


def test_nothing_starts_after_stop(stage: Stage) -> None:
    """Not a job that was posted before, not a step that is overdue; the step at hand ends."""
    began, go_on = threading.Event(), threading.Event()

    def long_step() -> None:
        began.set()
        assert go_on.wait(SOON)
        stage.done.append("ended well")

    stage.desk.will(1000, long_step)
    stage.desk.will(1000)
    stage.worker.start()
    assert began.wait(SOON)
    stage.job("too late")
    assert not stage.worker.stop(0.01)
    go_on.set()
    assert stage.worker.stop(SOON)
    assert stage.done == ["desk 1000", "ended well"]


def test_a_wait_that_ends_as_stop_is_asked_for(stage: Stage) -> None:
    """What became due in that very moment is not begun: it could spend a token that comes once."""
    stage.desk.will(1005)
    stage.waits.held = threading.Event()
    stage.worker.start()
    stage.sleeps()
    assert not stage.worker.stop(0.01)
    stage.waits.held.set()
    assert stage.worker.stop(SOON)
    assert stage.done == []
