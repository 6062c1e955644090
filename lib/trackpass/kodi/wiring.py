"""The one place that builds the service's objects."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable, Mapping, Optional, Tuple

import xbmc

from trackpass.clocks import Clock, Clocks, TrackerTime
from trackpass.desk import Desk
from trackpass.journal import Journal
from trackpass.kodi import bus
from trackpass.kodi.log import set_up
from trackpass.kodi.machine import Machine
from trackpass.kodi.page import KodiWords, Page, port
from trackpass.kodi.proxy import KodiProxy
from trackpass.kodi.settings import (
    ACCOUNTS,
    MARK,
    OWNED,
    START_DELAY,
    KodiSettings,
    addon,
    addon_path,
    data_path,
)
from trackpass.kodi.toasts import Toasts
from trackpass.kodi.versions import kodi_version, platform_name
from trackpass.model import AccountView, Command, Notice, SignInView
from trackpass.notebook import Notebook
from trackpass.providers.base import Provider, Trackers
from trackpass.providers.simkl import Simkl
from trackpass.providers.tmdb import Tmdb
from trackpass.providers.trakt import Trakt
from trackpass.redaction import Redactor
from trackpass.vault import Vault
from trackpass.web import HttpClient, agent_token
from trackpass.worker import Worker

if TYPE_CHECKING:
    from trackpass.phone.desk_line import DeskLine
    from trackpass.phone.door import Door

STANDARD_DELAY = 15.0
"""Seconds from the service's start to the first check, where the setting makes no sense."""


class KodiBoard:
    """The desk's board: the Home window's properties, and toasts."""

    def __init__(self, toasts: Toasts) -> None:
        self._toasts = toasts

    def show_account(self, view: AccountView) -> None:
        """Puts up an account's state."""
        bus.show_account(view)

    def show_sign_in(self, tracker: str, view: Optional[SignInView]) -> None:
        """Puts up a sign-in, or takes it down."""
        bus.show_sign_in(tracker, view)

    def account(self, tracker: str) -> AccountView:
        """An account's state as it was put up."""
        return bus.account(tracker)

    def sign_in(self, tracker: str) -> Optional[SignInView]:
        """A sign-in as it was put up."""
        return bus.sign_in(tracker)

    def show_copied(self, copied: bool) -> None:
        """Puts up whether the sign-ins came from another box."""
        bus.show_copied(copied)

    def is_watched(self, tracker: str) -> bool:
        """Whether a window shows this tracker's sign-in right now."""
        return bus.is_watched(tracker)

    def notify(self, notice: Notice) -> None:
        """Tells the owner, after a video if one plays."""
        self._toasts.notify(notice)


@dataclass(frozen=True)
class Parts:
    """The parts that the service starts and stops."""

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


def build(monotonic: Clock = time.monotonic, wall: Clock = time.time) -> Parts:
    """Builds all of it; nothing is started, nothing is read yet. The clocks are the box's."""
    redactor = Redactor()
    set_up(redactor)
    tracker_time = TrackerTime(monotonic, wall)
    clocks = Clocks(monotonic, wall, tracker_time.now)
    version = agent_token(addon().getAddonInfo("version"))
    http = HttpClient(user_agent(version), redactor, tracker_time, KodiProxy(redactor).url)
    settings = KodiSettings(redactor)
    notebook = Notebook(Journal(os.path.join(data_path(), "accounts.json")), redactor)
    vault = Vault(settings, notebook, redactor, ACCOUNTS, OWNED, MARK)
    simkl, tmdb = Simkl(http, notebook, clocks.epoch, version), Tmdb(http, clocks.epoch)
    providers: Mapping[str, Provider] = {"simkl": simkl, "trakt": Trakt(http, clocks.epoch), "tmdb": tmdb}
    trackers = Trackers(providers, {"simkl": simkl}, {"tmdb": tmdb})
    toasts = Toasts(monotonic)
    board = KodiBoard(toasts)
    machine = Machine(notebook)
    desk = Desk(trackers, vault, notebook, board, clocks, settings.app_for, machine.is_another)

    def build_door() -> Tuple[Door, DeskLine]:
        from trackpass.phone.desk_line import DeskLine
        from trackpass.phone.door import Door

        line = DeskLine(desk, worker.post, trackers, settings, board, redactor)
        door = Door(
            line,
            KodiWords(),
            monotonic,
            address=xbmc.getIPAddress,
            port=lambda: port(settings),
            folder=os.path.join(addon_path(), "resources", "phone"),
            redactor=redactor,
            show=bus.show_page,
        )
        return door, line

    def report(command: Command) -> None:
        from trackpass.kodi.reporter import Reporter

        Reporter(desk, settings, tracker_time, redactor).put_up(command)

    page = Page(build_door, settings)
    worker = Worker([desk, toasts, page], clocks.monotonic)
    return Parts(desk, worker, toasts, page, http, settings, report)


def user_agent(version: str) -> str:
    """Who we are, for example ``Trackpass/1.0.0 (Kodi 20.1; Linux)``."""
    return f"Trackpass/{version} (Kodi {agent_token(kodi_version())}; {platform_name()})"
