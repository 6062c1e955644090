"""The one place that builds the service's objects."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Mapping, Tuple

import xbmc

from trackpass.clocks import Clock, Clocks, TrackerTime
from trackpass.desk import Desk
from trackpass.journal import Journal
from trackpass.kodi import bus
from trackpass.kodi.board import KodiBoard
from trackpass.kodi.log import set_up
from trackpass.kodi.machine import Machine
from trackpass.kodi.page import KodiWords, Page, port
from trackpass.kodi.parts import Parts
from trackpass.kodi.proxy import KodiProxy
from trackpass.kodi.settings import (
    ACCOUNTS,
    CHOICES,
    MARK,
    OWNED,
    KodiSettings,
    addon,
    addon_path,
    data_path,
)
from trackpass.kodi.toasts import Toasts
from trackpass.kodi.versions import kodi_version, platform_name
from trackpass.model import Command
from trackpass.notebook import Notebook
from trackpass.providers.base import Provider, Trackers
from trackpass.providers.simkl import Simkl
from trackpass.providers.tmdb import Tmdb
from trackpass.providers.trakt import Trakt
from trackpass.redaction import Redactor
from trackpass.rests import Rests
from trackpass.vault import Vault
from trackpass.web import HttpClient, agent_token
from trackpass.worker import Worker

if TYPE_CHECKING:
    from trackpass.phone.desk_line import DeskLine
    from trackpass.phone.door import Door


def build(monotonic: Clock = time.monotonic, wall: Clock = time.time) -> Parts:
    """Builds all of it; nothing is started, nothing is read yet. The clocks are the box's."""
    redactor = Redactor()
    set_up(redactor)
    tracker_time = TrackerTime(monotonic, wall)
    clocks = Clocks(monotonic, wall, tracker_time.now)
    version = agent_token(addon().getAddonInfo("version"))
    settings = KodiSettings(redactor)
    notebook = Notebook(Journal(os.path.join(data_path(), "accounts.json")), redactor)
    rests = Rests(notebook, monotonic, wall)
    http = HttpClient(user_agent(version), redactor, tracker_time, KodiProxy(redactor).url, rests)
    vault = Vault(settings, notebook, redactor, ACCOUNTS, OWNED, CHOICES, MARK, monotonic)
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
