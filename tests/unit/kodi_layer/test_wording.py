"""An account in words: in the account list, in the settings, on its own page."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from fakes.kodi import FakeKodi
from trackpass.kodi import dates, wording
from trackpass.model import AccountView

MOMENT = 1793736900.0
"""3 November 2026, 20:15 in UTC."""
DAY = 86400
NOW = MOMENT + 60

ANN = AccountView("trakt", "connected", "ann", MOMENT, since=MOMENT - 7 * DAY, refresh_at=MOMENT + 3 * DAY)
ENDED = ANN._replace(state="reconnect", problem="ended", refresh_at=0)
LOST = ANN._replace(state="unverified", problem="network")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(localtime=time.gmtime, time=lambda: NOW)
    monkeypatch.setattr(dates, "time", clock)
    monkeypatch.setattr(wording, "time", clock)


LINES = [
    (AccountView("trakt"), "Not signed in", "Not signed in"),
    (AccountView("trakt", "waiting"), "Waiting for your phone", "Waiting for your phone"),
    (ANN._replace(state="waiting"), "Waiting for your phone", "Waiting for your phone"),
    (AccountView("trakt", "connected", "ann"), "Connected as ann", "Connected as ann"),
    (ANN, "Connected as ann · checked at 20:15", "Connected as ann"),
    (ANN._replace(name=""), "Connected · checked at 20:15", "Connected"),
    (
        ANN._replace(checked_at=MOMENT - DAY),
        "Connected as ann · checked on 02/11/2026",
        "Connected as ann",
    ),
    (AccountView("trakt", "unverified", "ann"), "Not checked yet", "Not checked yet"),
    (LOST, "Can't reach Trakt. Trying again.", "ann · Couldn't be checked"),
    (LOST._replace(name=""), "Can't reach Trakt. Trying again.", "Couldn't be checked"),
    (
        LOST._replace(problem="account_locked"),
        "Trakt has locked this account. Please write to its support.",
        "ann · Couldn't be checked",
    ),
    (ENDED, "Trakt ended this sign-in. Please sign in again.", "ann · Sign-in ended"),
    (
        ENDED._replace(problem="place_taken"),
        "Trakt ended this sign-in. Please sign in again.",
        "ann · Sign-in ended",
    ),
    (ENDED._replace(problem=""), "Trakt ended this sign-in. Please sign in again.", "ann · Sign-in ended"),
]


@pytest.mark.parametrize(("account", "line", "brief"), LINES)
def test_an_account_in_one_line(fake: FakeKodi, account: AccountView, line: str, brief: str) -> None:
    assert (wording.describe(account), wording.brief(account)) == (line, brief)


TITLES = [
    (ANN, "Trakt · Connected as ann"),
    (ANN._replace(name=""), "Trakt · Connected"),
    (AccountView("simkl", "unverified", "ann"), "Simkl · Not checked yet"),
    (LOST, "Trakt · ann · Couldn't be checked"),
    (ENDED, "Trakt · ann · Sign-in ended"),
]


@pytest.mark.parametrize(("account", "title"), TITLES)
def test_the_heading_of_its_page(fake: FakeKodi, account: AccountView, title: str) -> None:
    assert wording.title(account) == title


CHECKS = [
    (ANN, "Last checked at 20:15 · renews itself on 06/11/2026"),
    (ANN._replace(refresh_at=MOMENT + 3600), "Last checked at 20:15 · renews itself at 21:15"),
    (ANN._replace(refresh_at=0), "Last checked at 20:15"),
    (ANN._replace(refresh_at=NOW - 1), "Last checked at 20:15"),
    (ANN._replace(checked_at=MOMENT - DAY, refresh_at=0), "Last checked on 02/11/2026"),
    (ANN._replace(checked_at=0, refresh_at=0), "Not checked yet"),
]


@pytest.mark.parametrize(("account", "words"), CHECKS)
def test_past_and_next(fake: FakeKodi, account: AccountView, words: str) -> None:
    assert wording.last_check(account) == words


SINCE = [
    (ANN, "Signed in since 27 October 2026"),
    (ANN._replace(since=0), "Replaces this sign-in with a new one"),
    (ENDED, "Replaces this sign-in with a new one"),
]


@pytest.mark.parametrize(("account", "words"), SINCE)
def test_since(fake: FakeKodi, account: AccountView, words: str) -> None:
    assert wording.since(account) == words
