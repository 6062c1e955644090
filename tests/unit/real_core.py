"""Desk, real providers and the real HTTP client, put together as the service does, over the sandbox.

Time is the test's. Either it jumps from one due moment to the next, and the sandbox is told not to mind the
pace; or it runs, so many times as fast as real time, and the sandbox judges the pace by intervals that are as
many times shorter.
"""

from __future__ import annotations

import time as real
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox import App as SandboxApp
from sandbox import Sandbox
from tests.unit.doubles import Board, Disk, FakeTime, Settings
from tests.unit.wire_cases import AGENT
from trackpass.clocks import Clocks, TrackerTime
from trackpass.desk import Desk
from trackpass.model import App, Command, Credentials, SignInView
from trackpass.providers.base import Trackers
from trackpass.providers.simkl import Simkl
from trackpass.providers.tmdb import INTERVAL, Tmdb
from trackpass.providers.trakt import Trakt
from trackpass.redaction import Redactor
from trackpass.rests import Rests
from trackpass.web import HttpClient

CODE_LIFE = 30
"""Seconds that a code lives here; a real one's are the same story, told with many more polls."""
CHECK = {"simkl": "check", "trakt": "check", "tmdb": "user"}
"""The sandbox's name of the call that checks an account."""
LONG = 7200.0
"""Seconds, by the core's clock, within which everything in these tests has happened."""


class CoreTime(FakeTime):
    """Stands still and is moved, or runs at ``speed``."""

    speed = 0.0

    def walk(self, speed: float) -> None:
        self.now -= real.monotonic() * speed
        self.speed = speed

    def monotonic(self) -> float:
        return self.now + real.monotonic() * self.speed

    def wait_for(self, moment: float) -> None:
        if self.speed:
            real.sleep(max(0.0, moment - self.monotonic()) / self.speed)
        else:
            self.now = max(self.now, moment)


class Core:
    """A service without Kodi. :meth:`restart` keeps what rests on the disk."""

    def __init__(self, box: Sandbox, folder: Path) -> None:
        self.box = box
        self.time = CoreTime(epoch=real.time())
        box.clock.pace = self.time.monotonic
        self.settings = Settings()
        self.redactor = Redactor()
        self.apps = {"trakt": App(""), "simkl": App(""), "tmdb": App("")}
        self._disk = Disk(folder / "accounts.json", self.settings, self.redactor, self.time.monotonic)
        for tracker in box.trackers:
            tracker.set(interval=0, expires_in=CODE_LIFE)
        box.tmdb.set(expires_in=CODE_LIFE * INTERVAL)
        self._build()

    def _build(self) -> None:
        self.board = Board()
        told = TrackerTime(self.time.monotonic, self.time.wall)
        clocks = Clocks(self.time.monotonic, self.time.wall, told.now)
        self.notebook, self.vault = self._disk.open()
        rests = Rests(self.notebook, self.time.monotonic, self.time.wall)
        self.http = HttpClient(AGENT, self.redactor, told, rests=rests)
        simkl = Simkl(self.http, self.notebook, clocks.epoch, "1.2.3")
        tmdb = Tmdb(self.http, clocks.epoch)
        providers = {"simkl": simkl, "trakt": Trakt(self.http, clocks.epoch), "tmdb": tmdb}
        trackers = Trackers(providers, {"simkl": simkl}, {"tmdb": tmdb})
        apps = self.apps.__getitem__
        self.desk = Desk(trackers, self.vault, self.notebook, self.board, clocks, apps, lambda: False)
        self.desk.open()

    def restart(self) -> None:
        self.http.close()
        self._build()

    def walk(self, speed: float) -> None:
        """From now on time runs; the trackers want the shortest pace that the core keeps: a second."""
        self.time.walk(speed)
        for tracker in self.box.trackers:
            tracker.set(interval=1 / speed, slow_down_step=5 / speed)

    def use(self, app: SandboxApp) -> str:
        """Puts an app's ID and secret into the settings; the tracker's key."""
        tracker = next(each.name for each in self.box.trackers if app.client_id in each.apps)
        secret = "" if tracker == "tmdb" else app.client_secret  # there it is the other spelling of the key
        self.apps[tracker] = App(app.client_id, secret)
        self.redactor.hide(app.client_id, app.client_secret)
        return tracker

    def ask(self, verb: Any, tracker: str) -> None:
        self.desk.handle(Command(verb, tracker, "r"))

    def step(self) -> bool:
        """Does the next thing that is due; False when there is none for a long time."""
        due = self.desk.due
        if due - self.time.monotonic() > LONG:
            return False
        self.time.wait_for(due)
        self.desk.tick()
        return True

    def until(self, there: Callable[[], bool]) -> None:
        for _ in range(1000):
            if there():
                return
            assert self.step(), f"nothing more to do: {self.board.events[-5:]}"
        raise AssertionError(f"it never came: {self.board.events[-5:]}")

    def rest(self) -> None:
        """Until nothing is due any more, or it is known that it comes round and round."""
        end = self.time.monotonic() + LONG
        while self.desk.due <= end:
            self.step()

    def connect(self, tracker: str) -> str:
        """Asks for a code and waits for it; the code."""
        self.ask("connect", tracker)
        self.until(lambda: self.board.phase(tracker) in ("waiting", "failed"))
        return self.code(tracker)

    def code(self, tracker: str) -> str:
        """What the phone approves: the short code, or where there is none the end of the link."""
        view = self.view(tracker)
        return view.user_code or view.verification_uri.rpartition("/")[2]

    def checks(self, tracker: str) -> int:
        """How many checks the tracker saw."""
        return len(self.box.requests(route=CHECK[tracker]))

    def finish(self, tracker: str) -> SignInView:
        """Goes on until the sign-in is over."""
        self.until(lambda: self.board.phase(tracker) not in ("starting", "waiting", "approved"))
        return self.view(tracker)

    def view(self, tracker: str) -> SignInView:
        found = self.board.sign_ins[tracker]
        assert found is not None
        return found

    def trouble(self, tracker: str) -> str:
        return self.view(tracker).problem

    def account(self, tracker: str) -> Credentials:
        found = self.vault.load(tracker)
        assert found is not None
        return found
