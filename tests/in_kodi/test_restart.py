"""Kodi goes down and comes back: what waited goes on, what was connected is checked once."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime

import pytest

from in_kodi import hand
from in_kodi.home import ADDON_ID
from in_kodi.kodi import CACHE
from in_kodi.test_background import words
from in_kodi.tv import YES_NO_DIALOG, Tv
from in_kodi.waiting import stays, wait_for

CHECKS = {"simkl": "/sync/activities", "trakt": "/sync/last_activities", "tmdb": "/3/account"}
TITLES = {"simkl": "Simkl", "trakt": "Trakt", "tmdb": "TMDb"}
ENDED = {
    "simkl-v1": ["check", "check"],
    "simkl-v2": ["check", "check", "refresh"],
    "trakt": ["check", "check", "refresh"],
    "tmdb": ["user", "user"],
}
"""What is asked after the tracker ended a sign-in: a lone 401 can be a hiccup, so it is asked once more; then
for a new pair, where there is a refresh token."""
TOLD = re.compile(r"^(\S+ \S+) .*\[Trackpass\] (\w+): (unverified|connected|reconnect) *$", re.MULTILINE)
"""When an account came to be in a state, as the log tells."""


@pytest.mark.parametrize(("tracker", "end"), [("trakt", "quit"), ("trakt", "kill"), ("tmdb", "kill")])
def test_while_waiting(tv: Tv, tracker: str, end: str) -> None:
    """The code or link on the phone's screen still counts, also after a power cut with the window open."""
    tv.give_app(tracker)
    code = tv.start_sign_in(tracker)
    if end == "kill":
        tv.kodi.kill()
    restart(tv)
    tv.wait_state(tracker, "waiting")
    tv.wait_polls(tracker, 2)
    assert len(tv.box.requests(route="start")) == 1
    tv.connect(tracker)
    assert tv.wait_code(tracker) is code
    tv.kodi.back()
    tv.wait_closed()

    toasts = tv.no_toast()
    tv.box.tracker(tracker).approve(code.user_code)
    tv.wait_state(tracker, "connected")
    assert words(tv.toasts_since(toasts)) == [(TITLES[tracker], "Connected as ann")]
    assert token(tv, tracker) in tv.box.tracker(tracker).access_tokens
    assert list(tv.kodi.home.settings_file().parent.glob("*.png")) == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("simkl", "kept"), [("simkl-v1", "trakt"), ("simkl-v2", "tmdb")])
def test_when_connected_then_revoked(tv: Tv, simkl: str, kept: str) -> None:
    sign_in_everywhere(tv, simkl)
    toasts = tv.no_toast()
    since = len(tv.box.log)
    restart(tv)
    for tracker in CHECKS:
        tv.wait_state(tracker, "connected")
    stays("the peace after the checks", lambda: len(tv.box.log) == since + len(CHECKS), 3)
    assert sorted(request.path for request in tv.box.log[since:]) == sorted(CHECKS.values())
    assert tv.kodi.home_property("trackpass.trakt.name") == "ann"
    assert len(tv.kodi.toasts()) == toasts, "all is well, so nothing is said"

    tv.kodi.quit()
    ended = {kind: kind.split("-")[0] for kind in (simkl, "trakt", "tmdb") if kind != kept}
    for tracker in ended.values():
        tv.box.tracker(tracker).revoke("ann")
    since = len(tv.box.log)
    tv.kodi.start()
    for tracker in ended.values():
        tv.wait_state(tracker, "reconnect")
    tv.wait_state(kept, "connected")
    told = words(tv.toasts_since(toasts))
    assert sorted(heading for heading, _ in told) == sorted(TITLES[tracker] for tracker in ended.values())
    assert all(message.startswith("Sign-in ended") for _, message in told)
    assert [request.path for request in tv.box.log[since:] if request.tracker == kept] == [CHECKS[kept]]
    for kind, tracker in ended.items():
        asked = [request.route for request in tv.box.log[since:] if request.tracker == tracker]
        assert asked == ENDED[kind]
    sign_in_again(tv)


def sign_in_again(tv: Tv) -> None:
    """Opening the add-on leads straight to it; Back leads to the list, where it is as well."""
    tv.kodi.execute_addon(ADDON_ID)
    tv.kodi.wait_window(YES_NO_DIALOG)
    tv.kodi.back()
    tv.wait_row("Simkl", "Simkl ended this sign-in.")
    tv.choose_account("Simkl", "What is wrong?")
    tv.choose("Sign in again", "down")
    code = tv.wait_code("simkl")
    tv.box.simkl.approve(code.user_code)
    tv.wait_phase("connected")
    tv.wait_row("Simkl", "Connected as ann")


@pytest.fixture
def shipped_delay(tv: Tv) -> Iterator[float]:
    """Seconds from a start to the checks, as the add-on is shipped; other tests have none."""
    settings = ET.parse(CACHE.parent / "resources" / "settings.xml")
    delay = settings.findtext(".//setting[@id='start.delay']/default") or ""
    hand.set_settings(tv.kodi, {"start.delay": delay})
    yield float(delay)
    hand.set_settings(tv.kodi, {"start.delay": "0"})


def test_the_checks_wait_until_kodi_has_started(tv: Tv, shipped_delay: float) -> None:
    """Nobody knows until then how the accounts are, and that is what they are said to be."""
    sign_in_everywhere(tv, "simkl-v2")
    toasts = tv.no_toast()
    since, log_start = len(tv.box.log), len(tv.kodi.log_text())
    restart(tv)
    for tracker in CHECKS:
        tv.wait_state(tracker, "connected")
    stays("the peace after the checks", lambda: len(tv.box.log) == since + len(CHECKS), 3)
    assert sorted(request.path for request in tv.box.log[since:]) == sorted(CHECKS.values())
    assert len(tv.kodi.toasts()) == toasts, "all is well, so nothing is said"
    told = TOLD.findall(tv.kodi.log_text()[log_start:])
    for tracker in CHECKS:
        assert [state for _, whose, state in told if whose == tracker] == ["unverified", "connected"]
        begin, end = (datetime.fromisoformat(when) for when, whose, _ in told if whose == tracker)
        assert (end - begin).total_seconds() > shipped_delay - 1, "it was checked in the midst of the start"


def sign_in_everywhere(tv: Tv, simkl: str) -> None:
    """Sign in to all trackers, to Simkl with an app of this kind."""
    for kind in (simkl, "trakt", "tmdb"):
        tv.give_app(kind)
    for tracker in CHECKS:
        tv.sign_in(tracker)


def restart(tv: Tv) -> None:
    """Quit Kodi if it still runs, start it, and wait for the service."""
    tv.kodi.restart()
    wait_for("the service", lambda: tv.state("simkl") and tv.state("trakt"))


def token(tv: Tv, tracker: str) -> str:
    """What is stored to show to the tracker: a token, or a session at TMDb."""
    account = tv.account(tracker)
    return str(account.get("access_token") or account["session_id"])
