"""The report for help on the TV: a question, a window with its QR code, and its text."""

from __future__ import annotations

from typing import Optional, Tuple

import xbmc
import xbmcgui

from trackpass.kodi import bus, dialogs, strings
from trackpass.kodi.link_window import Link, show_link
from trackpass.kodi.strings import localize
from trackpass.model import TRACKERS

REPORT_COMES_WITHIN = 15.0
"""Seconds; a service that heard the command may still wait for a tracker (timeouts of ``web.py``)."""


def show_report() -> None:
    """Asks whether names may be in it where there are any, then shows the summary as a QR code."""
    title = localize(strings.REPORT)
    has_names = any(bus.account(tracker).name for tracker in TRACKERS)
    named = has_names and xbmcgui.Dialog().yesno(title, localize(strings.REPORT_NAMES))
    text, summary = _fetch(named) or _without_service()
    if xbmc.Monitor().abortRequested():
        return
    link = Link(
        title=title,
        text=summary,
        scan=localize(strings.REPORT_SCAN),
        step=localize(strings.REPORT_SEND),
        status=localize(strings.REPORT_SAFE),
        more=localize(strings.REPORT_TEXT),
    )
    show_link(link, lambda: dialogs.show_text(title, text))


def _fetch(named: bool) -> Optional[Tuple[str, str]]:
    """Text and summary as the service made them, None if it does not answer."""
    request = bus.send("report_named" if named else "report")
    if not bus.is_answered(request):
        return None
    return bus.wait_for(lambda: bus.take_report(request), REPORT_COMES_WITHIN)


def _without_service() -> Tuple[str, str]:
    """What can be told when the service is silent, which is when help is needed most."""
    from trackpass.kodi.reporter import box
    from trackpass.kodi.settings import KodiSettings
    from trackpass.redaction import Redactor
    from trackpass.report import Report, lines, summary

    redactor = Redactor()
    report = Report(box(KodiSettings(redactor), redactor))
    return "\n".join(lines(report)), summary(report)
