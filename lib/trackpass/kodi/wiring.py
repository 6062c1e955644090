"""The one place that builds the service's objects."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Optional

import xbmc

from trackpass.desk import Desk
from trackpass.journal import Journal
from trackpass.kodi import bus
from trackpass.kodi.log import set_up
from trackpass.kodi.settings import ACCOUNTS, KodiSettings, addon, data_path
from trackpass.kodi.toasts import Toasts
from trackpass.model import AccountView, Notice, SignInView
from trackpass.providers.base import Provider
from trackpass.providers.simkl import Simkl
from trackpass.providers.trakt import Trakt
from trackpass.redaction import Redactor
from trackpass.signin import Clocks
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


def build() -> Parts:
    """Builds all of it; nothing is started, nothing is read yet."""
    redactor = Redactor()
    set_up(redactor)
    clocks = Clocks(time.monotonic, time.time)
    version = agent_token(addon().getAddonInfo("version"))
    http = HttpClient(user_agent(version), redactor)
    settings, journal = KodiSettings(redactor), Journal(Path(data_path()) / "accounts.json")
    vault = Vault(settings, journal, redactor, ACCOUNTS)
    providers: Mapping[str, Provider] = {
        "simkl": Simkl(http, vault, clocks.epoch, version),
        "trakt": Trakt(http, clocks.epoch),
    }
    toasts = Toasts()
    desk = Desk(providers, vault, KodiBoard(toasts), clocks, settings.app_for)
    return Parts(desk, Worker([desk, toasts], clocks.monotonic), toasts, http)


def user_agent(version: str) -> str:
    """Who we are, for example ``Trackpass/1.0.0 (Kodi 20.1; Linux)``."""
    kodi = agent_token((xbmc.getInfoLabel("System.BuildVersion").split() or ["0"])[0])
    found = (name for name in PLATFORMS if xbmc.getCondVisibility(f"System.Platform.{name}"))
    return f"Trackpass/{version} (Kodi {kodi}; {next(found, 'Unknown')})"
