"""The plug is pulled, over and over, and files are what the power left of them: nobody is signed out."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest

from in_kodi import hand
from in_kodi.test_background import words
from in_kodi.test_restart import restart, token
from in_kodi.tv import Tv
from in_kodi.waiting import wait_for

PULLS = 30
TOKEN_LIFE = 6.0
"""Seconds; a refresh is due every three."""
TRACKERS = ("simkl", "trakt")
ALL = (*TRACKERS, "tmdb")
APP_IDS = ("simkl.client_id", "trakt.client_id", "tmdb_sync.api_key")
CHOSEN = ("toasts.checks", "start.delay", "page.port")
A_WEEK = 604800.0


@pytest.mark.timeout(1500)
def test_thirty_power_cuts_around_refreshes(tv: Tv) -> None:
    """Trakt allows for a lost answer here: between a strict tracker and the disk nobody can save a pair."""
    sign_in_everywhere(tv, TOKEN_LIFE)
    tv.box.trakt.set(refresh_mode="grace", refresh_grace=1e6)
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    moments = random.Random(seed)
    for _ in range(PULLS):
        before = refreshes(tv)
        tv.kodi.kill()
        tv.box.trakt.power_cut()
        tv.kodi.start()
        wait_for("a refresh", lambda before=before: refreshes(tv) > before)
        wait_moment(moments.uniform(0, TOKEN_LIFE / 2))
    works_after_restart(tv)


@pytest.mark.timeout(600)
def test_damaged_files(tv: Tv) -> None:
    sign_in_everywhere(tv)
    tv.give_app("tmdb")
    tv.sign_in("tmdb")
    settings = tv.kodi.home.settings_file()
    journal = settings.parent / "accounts.json"
    hand.set_settings(tv.kodi, {"toasts.checks": "false"})
    own = {name: tv.kodi.settings()[name] for name in (*APP_IDS, *CHOSEN)}
    assert own["toasts.checks"] == "false"
    toasts = tv.no_toast()
    damages = {
        "settings empty": lambda: settings.write_bytes(b""),
        "settings half": lambda: settings.write_bytes(settings.read_bytes()[: settings.stat().st_size // 2]),
        "journal gone": journal.unlink,
    }
    for damage, happens in damages.items():
        tv.kodi.kill()
        happens()
        tv.kodi.start()
        for tracker in ALL:
            tv.wait_state(tracker, "connected")
            assert token(tv, tracker) in tv.box.tracker(tracker).access_tokens, damage
        assert {name: tv.kodi.settings()[name] for name in own} == own, damage
    assert len(tv.kodi.toasts()) == toasts, "nothing was lost, so nothing is said"

    tv.kodi.kill()
    settings.write_bytes(b"")
    journal.write_bytes(journal.read_bytes()[:40])
    tv.kodi.start()
    for tracker in ALL:
        tv.wait_state(tracker, "signed_out")
    told = words(tv.toasts_since(toasts))
    assert [heading for heading, _ in told] == ["Trackpass"]
    assert told[0][1].startswith("Damaged files: Trackpass lost")
    assert list(journal.parent.glob("accounts.aside*")), "what was left of it is kept"


@pytest.fixture(autouse=True)
def tidied(tv: Tv) -> Iterator[None]:
    """What is set aside is for the owner of a damaged file; the tests after this one damaged none."""
    yield
    hand.fit_for_tests(tv.kodi)
    hand.set_settings(tv.kodi, {"toasts.checks": "true"})
    for left in tv.kodi.home.settings_file().parent.glob("*aside*"):
        left.unlink()


def sign_in_everywhere(tv: Tv, token_life: float = A_WEEK) -> None:
    """Sign in to Simkl (generation 2) and Trakt, with tokens of so many seconds."""
    tv.give_app("simkl-v2")
    tv.give_app("trakt")
    for tracker in TRACKERS:
        tv.box.tracker(tracker).set(token_life=token_life)
        tv.sign_in(tracker)


def works_after_restart(tv: Tv) -> None:
    """The pairs on the disk are ones that the trackers know, now and after a restart."""
    for tracker in TRACKERS:
        tv.box.tracker(tracker).set(token_life=A_WEEK)
    restart(tv)
    for tracker in TRACKERS:
        tv.wait_state(tracker, "connected")
        assert tv.account(tracker)["access_token"] in tv.box.tracker(tracker).access_tokens


def refreshes(tv: Tv) -> int:
    """How often a tracker gave a new pair."""
    return len([request for request in tv.box.requests(route="refresh") if request.status == 200])


def wait_moment(seconds: float) -> None:
    """Let a random moment pass: this is no wait for anything, it draws the moment of the cut."""
    time.sleep(seconds)
