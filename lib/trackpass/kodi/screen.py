"""What the sign-in window shows: texts, time, buttons. No window, so each case is a plain test."""

from __future__ import annotations

from typing import Literal, Mapping, NamedTuple, Optional

from trackpass.clocks import minutes
from trackpass.errors import PASSING, is_of_app
from trackpass.kodi import strings
from trackpass.kodi.strings import localize
from trackpass.model import RUNNING, Kind, PageView, Phase, SignInView

Choice = Literal["renew", "verify", "page", ""]
"""What the first button does; "" hides it."""
Layout = Literal["code", "link", ""]
"""A short code below the address, or the address alone, each with its QR code; "": one sentence."""
Tone = Literal["busy", "good", "bad"]

GROUP = 4
LONGEST_UNGROUPED = 6
LONGEST_LINE = 36
"""Characters of an address, in a skin with large letters."""

OVER: tuple[Phase, ...] = ("denied", "expired", "gone")
OF_KIND: Mapping[tuple[Phase, Kind], int] = {
    ("expired", "link"): strings.EXPIRED_LINK,
    ("expired", "browser"): strings.EXPIRED_BROWSER,
    ("gone", "link"): strings.GONE_LINK,
}
"""What a kind of sign-in says instead of the phase's sentence, where that speaks of a code."""


class Screen(NamedTuple):
    """One look of the window. ``percent`` of the code's life is left; ``link`` is what the QR code holds.

    ``step`` says what to do at the address, in the layout ``link``.
    """

    phase: Phase
    status: str
    tone: Tone
    first: Choice
    first_label: str
    second_label: str
    layout: Layout = ""
    code: str = ""
    address: str = ""
    link: str = ""
    step: str = ""
    time_left: str = ""
    percent: float = 0


def compose(tracker: str, view: SignInView, now: float) -> Screen:
    """The look for a view at ``now`` (monotonic seconds)."""
    choice, label = _first_button(view)
    running = view.phase in RUNNING
    waiting = view.phase == "waiting" and view.kind != "browser"
    left = max(0.0, view.deadline - now) if waiting else 0.0
    return Screen(
        phase=view.phase,
        status=status(tracker, view),
        tone=_tone(view),
        first=choice,
        first_label=localize(label) if choice else "",
        second_label=localize(strings.CANCEL if running else strings.CLOSE),
        layout=("code" if view.kind == "code" else "link") if waiting else "",
        code=grouped(view.user_code) if waiting else "",
        address=bare(view.verification_uri) if waiting else "",
        link=view.verification_uri_complete if waiting else "",
        step=localize(strings.APPROVE_THERE) if waiting else "",
        time_left=localize(strings.TIME_LEFT, time=minutes(left)) if waiting else "",
        percent=100.0 * left / view.life if view.life else 0.0,
    )


def compose_page(
    tracker: str, page: Optional[PageView], view: Optional[SignInView] = None, has_ended: bool = False
) -> Screen:
    """The look while the phone page is offered; ``view``: the sign-in that waits for it, if one does.

    ``has_ended``: the page was there and no longer is. Then, or without a network, a button opens it anew.
    """
    running = view is not None and view.phase in RUNNING
    url = page.url if page else ""
    sentence, tone = _page_status(tracker, page, view, has_ended)
    again = strings.USE_PHONE if has_ended else strings.TRY_AGAIN if _is_stuck(page) else 0
    enter = strings.ENTER_APP_KEY if view and "key" in view.problem else strings.ENTER_APP_ID
    step = strings.ENTER_ANYTHING if view is None or running else enter
    return Screen(
        phase=view.phase if view else "starting" if page is None and not has_ended else "failed",
        status=sentence,
        tone=tone,
        first="page" if again else "",
        first_label=localize(again) if again else "",
        second_label=localize(strings.CANCEL if running else strings.CLOSE),
        layout="link" if url else "",
        address=url,
        link=url,
        step=localize(step, tracker) if url else "",
    )


def _page_status(
    tracker: str, page: Optional[PageView], view: Optional[SignInView], has_ended: bool
) -> tuple[str, Tone]:
    """What is going on with the page, or with the sign-in where that is more to the point."""
    is_missing = view is not None and view.problem.endswith("_missing")
    running = view is not None and view.phase in RUNNING
    if page is not None and _is_stuck(page) and not running:
        return localize(strings.PROBLEMS[page.problem]), "bad"
    if view is not None and (has_ended or not is_missing):
        return status(tracker, view), _tone(view)
    if has_ended:
        return localize(strings.PAGE_HAS_ENDED), "bad"
    if page is None:
        return localize(strings.OPENING_PAGE), "busy"
    if page.problem:
        return localize(strings.PROBLEMS[page.problem]), "bad"
    return localize(strings.WAITING_FOR_PHONE), "busy"


def _is_stuck(page: Optional[PageView]) -> bool:
    """Whether the page has no address that a phone could reach."""
    return page is not None and bool(page.problem) and not page.url


def grouped(code: str) -> str:
    """A long code in groups of four, so that it can be read across a room; the gap is only seen."""
    if len(code) <= LONGEST_UNGROUPED or not code.isalnum():
        return code
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def bare(address: str) -> str:
    """An address as a person types it: host and path."""
    from urllib.parse import urlsplit  # slow to load, and the service needs none of it

    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def broken(address: str) -> str:
    """A long address in lines that fit, since Kodi breaks lines at spaces only; ``[CR]`` is its line end."""
    if len(address) <= LONGEST_LINE:
        return address
    place, slash, rest = address.rstrip("/").rpartition("/")
    count = -(-len(rest) // LONGEST_LINE)
    length = -(-len(rest) // count)  # lines of one length are the easiest to compare
    return "[CR]".join([place + slash, *(rest[i : i + length] for i in range(0, len(rest), length))])


def status(tracker: str, view: SignInView) -> str:
    """What is going on in a sign-in, as a sentence; one that failed is not tried again."""
    if view.phase == "failed" and view.problem in PASSING:
        return localize(strings.NOT_NOW, tracker)
    if view.problem in strings.PROBLEMS:
        return localize(strings.PROBLEMS[view.problem], tracker)
    if view.phase == "failed":
        return localize(strings.NO_SERVICE)
    if view.phase == "connected" and view.former:
        return localize(strings.INSTEAD_OF, tracker, name=view.name, former=view.former)
    if view.phase == "connected" and view.name:
        return localize(strings.CONNECTED_AS, tracker, name=view.name)
    return localize(OF_KIND.get((view.phase, view.kind), strings.PHASES[view.phase]), tracker)


def _tone(view: SignInView) -> Tone:
    if view.phase in ("approved", "connected"):
        return "good"
    return "busy" if view.phase in RUNNING and not view.problem else "bad"


def _first_button(view: SignInView) -> tuple[Choice, int]:
    if view.phase == "failed" and is_of_app(view.problem):
        return "page", strings.USE_PHONE
    if view.phase == "waiting" and view.kind == "browser":
        return "page", strings.USE_PHONE  # for a phone that lost its way
    if view.phase == "waiting" and view.kind == "link":
        return "verify", strings.VERIFY_NOW
    if view.kind == "code" and view.phase in ("waiting", *OVER):
        return "renew", strings.NEW_CODE
    if view.phase in OVER or (view.phase == "failed" and view.problem):
        return "renew", strings.TRY_AGAIN
    return "", 0
