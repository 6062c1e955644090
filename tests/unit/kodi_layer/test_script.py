"""What the script does for each form of its arguments, and for a silent service."""

from __future__ import annotations

import pytest
import xbmc

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.cast import Service, Windows
from trackpass.kodi import bus, script
from trackpass.model import TRACKERS, AccountView

HURRY = ("hurry", "")
NO_SERVICE = "Trackpass isn't running in the background. Restart Kodi to start it."
UNFORESEEN = "Something went wrong in Trackpass. Please try again."
UNKNOWN = "Trackpass doesn't know this command."

pytestmark = pytest.mark.usefixtures("window")


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


@pytest.mark.parametrize("arguments", [[], ["check"], ["check", "trakt"], ["disconnect", "simkl"]])
def test_a_silent_service_is_named_after_three_seconds(
    fake: FakeKodi, waits: list[float], arguments: list[str]
) -> None:
    script.main(arguments)
    assert [(call.kind, call.message) for call in fake.dialogs.calls] == [("ok", NO_SERVICE)]
    assert sum(waits) == pytest.approx(3, abs=0.05)
    assert min(waits) > 0  # zero would be for ever


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
