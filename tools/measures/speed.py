"""How long an owner waits: for the code after ``connect``, and for the token after the approval."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from in_kodi.home import ADDON_ID
from in_kodi.tv import SIGN_IN_WINDOW, Tv
from in_kodi.waiting import wait_for
from tools.measures.figures import Figure

TRACKER = "trakt"
LOOK_EVERY = 0.005
GIVES_UP_AFTER = 20.0
CODE_AIM = 0.35
DISK_AIM = 0.1
"""Seconds; the second one counts from the poll that brings the approval."""
LABELS = ("Window.Property(xmlfile)", "Window.Property(code)", "Window.Property(qr)")


def figures(tv: Tv, tries: int, say: Callable[[str], None]) -> list[Figure]:
    """Measure in a running Kodi that has an app ID; at first once without counting, so that all is warm."""
    opened, shown, drawn, stored = [], [], [], []
    for number in range(tries + 1):
        say(f"a sign-in: {number} of {tries}")
        window, code, picture = _connect(tv)
        after_poll = _approve(tv)
        if number:
            opened.append(window)
            shown.append(code)
            drawn.append(picture)
            stored.append(after_poll)
    return [
        Figure("connect to the window", "s", tuple(opened)),
        Figure("connect to the code on the screen", "s", tuple(shown), CODE_AIM),
        Figure("connect to the QR code on the screen", "s", tuple(drawn), CODE_AIM),
        Figure("the approving poll to the token on disk", "s", tuple(stored), DISK_AIM),
    ]


def _connect(tv: Tv) -> tuple[float, float, float]:
    """Seconds until the window, the code and the QR code were there."""
    began = time.monotonic()
    tv.kodi.execute_addon(ADDON_ID, "connect", TRACKER)
    moments: list[float] = []
    while len(moments) < len(LABELS):
        found = tv.kodi.info_labels(*LABELS)
        now = time.monotonic() - began
        if now > GIVES_UP_AFTER:
            raise TimeoutError(f"the sign-in window does not show all: {found}")
        in_window = SIGN_IN_WINDOW in found[LABELS[0]]
        while in_window and len(moments) < len(LABELS) and found[LABELS[len(moments)]]:
            moments.append(now)
        time.sleep(LOOK_EVERY)
    return moments[0], moments[1], moments[2]


def _approve(tv: Tv) -> float:
    """Approve at any moment between two polls; seconds from the poll that told it to the token on disk."""
    code = tv.wait_code(TRACKER)
    time.sleep(random.random() * tv.box.trakt.interval)
    former = tv.account(TRACKER).get("access_token")
    tv.box.trakt.approve(code.user_code)
    end = time.monotonic() + GIVES_UP_AFTER
    while tv.account(TRACKER).get("access_token") == former:
        if time.monotonic() > end:
            raise TimeoutError("no token came")
        time.sleep(LOOK_EVERY)
    stored = time.monotonic()
    polls = [one for one in tv.box.requests(route="poll") if one.tracker == TRACKER and one.status == 200]
    tv.wait_closed()
    tv.kodi.notify_all(ADDON_ID, "disconnect", {"tracker": TRACKER, "request": "bench"})
    wait_for("the sign-out", lambda: not tv.account(TRACKER))
    return stored - polls[-1].at
