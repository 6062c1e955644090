"""Toasts: one for each change that no window showed, one after the other, never over a playing video.

Kodi has a queue of its own, which is left empty: a toast that joins it while the former one fades keeps every
later one from the screen, whoever sent it, until Kodi restarts (seen in Kodi 20.1).
"""

from __future__ import annotations

import math
import time
from typing import Callable, List, Mapping

import xbmc
import xbmcgui

from trackpass.kodi import strings
from trackpass.kodi.settings import TOASTS_CHECKS, TOASTS_SIGN_INS, TOASTS_TROUBLE, addon, is_on
from trackpass.kodi.strings import localize
from trackpass.model import TRACKERS, Notice, NoticeKind

SWITCHES: Mapping[NoticeKind, str] = {
    "signed_in": TOASTS_SIGN_INS,
    "sign_in_ended": TOASTS_SIGN_INS,
    "signed_out": TOASTS_SIGN_INS,
    "left_behind": TOASTS_SIGN_INS,
    "replaced": TOASTS_SIGN_INS,
    "reconnect": TOASTS_TROUBLE,
    "trouble": TOASTS_TROUBLE,
    "welcome": TOASTS_TROUBLE,
    "checked": TOASTS_CHECKS,
}
"""The setting with which the owner turns off this kind of notice."""
SECONDS = 6
SETTLE = 2.0
"""Seconds after a video's end until its player is surely gone."""
NEXT_LOOK = 1.0
"""Seconds until it is looked again whether the former toast is gone; a new one is surely up by then."""
MOST_LOOKS = 60
"""After so many the notice is shown all the same: then it is others who keep the place taken."""
UP = "Window.IsVisible(notification)"
"""Kodi's condition that a toast, whoever sent it, is up or fades."""


class Toasts:
    """Shows notices one at a time; what comes during a video waits for its end. In the service's worker."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: List[Notice] = []
        self._looks = 0
        self._not_before = -math.inf
        self._settled = -math.inf
        """When the player of the last video that ended is surely gone."""
        self.due = math.inf

    def notify(self, notice: Notice) -> None:
        """Shows the notice now, or when the place is free, or after the video."""
        self._waiting.append(notice)
        self._go_on()

    def video_ended(self) -> None:
        """A video stopped; another may follow at once, so look again a little later."""
        self._settled = self._clock() + SETTLE
        if self._waiting:
            self.due = self._settled

    def tick(self) -> None:
        """Shows the next one that waits, unless a video plays or another toast is up."""
        self.due = math.inf
        self._go_on()

    def _go_on(self) -> None:
        if xbmc.Player().isPlayingVideo():
            self.due = self._settled if self._clock() < self._settled else math.inf
            return
        self._waiting = [notice for notice in self._waiting if is_on(SWITCHES[notice.kind])]
        if self._waiting and self._clock() >= self._not_before:
            self._look()
        self.due = self._not_before if self._waiting else math.inf

    def _look(self) -> None:
        self._not_before = self._clock() + NEXT_LOOK
        self._looks += 1
        if self._looks > MOST_LOOKS or not xbmc.getCondVisibility(UP):
            self._looks = 0
            _show(self._waiting.pop(0))


def _show(notice: Notice) -> None:
    icon = addon().getAddonInfo("icon")
    title = TRACKERS.get(notice.account.tracker, "Trackpass")
    xbmcgui.Dialog().notification(title, sentence(notice), icon, SECONDS * 1000, False)


def sentence(notice: Notice) -> str:
    """The notice in words."""
    account = notice.account
    if notice.sign_in is not None:
        from trackpass.kodi.screen import status  # late: most toasts tell of accounts

        return status(account.tracker, notice.sign_in)
    if notice.kind == "welcome":
        return localize(strings.WELCOME)
    if notice.kind == "signed_out":
        return localize(strings.SIGNED_OUT_NOW, account.tracker)
    if notice.kind == "replaced":
        return localize(strings.INSTEAD_OF, account.tracker, name=account.name, former=account.former)
    if notice.kind == "left_behind":
        return localize(strings.LEFT_BEHIND, account.tracker, place=strings.PLACES[account.tracker])
    if account.state == "reconnect":  # without the reason, which is too long for a toast
        return localize(strings.SIGN_IN_ENDED, account.tracker)
    if account.problem in strings.PROBLEMS:
        return localize(strings.PROBLEMS[account.problem], account.tracker)
    if account.state == "connected" and account.name:
        return localize(strings.CONNECTED_AS, account.tracker, name=account.name)
    return localize(strings.STATES[account.state], account.tracker)
