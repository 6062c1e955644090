"""The account list, the page of an account and the questions, as Kodi's own dialogs show them."""

from __future__ import annotations

from pathlib import Path

import pytest
import xbmcgui

from fakes.kodi import FakeKodi
from trackpass.kodi import bus, dialogs
from trackpass.kodi.dialogs import Action
from trackpass.model import TRACKERS, AccountState, AccountView

ROWS = [*TRACKERS.values(), "Connect all", "Set up with your phone"]


def chosen() -> list[str]:
    """What the rows stand for that the owner chooses before Back."""
    found: list[str] = []
    dialogs.show_accounts(found.append)
    return found


def test_the_list_has_a_row_for_each_tracker(fake: FakeKodi) -> None:
    bus.show_account(AccountView("trakt", "connected", "ann"))
    dialogs.show_accounts(pytest.fail)  # Back
    (call,) = fake.dialogs.of("select")
    assert call.heading == "Trackpass accounts"
    assert call.rows == ROWS
    assert [row.getLabel2() for row in call.items] == [
        "Not signed in",
        "Connected as ann",
        "Not signed in",
        "One after another: Simkl, TMDb",
        "Paste app IDs and sign in on a page on your phone",
    ]
    for row in call.items:
        assert Path(row.getArt("icon")).is_file()
        assert row.getArt("thumb") == row.getArt("icon")
    assert len({row.getArt("icon") for row in call.items}) == len(call.items)


@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_row_stands_for_its_tracker(fake: FakeKodi, tracker: str) -> None:
    fake.dialogs.answer("select", TRACKERS[tracker])
    assert chosen() == [tracker]


@pytest.mark.parametrize(
    ("row", "choice"), [("Connect all", dialogs.ALL), ("Set up with your phone", dialogs.PHONE)]
)
def test_the_last_rows_stand_for_all_and_for_the_phone_page(fake: FakeKodi, row: str, choice: str) -> None:
    fake.dialogs.answer("select", row)
    assert chosen() == [choice]


@pytest.mark.parametrize("state", ["waiting", "connected", "unverified", "reconnect"])
def test_one_that_is_left_alone_is_not_all(fake: FakeKodi, state: AccountState) -> None:
    bus.show_account(AccountView("simkl", state))
    bus.show_account(AccountView("trakt", state))
    dialogs.show_accounts(pytest.fail)
    (call,) = fake.dialogs.of("select")
    assert call.rows == [row for row in ROWS if row != "Connect all"]


def test_an_action_is_done_with_the_account_it_was_chosen_for(fake: FakeKodi) -> None:
    done: list[tuple[str, str]] = []
    actions = [
        Action("Check now", "Last checked at 20:15", lambda tracker: done.append(("check", tracker))),
        Action("Sign out", "Ends it", lambda tracker: done.append(("out", tracker))),
    ]
    account = AccountView("trakt", "connected", "ann", 5)
    fake.dialogs.answer("select", "Sign out", -1)
    dialogs.show_actions(account, actions)
    assert done == [("out", "trakt")]
    dialogs.show_actions(account, actions)  # Back
    assert done == [("out", "trakt")]
    call = fake.dialogs.of("select")[0]
    assert [(row.getLabel(), row.getLabel2()) for row in call.items] == [action[:2] for action in actions]
    assert call.heading == "Trakt · Connected as ann"
    assert {Path(row.getArt("icon")).name for row in call.items} == {"trakt.png"}


@pytest.mark.parametrize(("answer", "meaning"), [(1, "again"), (0, "later"), (2, "never"), (-1, "")])
def test_the_quick_repair_asks_in_words(fake: FakeKodi, answer: int, meaning: str) -> None:
    fake.dialogs.answer("yesnocustom", answer)
    assert dialogs.ask_repair(AccountView("trakt", "reconnect", "ann", 5, "ended")) == meaning
    (call,) = fake.dialogs.of("yesnocustom")
    assert call.heading == "Trakt · ann · Sign-in ended"
    assert call.message == (
        "Trakt ended this sign-in. Please sign in again.[CR]"
        "Later: asks again tomorrow. Never: stays quiet until you sign in anew."
    )
    labels = [call.options[name] for name in ("yeslabel", "nolabel", "customlabel")]
    assert labels == ["Sign in again", "Later", "Never"]
    assert call.options["defaultbutton"] == xbmcgui.DLG_YESNO_YES_BTN


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
