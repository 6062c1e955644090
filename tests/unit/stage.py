"""The desk with scripted trackers, and every step that it takes in one list of events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.unit.doubles import CHALLENGE, CREDENTIALS, Board, Disk, FakeTime, ScriptedProvider, Settings, run
from tests.unit.flows import LINK, BrowserTracker, LinkTracker
from trackpass.desk import Desk
from trackpass.model import App, Command, Credentials
from trackpass.providers.base import Trackers

NAMED = CREDENTIALS._replace(name="ann")


class Stage:
    """What a restart does not keep is built by :meth:`start`; the box, its clock and its disk stay."""

    def __init__(self, time: FakeTime, folder: Path) -> None:
        self.time = time
        self.events: list[Any] = []
        self.apps = {"trakt": App("id-1"), "simkl": App("id-2"), "tmdb": App("id-3")}
        self.is_copied = False
        self.settings = Settings(self.events)
        self.disk = Disk(folder / "accounts.json", self.settings, clock=time.monotonic)
        self.start()
        self.notebook.remember("welcomed", "yes")  # it is not the first start of all

    def start(self) -> None:
        """A new service, as after a restart of Kodi; it has not been opened yet."""
        self.board = Board(self.events)
        self.notebook, self.vault = self.disk.open()
        self.trakt = ScriptedProvider(self.time, "trakt", self.events)
        self.simkl = BrowserTracker(self.time, "simkl", self.events)
        self.tmdb = LinkTracker(self.time, "tmdb", self.events)
        scripted = (self.trakt, self.simkl, self.tmdb)
        self.providers: dict[str, ScriptedProvider] = {each.key: each for each in scripted}
        self.trackers = Trackers(self.providers, {"simkl": self.simkl}, {"tmdb": self.tmdb})
        self.desk = Desk(
            self.trackers,
            self.vault,
            self.notebook,
            self.board,
            self.time.clocks,
            self.apps.__getitem__,
            lambda: self.is_copied,
        )

    def provider(self, tracker: str) -> ScriptedProvider:
        return self.providers[tracker]

    def ask(self, verb: Any, tracker: str = "", request: str = "r", sign_in: str = "") -> None:
        self.desk.handle(Command(verb, tracker, request, sign_in))

    def go(self, seconds: float) -> None:
        run(self.time, lambda: self.desk.due, self.desk.tick, seconds)

    def waiting(self, tracker: str) -> None:
        """A service whose sign-in waits for the phone."""
        self.desk.open()
        self.provider(tracker).will("start", LINK if tracker == "tmdb" else CHALLENGE)
        self.ask("connect", tracker)
        self.desk.tick()
        assert self.board.phase(tracker) == "waiting"

    def signed_in(self, tracker: str, credentials: Credentials = NAMED) -> None:
        """An account was there before; the service has not looked yet."""
        self.vault.save(tracker, credentials)

    def connected(self, tracker: str, credentials: Credentials = NAMED) -> None:
        """A service with an account that was checked."""
        self.signed_in(tracker, credentials)
        self.provider(tracker).will("check", None)
        self.desk.open()
        self.go(0)
        assert self.board.state(tracker) == "connected"

    def told(self) -> list[tuple[str, str]]:
        """The notices so far: their kind, and the problem of the account."""
        return [(notice.kind, notice.account.problem) for notice in self.board.notices]
