"""What the owner starts: the account list, or ``connect P``, ``disconnect P``, ``check [P]``, ``setup``."""

from __future__ import annotations

import logging
from typing import Callable, List, Sequence

import xbmc

from trackpass.kodi import bus, dialogs, strings
from trackpass.kodi.log import set_up
from trackpass.kodi.strings import localize
from trackpass.kodi.windows import SERVICE_ANSWERS_WITHIN, show_sign_in
from trackpass.model import TRACKERS, Verb
from trackpass.redaction import Redactor

log = logging.getLogger(__name__)

LOOK_EVERY = 0.05


def main(arguments: Sequence[str]) -> None:
    """Does what the arguments say; none: the account list. What nobody foresaw is logged and said."""
    set_up(Redactor())
    try:
        _run(arguments)
    except Exception:  # the outermost line of the script
        log.exception("The script failed")
        dialogs.say(localize(strings.UNFORESEEN))


def _run(arguments: Sequence[str]) -> None:
    verb, tracker = (*arguments, "", "")[:2]
    if not verb:
        show_accounts()
    elif verb == "connect" and tracker in TRACKERS:
        show_sign_in(tracker)
    elif verb == "setup" and not tracker:
        show_sign_in("")
    elif verb == "disconnect" and tracker in TRACKERS:
        disconnect(tracker)
    elif verb == "check" and tracker in ("", *TRACKERS):
        ask_service("check", tracker)
    else:
        log.warning("Called with unknown arguments")
        dialogs.say(localize(strings.UNKNOWN_COMMAND))


def show_accounts() -> None:
    """The account list, again and again until the owner leaves it with Back."""
    bus.send("hurry")
    if bus.is_copied():
        bus.send("keep")
        if dialogs.confirm_sign_in_anew():
            for tracker in signed_in():
                show_sign_in(tracker)
    while True:
        chosen = dialogs.choose_account()
        if chosen is None:
            return
        account = bus.account(chosen)
        if not chosen or account.state in ("signed_out", "waiting"):
            show_sign_in(chosen)
            continue
        again = (strings.SIGN_IN_AGAIN, show_sign_in)
        actions = [(strings.CHECK_NOW, check), again, (strings.SIGN_OUT, sign_out)]
        if account.state == "reconnect":  # what the owner needs comes first
            actions[0], actions[1] = actions[1], actions[0]
        dialogs.choose_action(account, actions)


def signed_in() -> List[str]:
    """The trackers that have an account on this box."""
    return [tracker for tracker in TRACKERS if bus.account(tracker).state not in ("signed_out", "waiting")]


def check(tracker: str) -> None:
    """Has the account checked, and gives the answer a moment to show in the list."""
    former = bus.account(tracker)
    if ask_service("check", tracker):
        wait_until(lambda: bus.account(tracker) != former)


def disconnect(tracker: str) -> None:
    """Signs out without a question; says so when there is no account."""
    former = bus.account(tracker)
    if ask_service("disconnect", tracker) and former.state == "signed_out":
        dialogs.say(f"{TRACKERS[tracker]}: {localize(strings.SIGNED_OUT)}")


def sign_out(tracker: str) -> None:
    """Signs out, if the owner means it."""
    if dialogs.confirm_sign_out(tracker) and ask_service("disconnect", tracker):
        wait_until(lambda: bus.account(tracker).state == "signed_out")


def ask_service(verb: Verb, tracker: str) -> bool:
    """Hands a command to the service; False, and said, when the service does not answer."""
    request = bus.send(verb, tracker)
    heard = wait_until(lambda: bus.is_heard(request))
    if not heard:
        dialogs.say(localize(strings.NO_SERVICE))
    return heard


def wait_until(true: Callable[[], bool]) -> bool:
    """Waits as long as the service may take to answer; True when it did, or Kodi stops."""
    monitor = xbmc.Monitor()
    for _ in range(int(SERVICE_ANSWERS_WITHIN / LOOK_EVERY)):
        if true() or monitor.waitForAbort(LOOK_EVERY):
            return True
    return False
