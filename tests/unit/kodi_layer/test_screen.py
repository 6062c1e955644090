"""Each view of a sign-in becomes the right texts, time, bar and buttons; nothing lacks a sentence."""

from __future__ import annotations

from typing import get_args

import pytest

from fakes.kodi import FakeKodi
from trackpass.errors import Problem
from trackpass.kodi import strings
from trackpass.kodi.screen import bare, compose, grouped
from trackpass.kodi.strings import localize
from trackpass.model import TRACKERS, AccountState, Kind, Phase, SignInView

pytestmark = pytest.mark.usefixtures("fake")

LOOKS = [
    # phase, problem, name -> status, first button, second button, tone
    ("starting", "", "", strings.ASKING_FOR_CODE, 0, strings.CANCEL, "busy"),
    ("starting", "network", "", strings.NETWORK, 0, strings.CANCEL, "bad"),
    ("waiting", "", "", strings.WAITING_FOR_PHONE, strings.NEW_CODE, strings.CANCEL, "busy"),
    ("waiting", "network", "", strings.NETWORK, strings.NEW_CODE, strings.CANCEL, "bad"),
    ("waiting", "busy", "", strings.BUSY, strings.NEW_CODE, strings.CANCEL, "bad"),
    ("approved", "", "", strings.APPROVED, 0, strings.CANCEL, "good"),
    ("connected", "", "ann", strings.CONNECTED_AS, 0, strings.CLOSE, "good"),
    ("connected", "", "", strings.CONNECTED, 0, strings.CLOSE, "good"),
    ("denied", "", "", strings.DENIED, strings.NEW_CODE, strings.CLOSE, "bad"),
    ("expired", "", "", strings.EXPIRED, strings.NEW_CODE, strings.CLOSE, "bad"),
    ("gone", "", "", strings.GONE, strings.NEW_CODE, strings.CLOSE, "bad"),
]


def words(number: int) -> str:
    return localize(number) if number else ""


@pytest.mark.parametrize(("phase", "problem", "name", "status", "first", "second", "tone"), LOOKS)
def test_every_phase_has_its_words_and_buttons(
    phase: Phase, problem: str, name: str, status: int, first: int, second: int, tone: str
) -> None:
    screen = compose("trakt", SignInView("r", phase, problem=problem, name=name), 0)
    assert screen.status == localize(status, "trakt", name="ann")
    assert (screen.first_label, screen.second_label) == (words(first), words(second))
    assert (screen.tone, screen.phase) == (tone, phase)
    assert bool(screen.first) == bool(first)


FAILURES = [
    ("app_id_missing", strings.APP_ID_MISSING, "page", strings.USE_PHONE),
    ("app_id", strings.APP_ID, "page", strings.USE_PHONE),
    ("app_id_format", strings.APP_ID_FORMAT, "page", strings.USE_PHONE),
    ("app_secret", strings.APP_SECRET, "page", strings.USE_PHONE),
    ("app_kind", strings.APP_KIND, "page", strings.USE_PHONE),
    ("app_redirect", strings.APP_REDIRECT, "page", strings.USE_PHONE),
    ("app_key_missing", strings.APP_KEY_MISSING, "page", strings.USE_PHONE),
    ("app_key_format", strings.APP_KEY_FORMAT, "page", strings.USE_PHONE),
    ("app_key", strings.APP_KEY, "page", strings.USE_PHONE),
    ("app_key_suspended", strings.APP_KEY_SUSPENDED, "page", strings.USE_PHONE),
    ("app_turned_away", strings.APP_TURNED_AWAY, "page", strings.USE_PHONE),
    ("account_vip", strings.ACCOUNT_VIP, "renew", strings.TRY_AGAIN),
    ("account_locked", strings.ACCOUNT_LOCKED, "renew", strings.TRY_AGAIN),
    ("network", strings.NOT_NOW, "renew", strings.TRY_AGAIN),
    ("busy", strings.NOT_NOW, "renew", strings.TRY_AGAIN),
    ("blocked", strings.NOT_NOW, "renew", strings.TRY_AGAIN),
    ("clock", strings.CLOCK, "renew", strings.TRY_AGAIN),
    ("", strings.NO_SERVICE, "", 0),
]


@pytest.mark.parametrize(("problem", "status", "first", "label"), FAILURES)
@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_phone_is_offered_when_the_app_is_at_fault(
    kind: Kind, problem: str, status: int, first: str, label: int
) -> None:
    """Nothing long is typed with a remote; what else failed may be tried again."""
    screen = compose("trakt", SignInView("r", "failed", problem=problem, kind=kind), 0)
    assert screen.status == localize(status, "trakt")
    assert (screen.first, screen.first_label) == (first, words(label))
    assert (screen.tone, screen.second_label, screen.layout) == ("bad", words(strings.CLOSE), "")


@pytest.mark.parametrize("problem", Problem)
def test_what_is_over_promises_no_other_try(problem: Problem) -> None:
    """The owner would wait for it, before a button that says "Try again"."""
    words = compose("trakt", SignInView("r", "failed", problem=problem.value), 0).status
    assert not words.endswith(("Trying again.", "Trying again later.", "Slowing down."))


def test_no_problem_of_an_app_was_forgotten() -> None:
    ours = {problem for problem, *_ in FAILURES if problem.startswith("app_")}
    assert {each.value for each in Problem if each.value.startswith("app_")} == ours


KINDS = [
    # kind, phase -> status, first button
    ("link", "waiting", strings.WAITING_FOR_PHONE, "verify", strings.VERIFY_NOW),
    ("link", "starting", strings.ASKING_FOR_CODE, "", 0),
    ("link", "approved", strings.APPROVED, "", 0),
    ("link", "denied", strings.DENIED, "renew", strings.TRY_AGAIN),
    ("link", "expired", strings.EXPIRED_LINK, "renew", strings.TRY_AGAIN),
    ("link", "gone", strings.GONE_LINK, "renew", strings.TRY_AGAIN),
    ("browser", "starting", strings.ASKING_FOR_CODE, "", 0),
    ("browser", "waiting", strings.WAITING_FOR_PHONE, "page", strings.USE_PHONE),
    ("browser", "approved", strings.APPROVED, "", 0),
    ("browser", "denied", strings.DENIED, "renew", strings.TRY_AGAIN),
    ("browser", "expired", strings.EXPIRED_BROWSER, "renew", strings.TRY_AGAIN),
    ("browser", "gone", strings.GONE, "renew", strings.TRY_AGAIN),
]


@pytest.mark.parametrize(("kind", "phase", "status", "first", "label"), KINDS)
def test_links_and_browsers_have_their_own_words(
    kind: Kind, phase: Phase, status: int, first: str, label: int
) -> None:
    screen = compose("tmdb", SignInView("r", phase, kind=kind), 0)
    assert screen.status == localize(status, "tmdb")
    assert (screen.first, screen.first_label) == (first, words(label))


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
    assert titles == ["Connect Simkl", "Connect Trakt", "Connect TMDb"]


def test_sentences_name_the_tracker_and_the_person() -> None:
    assert compose("simkl", SignInView("r", "starting"), 0).status == "Asking Simkl…"
    assert compose("trakt", SignInView("r", "connected", name="ann"), 0).status == "Connected as ann"


def test_another_account_than_before_is_said() -> None:
    screen = compose("trakt", SignInView("r", "connected", name="ann", former="bob"), 0)
    assert screen.status == "Connected as ann instead of bob"


def test_a_name_with_a_field_in_it_is_shown_as_it_is() -> None:
    screen = compose("trakt", SignInView("r", "connected", name="{tracker} {name}"), 0)
    assert screen.status == "Connected as {tracker} {name}"
