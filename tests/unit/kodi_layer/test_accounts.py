"""The account list and the page of an account: what each row does, and what is seen after it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xbmc

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.cast import Service, Windows
from trackpass.kodi import accounts, bus, script
from trackpass.kodi.list_window import Row
from trackpass.model import TRACKERS, AccountState, AccountView, Command

HURRY = ("hurry", "")
NO_SERVICE = "Trackpass isn't running in the background. Restart Kodi to start it."
ANN = AccountView("trakt", "connected", "ann")
ROWS = ["Simkl", "Trakt", "TMDb", "Connect all", "Set up with your phone"]

pytestmark = pytest.mark.usefixtures("window", "service")


def test_the_last_row_opens_the_phone_page_and_comes_back(fake: FakeKodi, window: Windows) -> None:
    fake.dialogs.answer("select", "Set up with your phone", -1)
    script.main([])
    assert window.opened == [""]
    assert [call.rows for call in fake.dialogs.of("select")] == [ROWS, ROWS]


@pytest.mark.parametrize("state", ["signed_out", "waiting"])
def test_ok_on_a_row_that_is_not_signed_in_signs_in(fake: FakeKodi, window: Windows, state: str) -> None:
    bus.show_account(AccountView("trakt", state))  # type: ignore[arg-type]
    window.then = lambda tracker: bus.show_account(ANN)
    fake.dialogs.answer("select", "Trakt", -1)
    script.main([])
    assert window.opened == ["trakt"]
    first, second = fake.dialogs.of("select")
    assert [row.getLabel2() for row in first.items][1] != "Connected as ann"
    assert [row.getLabel2() for row in second.items][1] == "Connected as ann"


@pytest.mark.parametrize("state", ["connected", "unverified", "reconnect"])
def test_ok_on_an_account_opens_its_menu_and_comes_back(
    fake: FakeKodi, service: Service, window: Windows, state: str
) -> None:
    bus.show_account(AccountView("trakt", state, "ann"))  # type: ignore[arg-type]
    fake.dialogs.answer("select", "Trakt", -1, "Trakt", "Sign in again", -1)
    script.main([])
    rows = [call.rows for call in fake.dialogs.of("select")]
    menu = ["Check now", "Sign in again", "Sign out"]
    if state == "reconnect":  # what the owner needs comes first
        menu = ["What is wrong?", "Sign in again", "Check now", "Sign out", "Report for help"]
    assert rows == [ROWS, menu, ROWS, menu, ROWS]
    assert window.opened == ["trakt"]
    fake.wait_until(lambda: service.commands)
    assert service.commands == [HURRY]  # once, not at each look at the list


def test_check_now_asks_the_service(fake: FakeKodi, service: Service) -> None:
    bus.show_account(AccountView("trakt", "unverified", "ann"))

    def look(command: Command) -> None:
        if command.verb == "check":
            xbmc.Monitor().waitForAbort(0.03)  # the tracker takes a moment
            bus.show_account(ANN)

    service.does = look
    fake.dialogs.answer("select", "Trakt", "Check now", -1)
    script.main([])
    assert service.commands == [HURRY, ("check", "trakt")]
    assert [call.rows[0] for call in fake.dialogs.of("select")] == ["Simkl", "Check now", "Simkl"]
    fake.wait_until(lambda: bus.account("trakt") == ANN)


@pytest.mark.parametrize(("sure", "commands"), [(True, [("disconnect", "trakt")]), (False, [])])
def test_sign_out_is_confirmed_first(
    fake: FakeKodi, service: Service, sure: bool, commands: list[tuple[str, str]]
) -> None:
    bus.show_account(ANN)

    def forget(command: Command) -> None:
        if command.verb == "disconnect":
            xbmc.Monitor().waitForAbort(0.03)
            bus.show_account(AccountView("trakt"))
            bus.tell_leftover("trakt", False)

    service.does = forget
    fake.dialogs.answer("select", "Trakt", "Sign out", -1)
    fake.dialogs.answer("yesno", sure)
    script.main([])
    fake.wait_until(lambda: service.commands)
    assert service.commands == [HURRY, *commands]
    assert [call.message for call in fake.dialogs.of("yesno")] == ["Sign out of Trakt on this box?"]
    fake.wait_until(lambda: bus.account("trakt").state == ("signed_out" if sure else "connected"))


@pytest.mark.parametrize("choice", ["Check now", "Sign out"])
def test_after_the_sentence_the_list_is_back_at_once(fake: FakeKodi, waits: list[float], choice: str) -> None:
    bus.show_account(ANN)
    fake.dialogs.answer("select", "Trakt", choice, -1)
    fake.dialogs.answer("yesno", True)
    script.main([])
    assert [call.message for call in fake.dialogs.of("ok")] == [NO_SERVICE]
    assert sum(waits) == pytest.approx(3, abs=0.1)


def test_a_kodi_that_stops_meanwhile_is_no_silent_service(fake: FakeKodi) -> None:
    bus.show_account(ANN)
    fake.aborting = True
    assert not accounts.ask_service("check", "trakt")
    assert fake.dialogs.calls == []


@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_row_stands_for_its_tracker(fake: FakeKodi, window: Windows, tracker: str) -> None:
    fake.dialogs.answer("select", TRACKERS[tracker], -1)
    script.main([])
    assert window.opened == [tracker]


def test_the_list_has_a_row_for_each_tracker(fake: FakeKodi) -> None:
    bus.show_account(ANN)
    script.main([])  # Back
    (call,) = fake.dialogs.of("select")
    assert (call.heading, call.rows) == ("Trackpass accounts", ROWS)
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


@pytest.mark.parametrize("state", ["waiting", "connected", "unverified", "reconnect"])
def test_one_that_is_left_alone_is_not_all(fake: FakeKodi, state: AccountState) -> None:
    bus.show_account(AccountView("simkl", state, quiet_until=math.inf))
    bus.show_account(AccountView("trakt", state, quiet_until=math.inf))
    script.main([])
    (call,) = fake.dialogs.of("select")
    assert call.rows == [row for row in ROWS if row != "Connect all"]


def test_the_page_is_that_of_its_account(fake: FakeKodi) -> None:
    bus.show_account(ANN)
    script.main(["account", "trakt"])
    (call,) = fake.dialogs.of("select")
    assert call.heading == "Trakt · Connected as ann"
    assert {Path(row.getArt("icon")).name for row in call.items} == {"trakt.png"}


def test_the_page_is_live(fake: FakeKodi, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was wrong is no row any more once it is well, and nobody's page has no row at all."""
    seen: list[tuple[str, list[str]]] = []

    def show_list(heading: Callable[[], str], rows: Callable[[], Sequence[Row]], do: object) -> None:
        for state, problem in (("unverified", "network"), ("connected", ""), ("signed_out", "")):
            bus.show_account(AccountView("trakt", state, "ann", problem=problem))  # type: ignore[arg-type]
            seen.append((heading(), [row.key for row in rows()]))

    monkeypatch.setattr(accounts, "show_list", show_list)
    bus.show_account(ANN)
    accounts.show_account("trakt")
    assert seen == [
        ("Trakt · ann · Couldn't be checked", ["explain", "check", "sign_in", "sign_out", "report"]),
        ("Trakt · Connected as ann", ["check", "sign_in", "sign_out"]),
        ("Trakt · Not signed in", []),
    ]


def test_what_is_wrong_of_an_account_that_is_well_by_now(fake: FakeKodi) -> None:
    """It was chosen in the moment before its row went."""
    bus.show_account(ANN)
    accounts.explain("trakt")
    assert (fake.windows, fake.dialogs.calls) == ([], [])


def test_the_second_lines_of_a_page_inform(fake: FakeKodi, service: Service) -> None:
    lost = ANN._replace(state="unverified", problem="network")
    bus.show_account(lost)
    fake.dialogs.answer("select", "Trakt", -1, -1)
    script.main([])
    page = fake.dialogs.of("select")[1]
    assert [(row.getLabel(), row.getLabel2()) for row in page.items] == [
        ("What is wrong?", "Can't reach Trakt. Trying again."),
        ("Check now", "Not checked yet"),
        ("Sign in again", "Replaces this sign-in with a new one"),
        ("Sign out", "Ends this sign-in on this box and, where possible, at Trakt"),
        ("Report for help", "Nothing secret is in it: no keys, no app IDs, no network addresses."),
    ]


def test_help_is_at_hand_where_something_is_wrong(
    fake: FakeKodi, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(accounts, "show_report", lambda: shown.append("report"))
    bus.show_account(ANN._replace(state="unverified", problem="network"))
    fake.dialogs.answer("select", "Report for help")
    script.main(["account", "trakt"])
    assert shown == ["report"]


@pytest.mark.parametrize(
    ("answer", "opened", "commands"),
    [("again", ["trakt"], []), ("phone", [""], []), ("check", [], [("check", "trakt")]), ("", [], [])],
)
def test_what_is_wrong_leads_to_what_helps(
    fake: FakeKodi,
    service: Service,
    window: Windows,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    opened: list[str],
    commands: list[tuple[str, str]],
) -> None:
    asked: list[AccountView] = []
    monkeypatch.setattr(accounts, "show_trouble", lambda account: asked.append(account) or answer)
    lost = ANN._replace(state="unverified", problem="network")
    bus.show_account(lost)
    service.does = lambda command: bus.show_account(ANN)
    script.main(["account", "trakt"])  # no answer: Back
    assert asked == []
    bus.show_account(lost)
    fake.dialogs.answer("select", "What is wrong?")
    script.main(["account", "trakt"])
    assert (asked, window.opened, service.commands) == ([lost], opened, commands)
    assert len(fake.dialogs.of("select")) == 2  # one page each time, and no list


@pytest.mark.parametrize("state", ["signed_out", "waiting"])
def test_the_page_of_nobody_is_the_sign_in_window(
    fake: FakeKodi, window: Windows, state: AccountState
) -> None:
    bus.show_account(AccountView("tmdb", state))
    script.main(["account", "tmdb"])
    assert (window.opened, fake.dialogs.calls) == (["tmdb"], [])
