"""The phone's line to a real worker and the real desk; time stands still until a test moves it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from tests.unit.doubles import FakeTime
from tests.unit.stage import Stage
from trackpass.model import AccountView, App, SignInView
from trackpass.phone.desk_line import DeskLine
from trackpass.redaction import Redactor
from trackpass.worker import Worker

SOON = 5.0
"""Seconds of real time that a test waits for another thread at the most."""


class Apps:
    """Where the owner's app IDs are kept; ``stored`` are those that were filled in, in order."""

    def __init__(self, known: dict[str, App]) -> None:
        self.known = known
        self.stored: list[tuple[str, App]] = []
        self.held = False

    def app_for(self, tracker: str) -> App:
        return self.known[tracker]

    def set_app(self, tracker: str, app: App) -> None:
        self.stored.append((tracker, app))
        self.known[tracker] = app

    def takes_secret(self, tracker: str) -> bool:
        return tracker != "tmdb"

    def is_held(self) -> bool:
        return self.held


class Shown:
    """What the stage's board has up."""

    def __init__(self, stage: Stage) -> None:
        self._board = stage.board

    def account(self, tracker: str) -> AccountView:
        return self._board.accounts.get(tracker, AccountView(tracker))

    def sign_in(self, tracker: str) -> SignInView | None:
        return self._board.sign_ins.get(tracker)


class LineStage(Stage):
    """The caller of the line is the test's own thread; the desk lives in the worker's."""

    def __init__(self, time: FakeTime, folder: Path) -> None:
        super().__init__(time, folder)
        self.own_apps = Apps(self.apps)
        self.redactor = Redactor()
        self.worker = Worker([self.desk], time.monotonic)
        self.line = DeskLine(
            self.desk, self.worker.post, self.trackers, self.own_apps, Shown(self), self.redactor
        )
        self.worker.post(self.desk.open)

    def settle(self) -> None:
        """Waits until the worker did all that is due."""
        for _ in range(200):
            done, is_due = threading.Event(), []

            def look(done: threading.Event = done, is_due: list[bool] = is_due) -> None:
                is_due.append(self.desk.due <= self.time.now)
                done.set()

            self.worker.post(look)
            assert done.wait(SOON), "the worker is stuck"
            if not is_due[0]:
                return
        raise AssertionError("it is always due and never done")

    def later(self, seconds: float) -> None:
        """Lets time pass, and the worker do what is due then."""
        self.time.pass_by(seconds)
        self.settle()

    def view(self, tracker: str) -> SignInView:
        found = self.line.sign_in(tracker)
        assert found is not None
        return found

    def busy(self) -> threading.Event:
        """Keeps the worker from all else until the event is set."""
        entered, free = threading.Event(), threading.Event()

        def job() -> None:
            entered.set()
            assert free.wait(SOON)

        self.worker.post(job)
        assert entered.wait(SOON)
        return free


def in_thread(call: Any, *arguments: Any) -> tuple[threading.Thread, list[Any]]:
    """The call in a phone's own thread; its answer, or what it raised, comes into the list."""
    came: list[Any] = []

    def run() -> None:
        try:
            came.append(call(*arguments))
        except Exception as error:
            came.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, came
