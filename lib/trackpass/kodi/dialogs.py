"""What the owner is asked: the account list, an account's page, and questions in Kodi's own dialogs."""

from __future__ import annotations

import os
from typing import Callable, List, Literal, NamedTuple, Sequence

import xbmcgui

from trackpass.kodi import bus, list_window, strings, wording
from trackpass.kodi.list_window import Row
from trackpass.kodi.settings import addon_path
from trackpass.kodi.strings import localize
from trackpass.model import TRACKERS, AccountView

ALL, PHONE = "all", "phone"
"""Rows of the account list beside those of the trackers."""

ANSWERS: Sequence[Literal["later", "again", "never"]] = ("later", "again", "never")
"""By the numbers that Kodi gives the three buttons."""


class Action(NamedTuple):
    """A row of an account's page: two lines, and what OK does with the account."""

    label: str
    second_line: str
    do: Callable[[str], None]


def show_accounts(do: Callable[[str], object]) -> None:
    """The account list: a row a tracker with its state, one for all that are signed out, the phone page.

    ``do`` is called with the tracker's key, ``ALL`` or ``PHONE``; the list stays until the owner leaves it.
    """

    def stay(key: str) -> bool:
        do(key)
        return False

    list_window.show_list(localize(strings.ACCOUNTS), _accounts, stay)


def _accounts() -> List[Row]:
    rows = [
        Row(tracker, brand, wording.describe(bus.account(tracker)), _mark(tracker))
        for tracker, brand in TRACKERS.items()
    ]
    absent = signed_out()
    if len(absent) > 1:
        names = ", ".join(TRACKERS[tracker] for tracker in absent)
        means = localize(strings.CONNECT_ALL_MEANS, names=names)
        rows.append(Row(ALL, localize(strings.CONNECT_ALL), means, _mark(ALL)))
    rows.append(Row(PHONE, localize(strings.SET_UP), localize(strings.SET_UP_MEANS), _mark("phone")))
    return rows


def signed_out() -> List[str]:
    """The trackers that nobody is signed in to."""
    return [tracker for tracker in TRACKERS if bus.account(tracker).state == "signed_out"]


def show_actions(account: AccountView, actions: Sequence[Action]) -> None:
    """The page of an account that is signed in; does what the owner chose and closes, nothing for Back."""
    rows = [
        Row(str(number), action.label, action.second_line, _mark(account.tracker))
        for number, action in enumerate(actions)
    ]

    def do(key: str) -> bool:
        actions[int(key)].do(account.tracker)
        return True

    list_window.show_list(wording.title(account), lambda: rows, do)


def ask_repair(account: AccountView) -> Literal["later", "again", "never", ""]:
    """Whether the owner signs in again to an account that the tracker ended; "" for Back."""
    later, never = localize(strings.LATER), localize(strings.NEVER)
    means = localize(strings.REPAIR_MEANS, later=later, never=never)
    chosen = xbmcgui.Dialog().yesnocustom(
        wording.title(account),
        f"{wording.trouble(account)}[CR]{means}",
        never,
        later,
        localize(strings.SIGN_IN_AGAIN),
        defaultbutton=xbmcgui.DLG_YESNO_YES_BTN,
    )
    return ANSWERS[chosen] if chosen >= 0 else ""


def confirm_sign_out(tracker: str) -> bool:
    """Whether the owner really wants to sign out."""
    return bool(xbmcgui.Dialog().yesno(TRACKERS[tracker], localize(strings.CONFIRM_SIGN_OUT, tracker)))


def confirm_sign_in_anew() -> bool:
    """Whether the owner wants sign-ins of this box's own instead of those that came from another one."""
    return bool(xbmcgui.Dialog().yesno("Trackpass", localize(strings.SIGN_IN_ANEW)))


def say(sentence: str) -> None:
    """One sentence and one button."""
    xbmcgui.Dialog().ok("Trackpass", sentence)


def _mark(name: str) -> str:
    return os.path.join(addon_path(), "resources", "media", f"{name}.png")
