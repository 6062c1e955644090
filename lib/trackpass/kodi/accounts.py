"""What an owner does with accounts: the list, an account's page, a walk through sign-ins, a repair."""

from __future__ import annotations

import os
import time
from typing import Callable, List, Mapping

import xbmc

from trackpass.kodi import bus, dialogs, strings, wording
from trackpass.kodi.list_window import Row, show_list
from trackpass.kodi.report_window import show_report
from trackpass.kodi.settings import addon_path
from trackpass.kodi.signin_window import show_sign_in
from trackpass.kodi.strings import localize
from trackpass.kodi.trouble import Answer, offered, show_leftover, show_trouble
from trackpass.model import TRACKERS, Verb

ALL, PHONE = "all", "phone"
"""Rows of the account list beside those of the trackers."""
TRACKER_ANSWERS_WITHIN = 3.0
"""Seconds that a sign-out's end is waited for; what comes later is told by a toast."""


def show_accounts() -> None:
    """The account list until the owner leaves it with Back; first what needs the owner.

    Without the service nobody knows how the accounts stand, so that is said instead.
    """
    if not ask_service("hurry"):
        return
    if bus.is_copied():
        replace_copies()
    else:
        repair()
    show_list(lambda: localize(strings.ACCOUNTS), _accounts, _open_row)


def _accounts() -> List[Row]:
    """A row a tracker with its state, one for all that are signed out, and one for the phone page."""
    rows = [
        Row(tracker, brand, wording.describe(bus.account(tracker)), _mark(tracker))
        for tracker, brand in TRACKERS.items()
    ]
    absent = signed_out()
    if len(absent) > 1:
        names = ", ".join(TRACKERS[tracker] for tracker in absent)
        means = localize(strings.CONNECT_ALL_MEANS, names=names)
        rows.append(Row(ALL, localize(strings.CONNECT_ALL), means, _mark(ALL)))
    rows.append(Row(PHONE, localize(strings.SET_UP), localize(strings.SET_UP_MEANS), _mark(PHONE)))
    return rows


def _open_row(key: str) -> bool:
    """What a row of the account list leads to; the list stays."""
    if key == ALL:
        connect_all()
    elif key == PHONE:
        show_sign_in("")
    else:
        show_account(key)
    return False


def signed_out() -> List[str]:
    """The trackers that nobody is signed in to."""
    return [tracker for tracker in TRACKERS if bus.account(tracker).state == "signed_out"]


def replace_copies() -> None:
    """Offers sign-ins of this box's own instead of those that came from another one; Back ends it."""
    answer = dialogs.ask_sign_in_anew()
    if not answer:
        return
    bus.send("keep")
    held = [each for each in TRACKERS if bus.account(each).state not in ("signed_out", "waiting")]
    for tracker in held if answer == "yes" else []:
        if show_sign_in(tracker) or xbmc.Monitor().abortRequested():
            return


def repair() -> None:
    """Leads straight to each account that needs the owner; Back leaves the rest as they are."""
    for tracker in TRACKERS:
        account = bus.account(tracker)
        if not account.need or account.quiet_until > time.time():
            continue
        offer, label = offered(account)
        answer = dialogs.ask_repair(account, localize(label))
        if not answer:
            return
        if answer == "yes":
            mend(tracker, offer)
        else:
            bus.send(answer, tracker)


def connect_all() -> None:
    """A sign-in to each tracker that nobody is signed in to; Cancel goes on to the next one, Back ends it."""
    left = signed_out()
    while left:
        tracker, *left = left
        if show_sign_in(tracker, more=len(left)) or xbmc.Monitor().abortRequested():
            return
        left = [each for each in left if each in signed_out()]


def show_account(tracker: str) -> None:
    """The page of an account until the owner chose something, or the sign-in window where there is none."""
    if bus.account(tracker).state in ("signed_out", "waiting"):
        show_sign_in(tracker)
        return

    def do(key: str) -> bool:
        ACTIONS[key](tracker)
        return True

    show_list(lambda: wording.title(bus.account(tracker)), lambda: _page(tracker), do)
    tell_leftover(tracker)  # with the page gone: the account is, and the tracker may take its time


def _page(tracker: str) -> List[Row]:
    """The rows of an account's page, what its owner needs first; none where nobody is signed in."""
    account = bus.account(tracker)
    if account.state == "signed_out":
        return []
    lines = {
        "check": (strings.CHECK_NOW, wording.last_check(account)),
        "sign_in": (strings.SIGN_IN_AGAIN, wording.since(account)),
        "sign_out": (strings.SIGN_OUT, localize(strings.SIGN_OUT_MEANS, tracker)),
    }
    order = ["sign_in", "check", "sign_out"] if account.state == "reconnect" else list(lines)
    if wording.is_troubled(account):
        lines["explain"] = (strings.WHAT_IS_WRONG, wording.trouble(account))
        lines["report"] = (strings.REPORT, localize(strings.REPORT_SAFE))
        order = ["explain", *order, "report"]
    return [Row(key, localize(lines[key][0]), lines[key][1], _mark(tracker)) for key in order]


def explain(tracker: str) -> None:
    """Says what is wrong, and does what the owner then chooses; nothing where all is well by now."""
    account = bus.account(tracker)
    if wording.is_troubled(account):
        mend(tracker, show_trouble(account))


def report(tracker: str) -> None:
    """Shows the report for somebody who helps; it is of all accounts."""
    show_report()


def mend(tracker: str, answer: Answer) -> None:
    """Does what the owner chose to do about an account in trouble."""
    if answer == "again":
        show_sign_in(tracker)
    elif answer == "phone":
        show_sign_in("")
    elif answer == "check":
        check(tracker)


def check(tracker: str) -> None:
    """Has the account checked; what comes of it shows in the list."""
    ask_service("check", tracker)


def sign_out(tracker: str) -> None:
    """Signs out, if the owner means it; the service is asked to say what that leaves behind."""
    if not dialogs.confirm_sign_out(tracker):
        return
    bus.ask_leftover(tracker)
    if not ask_service("disconnect", tracker):
        bus.ask_leftover(tracker, False)


def tell_leftover(tracker: str) -> None:
    """After a sign-out, once the tracker answered: a page says where to remove what it still lists."""
    bus.wait_for(lambda: bus.leftover(tracker) != "asked", TRACKER_ANSWERS_WITHIN)
    is_left = bus.leftover(tracker) == "left"
    bus.ask_leftover(tracker, False)
    if is_left:
        show_leftover(tracker)


def sign_in_again(tracker: str) -> None:
    """Opens the sign-in window; the old sign-in stays until the new one is there."""
    show_sign_in(tracker)


def disconnect(tracker: str) -> None:
    """Signs out without a question; says so when there is no account."""
    former = bus.account(tracker)
    if ask_service("disconnect", tracker) and former.state == "signed_out":
        dialogs.say(f"{TRACKERS[tracker]}: {localize(strings.SIGNED_OUT)}")


def ask_service(verb: Verb, tracker: str = "") -> bool:
    """Hands a command to the service; False, and said unless Kodi stops, when the service does not answer."""
    is_answered = bus.is_answered(bus.send(verb, tracker))
    if not is_answered and not xbmc.Monitor().abortRequested():
        dialogs.say(localize(strings.NO_SERVICE))
    return is_answered


def _mark(name: str) -> str:
    return os.path.join(addon_path(), "resources", "media", f"{name}.png")


ACTIONS: Mapping[str, Callable[[str], None]] = {
    "explain": explain,
    "check": check,
    "sign_in": sign_in_again,
    "sign_out": sign_out,
    "report": report,
}
"""What the rows of an account's page do, by their keys."""
