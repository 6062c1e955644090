"""What the script does for each form of its arguments, in the account list, and for a silent service."""

from __future__ import annotations

import pytest
import xbmc

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.cast import Service, Windows
from trackpass.kodi import bus, script
from trackpass.model import TRACKERS, AccountView, Command

HURRY = ("hurry", "")
NO_SERVICE = "Trackpass isn't running in the background. Restart Kodi to start it."
UNFORESEEN = "Something went wrong in Trackpass. Please try again."
UNKNOWN = "Trackpass doesn't know this command."
ANN = AccountView("trakt", "connected", "ann")

pytestmark = pytest.mark.usefixtures("window")


ROWS = ["Simkl", "Trakt", "TMDb", "Set up with your phone"]


@pytest.mark.parametrize("tracker", TRACKERS)
def test_connect_opens_the_window(fake: FakeKodi, window: Windows, tracker: str) -> None:
    script.main(["connect", tracker])
    assert window.opened == [tracker]
    assert fake.dialogs.calls == []


@pytest.mark.parametrize("arguments", [["setup"], ["setup", ""]])
def test_setup_opens_the_window_of_the_phone_page(
    fake: FakeKodi, window: Windows, arguments: list[str]
) -> None:
    script.main(arguments)
    assert window.opened == [""]
    assert fake.dialogs.calls == []


def test_the_last_row_opens_the_phone_page_and_comes_back(fake: FakeKodi, window: Windows) -> None:
    fake.dialogs.answer("select", "Set up with your phone", -1)
    script.main([])
    assert window.opened == [""]
    assert [call.rows for call in fake.dialogs.of("select")] == [ROWS, ROWS]


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["disconnect", "simkl"], ("disconnect", "simkl")),
        (["disconnect", "trakt"], ("disconnect", "trakt")),
        (["disconnect", "tmdb"], ("disconnect", "tmdb")),
        (["check", "simkl"], ("check", "simkl")),
        (["check", "trakt"], ("check", "trakt")),
        (["check", "tmdb"], ("check", "tmdb")),
        (["check"], ("check", "")),
        (["check", ""], ("check", "")),
    ],
)
def test_other_commands_go_to_the_service(
    fake: FakeKodi, service: Service, window: Windows, arguments: list[str], command: tuple[str, str]
) -> None:
    for tracker in TRACKERS:
        bus.show_account(AccountView(tracker, "connected", "ann"))
    script.main(arguments)
    assert service.commands == [command]
    assert window.opened == []
    assert fake.dialogs.calls == []  # signing out by a command is not asked back


@pytest.mark.parametrize(
    "arguments",
    [
        ["connect"],
        ["connect", ""],
        ["connect", "letterboxd"],
        ["connect", "Trakt"],
        ["disconnect"],
        ["disconnect", "all"],
        ["check", "letterboxd"],
        ["connect", "tmdb_sync"],
        ["setup", "trakt"],
        ["setup", "letterboxd"],
        ["open_page"],
        ["verify", "tmdb"],
        ["renew", "trakt"],
        ["cancel", "trakt"],
        ["Connect", "trakt"],
        ["?action=connect", "trakt"],
        ["token=abc123"],
    ],
)
def test_what_it_does_not_know_it_says(
    fake: FakeKodi, service: Service, window: Windows, arguments: list[str]
) -> None:
    script.main(arguments)
    assert [(call.kind, call.message) for call in fake.dialogs.calls] == [("ok", UNKNOWN)]
    assert (service.commands, window.opened, fake.jsonrpc_calls) == ([], [], [])
    assert "abc123" not in str(fake.log)


@pytest.mark.parametrize("arguments", [[], [""]])
def test_no_argument_is_the_account_list_until_back(
    fake: FakeKodi, service: Service, window: Windows, arguments: list[str]
) -> None:
    script.main(arguments)
    assert [call.heading for call in fake.dialogs.calls] == ["Trackpass accounts"]
    assert window.opened == []
    fake.wait_until(lambda: service.commands)
    assert service.commands == [HURRY]


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
        menu = ["Sign in again", "Check now", "Sign out"]
    assert rows == [ROWS, menu, ROWS, menu, ROWS]
    assert window.opened == ["trakt"]
    fake.wait_until(lambda: service.commands)
    assert service.commands == [HURRY]  # once, not at each look at the list


def test_check_now_shows_what_it_found(fake: FakeKodi, service: Service) -> None:
    bus.show_account(AccountView("trakt", "unverified", "ann"))

    def look(command: Command) -> None:
        if command.verb == "check":
            xbmc.Monitor().waitForAbort(0.03)  # the tracker takes a moment
            bus.show_account(ANN)

    service.does = look
    fake.dialogs.answer("select", "Trakt", "Check now", -1)
    script.main([])
    assert service.commands == [HURRY, ("check", "trakt")]
    first, _, second = fake.dialogs.of("select")
    assert [call.items[1].getLabel2() for call in (first, second)] == ["Not checked yet", "Connected as ann"]


@pytest.mark.parametrize(("sure", "commands"), [(True, [("disconnect", "trakt")]), (False, [])])
def test_sign_out_is_confirmed_first(
    fake: FakeKodi, service: Service, sure: bool, commands: list[tuple[str, str]]
) -> None:
    bus.show_account(ANN)

    def forget(command: Command) -> None:
        if command.verb == "disconnect":
            xbmc.Monitor().waitForAbort(0.03)
            bus.show_account(AccountView("trakt"))

    service.does = forget
    fake.dialogs.answer("select", "Trakt", "Sign out", -1)
    fake.dialogs.answer("yesno", sure)
    script.main([])
    fake.wait_until(lambda: service.commands)
    assert service.commands == [HURRY, *commands]
    assert [call.message for call in fake.dialogs.of("yesno")] == ["Sign out of Trakt on this box?"]
    row = fake.dialogs.of("select")[-1].items[1].getLabel2()
    assert row == ("Not signed in" if sure else "Connected as ann")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the script waited, in steps; no time passes."""
    found: list[float] = []
    monkeypatch.setattr(xbmc.Monitor, "waitForAbort", lambda self, seconds=-1: bool(found.append(seconds)))
    return found


@pytest.mark.parametrize("arguments", [["check"], ["check", "trakt"], ["disconnect", "simkl"]])
def test_a_silent_service_is_named_after_three_seconds(
    fake: FakeKodi, waits: list[float], arguments: list[str]
) -> None:
    script.main(arguments)
    assert [(call.kind, call.message) for call in fake.dialogs.calls] == [("ok", NO_SERVICE)]
    assert sum(waits) == pytest.approx(3, abs=0.05)
    assert min(waits) > 0  # zero would be for ever


@pytest.mark.parametrize("choice", ["Check now", "Sign out"])
def test_after_the_sentence_the_list_is_back_at_once(fake: FakeKodi, waits: list[float], choice: str) -> None:
    bus.show_account(ANN)
    fake.dialogs.answer("select", "Trakt", choice, -1)
    fake.dialogs.answer("yesno", True)
    script.main([])
    assert [call.message for call in fake.dialogs.of("ok")] == [NO_SERVICE]
    assert sum(waits) == pytest.approx(3, abs=0.1)


def test_what_nobody_foresaw_is_logged_and_said_in_one_sentence(fake: FakeKodi, window: Windows) -> None:
    def broken(tracker: str) -> None:
        raise RuntimeError("the skin is broken")

    window.then = broken
    script.main(["connect", "trakt"])
    assert any(level == xbmc.LOGERROR and "the skin is broken" in text for level, text in fake.log)
    assert [(call.kind, call.message) for call in fake.dialogs.calls] == [("ok", UNFORESEEN)]


def test_kodi_stopping_ends_the_wait_without_a_word(fake: FakeKodi) -> None:
    fake.aborting = True
    script.main(["check"])
    assert fake.dialogs.calls == []
