"""A window with a QR code and one sentence, for what is better read on the phone than on the TV."""

from __future__ import annotations

import threading
from typing import Callable, Literal, NamedTuple

import xbmc
import xbmcgui

from trackpass.kodi import strings
from trackpass.kodi.controls import FIRST_BUTTON, SECOND_BUTTON, XML, Turn, take_key
from trackpass.kodi.layout import directed
from trackpass.kodi.picture import Picture, remove_leftovers
from trackpass.kodi.screen import broken
from trackpass.kodi.settings import addon_path
from trackpass.kodi.strings import localize

LOOK_EVERY = 0.1


class Link(NamedTuple):
    """What the window shows; ``text`` is what the QR code holds, "" for the sentence alone.

    ``address``: what a person types instead, "" for none; ``scan`` then says what to do with the code.
    ``step``: what to do after that. ``more``: the label of a button beside "Close", "" for none.
    """

    title: str
    text: str
    step: str
    status: str
    address: str = ""
    scan: str = ""
    more: str = ""
    tone: Literal["busy", "good", "bad"] = "busy"


class LinkWindow(xbmcgui.WindowXMLDialog):
    """The sign-in window's XML without a sign-in; :func:`show_link` opens it."""

    chose_more = False

    def open_for(self, link: Link, on_more: Callable[[], object]) -> None:
        """Stays open until the owner leaves, or ``on_more``, the first button, answers something true."""
        self._link = link
        self._on_more = on_more
        self._picture, self._turn = Picture(), Turn()
        self._put_up(link)  # before Kodi draws the window: a button that is hidden gets no focus
        self._left = threading.Event()
        guard = threading.Thread(target=self._close_when_kodi_stops, name="trackpass-link")
        guard.start()
        try:
            self.doModal()
        finally:
            self._left.set()
            guard.join()
            self._picture.remove()

    def _close_when_kodi_stops(self) -> None:
        """An open window would hold Kodi up until it kills the script."""
        monitor = xbmc.Monitor()
        while not self._left.is_set():
            if monitor.waitForAbort(LOOK_EVERY):
                self.close()
                return

    def onInit(self) -> None:
        """Kodi drew the window. Where something is wrong, the button that helps comes first."""
        if self._link.more and self._link.tone == "bad":
            self.setFocusId(FIRST_BUTTON)
        self._picture.show(self, self._link.text)

    def _put_up(self, link: Link) -> None:
        shown = {
            "title": link.title,
            "layout": "link" if link.text else "",
            "scan": link.scan,
            "address": link.address,
            "address_lines": broken(link.address),
            "step": link.step,
            "status": link.status,
            "tone": link.tone,
            "first": link.more,
            "second": localize(strings.CLOSE),
        }
        for name, value in shown.items():
            self.setProperty(name, value)

    def onAction(self, action: xbmcgui.Action) -> None:
        """A key of the remote."""
        take_key(self, action, SECOND_BUTTON)

    def onClick(self, control_id: int) -> None:
        """OK on one of the buttons. A second OK that comes while the first leads somewhere is none."""
        if control_id == FIRST_BUTTON and not self._turn.is_taken:
            with self._turn:
                self.chose_more = bool(self._on_more())
        if self.chose_more or control_id == SECOND_BUTTON:
            self.close()


def show_link(link: Link, on_more: Callable[[], object] = lambda: None) -> bool:
    """Opens the window and waits until it is closed; whether ``on_more`` answered something true."""
    remove_leftovers()
    window = LinkWindow(directed(XML), addon_path(), "Default", "1080i")
    try:
        window.open_for(link, on_more)
        return window.chose_more
    finally:
        del window
