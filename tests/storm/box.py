"""A TV box on a clock of its own: the service's real parts, Kodi's fakes, and the sandbox of the trackers."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fakes.kodi import FakeKodi
from sandbox import Sandbox
from sandbox.grants import App
from trackpass import web
from trackpass.kodi import wiring
from trackpass.kodi.parts import Parts
from trackpass.kodi.settings import ACCOUNTS, CLIENT_IDS, CLIENT_SECRETS
from trackpass.model import Command

TRACKERS = ("simkl", "trakt", "tmdb")
START = 1_800_000_000.0
HASTE = 0.5
"""Seconds, of real time, after which a call that hangs is given up: a test has no nine."""


class TvBox:
    """``monotonic`` stands still while the box sleeps; ``wall`` is set by whoever likes."""

    def __init__(self, kodi: FakeKodi, trackers: Sandbox) -> None:
        self.kodi = kodi
        self.trackers = trackers
        self.monotonic = 1000.0
        self.wall_offset = START
        self.parts: Parts | None = None
        self.starts = 0
        self.pace: Counter[tuple[str, int]] = Counter()
        """Requests by tracker and minute of the box's life: a loop shows as a crowd in one minute."""

    def wall(self) -> float:
        """Return what the box's own clock shows."""
        return self.monotonic + self.wall_offset

    def pass_time(self, seconds: float, asleep: bool = False) -> None:
        """Let time pass for the trackers and the box."""
        self.trackers.clock.advance(seconds)
        if asleep:
            self.wall_offset += seconds
        else:
            self.monotonic += seconds

    def power_on(self) -> None:
        """Start Kodi: the service's parts are built anew and read what is on the disk."""
        assert self.parts is None
        self.starts += 1
        self.parts = wiring.build(lambda: self.monotonic, self.wall)
        self.parts.desk.open()

    def power_off(self) -> None:
        """End Kodi, by the button or by the plug: either way nothing but the disk is left."""
        assert self.parts is not None
        self.parts.http.close()
        self.parts = None

    def run(self, seconds: float) -> None:
        """Let the service work for so long, jumping from one due moment to the next."""
        end = self.monotonic + seconds
        while self.parts is not None:
            due = max(self.parts.desk.due, self.monotonic)
            if due > end:
                break
            self.pass_time(due - self.monotonic)
            before = len(self.trackers.log)
            self.parts.desk.tick()
            self.pace.update(
                (request.tracker, int(self.monotonic // 60)) for request in self.trackers.log[before:]
            )
        self.pass_time(max(0.0, end - self.monotonic))

    def command(self, verb: str, tracker: str = "") -> None:
        """Hand the service a command as the script would."""
        assert self.parts is not None
        self.parts.desk.handle(Command(verb, tracker, f"{verb}-{tracker}"))

    def settings_changed(self) -> None:
        """Tell the service that the settings changed, as Kodi does after every write."""
        if self.parts is not None:
            self.parts.desk.settings_changed()

    def state(self, tracker: str) -> str:
        """Return the tracker's state as the Home window shows it."""
        return self.kodi.home_property(f"trackpass.{tracker}.state")

    def stored(self, tracker: str) -> dict[str, object]:
        """Return the account as the settings file has it."""
        text = self.kodi.settings().read().get(ACCOUNTS[tracker], "")
        return json.loads(text) if text else {}

    def sign_in(self, apps: Mapping[str, App]) -> None:
        """Sign in to every tracker, with a phone that approves at once."""
        file = self.kodi.settings()
        for tracker, app in apps.items():
            values = {CLIENT_IDS[tracker]: app.client_id}
            if tracker in CLIENT_SECRETS:
                values[CLIENT_SECRETS[tracker]] = app.client_secret
            file.write({**file.read(), **values})
        self.settings_changed()
        for tracker in apps:
            self.command("connect", tracker)
            self.run(0)
            self.trackers.tracker(tracker).approve(account="ann")
        self.wait_real_interval()
        self.run(10)

    def wait_real_interval(self) -> None:
        """The sandbox judges polls by real time, so a sign-in is the one thing that cannot be hastened."""
        time.sleep(max(self.trackers.tracker(tracker).interval for tracker in TRACKERS) + 0.1)


@contextmanager
def tv_box(folder: Path, refresh_mode: str, token_life: float) -> Iterator[TvBox]:
    """A box that is signed in to Simkl (generation 2), Trakt and TMDb, with tokens of so many seconds."""
    waits = web.CONNECT_TIMEOUT, web.READ_TIMEOUT
    before = dict(os.environ)
    with Sandbox() as trackers, FakeKodi(folder) as kodi:
        for tracker in TRACKERS:
            trackers.tracker(tracker).set(interval=1, token_life=token_life)
        trackers.trakt.set(refresh_mode=refresh_mode)
        trackers.clock.skew = START - trackers.clock.now()
        os.environ.update(trackers.environment)
        web.CONNECT_TIMEOUT, web.READ_TIMEOUT = HASTE, HASTE
        box = TvBox(kodi, trackers)
        try:
            box.power_on()
            apps = {"simkl": trackers.simkl.add_app(generation=2), "trakt": trackers.trakt.add_app()}
            box.sign_in({**apps, "tmdb": trackers.tmdb.add_app()})
            yield box
        finally:
            if box.parts is not None:
                box.power_off()
            web.CONNECT_TIMEOUT, web.READ_TIMEOUT = waits
            os.environ.clear()
            os.environ.update(before)
