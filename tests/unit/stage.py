"""The desk with scripted trackers, and every step that it takes in one list of events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.unit.doubles import CHALLENGE, CREDENTIALS, Board, FakeTime, ScriptedProvider, Settings, run
from trackpass.desk import Desk
from trackpass.journal import Journal
from trackpass.model import App, Command
from trackpass.redaction import Redactor
from trackpass.vault import Vault

NAMED = replace(CREDENTIALS, name="ann")
NAMES = {"trakt": "trakt.account", "simkl": "simkl.account"}


class Stage:
    """What a restart does not keep is built by :meth:`start`; the box, its clock and its disk stay."""

    def __init__(self, time: FakeTime, folder: Path) -> None:
        self.time = time
        self.events: list[Any] = []
        self.apps = {"trakt": App("id-1"), "simkl": App("id-2")}
        self.settings = Settings(self.events)
        self._path = folder / "accounts.json"
        self.start()

    def start(self) -> None:
        """A new service, as after a restart of Kodi; it has not been opened yet."""
        self.board = Board(self.events)
        self.vault = Vault(self.settings, Journal(self._path), Redactor(), NAMES)
        self.trakt = ScriptedProvider(self.time, "trakt", self.events)
        self.simkl = ScriptedProvider(self.time, "simkl", self.events)
        providers = {"trakt": self.trakt, "simkl": self.simkl}
        self.desk = Desk(providers, self.vault, self.board, self.time.clocks, self.apps.__getitem__)

    def provider(self, tracker: str) -> ScriptedProvider:
        return self.trakt if tracker == "trakt" else self.simkl

    def ask(self, verb: Any, tracker: str, request: str = "r") -> None:
        self.desk.handle(Command(verb, tracker, request))

    def go(self, seconds: float) -> None:
        run(self.time, lambda: self.desk.due, self.desk.tick, seconds)

    def waiting(self, tracker: str) -> None:
        """A service whose sign-in waits for the phone."""
        self.desk.open()
        self.provider(tracker).will("start", CHALLENGE)
        self.ask("connect", tracker)
        self.desk.tick()
        assert self.board.phase(tracker) == "waiting"

    def signed_in(self, tracker: str) -> None:
        """An account was there before; the service has not looked yet."""
        self.vault.save(tracker, NAMED)

    def connected(self, tracker: str) -> None:
        """A service with an account that was checked."""
        self.signed_in(tracker)
        self.provider(tracker).will("check", None)
        self.desk.open()
        self.go(0)
        assert self.board.state(tracker) == "connected"
