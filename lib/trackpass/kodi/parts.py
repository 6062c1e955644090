"""The service's parts: who takes a command, a change of the settings, the start."""

from __future__ import annotations

from typing import Callable, NamedTuple

from trackpass.desk import Desk
from trackpass.kodi.page import Page
from trackpass.kodi.settings import START_DELAY, KodiSettings
from trackpass.kodi.toasts import Toasts
from trackpass.model import Command
from trackpass.web import HttpClient
from trackpass.worker import Worker

STANDARD_DELAY = 15.0
"""Seconds from the service's start to the first check, where the setting makes no sense."""


class Parts(NamedTuple):
    """What the service starts and stops, and which of it takes what comes from Kodi."""

    desk: Desk
    worker: Worker
    toasts: Toasts
    page: Page
    http: HttpClient
    settings: KodiSettings
    report: Callable[[Command], None]

    def open(self) -> None:
        """Begins, with the accounts' checks put off past Kodi's own start; in the worker."""
        delay = self.settings.get(START_DELAY)
        self.desk.open(float(delay) if delay.isdecimal() else STANDARD_DELAY)
        self.page.settings_changed()

    def handle(self, command: Command) -> None:
        """Takes a command; in the worker."""
        if command.verb == "open_page":
            self.page.open()
        elif command.verb == "close_page":
            self.page.close()
        elif command.verb in ("report", "report_named"):
            self.report(command)
        else:
            self.desk.handle(command)

    def settings_changed(self) -> None:
        """Somebody wrote the settings; in the worker."""
        self.http.settings_changed()
        self.desk.settings_changed()
        self.page.settings_changed()

    def woken(self) -> None:
        """The box slept; in the worker."""
        self.http.connect_anew()
        self.desk.woken()
