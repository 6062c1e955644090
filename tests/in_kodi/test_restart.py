"""Kodi goes down and comes back: what waited goes on, what was connected is checked once."""

from __future__ import annotations

import pytest

from in_kodi.home import ADDON_ID
from in_kodi.test_background import words
from in_kodi.tv import YES_NO_DIALOG, Tv
from in_kodi.waiting import stays, wait_for

CHECKS = {"simkl": "/sync/activities", "trakt": "/sync/last_activities", "tmdb": "/3/account"}
TITLES = {"trakt": "Trakt", "tmdb": "TMDb"}


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


def test_when_connected_then_revoked(tv: Tv) -> None:
    for kind in ("simkl-v2", "trakt", "tmdb"):
        tv.give_app(kind)
    for tracker in CHECKS:
        tv.sign_in(tracker)

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
    for tracker in TITLES:
        tv.box.tracker(tracker).revoke("ann")
    since = len(tv.box.log)
    tv.kodi.start()
    for tracker in TITLES:
        tv.wait_state(tracker, "reconnect")
    tv.wait_state("simkl", "connected")
    told = words(tv.toasts_since(toasts))
    assert sorted(heading for heading, _ in told) == sorted(TITLES.values())
    assert all(message.startswith("Sign-in ended") for _, message in told)
    asked = [request.path for request in tv.box.log[since:]]
    assert asked.count(CHECKS["simkl"]) == 1
    for tracker in TITLES:
        assert asked.count(CHECKS[tracker]) == 2, "a lone 401 can be a hiccup, so it is asked once more"
    sign_in_again(tv)


def sign_in_again(tv: Tv) -> None:
    """Opening the add-on leads straight to it; Back leads to the list, where it is as well."""
    tv.kodi.execute_addon(ADDON_ID)
    tv.kodi.wait_window(YES_NO_DIALOG)
    tv.kodi.back()
    tv.wait_row("Trakt", "Trakt ended this sign-in.")
    tv.choose_account("Trakt", "What is wrong?")
    tv.choose("Sign in again", "down")
    code = tv.wait_code("trakt")
    tv.box.trakt.approve(code.user_code)
    tv.wait_phase("connected")
    tv.wait_row("Trakt", "Connected as ann")


def restart(tv: Tv) -> None:
    """Quit Kodi if it still runs, start it, and wait for the service."""
    tv.kodi.restart()
    wait_for("the service", lambda: tv.state("simkl") and tv.state("trakt"))


def token(tv: Tv, tracker: str) -> str:
    """What is stored to show to the tracker: a token, or a session at TMDb."""
    account = tv.account(tracker)
    return str(account.get("access_token") or account["session_id"])
