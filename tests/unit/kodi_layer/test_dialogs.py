"""The account list: a row a tracker with its state in words, and what can be done with an account."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import xbmc

from fakes.kodi import FakeKodi
from trackpass.kodi import bus, dialogs, strings
from trackpass.model import TRACKERS, AccountView

MOMENT = 1800000000.0
CLOCK = time.strftime("%H:%M", time.localtime(MOMENT))
DESCRIBED = [
    (AccountView("trakt"), "Not signed in"),
    (AccountView("trakt", "waiting"), "Waiting for your phone"),
    (AccountView("trakt", "connected", "ann"), "Connected as ann"),
    (AccountView("trakt", "connected", "ann", MOMENT), f"Connected as ann · checked at {CLOCK}"),
    (AccountView("trakt", "connected", "", MOMENT), f"Connected · checked at {CLOCK}"),
    (AccountView("trakt", "unverified", "ann"), "Not checked yet"),
    (AccountView("trakt", "unverified", "ann", 0, "network"), "Can't reach Trakt. Trying again."),
    (
        AccountView("trakt", "unverified", "ann", 0, "account_locked"),
        "Trakt has locked this account. Please write to its support.",
    ),
    (AccountView("simkl", "reconnect", "bob", 0, "ended"), "Simkl ended this sign-in. Please sign in again."),
    (AccountView("simkl", "reconnect", "bob"), "Simkl ended this sign-in. Please sign in again."),
]


@pytest.mark.parametrize(("account", "words"), DESCRIBED)
def test_an_account_in_one_line(fake: FakeKodi, account: AccountView, words: str) -> None:
    assert dialogs.describe(account) == words


CLOCKS = [
    ("%H:%M:%S", "%H:%M"),
    ("%I:%M:%S %p", "%I:%M %p"),
    ("%H:%M", "%H:%M"),
    ("%I%I:%M:%S %p", "%I:%M %p"),  # Kodi's answer where hours have two digits, "hh:mm:ss xx"
    ("%H.%M.%S", "%H.%M"),
    ("%p %I:%M:%S", "%p %I:%M"),
]


@pytest.mark.parametrize(("kodi", "plain"), CLOCKS)
def test_the_time_of_a_check_is_written_as_kodi_writes_times(
    fake: FakeKodi, monkeypatch: pytest.MonkeyPatch, kodi: str, plain: str
) -> None:
    monkeypatch.setattr(xbmc, "getRegion", {"time": kodi}.get)
    expected = time.strftime(plain, time.localtime(MOMENT))
    if "%I" in plain:
        expected = expected.removeprefix("0")  # as Kodi's own clock has it
    assert (
        dialogs.describe(AccountView("trakt", "connected", "", MOMENT))
        == f"Connected · checked at {expected}"
    )


def test_the_list_has_a_row_for_each_tracker(fake: FakeKodi) -> None:
    bus.show_account(AccountView("trakt", "connected", "ann"))
    assert dialogs.choose_account() is None  # Back
    (call,) = fake.dialogs.of("select")
    assert call.heading == "Trackpass accounts"
    assert call.rows == [*TRACKERS.values(), "Set up with your phone"]
    assert [row.getLabel2() for row in call.items] == [
        "Not signed in",
        "Connected as ann",
        "Not signed in",
        "Paste app IDs and sign in on a page on your phone",
    ]
    assert call.options["useDetails"] is True
    for row in call.items:
        assert Path(row.getArt("icon")).is_file()
        assert row.getArt("thumb") == row.getArt("icon")
    assert len({row.getArt("icon") for row in call.items}) == len(call.items)


@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_row_stands_for_its_tracker(fake: FakeKodi, tracker: str) -> None:
    fake.dialogs.answer("select", TRACKERS[tracker])
    assert dialogs.choose_account() == tracker


def test_the_last_row_stands_for_the_phone_page(fake: FakeKodi) -> None:
    fake.dialogs.answer("select", "Set up with your phone")
    assert dialogs.choose_account() == ""


def test_an_action_is_done_with_the_account_it_was_chosen_for(fake: FakeKodi) -> None:
    done: list[tuple[str, str]] = []
    actions = [
        (strings.CHECK_NOW, lambda tracker: done.append(("check", tracker))),
        (strings.SIGN_OUT, lambda tracker: done.append(("out", tracker))),
    ]
    account = AccountView("trakt", "connected", "ann")
    fake.dialogs.answer("select", "Sign out", -1)
    dialogs.choose_action(account, actions)
    assert done == [("out", "trakt")]
    dialogs.choose_action(account, actions)  # Back
    assert done == [("out", "trakt")]
    call = fake.dialogs.of("select")[0]
    assert call.rows == ["Check now", "Sign out"]
    assert call.heading == "Trakt · Connected as ann"


@pytest.mark.parametrize("answer", [True, False])
def test_signing_out_is_asked_back(fake: FakeKodi, answer: bool) -> None:
    fake.dialogs.answer("yesno", answer)
    assert dialogs.confirm_sign_out("simkl") is answer
    (call,) = fake.dialogs.of("yesno")
    assert (call.heading, call.message) == ("Simkl", "Sign out of Simkl on this box?")


def test_leaving_the_question_signs_nobody_out(fake: FakeKodi) -> None:
    assert dialogs.confirm_sign_out("simkl") is False


def test_a_sentence_with_one_button(fake: FakeKodi) -> None:
    dialogs.say("Something.")
    (call,) = fake.dialogs.of("ok")
    assert (call.heading, call.message) == ("Trackpass", "Something.")
