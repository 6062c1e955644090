"""The sign-in window: it shows what the service put up and nothing else.

It never polls a tracker, never writes a setting, never holds a token.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Dict, Optional, cast

import xbmc
import xbmcgui

from trackpass.errors import is_of_app
from trackpass.kodi import bus, strings
from trackpass.kodi.awake import Awake
from trackpass.kodi.code_row import CodeRow
from trackpass.kodi.controls import FIRST_BUTTON, SECOND_BUTTON, TIME_BAR, XML, is_back
from trackpass.kodi.layout import directed
from trackpass.kodi.picture import Picture, remove_leftovers
from trackpass.kodi.screen import Screen, broken, compose, compose_page
from trackpass.kodi.settings import addon_path
from trackpass.kodi.strings import localize
from trackpass.model import RUNNING, SignInView

log = logging.getLogger(__name__)

LOOK_EVERY = 0.1
STAY_AFTER_SUCCESS = 3.0


class SignInWindow(xbmcgui.WindowXMLDialog):
    """The window of one tracker's sign-in, or of the phone page alone; :func:`show_sign_in` opens it."""

    def open_for(self, tracker: str, more: int) -> None:
        """Asks the service to sign in and stays open until it is over or the owner leaves.

        ``tracker`` "": shows the phone page until the owner leaves. ``more``: sign-ins that follow this one.
        """
        self._tracker, self._more = tracker, more
        self._shown: Dict[str, str] = {}
        self._screen: Optional[Screen] = None
        self._picture, self._awake = Picture(), Awake()
        self._focus_is_due = self._has_failed = self._page_is_open = self._page_was_there = False
        self._request = self._heard = self._seen = ""
        self._ready = threading.Event()
        painter = threading.Thread(target=self._paint_until_closed, name="trackpass-window")
        try:
            if tracker:
                bus.watch(tracker, True)
                bus.send("connect", tracker, request=self._new_request())
            else:
                self._open_page()
            painter.start()
            self.doModal()
        finally:
            if tracker:
                bus.watch(tracker, False)
            self._closed = True
            self._ready.set()
            if painter.is_alive():
                painter.join()
            if self._page_is_open:
                bus.send("close_page")
            self._picture.remove()

    was_hidden = False
    """Whether the owner left with Back; then the sign-in may go on."""
    _closed = False
    _done_at = 0.0

    def onInit(self) -> None:
        """Kodi drew the window."""
        self._code_row = CodeRow(self)
        self._ready.set()

    def onAction(self, action: xbmcgui.Action) -> None:
        """Back hides the window; the service goes on. The mouse and all other keys close nothing."""
        if is_back(action):
            self.was_hidden = not self._done_at  # nobody hides what is done
            self._leave()
        elif action.getId() == xbmcgui.ACTION_PREVIOUS_MENU:
            self._focus_is_due = True  # Kodi moves the focus to "Cancel" then

    def onClick(self, control_id: int) -> None:
        """OK on one of the buttons."""
        choice = self._screen.first if self._screen else ""
        if control_id == SECOND_BUTTON:
            self._end()
            self.close()
        elif control_id == FIRST_BUTTON and choice == "renew":
            bus.send("renew", self._tracker, request=self._new_request())
        elif control_id == FIRST_BUTTON and choice == "verify":
            bus.send("verify", self._tracker)
        elif control_id == FIRST_BUTTON and choice == "page":
            self._open_page()

    def _new_request(self) -> str:
        """The request that the window is about from now on."""
        self._asked_at, self._request = time.monotonic(), bus.new_request()
        return self._request

    def _open_page(self) -> None:
        if self._page_is_open:
            bus.send("close_page")  # the service counts the windows: each opening has its own end
        self._page_is_open, self._page_was_there = True, False
        bus.send("open_page", request="" if self._tracker else self._new_request())

    def _end(self) -> None:
        if self._tracker:
            bus.send("cancel", self._tracker, self._request)

    def _leave(self) -> None:
        view = self._view() if self._tracker else None  # the window may still show an earlier one
        if view is not None and view.phase not in RUNNING:
            self._end()  # it is over: nothing is left to report
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
        view = self._view() if self._tracker else None
        if self._tracker and view is None:
            return True
        self._move_focus()
        self._paint(self._compose(view))
        if self._screen and self._screen.layout:
            self._awake.stay()
        if view is not None and view.phase == "connected":
            self._done_at = self._done_at or time.monotonic() + STAY_AFTER_SUCCESS
        return 0 < self._done_at <= time.monotonic()

    def _compose(self, view: Optional[SignInView]) -> Screen:
        """The phone page as long as the sign-in cannot go on without it, else the sign-in itself."""
        if view is None:
            is_silent = self._is_silent()
            return compose("", SignInView("", "failed"), 0) if is_silent else self._compose_page()
        lacks_app = view.phase == "failed" and is_of_app(view.problem)
        if lacks_app and view.problem.endswith("_missing") and not self._page_is_open:
            self._open_page()
        if self._page_is_open and (lacks_app or (view.kind == "browser" and view.phase in RUNNING)):
            return self._compose_page(view)
        return compose(self._tracker, view, time.monotonic())

    def _compose_page(self, view: Optional[SignInView] = None) -> Screen:
        """The page, or that it has ended, as it does after an hour."""
        page = bus.page()
        if page is not None:
            self._page_was_there = True
        return compose_page(self._tracker, page, view, has_ended=self._page_was_there and page is None)

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
        return SignInView(self._request, "failed" if self._is_silent() else "starting")

    def _is_silent(self) -> bool:
        """Whether the service should have answered by now; what it heard once it need not remember."""
        request = self._request
        if self._heard != request and bus.is_heard(request):
            self._heard = request
        return self._heard != request and time.monotonic() > self._asked_at + bus.SERVICE_ANSWERS_WITHIN

    def _paint(self, screen: Screen) -> None:
        former = self._screen
        if screen == former:
            return
        is_new = former is None or (former.phase, former.first) != (screen.phase, screen.first)
        if former is None or former.code != screen.code:
            self._code_row.show(screen.code)
        self._set("title", self._title())
        self._set("layout", screen.layout)
        self._set("step", screen.step)
        self._set("address", screen.address)
        self._set("address_lines", broken(screen.address))
        self._set("code", screen.code)
        self._set("status", screen.status)
        self._set("tone", screen.tone)
        self._set("time_left", screen.time_left)
        self._set("first", screen.first_label)
        self._set("second", screen.second_label)
        self._set("phase", screen.phase)
        cast(xbmcgui.ControlProgress, self.getControl(TIME_BAR)).setPercent(screen.percent)
        if is_new:
            self._focus_is_due = True
        if former is None or former.link != screen.link:
            self._picture.show(self, screen.link)  # last: it takes a moment, and the code is there already
        self._screen = screen

    def _title(self) -> str:
        if self._more:
            return localize(strings.CONNECT_MORE, self._tracker, count=str(self._more))
        return localize(strings.CONNECT if self._tracker else strings.SET_UP, self._tracker)

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


def show_sign_in(tracker: str, more: int = 0) -> bool:
    """Opens the window and waits until it is closed; whether the owner left it with Back.

    ``tracker`` "": for the phone page alone. ``more``: sign-ins that follow this one.
    """
    remove_leftovers()
    window = SignInWindow(directed(XML), addon_path(), "Default", "1080i")
    try:
        window.open_for(tracker, more)
        return window.was_hidden
    finally:
        del window
