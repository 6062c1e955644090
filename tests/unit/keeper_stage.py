"""A keeper of two accounts with scripted trackers, and what it was heard to say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.unit.doubles import Disk, FakeTime, ScriptedProvider, run
from trackpass.clocks import Clocks
from trackpass.keeper import Keeper
from trackpass.model import AccountView, App
from trackpass.renewal import Renewal


class Stage:
    """What a restart does not keep is built by :meth:`start`; the box, its clocks and its disk stay."""

    def __init__(self, time: FakeTime, folder: Path, clocks: Clocks | None = None) -> None:
        self.time = time
        self.clocks = clocks or time.clocks
        self.disk = Disk(folder / "accounts.json")
        self.start()

    def start(self) -> None:
        """A new keeper, as after a restart of Kodi; it has not been opened yet."""
        self.notebook, self.vault = self.disk.open()
        self.trakt, self.simkl = ScriptedProvider(self.time, "trakt"), ScriptedProvider(self.time, "simkl")
        self.told: list[tuple[AccountView, AccountView, bool]] = []
        providers = {"trakt": self.trakt, "simkl": self.simkl}
        self.renewal = Renewal(providers, self.vault, self.notebook, lambda _: App("id-1"))
        self.keeper = Keeper(
            providers, self.vault, self.renewal, self.clocks, lambda *what: self.told.append(what)
        )

    def open(self, **credentials: Any) -> None:
        for tracker, one in credentials.items():
            self.vault.save(tracker, one)
        self.keeper.open()
        self.told.clear()

    def go(self, seconds: float) -> None:
        run(self.time, lambda: self.keeper.due, self.keeper.tick, seconds)

    def view(self, tracker: str = "trakt") -> tuple[str, str, str]:
        view = self.keeper.view(tracker)
        return view.state, view.name, view.problem

    def moments(self) -> list[float]:
        return [at - 1000 for _, at in self.trakt.calls]

    def done(self) -> list[tuple[str, float]]:
        """Trakt's calls, in whole seconds since the beginning."""
        return [(call, round(at - 1000)) for call, at in self.trakt.calls]

    def states(self) -> list[str]:
        """The states that were told, one after the other."""
        return [view.state for _, view, _ in self.told]
