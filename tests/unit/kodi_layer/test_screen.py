"""Each view of a sign-in becomes the right texts, time, bar and buttons; nothing lacks a sentence."""

from __future__ import annotations

from typing import get_args

import pytest

from fakes.kodi import FakeKodi
from trackpass.errors import Problem
from trackpass.kodi import strings
from trackpass.kodi.screen import bare, compose, grouped, minutes
from trackpass.kodi.strings import localize
from trackpass.model import TRACKERS, AccountState, Phase, SignInView

pytestmark = pytest.mark.usefixtures("fake")

BUSY, GOOD, BAD = "busy", "good", "bad"
LOOKS = [
    # phase, problem, name -> status, first button, second button, tone
    ("starting", "", "", "Asking Trakt for a code…", "", "Cancel", BUSY),
    ("starting", "network", "", "Can't reach Trakt. Trying again.", "", "Cancel", BAD),
    ("waiting", "", "", "Waiting for your phone", "New code", "Cancel", BUSY),
    ("waiting", "network", "", "Can't reach Trakt. Trying again.", "New code", "Cancel", BAD),
    ("waiting", "busy", "", "Trakt asks us to wait. Slowing down.", "New code", "Cancel", BAD),
    ("approved", "", "", "Approved. Reading your account…", "", "Cancel", GOOD),
    ("connected", "", "ann", "Connected as ann", "", "Close", GOOD),
    ("connected", "", "", "Connected", "", "Close", GOOD),
    ("denied", "", "", "The sign-in was refused on the phone.", "New code", "Close", BAD),
    ("expired", "", "", "This code has run out.", "New code", "Close", BAD),
    ("gone", "", "", "Trakt no longer takes this code.", "New code", "Close", BAD),
]


@pytest.mark.parametrize(("phase", "problem", "name", "status", "first", "second", "tone"), LOOKS)
def test_every_phase_has_its_words_and_buttons(
    phase: Phase, problem: str, name: str, status: str, first: str, second: str, tone: str
) -> None:
    screen = compose("trakt", SignInView("r", phase, problem=problem, name=name), 0)
    assert (screen.status, screen.first_label, screen.second_label) == (status, first, second)
    assert (screen.tone, screen.phase) == (tone, phase)
    assert bool(screen.first) == bool(first)


FAILURES = [
    ("app_id_missing", "Enter your Trakt app ID in the settings first.", "Open settings"),
    ("app_id", "Trakt doesn't know this app ID. Check it in the settings.", "Open settings"),
    (
        "app_secret",
        "Trakt doesn't accept this app. Check its ID and secret in the settings.",
        "Open settings",
    ),
    ("account_vip", "Trakt wants a VIP account for this.", ""),
    ("", "Trackpass isn't running in the background. Restart Kodi to start it.", ""),
]


@pytest.mark.parametrize(("problem", "status", "first"), FAILURES)
def test_settings_are_offered_only_when_the_app_is_at_fault(problem: str, status: str, first: str) -> None:
    screen = compose("trakt", SignInView("r", "failed", problem=problem), 0)
    assert (screen.status, screen.first_label, screen.second_label) == (status, first, "Close")
    assert (screen.tone, screen.first) == (BAD, "settings" if first else "")


@pytest.mark.parametrize("problem", [each.value for each in Problem])
def test_every_problem_has_a_sentence_of_its_own(problem: str) -> None:
    texts = {each: localize(strings.PROBLEMS.get(each, 0), "trakt") for each in strings.PROBLEMS}
    assert texts.get(problem), "no sentence"
    assert "{" not in texts[problem]
    assert list(texts.values()).count(texts[problem]) == 1


@pytest.mark.parametrize("phase", get_args(Phase))
def test_every_phase_has_a_sentence(phase: Phase) -> None:
    status = compose("simkl", SignInView("r", phase, name="ann"), 0).status
    assert status
    assert "{" not in status


@pytest.mark.parametrize("state", get_args(AccountState))
def test_every_state_of_an_account_has_a_sentence(state: AccountState) -> None:
    assert localize(strings.STATES[state], "simkl")


def test_a_code_is_shown_while_it_waits_and_never_after() -> None:
    fields = {
        "user_code": "AB12CD34",
        "verification_uri": "https://trakt.tv/activate/",
        "verification_uri_complete": "https://trakt.tv/activate/AB12CD34",
        "deadline": 1600.0,
        "life": 600.0,
    }
    screen = compose("trakt", SignInView("r", "waiting", **fields), 1150.0)
    assert (screen.code, screen.address) == ("AB12 CD34", "trakt.tv/activate")
    assert screen.link == "https://trakt.tv/activate/AB12CD34"
    assert (screen.time_left, screen.percent) == ("7:30 left", 75.0)
    for phase in set(get_args(Phase)) - {"waiting"}:
        after = compose("trakt", SignInView("r", phase, **fields), 1150.0)
        assert (after.code, after.address, after.link, after.time_left, after.percent) == ("", "", "", "", 0)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0:00"),
        (0.01, "0:01"),
        (1.0, "0:01"),
        (9.2, "0:10"),
        (59.0, "0:59"),
        (59.1, "1:00"),
        (60.0, "1:00"),
        (60.001, "1:01"),
        (599.5, "10:00"),
        (900.0, "15:00"),
        (4500.0, "75:00"),
    ],
)
def test_time_is_rounded_up_to_whole_seconds(seconds: float, text: str) -> None:
    assert minutes(seconds) == text


@pytest.mark.parametrize(
    ("now", "percent", "left"),
    [(1000.0, 100, "15:00"), (1890.0, 1, "0:10"), (1900.0, 0, "0:00"), (2500.0, 0, "0:00")],
)
def test_bar_and_time_run_out_together(now: float, percent: float, left: str) -> None:
    screen = compose("simkl", SignInView("r", "waiting", user_code="ABCDE", deadline=1900, life=900), now)
    assert screen.percent == pytest.approx(percent, abs=0.2)
    assert screen.time_left == f"{left} left"


def test_a_code_without_a_known_life_has_an_empty_bar() -> None:
    assert compose("simkl", SignInView("r", "waiting", user_code="ABCDE"), 5.0).percent == 0


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("", ""),
        ("ABCDE", "ABCDE"),
        ("ABC123", "ABC123"),
        ("ABCDEFG", "ABCD EFG"),
        ("ABCD1234", "ABCD 1234"),
        ("abcd1234", "abcd 1234"),
        ("ABCD-1234", "ABCD-1234"),
        ("ABCD12345", "ABCD 1234 5"),
        ("ABCDEFGHJKLM", "ABCD EFGH JKLM"),
    ],
)
def test_long_codes_are_seen_in_groups_of_four(code: str, shown: str) -> None:
    assert grouped(code) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://simkl.com/pin/", "simkl.com/pin"),
        ("https://auth.trakt.tv/activate", "auth.trakt.tv/activate"),
        ("https://simkl.com/pin?code=ABCDE", "simkl.com/pin"),
        ("https://simkl.com/", "simkl.com"),
        ("", ""),
    ],
)
def test_an_address_is_what_a_person_types(address: str, shown: str) -> None:
    assert bare(address) == shown


def test_brand_names_are_written_as_the_trackers_do(fake: FakeKodi) -> None:
    titles = [localize(strings.CONNECT, tracker) for tracker in TRACKERS]
    assert titles[:2] == ["Connect Simkl", "Connect Trakt"]


def test_a_name_with_a_field_in_it_is_shown_as_it_is() -> None:
    screen = compose("trakt", SignInView("r", "connected", name="{tracker} {name}"), 0)
    assert screen.status == "Connected as {tracker} {name}"
