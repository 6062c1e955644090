"""Kodi is told to quit while a tracker does not answer: it is not held up, and nothing is half-written."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest

from in_kodi.home import ADDON_ID
from in_kodi.test_accounts import answer
from in_kodi.test_restart import token
from in_kodi.tv import Tv
from in_kodi.waiting import stays, wait_for

LIMIT = 5.0  # seconds that Kodi grants a script when it quits; Kodi alone takes one to three of them
OWN_LIMIT = 4.0  # of those, what is left for Trackpass; where nothing else runs it takes up to 2.6
TRIES = 3  # other work on the machine can make Kodi itself late, so the best of these counts

KINDS = {"simkl": "simkl-v2", "trakt": "trakt", "tmdb": "tmdb"}
TOOK = re.compile(r"/script\.trackpass/(\w+)\.py\): script termination took (\d+)ms")
"""What Kodi logs of each script of ours that it has told to stop and has waited for."""
SHORT_LIFE = 20.0
"""Seconds of a token's life."""


def sign_in_starts(tv: Tv, tracker: str) -> None:
    """The window asks for a code."""
    let_hang(tv, tracker, "start", lambda: tv.connect(tracker))


def phone_is_waited_for(tv: Tv, tracker: str) -> None:
    """The window shows the code, or has left it to the service."""
    if tv.state(tracker) != "waiting":
        tv.start_sign_in(tracker)
    let_hang(tv, tracker, "poll")


def name_is_looked_up(tv: Tv, tracker: str) -> None:
    """The owner has approved, and the window does not know who it is yet."""
    code = tv.start_sign_in(tracker)
    let_hang(tv, tracker, "user", lambda: tv.box.tracker(tracker).approve(code.user_code))


def account_is_checked(tv: Tv, tracker: str) -> None:
    """Kodi has just started."""
    be_signed_in(tv, tracker)
    tv.kodi.quit()
    let_hang(tv, tracker, "user" if tracker == "tmdb" else "check", tv.kodi.start)


def token_is_refreshed(tv: Tv, tracker: str) -> None:
    """Kodi has just started, and the token ran out while the box was off."""
    tv.box.tracker(tracker).set(token_life=SHORT_LIFE)
    be_signed_in(tv, tracker)
    tv.kodi.quit()
    tv.box.clock.advance(2 * SHORT_LIFE)
    let_hang(tv, tracker, "refresh", tv.kodi.start)


def sign_out_is_told(tv: Tv, tracker: str) -> None:
    """The account is gone from the box, and the tracker is to forget the token."""
    be_signed_in(tv, tracker)
    let_hang(tv, tracker, "revoke", lambda: tv.kodi.execute_addon(ADDON_ID, "disconnect", tracker))


STATES: list[tuple[Any, str]] = [
    (sign_in_starts, "signed_out"),
    (phone_is_waited_for, "waiting"),
    (name_is_looked_up, "connected"),
    (account_is_checked, "connected"),
    (token_is_refreshed, "connected"),
    (sign_out_is_told, "signed_out"),
]
"""Where Kodi is told to quit, and the account's state after the next start."""
CASES = [
    pytest.param(state, after, tracker, id=f"{state.__name__}-{tracker}")
    for state, after in STATES
    for tracker in KINDS
    if (state, tracker) != (token_is_refreshed, "tmdb")  # a session there lives until somebody ends it
]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("state", "after", "tracker"), CASES)
def test_quit_while_a_tracker_hangs(
    tv: Tv, state: Callable[[Tv, str], None], after: str, tracker: str
) -> None:
    tv.give_app(KINDS[tracker])
    quit_in_time(tv, lambda: state(tv, tracker))
    tv.box.tracker(tracker).set(token_life=604800.0)
    tv.kodi.start()
    tv.wait_state(tracker, after)
    if after == "waiting":
        tv.box.tracker(tracker).approve(tv.box.tracker(tracker).find().user_code)  # type: ignore[union-attr]
        tv.wait_state(tracker, after := "connected")
    account = tv.account(tracker)
    assert bool(account) is (after == "connected")
    if account:
        assert token(tv, tracker) in tv.box.tracker(tracker).access_tokens
        wait_for("the name", lambda: tv.kodi.home_property(f"trackpass.{tracker}.name") == "ann")


@pytest.mark.parametrize("how", ["half an answer", "no connection"])
def test_quit_while_the_network_hangs(tv: Tv, how: str) -> None:
    """A poll comes half, or not through at all."""
    tv.give_app("trakt")
    tv.start_sign_in("trakt")
    quit_in_time(tv, lambda: poll_hangs(tv, how))


def report_is_shown(tv: Tv) -> None:
    """A page with a QR code; the account has a name, so that is asked for first."""
    tv.kodi.execute_addon(ADDON_ID, "report")
    answer(tv, "No")
    tv.wait_window()


PAGES: dict[str, Callable[[Tv], None]] = {
    "the account list": Tv.open_accounts,
    "the page of an account": lambda tv: tv.open_page("Trakt"),
    "the report for help": report_is_shown,
}


@pytest.mark.parametrize("page", PAGES)
def test_quit_while_the_owner_looks_at(tv: Tv, page: str) -> None:
    """A window that does not close by itself holds Kodi up until it kills the script."""
    tv.give_app("trakt")
    be_signed_in(tv, "trakt")
    quit_in_time(tv, lambda: PAGES[page](tv))
    tv.kodi.start()
    tv.wait_state("trakt", "connected")


def poll_hangs(tv: Tv, how: str) -> None:
    """Have the next poll hang, and wait until it does."""
    tv.wait_state("trakt", "waiting")
    if how == "half an answer":
        let_hang(tv, "trakt", "poll", mid=True)
        return
    tv.box.outage("trakt", "hang")
    wait_for("the first try to be given up", lambda: view(tv)["problem"] == "network")
    stays("the second try, a second later, for six", lambda: view(tv)["problem"] == "network", 2)


def quit_in_time(tv: Tv, get_there: Callable[[], None]) -> None:
    """Quit Kodi where it was brought to, until it was fast once: each time Trackpass is, and files are whole.

    That Kodi did not have to kill the script is checked at the end of every test.
    """
    times: list[float] = []
    while len(times) < TRIES and min(times, default=LIMIT) >= LIMIT:
        if not tv.kodi.running:
            tv.kodi.start()
            wait_for("the service", lambda: tv.state("simkl") and tv.state("trakt"))
        get_there()
        log_start = len(tv.kodi.log_text())
        times.append(tv.kodi.quit())
        ends_in_time(tv.kodi.log_text()[log_start:])
        tv.box.clear_faults()
        tv.box.recover()
        files_are_whole(tv)
    assert min(times) < LIMIT, times


def ends_in_time(log: str) -> None:
    """What Trackpass itself took; Kodi ends one script after the other."""
    took = [(script, int(milliseconds) / 1000) for script, milliseconds in TOOK.findall(log)]
    assert "service" in dict(took), "Kodi waits for the service"
    assert sum(seconds for _, seconds in took) < OWN_LIMIT, took


def files_are_whole(tv: Tv) -> None:
    """Both places can be read now that nobody writes them, and nothing is left of a write."""
    settings = tv.kodi.home.settings_file()
    assert ET.parse(settings).getroot().tag == "settings"
    assert isinstance(json.loads((settings.parent / "accounts.json").read_text(encoding="utf-8")), dict)
    names = [path.name for path in settings.parent.iterdir()]
    assert not [name for name in names if name.endswith(".new") or "aside" in name]


def be_signed_in(tv: Tv, tracker: str) -> None:
    """Sign in, unless an earlier try has done so."""
    if not tv.account(tracker):
        tv.sign_in(tracker)
    tv.wait_state(tracker, "connected")


def let_hang(
    tv: Tv, tracker: str, route: str, call: Callable[[], object] = lambda: None, **options: object
) -> None:
    """Have the next call on this route hang, do what leads to it, and wait until it hangs."""
    before = hung(tv, tracker, route)
    tv.box.fault(tracker, route, "hang", **options)
    call()
    wait_for(f"a call that hangs ({route})", lambda: hung(tv, tracker, route) > before, every=0.05)


def hung(tv: Tv, tracker: str, route: str) -> int:
    """How many calls on this route came and got no answer."""
    calls = [request for request in tv.box.requests(route=route) if request.tracker == tracker]
    return len([request for request in calls if request.fault == "hang"])


def view(tv: Tv) -> dict[str, Any]:
    """What the service has put up for the sign-in window, which need not be open."""
    return dict(json.loads(tv.kodi.home_property("trackpass.trakt.signin")))
