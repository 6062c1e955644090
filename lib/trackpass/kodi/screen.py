"""What the sign-in window shows for a view: texts, time, buttons. No window, so each case is a plain test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from trackpass.kodi import strings
from trackpass.kodi.strings import localize
from trackpass.model import Phase, SignInView

Choice = Literal["renew", "settings", ""]
"""What the first button does; "" hides it."""

GROUP = 4
LONGEST_UNGROUPED = 6

NEW_CODE_PHASES: tuple[Phase, ...] = ("waiting", "denied", "expired", "gone")


@dataclass(frozen=True)
class Screen:
    """One look of the window. ``percent`` of the code's life is left; ``link`` is what the QR code holds."""

    phase: Phase
    status: str
    tone: Literal["busy", "good", "bad"]
    first: Choice
    first_label: str
    second_label: str
    code: str = ""
    address: str = ""
    link: str = ""
    time_left: str = ""
    percent: float = 0


def compose(tracker: str, view: SignInView, now: float) -> Screen:
    """The look for a view at ``now`` (monotonic seconds)."""
    choice = _first_button(view)
    labels = {"renew": strings.NEW_CODE, "settings": strings.OPEN_SETTINGS}
    waiting = view.phase in ("starting", "waiting", "approved")
    left = max(0.0, view.deadline - now) if view.phase == "waiting" else 0.0
    return Screen(
        phase=view.phase,
        status=_status(tracker, view),
        tone="good"
        if view.phase in ("approved", "connected")
        else "busy"
        if waiting and not view.problem
        else "bad",
        first=choice,
        first_label=localize(labels[choice]) if choice else "",
        second_label=localize(strings.CANCEL if waiting else strings.CLOSE),
        code=grouped(view.user_code) if view.phase == "waiting" else "",
        address=bare(view.verification_uri) if view.phase == "waiting" else "",
        link=view.verification_uri_complete if view.phase == "waiting" else "",
        time_left=localize(strings.TIME_LEFT, time=minutes(left)) if view.phase == "waiting" else "",
        percent=100.0 * left / view.life if view.life else 0.0,
    )


def grouped(code: str) -> str:
    """A long code in groups of four, so that it can be read across a room; the gap is only seen."""
    if len(code) <= LONGEST_UNGROUPED or not code.isalnum():
        return code
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def bare(address: str) -> str:
    """An address as a person types it: host and path."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def minutes(seconds: float) -> str:
    """Seconds as m:ss, rounded up, so that it ends at 0:00."""
    whole = int(-(-seconds // 1))
    return f"{whole // 60}:{whole % 60:02d}"


def _first_button(view: SignInView) -> Choice:
    if view.phase in NEW_CODE_PHASES:
        return "renew"
    return "settings" if view.phase == "failed" and view.problem.startswith("app_") else ""


def _status(tracker: str, view: SignInView) -> str:
    if view.problem in strings.PROBLEMS:
        return localize(strings.PROBLEMS[view.problem], tracker)
    if view.phase == "failed":
        return localize(strings.NO_SERVICE)
    if view.phase == "connected" and view.former:
        return localize(strings.INSTEAD_OF, tracker, name=view.name, former=view.former)
    if view.phase == "connected" and view.name:
        return localize(strings.CONNECTED_AS, tracker, name=view.name)
    return localize(strings.PHASES[view.phase], tracker)
