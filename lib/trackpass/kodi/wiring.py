"""The one place that builds the service's objects."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Optional

import xbmc

from trackpass.clocks import Clock, Clocks, TrackerTime
from trackpass.desk import Desk
from trackpass.journal import Journal
from trackpass.kodi import bus
from trackpass.kodi.log import set_up
from trackpass.kodi.machine import Machine
from trackpass.kodi.settings import ACCOUNTS, MARK, OWNED, KodiSettings, addon, data_path
from trackpass.kodi.toasts import Toasts
from trackpass.model import AccountView, Notice, SignInView
from trackpass.notebook import Notebook
from trackpass.providers.base import Provider
from trackpass.providers.simkl import Simkl
from trackpass.providers.trakt import Trakt
from trackpass.redaction import Redactor
from trackpass.vault import Vault
from trackpass.web import HttpClient, agent_token
from trackpass.worker import Worker

PLATFORMS = ("Android", "LinuxRaspberryPi", "Linux", "Windows", "UWP", "TVOS", "IOS", "OSX", "WebOS")


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
    http: HttpClient


def build(monotonic: Clock = time.monotonic, wall: Clock = time.time) -> Parts:
    """Builds all of it; nothing is started, nothing is read yet. The clocks are the box's."""
    redactor = Redactor()
    set_up(redactor)
    tracker_time = TrackerTime(monotonic, wall)
    clocks = Clocks(monotonic, wall, tracker_time.now)
    version = agent_token(addon().getAddonInfo("version"))
    http = HttpClient(user_agent(version), redactor, tracker_time)
    settings = KodiSettings(redactor)
    notebook = Notebook(Journal(Path(data_path()) / "accounts.json"), redactor)
    vault = Vault(settings, notebook, redactor, ACCOUNTS, OWNED, MARK)
    providers: Mapping[str, Provider] = {
        "simkl": Simkl(http, notebook, clocks.epoch, version),
        "trakt": Trakt(http, clocks.epoch),
    }
    toasts = Toasts(monotonic)
    machine = Machine(notebook)
    desk = Desk(providers, vault, notebook, KodiBoard(toasts), clocks, settings.app_for, machine.is_another)
    return Parts(desk, Worker([desk, toasts], clocks.monotonic), toasts, http)


def user_agent(version: str) -> str:
    """Who we are, for example ``Trackpass/1.0.0 (Kodi 20.1; Linux)``."""
    kodi = agent_token((xbmc.getInfoLabel("System.BuildVersion").split() or ["0"])[0])
    found = (name for name in PLATFORMS if xbmc.getCondVisibility(f"System.Platform.{name}"))
    return f"Trackpass/{version} (Kodi {kodi}; {next(found, 'Unknown')})"
