"""Stand-ins for the two that a script works with: the sign-in window and the service."""

from __future__ import annotations

import threading
from collections.abc import Callable

import xbmc

from fakes.kodi import FakeKodi
from trackpass.kodi import bus
from trackpass.model import Command


class Windows:
    """Stands for the sign-in window: which trackers it was opened for, "" for the phone page alone.

    ``more`` is how many sign-ins were said to follow, each time; ``hidden``: where the person presses Back.
    """

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.more: list[int] = []
        self.hidden: set[str] = set()
        self.then: Callable[[str], None] = lambda tracker: None

    def __call__(self, tracker: str, more: int = 0) -> bool:
        self.opened.append(tracker)
        self.more.append(more)
        self.then(tracker)
        return tracker in self.hidden


class Service:
    """Hears commands as the real one does; ``does`` says what follows."""

    def __init__(self, fake: FakeKodi) -> None:
        self.commands: list[tuple[str, str]] = []
        self.does: Callable[[Command], None] = lambda command: None
        self._ready = threading.Event()
        fake.run(self._run)
        assert self._ready.wait(3)

    def _run(self) -> None:
        service = self

        class Ears(xbmc.Monitor):
            def onNotification(self, sender: str, method: str, data: str) -> None:
                command = bus.received(sender, method, data)
                if command is not None:
                    service.commands.append((command.verb, command.tracker))
                    bus.confirm(command)
                    service.does(command)

        ears = Ears()
        self._ready.set()
        ears.waitForAbort()
