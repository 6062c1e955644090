"""How script and service talk: commands by ``JSONRPC.NotifyAll``, state by properties of the Home window.

Skins and other add-ons may read the state. No account's token is ever put there; the address of a sign-in or
of the phone page may hold what that one sign-in or opening needs, as the QR code that shows it does.
"""

from __future__ import annotations

import json
import os
from typing import Callable, Optional, Tuple, TypeVar, get_args

import xbmc
import xbmcgui

from trackpass.kodi.settings import ADDON_ID
from trackpass.kodi.wording import brief
from trackpass.model import TRACKERS, AccountView, Command, PageView, SignInView, Verb

HOME = 10000
PREFIX = "Other."
"""What Kodi puts before the name of a message that came by NotifyAll."""
ACCOUNT = ("state", "name", "checked", "problem", "since", "refresh", "quiet", "status")
"""What is put up for each account; README, "For skins and widgets", tells what it means."""
REMEMBERED = 8
"""Requests that are known as heard; several scripts may ask at once."""
SERVICE_ANSWERS_WITHIN = 3.0
"""Seconds; a service that has not heard a command by then is not running."""
LOOK_EVERY = 0.05
"""Seconds between two looks of a script that waits."""

Found = TypeVar("Found")


def _get(name: str) -> str:
    return str(xbmcgui.Window(HOME).getProperty(f"trackpass.{name}"))


def _put(name: str, value: str) -> None:
    home = xbmcgui.Window(HOME)
    if value:
        home.setProperty(f"trackpass.{name}", value)
    else:
        home.clearProperty(f"trackpass.{name}")


def new_request() -> str:
    """The id of a request to be."""
    return os.urandom(8).hex()


def send(verb: Verb, tracker: str = "", sign_in: str = "", request: str = "") -> str:
    """Asks the service for something; returns the id of this very request."""
    request = request or new_request()
    data = {"tracker": tracker, "request": request, "sign_in": sign_in}
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "JSONRPC.NotifyAll",
        "params": {"sender": ADDON_ID, "message": verb, "data": data},
    }
    xbmc.executeJSONRPC(json.dumps(call))
    return request


def received(sender: str, method: str, data: str) -> Optional[Command]:
    """The command in a notification of Kodi; None for all that is not ours or makes no sense."""
    verb = method[len(PREFIX) :] if method.startswith(PREFIX) else ""
    if sender != ADDON_ID or verb not in get_args(Verb):
        return None
    try:
        fields = json.loads(data)
        tracker, request, sign_in = (str(fields.get(name, "")) for name in ("tracker", "request", "sign_in"))
    except (ValueError, AttributeError):
        return None
    return Command(verb, tracker, request, sign_in) if tracker in ("", *TRACKERS) else None  # type: ignore[arg-type]


def confirm(command: Command) -> None:
    """Says that the service heard a command, before it is carried out."""
    _put("heard", " ".join([*_get("heard").split(), command.request][-REMEMBERED:]))


def is_heard(request: str) -> bool:
    """Whether the service heard this command."""
    return request in _get("heard").split()


def is_answered(request: str) -> bool:
    """Waits until the service hears this command; False when it does not, or Kodi stops."""
    return wait_for(lambda: is_heard(request), SERVICE_ANSWERS_WITHIN)


def wait_for(look: Callable[[], Found], seconds: float) -> Found:
    """Looks until there is something to see; what was seen last, when the time is over or Kodi stops."""
    monitor = xbmc.Monitor()
    for _ in range(int(seconds / LOOK_EVERY)):
        found = look()
        if found or monitor.waitForAbort(LOOK_EVERY):
            return found
    return look()


def show_account(view: AccountView) -> None:
    """Puts up an account's state."""
    _put(f"{view.tracker}.state", view.state)
    _put(f"{view.tracker}.name", view.name)
    _put(f"{view.tracker}.checked", repr(view.checked_at) if view.checked_at else "")
    _put(f"{view.tracker}.problem", view.problem)
    _put(f"{view.tracker}.since", repr(view.since) if view.since else "")
    _put(f"{view.tracker}.refresh", repr(view.refresh_at) if view.refresh_at else "")
    _put(f"{view.tracker}.quiet", repr(view.quiet_until) if view.quiet_until else "")
    _put(f"{view.tracker}.status", brief(view))


def account(tracker: str) -> AccountView:
    """An account's state as the service put it up; signed out while there is no service."""
    state = _get(f"{tracker}.state") or "signed_out"
    return AccountView(
        tracker,
        state,  # type: ignore[arg-type]
        _get(f"{tracker}.name"),
        _moment(f"{tracker}.checked"),
        _get(f"{tracker}.problem"),
        since=_moment(f"{tracker}.since"),
        refresh_at=_moment(f"{tracker}.refresh"),
        quiet_until=_moment(f"{tracker}.quiet"),
    )


def _moment(name: str) -> float:
    return float(_get(name) or 0)


def show_sign_in(tracker: str, view: Optional[SignInView]) -> None:
    """Puts up a sign-in, or takes it down."""
    _put(f"{tracker}.signin", json.dumps(view._asdict()) if view else "")


def sign_in(tracker: str) -> Optional[SignInView]:
    """The sign-in as the service put it up; None for what makes no sense."""
    try:
        return SignInView(**json.loads(_get(f"{tracker}.signin") or "null"))
    except (ValueError, TypeError):
        return None


def watch(tracker: str, watched: bool) -> None:
    """Says that a window shows this tracker's sign-in, or no longer does."""
    _put(f"{tracker}.watched", "true" if watched else "")


def is_watched(tracker: str) -> bool:
    """Whether a window shows this tracker's sign-in."""
    return bool(_get(f"{tracker}.watched"))


def ask_leftover(tracker: str, asked: bool = True) -> None:
    """Says that a script waits to tell what a sign-out leaves behind at the tracker, or no longer does."""
    _put(f"{tracker}.leftover", "asked" if asked else "")


def tell_leftover(tracker: str, is_left: bool) -> bool:
    """Says whether the tracker still lists the app that was signed out; False when nobody waits for that."""
    is_asked = bool(_get(f"{tracker}.leftover"))
    if is_asked:
        _put(f"{tracker}.leftover", "left" if is_left else "")
    return is_asked


def leftover(tracker: str) -> str:
    """``asked`` until the tracker answered, then ``left``, or "" for nothing."""
    return _get(f"{tracker}.leftover")


def show_page(view: Optional[PageView]) -> None:
    """Puts up the phone page's address, or takes it down."""
    _put("page", json.dumps(view._asdict()) if view else "")


def page() -> Optional[PageView]:
    """The phone page's address as the service put it up; None while it is closed."""
    try:
        return PageView(**json.loads(_get("page") or "null"))
    except (ValueError, TypeError):
        return None


def show_copied(copied: bool) -> None:
    """Puts up whether the sign-ins came from another box and the owner has not decided about it yet."""
    _put("copied", "true" if copied else "")


def is_copied() -> bool:
    """Whether the owner has to decide about copied sign-ins."""
    return bool(_get("copied"))


def show_report(request: str, text: str, summary: str) -> None:
    """Puts up the report for help that this request asked for."""
    _put("report", json.dumps([request, text, summary]))


def take_report(request: str) -> Optional[Tuple[str, str]]:
    """Text and summary of the report that this request asked for, taken down; None while it is not there."""
    try:
        asked, text, summary = json.loads(_get("report"))
    except (ValueError, TypeError):
        return None
    if asked != request:
        return None
    _put("report", "")
    return str(text), str(summary)


def clear() -> None:
    """Takes everything down; the service is going."""
    for tracker in TRACKERS:
        for name in (*ACCOUNT, "signin", "watched", "leftover"):
            _put(f"{tracker}.{name}", "")
    for name in ("heard", "copied", "page", "report"):
        _put(name, "")
