"""What is wrong with an account, the one thing to do, and the page of the tracker where one is needed."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.kodi import FakeKodi
from trackpass.errors import Problem
from trackpass.kodi import trouble
from trackpass.kodi.link_window import Link
from trackpass.kodi.trouble import look, show_trouble
from trackpass.model import AccountView

AGAIN = "Please sign in again."
PASSES = "You need not do anything."

# Sentence, page, what to do there, the first button, and what it does.
CASES = [
    ("trakt", "ended", f"Trakt ended this sign-in. {AGAIN}", "", "", "Sign in again", "again"),
    (
        "trakt",
        "place_taken",
        f"Trakt ended this sign-in. A free account allows one app. {AGAIN}",
        "app.trakt.tv/settings/apps",
        "See there which apps are connected",
        "Sign in again",
        "again",
    ),
    (
        "trakt",
        "account_vip",
        "Trakt wants a VIP account for this.",
        "app.trakt.tv/vip",
        "See there what Trakt VIP offers",
        "Check now",
        "check",
    ),
    (
        "trakt",
        "account_limit",
        "This account has reached a limit at Trakt.",
        "app.trakt.tv/vip",
        "See there what Trakt VIP offers",
        "Check now",
        "check",
    ),
    (
        "simkl",
        "app_id",
        "Simkl doesn't know this app ID. Copy it once more.",
        "simkl.com/settings/developer",
        'Copy the app ID there, then choose "Use your phone"',
        "Use your phone",
        "phone",
    ),
    (
        "trakt",
        "app_secret",
        "Trakt doesn't accept this app. Check its ID and secret.",
        "developer.trakt.tv/apps",
        'Copy the app ID there, then choose "Use your phone"',
        "Use your phone",
        "phone",
    ),
    (
        "tmdb",
        "app_key",
        "TMDb doesn't know this API key. Copy it once more.",
        "www.themoviedb.org/settings/api",
        'Copy the API key there, then choose "Use your phone"',
        "Use your phone",
        "phone",
    ),
    (
        "tmdb",
        "network",
        "Can't reach TMDb. Trying again. Check that this box is online.",
        "",
        "",
        "Check now",
        "check",
    ),
    (
        "simkl",
        "server",
        f"Simkl has a problem right now. Trying again. {PASSES}",
        "",
        "",
        "Check now",
        "check",
    ),
    ("simkl", "busy", f"Simkl asks us to wait. Slowing down. {PASSES}", "", "", "Check now", "check"),
    (
        "trakt",
        "clock",
        "No secure connection: the date of this box is wrong. Set its clock.",
        "",
        "",
        "Check now",
        "check",
    ),
    (
        "trakt",
        "account_locked",
        "Trakt has locked this account. Please write to its support.",
        "",
        "",
        "Check now",
        "check",
    ),
    (
        "trakt",
        "other_app",
        "This Trakt sign-in belongs to another app ID. Please sign in again.",
        "",
        "",
        "Sign in again",
        "again",
    ),
]


def account(tracker: str, problem: str) -> AccountView:
    state = "reconnect" if problem in ("ended", "place_taken") else "unverified"
    return AccountView(tracker, state, "ann", problem=problem)  # type: ignore[arg-type]


@pytest.mark.parametrize(("tracker", "problem", "sentence", "address", "step", "button", "answer"), CASES)
def test_what_it_says(
    fake: FakeKodi,
    tracker: str,
    problem: str,
    sentence: str,
    address: str,
    step: str,
    button: str,
    answer: str,
) -> None:
    link, offer = look(account(tracker, problem))
    assert (link.status, link.address, link.step, link.more, offer) == (
        sentence,
        address,
        step,
        button,
        answer,
    )
    assert link.text.rstrip("/") == (f"https://{address}" if address else "")
    assert link.title.endswith(" · What is wrong?")
    assert link.tone == "bad"


@pytest.mark.parametrize("problem", Problem)
@pytest.mark.parametrize("tracker", ["simkl", "trakt", "tmdb"])
def test_whatever_is_wrong_has_words(fake: FakeKodi, tracker: str, problem: Problem) -> None:
    link, offer = look(account(tracker, problem.value))
    assert link.status
    assert bool(link.text) == bool(link.step) == bool(link.address)
    assert offer in ("again", "phone", "check")


@pytest.mark.parametrize("pressed", [True, False])
def test_the_answer_is_what_the_first_button_says(
    fake: FakeKodi, monkeypatch: pytest.MonkeyPatch, pressed: bool
) -> None:
    shown: list[Link] = []

    def window(link: Link, on_more: Any) -> bool:
        shown.append(link)
        return pressed and bool(on_more())

    monkeypatch.setattr(trouble, "show_link", window)
    assert show_trouble(account("trakt", "ended")) == ("again" if pressed else "")
    assert [link.more for link in shown] == ["Sign in again"]
