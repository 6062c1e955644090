"""What is wrong with an account, or left of it: a sentence, what to do, the tracker's page where it helps."""

from __future__ import annotations

from typing import Literal, Tuple

from trackpass.errors import PASSING, Problem, is_of_app
from trackpass.kodi import strings, wording
from trackpass.kodi.link_window import Link, show_link
from trackpass.kodi.screen import bare
from trackpass.kodi.strings import localize
from trackpass.model import TRACKERS, AccountView

Answer = Literal["again", "phone", "check", ""]
"""What the owner chose to do about it: sign in again, use the phone, check now; "": nothing."""

VIP = "https://app.trakt.tv/vip"


def show_trouble(account: AccountView) -> Answer:
    """Opens the window and waits until the owner leaves it."""
    link, offer = look(account)
    return offer if show_link(link, lambda: True) else ""


def show_leftover(tracker: str) -> None:
    """Says where to remove an app that the tracker still lists after the sign-out here."""
    place = strings.PLACES[tracker]
    show_link(
        Link(
            title=wording.BETWEEN.join((TRACKERS[tracker], localize(strings.SIGN_OUT))),
            text=f"https://{place}",
            step=localize(strings.SEE_APPS),
            status=localize(strings.LEFT_BEHIND, tracker, place=place),
            address=place,
        )
    )


def look(account: AccountView) -> Tuple[Link, Answer]:
    """What the window shows, and what its first button does."""
    address, step = _place(account)
    offer, label = offered(account)
    link = Link(
        title=wording.BETWEEN.join((TRACKERS[account.tracker], localize(strings.WHAT_IS_WRONG))),
        text=address,
        step=step,
        status=" ".join(part for part in (wording.trouble(account), _advice(account.problem)) if part),
        address=bare(address),
        more=localize(label),
        tone="bad",
    )
    return link, offer


def _place(account: AccountView) -> Tuple[str, str]:
    """The tracker's page that is needed and what to do there; empty ones where none is."""
    problem, tracker = account.problem, account.tracker
    if is_of_app(problem):
        from trackpass.phone.guides import GUIDES  # late: nothing of the phone page is loaded at start

        copy = strings.COPY_APP_KEY if "key" in problem else strings.COPY_APP_ID
        return GUIDES[tracker].address, localize(copy, button=localize(strings.USE_PHONE))
    if problem in ("account_vip", "account_limit"):
        return VIP, localize(strings.SEE_VIP, tracker)
    if problem == "place_taken":
        return f"https://{strings.PLACES[tracker]}", localize(strings.SEE_APPS)
    return "", ""


def offered(account: AccountView) -> Tuple[Answer, int]:
    """What helps an account in trouble, and the number of its label."""
    if account.state == "reconnect" or account.problem == Problem.OTHER_APP.value:
        return "again", strings.SIGN_IN_AGAIN
    if is_of_app(account.problem):
        return "phone", strings.USE_PHONE
    return "check", strings.CHECK_NOW


def _advice(problem: str) -> str:
    """What the sentence itself does not say yet."""
    if problem == "network":
        return localize(strings.CHECK_NETWORK)
    return localize(strings.NOTHING_TO_DO) if problem in PASSING else ""
