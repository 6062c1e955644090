"""The sign-in window: it shows what the service put up and nothing else.

It never polls a tracker, never writes a setting, never holds a token.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import Dict, Optional, cast

import xbmc
import xbmcgui

from trackpass import qr
from trackpass.kodi import bus, strings
from trackpass.kodi.code_row import CodeRow
from trackpass.kodi.screen import Screen, compose
from trackpass.kodi.settings import addon_path, data_path
from trackpass.kodi.strings import localize
from trackpass.model import SignInView

log = logging.getLogger(__name__)

XML = "script-trackpass-signin.xml"
FIRST_BUTTON = 9001
SECOND_BUTTON = 9002
QR_IMAGE = 9010
TIME_BAR = 9011

LOOK_EVERY = 0.1
SERVICE_ANSWERS_WITHIN = 3.0
STAY_AFTER_SUCCESS = 3.0
QR_FILES = "signin-qr-"


class SignInWindow(xbmcgui.WindowXMLDialog):
    """The window of one tracker's sign-in; :func:`show_sign_in` opens it."""

    def open_for(self, tracker: str) -> bool:
        """Asks the service to sign in and stays open until it is over or the owner leaves.

        Returns whether the owner chose to open the settings.
        """
        self._tracker = tracker
        self._opened = time.monotonic()
        self._shown: Dict[str, str] = {}
        self._screen: Optional[Screen] = None
        self._picture = ""
        self._focus_is_due = self._has_failed = False
        self._request, self._seen = bus.new_request(), ""
        self._settings_wanted = False
        self._ready = threading.Event()
        painter = threading.Thread(target=self._paint_until_closed, name="trackpass-window")
        try:
            bus.watch(tracker, True)
            bus.send("connect", tracker, request=self._request)
            painter.start()
            self.doModal()
        finally:
            bus.watch(tracker, False)
            self._closed = True
            self._ready.set()
            if painter.is_alive():
                painter.join()
            self._remove_picture()
        return self._settings_wanted

    _closed = False
    _done_at = 0.0

    def onInit(self) -> None:
        """Kodi drew the window."""
        self._code_row = CodeRow(self)
        self._ready.set()

    def onAction(self, action: xbmcgui.Action) -> None:
        """Back hides the window; the service goes on. The mouse and all other keys close nothing.

        A right click comes as "previous menu" too, but without the code of a key.
        """
        previous_menu = action.getId() == xbmcgui.ACTION_PREVIOUS_MENU
        is_key = action.getButtonCode() != 0
        if action.getId() == xbmcgui.ACTION_NAV_BACK or (previous_menu and is_key):
            self._leave()
        elif previous_menu:
            self._focus_is_due = True  # Kodi moves the focus to "Cancel" then

    def onClick(self, control_id: int) -> None:
        """OK on one of the buttons."""
        choice = self._screen.first if self._screen else ""
        if control_id == SECOND_BUTTON:
            bus.send("cancel", self._tracker, self._request)
            self.close()
        elif control_id == FIRST_BUTTON and choice == "renew":
            self._opened, self._request = time.monotonic(), bus.new_request()
            bus.send("renew", self._tracker, request=self._request)
        elif control_id == FIRST_BUTTON and choice == "settings":
            self._settings_wanted = True
            self._leave()

    def _leave(self) -> None:
        if self._screen is not None and self._screen.phase not in ("starting", "waiting", "approved"):
            bus.send("cancel", self._tracker, self._request)  # it is over: nothing is left to report
        self.close()

    def _paint_until_closed(self) -> None:
        monitor = xbmc.Monitor()
        self._ready.wait()
        while not self._closed:
            try:
                is_over = self._look()
            except Exception:  # the outermost line of the thread: a look that fails is tried again
                if not self._has_failed:
                    log.exception("The sign-in window cannot be drawn")
                is_over, self._has_failed = False, True
            if monitor.waitForAbort(LOOK_EVERY) or is_over:
                self._leave()
                return

    def _look(self) -> bool:
        """Shows the present state once; whether there is nothing more to show."""
        view = self._view()
        if view is None:
            return True
        self._move_focus()
        self._paint(compose(self._tracker, view, time.monotonic()))
        if view.phase == "connected":
            self._done_at = self._done_at or time.monotonic() + STAY_AFTER_SUCCESS
        return 0 < self._done_at <= time.monotonic()

    def _view(self) -> Optional[SignInView]:
        """What the service says of our own request; the beginning while it has not said anything yet.

        None when it said something and no longer does: the sign-in was ended or taken over elsewhere.
        """
        view = bus.sign_in(self._tracker)
        if view is not None and view.request == self._request:
            self._seen = self._request
            return view
        if self._seen == self._request:
            return None
        silent = time.monotonic() > self._opened + SERVICE_ANSWERS_WITHIN and not bus.is_heard(self._request)
        return SignInView(self._request, "failed" if silent else "starting")

    def _paint(self, screen: Screen) -> None:
        former = self._screen
        if screen == former:
            return
        phase_is_new = former is None or former.phase != screen.phase
        if former is None or former.code != screen.code:
            self._code_row.show(screen.code)
        self._set("title", localize(strings.CONNECT, self._tracker))
        self._set("address", screen.address)
        self._set("code", screen.code)
        self._set("status", screen.status)
        self._set("tone", screen.tone)
        self._set("time_left", screen.time_left)
        self._set("first", screen.first_label)
        self._set("second", screen.second_label)
        self._set("phase", screen.phase)
        cast(xbmcgui.ControlProgress, self.getControl(TIME_BAR)).setPercent(screen.percent)
        if phase_is_new:
            self._focus_is_due = True
        if former is None or former.link != screen.link:
            self._show_qr(screen.link)  # last: it takes a moment, and the code is there already
        self._screen = screen

    def _move_focus(self) -> None:
        """Brings the focus to the button that the phase calls for, or back to a button after a mouse click.

        Kodi shows a button one frame after its property was set, and gives no focus to a hidden one.
        """
        try:
            focused = self.getFocusId()
        except RuntimeError:
            focused = 0  # a click beside the buttons took the focus away
        wanted = FIRST_BUTTON if self._screen and self._screen.first else SECOND_BUTTON
        if self._focus_is_due and focused == wanted:
            self._focus_is_due = False
        elif self._focus_is_due or not focused:
            self.setFocusId(wanted)

    def _set(self, name: str, value: str) -> None:
        if self._shown.get(name) != value:
            self._shown[name] = value
            self.setProperty(name, value)

    def _show_qr(self, link: str) -> None:
        """Draws the code into a file of a new name, since Kodi keeps pictures by name."""
        self._remove_picture()
        self._set("qr", "")
        if not link:
            return
        try:
            picture = qr.png(link)
            self._picture = os.path.join(data_path(), f"{QR_FILES}{os.urandom(8).hex()}.png")
            with open(self._picture, "wb") as file:
                file.write(picture)
        except (OSError, ValueError, ImportError):
            return  # code and address still stand
        cast(xbmcgui.ControlImage, self.getControl(QR_IMAGE)).setImage(self._picture, False)
        self._set("qr", "shown")

    def _remove_picture(self) -> None:
        if self._picture:
            _remove(self._picture)
        self._picture = ""


def show_sign_in(tracker: str) -> bool:
    """Opens the window and waits until it is closed; whether the owner chose to open the settings."""
    remove_leftovers()
    window = SignInWindow(XML, addon_path(), "Default", "1080i")
    try:
        return window.open_for(tracker)
    finally:
        del window


def remove_leftovers() -> None:
    """Removes QR pictures that a window left behind when Kodi was killed."""
    folder = data_path()
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        names = os.listdir(folder)
    except OSError as error:
        log.warning("The data folder cannot be used (%s)", type(error).__name__)
        return
    for name in names:
        if name.startswith(QR_FILES):
            _remove(os.path.join(folder, name))


def _remove(file: str) -> None:
    """Removes a file; one that is in use stays for the next time."""
    try:
        os.remove(file)
    except OSError as error:
        log.debug("A QR picture stays for now (%s)", type(error).__name__)
