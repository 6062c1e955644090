"""Kodi's own dialogs: the account list and what can be done with an account."""

from __future__ import annotations

import os
import re
import time
from typing import Callable, Optional, Sequence, Tuple

import xbmc
import xbmcgui

from trackpass.kodi import bus, strings
from trackpass.kodi.settings import addon_path
from trackpass.kodi.strings import localize
from trackpass.model import TRACKERS, AccountView

Action = Callable[[str], None]


def choose_account() -> Optional[str]:
    """The account list: one row a tracker with its state, and the phone page.

    The chosen tracker's key, "" for the phone page, None for Back.
    """
    trackers = list(TRACKERS)
    rows = [_row(tracker, TRACKERS[tracker], describe(bus.account(tracker))) for tracker in trackers]
    rows.append(_row("phone", localize(strings.SET_UP), localize(strings.SET_UP_MEANS)))
    chosen = xbmcgui.Dialog().select(localize(strings.ACCOUNTS), rows, useDetails=True)
    return [*trackers, ""][chosen] if chosen >= 0 else None


def choose_action(account: AccountView, actions: Sequence[Tuple[int, Action]]) -> None:
    """What can be done with an account that is signed in; does what the owner chose, nothing for Back."""
    brand, state = TRACKERS[account.tracker], describe(account)
    heading = state if brand in state else f"{brand} \u00b7 {state}"
    chosen = xbmcgui.Dialog().select(heading, [localize(label) for label, _ in actions])
    if chosen >= 0:
        actions[chosen][1](account.tracker)


def confirm_sign_out(tracker: str) -> bool:
    """Whether the owner really wants to sign out."""
    return bool(xbmcgui.Dialog().yesno(TRACKERS[tracker], localize(strings.CONFIRM_SIGN_OUT, tracker)))


def confirm_sign_in_anew() -> bool:
    """Whether the owner wants sign-ins of this box's own instead of those that came from another one."""
    return bool(xbmcgui.Dialog().yesno("Trackpass", localize(strings.SIGN_IN_ANEW)))


def say(sentence: str) -> None:
    """One sentence and one button."""
    xbmcgui.Dialog().ok("Trackpass", sentence)


def describe(account: AccountView) -> str:
    """An account's state as one line, for example "Connected as ann · checked at 20:15"."""
    if account.problem in strings.PROBLEMS and account.state in ("unverified", "reconnect"):
        return localize(strings.PROBLEMS[account.problem], account.tracker)
    if account.state == "connected" and account.name:
        state = localize(strings.CONNECTED_AS, account.tracker, name=account.name)
    else:
        state = localize(strings.STATES[account.state], account.tracker)
    return f"{state} \u00b7 {_checked(account.checked_at)}" if account.checked_at else state


def _checked(moment: float) -> str:
    """The time of day as the owner's region writes it, without seconds; Kodi doubles some of its fields."""
    clock = re.sub(r"(%\w)\1", r"\1", re.sub(r"\W?%S", "", str(xbmc.getRegion("time"))))
    text = time.strftime(clock, time.localtime(moment))
    return localize(strings.CHECKED_AT, time=text[1:] if "%I" in clock and text[0] == "0" else text)


def _row(picture: str, label: str, second_line: str) -> xbmcgui.ListItem:
    row = xbmcgui.ListItem(label, second_line)
    icon = os.path.join(addon_path(), "resources", "media", f"{picture}.png")
    row.setArt({"icon": icon, "thumb": icon})
    return row
