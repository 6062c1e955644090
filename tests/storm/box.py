"""A TV box on a clock of its own: the service's real parts, Kodi's fakes, and the sandbox of the trackers."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from fakes.kodi import FakeKodi
from sandbox import Sandbox, exchange, records, registry
from sandbox.grants import App
from trackpass import web
from trackpass.kodi import wiring
from trackpass.kodi.log import KodiHandler
from trackpass.kodi.parts import Parts
from trackpass.kodi.settings import ACCOUNTS, CLIENT_IDS, CLIENT_SECRETS
from trackpass.model import Command

TRACKERS = ("simkl", "trakt", "tmdb")
START = 1_800_000_000.0
HASTE = 0.5
"""Seconds, of real time, after which a call that hangs is given up: a test has no nine."""
CODE_LIFE = 300.0
LOOKS = 1000
"""How often the owner looks at a sign-in, every ten seconds, before giving it up for good: a tracker may want
two hours of rest."""


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

    def enter(self, apps: Mapping[str, App]) -> None:
        """Enter app IDs into the settings, as the owner would."""
        file = self.kodi.settings()
        for tracker, app in apps.items():
            values = {CLIENT_IDS[tracker]: app.client_id}
            if tracker in CLIENT_SECRETS:
                values[CLIENT_SECRETS[tracker]] = app.client_secret
            file.write({**file.read(), **values})
        self.settings_changed()

    def sign_in(self, tracker: str) -> None:
        """Sign in with a phone that approves each code; after one that came to nothing a new one is asked."""
        for _ in range(LOOKS):
            self.command("connect", tracker)
            self.run(10)
            if self.stored(tracker):
                break
            if self.trackers.tracker(tracker).pending():
                self.trackers.tracker(tracker).approve(account="ann")


@contextmanager
def tv_box(folder: Path, refresh_mode: str, token_life: float) -> Iterator[TvBox]:
    """A box that is signed in to Simkl (generation 2), Trakt and TMDb, with tokens of so many seconds."""
    with Sandbox() as trackers, FakeKodi(folder) as kodi, pytest.MonkeyPatch.context() as patch:
        for tracker in TRACKERS:
            trackers.tracker(tracker).set(expires_in=CODE_LIFE, token_life=token_life)
        trackers.trakt.set(refresh_mode=refresh_mode)
        trackers.clock.skew = START - trackers.clock.now()
        trackers.clock.pace = trackers.clock.now
        for judge in (exchange, records, registry):
            patch.setattr(judge, "monotonic", trackers.clock.now)  # the pace of polls, in time that jumps
        for name, value in trackers.environment.items():
            patch.setenv(name, value)
        patch.setattr(web, "CONNECT_TIMEOUT", HASTE)
        patch.setattr(web, "READ_TIMEOUT", HASTE)
        patch.setattr(web, "CALL_TIMEOUT", 2 * HASTE)
        box = TvBox(kodi, trackers)
        try:
            box.power_on()
            apps = {"simkl": trackers.simkl.add_app(generation=2), "trakt": trackers.trakt.add_app()}
            box.enter({**apps, "tmdb": trackers.tmdb.add_app()})
            for tracker in TRACKERS:
                box.sign_in(tracker)
            yield box
        finally:
            if box.parts is not None:
                box.power_off()
            root = logging.getLogger()  # in Kodi it ends with the interpreter
            root.handlers[:] = [each for each in root.handlers if not isinstance(each, KodiHandler)]
