"""What an owner does with accounts: the list, an account's page, a walk through sign-ins, a repair."""

from __future__ import annotations

import time

import xbmc

from trackpass.kodi import bus, dialogs, strings, wording
from trackpass.kodi.dialogs import Action
from trackpass.kodi.signin_window import show_sign_in
from trackpass.kodi.strings import localize
from trackpass.kodi.trouble import show_trouble
from trackpass.model import TRACKERS, Verb


def show_accounts() -> None:
    """The account list until the owner leaves it with Back; first what needs the owner."""
    bus.send("hurry")
    if bus.is_copied():
        replace_copies()
    else:
        repair()
    dialogs.show_accounts(open_row)


def open_row(row: str) -> None:
    """What a row of the account list leads to."""
    if row == dialogs.ALL:
        connect_all()
    elif row == dialogs.PHONE:
        show_sign_in("")
    else:
        show_account(row)


def replace_copies() -> None:
    """Offers sign-ins of this box's own instead of those that came from another one."""
    bus.send("keep")
    if dialogs.confirm_sign_in_anew():
        for tracker in TRACKERS:
            if bus.account(tracker).state not in ("signed_out", "waiting"):
                show_sign_in(tracker)


def repair() -> None:
    """Leads straight to each account that its tracker ended; Back leaves the rest as they are."""
    for tracker in TRACKERS:
        account = bus.account(tracker)
        if account.state != "reconnect" or account.quiet_until > time.time():
            continue
        answer = dialogs.ask_repair(account)
        if not answer:
            return
        if answer == "again":
            show_sign_in(tracker)
        else:
            bus.send(answer, tracker)


def connect_all() -> None:
    """A sign-in to each tracker that nobody is signed in to; Cancel goes on to the next one, Back ends it."""
    left = dialogs.signed_out()
    while left:
        tracker, *left = left
        if show_sign_in(tracker, more=len(left)) or xbmc.Monitor().abortRequested():
            return
        left = [each for each in left if each in dialogs.signed_out()]


def show_account(tracker: str) -> None:
    """The page of an account, or the sign-in window where nobody is signed in."""
    account = bus.account(tracker)
    if account.state in ("signed_out", "waiting"):
        show_sign_in(tracker)
        return
    actions = [
        Action(localize(strings.CHECK_NOW), wording.last_check(account), check),
        Action(localize(strings.SIGN_IN_AGAIN), wording.since(account), sign_in_again),
        Action(localize(strings.SIGN_OUT), localize(strings.SIGN_OUT_MEANS, tracker), sign_out),
    ]
    if account.state == "reconnect":  # what the owner needs comes first
        actions[0], actions[1] = actions[1], actions[0]
    if wording.is_troubled(account):
        actions.insert(0, Action(localize(strings.WHAT_IS_WRONG), wording.trouble(account), explain))
    dialogs.show_actions(account, actions)


def explain(tracker: str) -> None:
    """Says what is wrong, and does what the owner then chooses."""
    answer = show_trouble(bus.account(tracker))
    if answer == "again":
        show_sign_in(tracker)
    elif answer == "phone":
        show_sign_in("")
    elif answer == "check":
        check(tracker)


def sign_in_again(tracker: str) -> None:
    """Opens the sign-in window; the old sign-in stays until the new one is there."""
    show_sign_in(tracker)


def check(tracker: str) -> None:
    """Has the account checked, and gives the answer a moment to show in the list."""
    former = bus.account(tracker)
    if ask_service("check", tracker):
        bus.wait_for(lambda: bus.account(tracker) != former, bus.SERVICE_ANSWERS_WITHIN)


def sign_out(tracker: str) -> None:
    """Signs out, if the owner means it."""
    if dialogs.confirm_sign_out(tracker) and ask_service("disconnect", tracker):
        bus.wait_for(lambda: bus.account(tracker).state == "signed_out", bus.SERVICE_ANSWERS_WITHIN)


def disconnect(tracker: str) -> None:
    """Signs out without a question; says so when there is no account."""
    former = bus.account(tracker)
    if ask_service("disconnect", tracker) and former.state == "signed_out":
        dialogs.say(f"{TRACKERS[tracker]}: {localize(strings.SIGNED_OUT)}")


def ask_service(verb: Verb, tracker: str) -> bool:
    """Hands a command to the service; False, and said unless Kodi stops, when the service does not answer."""
    is_answered = bus.is_answered(bus.send(verb, tracker))
    if not is_answered and not xbmc.Monitor().abortRequested():
        dialogs.say(localize(strings.NO_SERVICE))
    return is_answered
