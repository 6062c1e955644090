"""What a report for help is made of, gathered: from Kodi, from the settings, from the desk."""

from __future__ import annotations

import glob
import os
import platform
import time
import urllib.request

import xbmc

from trackpass.clocks import TrackerTime
from trackpass.desk import Desk
from trackpass.kodi import bus
from trackpass.kodi.proxy import KodiProxy
from trackpass.kodi.settings import (
    REMOTE,
    TOASTS_CHECKS,
    TOASTS_SIGN_INS,
    TOASTS_TROUBLE,
    KodiSettings,
    addon,
    data_path,
    is_on,
)
from trackpass.kodi.versions import kodi_version, platform_name
from trackpass.model import Command
from trackpass.redaction import Redactor
from trackpass.report import OWN_APP, Box, Report, lines, summary

TOASTS = (TOASTS_SIGN_INS, TOASTS_TROUBLE, TOASTS_CHECKS)


class Reporter:
    """Answers a command that asks for a report; in the service's worker."""

    def __init__(
        self, desk: Desk, settings: KodiSettings, tracker_time: TrackerTime, redactor: Redactor
    ) -> None:
        self._desk = desk
        self._settings = settings
        self._tracker_time = tracker_time
        self._redactor = redactor

    def put_up(self, command: Command) -> None:
        """Puts up the report; every secret that this process knows is taken out once more."""
        report = self._gather(names=command.verb == "report_named")
        text, short = (self._redactor.clean(each) for each in ("\n".join(lines(report)), summary(report)))
        bus.show_report(command.request, text, short)

    def _gather(self, names: bool) -> Report:
        standing = self._desk.standing(names)
        accounts = [one._replace(app=self._app(one.tracker)) for one in standing.accounts]
        whole = standing._replace(accounts=accounts, offset=self._tracker_time.offset())
        return Report(box(self._settings, self._redactor), whole)

    def _app(self, tracker: str) -> str:
        """Whose app ID is used, not the ID."""
        if self._settings.own_app(tracker).client_id:
            return OWN_APP
        return "shipped" if self._settings.app_for(tracker).client_id else "missing"


def box(settings: KodiSettings, redactor: Redactor) -> Box:
    """What can be known without the service."""
    aside = glob.glob(os.path.join(glob.escape(data_path()), "*.aside*"))
    return Box(
        trackpass=addon().getAddonInfo("version"),
        kodi=kodi_version(),
        python=platform.python_version(),
        platform=platform_name(),
        skin=xbmc.getSkinDir(),
        set_aside=len(aside),
        aside_ago=time.time() - max(map(os.path.getmtime, aside), default=0.0),
        toasts_off=[name.rpartition(".")[2] for name in TOASTS if not is_on(name)],
        remote=settings.get(REMOTE) == "true",
        proxy=bool(KodiProxy(redactor).url() or urllib.request.getproxies().get("https")),
    )
