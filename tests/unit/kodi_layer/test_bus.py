"""What goes over the bus comes out as it went in, only our own commands count, and no secret is put up."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
import xbmc
import xbmcgui

from fakes.kodi import ADDON_ID, HOME_WINDOW, FakeKodi
from trackpass.kodi import bus
from trackpass.model import (
    TRACKERS,
    AccountState,
    AccountView,
    Command,
    Kind,
    PageView,
    Phase,
    SignInView,
    Verb,
)


class Listener(xbmc.Monitor):
    """Hears as the service does."""

    def __init__(self) -> None:
        self.commands: list[Command | None] = []

    def onNotification(self, sender: str, method: str, data: str) -> None:
        self.commands.append(bus.received(sender, method, data))


def ours(fake: FakeKodi) -> dict[str, str]:
    """All that stands on the Home window."""
    return fake.properties.get(HOME_WINDOW, {})


@pytest.mark.parametrize("verb", get_args(Verb))
@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_command_arrives_as_it_was_sent(fake: FakeKodi, verb: Verb, tracker: str) -> None:
    listener = Listener()
    request = bus.send(verb, tracker)
    listener.waitForAbort(0.01)
    assert listener.commands == [Command(verb, tracker, request)]


def test_a_command_for_all_trackers_arrives(fake: FakeKodi) -> None:
    listener = Listener()
    request = bus.send("check")
    listener.waitForAbort(0.01)
    assert listener.commands == [Command("check", "", request)]


def test_a_cancel_names_the_sign_in_that_it_ends(fake: FakeKodi) -> None:
    listener = Listener()
    request = bus.send("cancel", "trakt", "r1")
    listener.waitForAbort(0.01)
    assert listener.commands == [Command("cancel", "trakt", request, "r1")]


def test_no_two_requests_are_alike(fake: FakeKodi) -> None:
    assert len({bus.send("check") for _ in range(50)}) == 50


GOOD = json.dumps({"tracker": "trakt", "request": "r1"})
FOREIGN = [
    pytest.param("script.other", "Other.connect", GOOD, id="another sender"),
    pytest.param("", "Other.connect", GOOD, id="no sender"),
    pytest.param("xbmc", "Player.OnStop", "{}", id="the player"),
    pytest.param(ADDON_ID, "connect", GOOD, id="no prefix"),
    pytest.param(ADDON_ID, "Input.connect", GOOD, id="another prefix"),
    pytest.param(ADDON_ID, "Other.reboot", GOOD, id="unknown verb"),
    pytest.param(ADDON_ID, "Other.", GOOD, id="no verb"),
    pytest.param(ADDON_ID, "Other.Connect", GOOD, id="capital verb"),
    pytest.param(ADDON_ID, "Other.connect", '{"tracker": "letterboxd"}', id="unknown tracker"),
    pytest.param(ADDON_ID, "Other.connect", '{"tracker": 5}', id="tracker is a number"),
    pytest.param(ADDON_ID, "Other.connect", '{"tracker": null}', id="tracker is null"),
    pytest.param(ADDON_ID, "Other.connect", '{"tracker": ["trakt"]}', id="tracker is a list"),
    *[
        pytest.param(ADDON_ID, "Other.connect", text, id=f"data {text!r}")
        for text in ("", "{", "null", "[]", '"trakt"', "7", "true", '{"tracker": "trakt"')
    ],
]


@pytest.mark.parametrize(("sender", "method", "data"), FOREIGN)
def test_what_is_not_ours_is_no_command(fake: FakeKodi, sender: str, method: str, data: str) -> None:
    assert bus.received(ADDON_ID, "Other.connect", GOOD) == Command("connect", "trakt", "r1")
    assert bus.received(sender, method, data) is None


def test_a_command_without_a_request_is_one(fake: FakeKodi) -> None:
    assert bus.received(ADDON_ID, "Other.check", '{"tracker": "simkl"}') == Command("check", "simkl", "")


VIEWS = [
    *[AccountView("trakt", state, "ann") for state in get_args(AccountState)],
    AccountView("simkl"),
    AccountView("simkl", "connected", "Zoë [B]ø[/B] 李", 1800000000.123456),
    AccountView("trakt", "unverified", "ann", 0, "network"),
    AccountView("trakt", "reconnect", "ann", 1.5, "ended", quiet_until=float("inf")),
    AccountView("tmdb", "connected", "ann", 1.5, since=1700000000, refresh_at=1.25, quiet_until=2.5),
]


@pytest.mark.parametrize("view", VIEWS)
def test_an_account_is_read_as_it_was_put_up(fake: FakeKodi, view: AccountView) -> None:
    bus.show_account(view)
    assert bus.account(view.tracker) == view
    assert fake.home_property(f"trackpass.{view.tracker}.state") == view.state  # the contract's names
    assert fake.home_property(f"trackpass.{view.tracker}.name") == view.name


def test_nothing_of_a_former_account_stays(fake: FakeKodi) -> None:
    full = AccountView("trakt", "reconnect", "ann", 5, "ended", since=6, refresh_at=7, quiet_until=8)
    bus.show_account(full)
    assert ours(fake).keys() == {f"trackpass.trakt.{name}" for name in bus.ACCOUNT}
    bus.show_account(AccountView("trakt"))
    status = {"trackpass.trakt.status": "Not signed in"}
    assert ours(fake) == {"trackpass.trakt.state": "signed_out", **status}


def test_the_status_is_a_short_line_in_words(fake: FakeKodi) -> None:
    bus.show_account(AccountView("trakt", "reconnect", "ann", 5, "place_taken"))
    assert fake.home_property("trackpass.trakt.status") == "ann · Sign-in ended"


def test_without_a_service_an_account_is_signed_out(fake: FakeKodi) -> None:
    assert bus.account("trakt") == AccountView("trakt")
    assert bus.sign_in("trakt") is None


@pytest.mark.parametrize("phase", get_args(Phase))
def test_a_sign_in_is_read_as_it_was_put_up(fake: FakeKodi, phase: Phase) -> None:
    view = SignInView(
        "r1",
        phase,
        "AB12CD34",
        "https://trakt.tv/a",
        "https://trakt.tv/a/AB12CD34",
        1234.5678,
        600,
        "busy",
        "李",
    )
    bus.show_sign_in("trakt", view)
    assert bus.sign_in("trakt") == view
    assert bus.sign_in("simkl") is None
    bus.show_sign_in("trakt", None)
    assert bus.sign_in("trakt") is None
    assert ours(fake) == {}


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_kind_of_a_sign_in_comes_along(fake: FakeKodi, kind: Kind) -> None:
    view = SignInView("r1", "waiting", verification_uri="https://t.tv/x", kind=kind, former="bob")
    bus.show_sign_in("tmdb", view)
    assert bus.sign_in("tmdb") == view


PAGES = [PageView("http://192.168.1.5:8788/secret"), PageView("u", "page_port"), PageView("", "page_network")]


@pytest.mark.parametrize("view", PAGES)
def test_the_phone_page_is_read_as_it_was_put_up(fake: FakeKodi, view: PageView) -> None:
    assert bus.page() is None
    bus.show_page(view)
    assert bus.page() == view
    bus.show_page(None)
    assert bus.page() is None
    assert ours(fake) == {}


@pytest.mark.parametrize("text", ["{", "[1]", "7", '{"url": "u", "new": 1}'])
def test_a_phone_page_that_makes_no_sense_is_none(fake: FakeKodi, text: str) -> None:
    xbmcgui.Window(HOME_WINDOW).setProperty("trackpass.page", text)
    assert bus.page() is None


def test_a_sign_in_has_no_field_for_a_secret(fake: FakeKodi) -> None:
    bus.show_sign_in("trakt", SignInView("r1", "waiting"))
    fields = json.loads(fake.home_property("trackpass.trakt.signin"))
    assert not [name for name in fields if "token" in name or "secret" in name or "device" in name]


def test_heard_is_said_of_the_very_request(fake: FakeKodi) -> None:
    assert not bus.is_heard("r1")
    bus.confirm(Command("check", "trakt", "r1"))
    assert bus.is_heard("r1")
    assert not bus.is_heard("r2")


def test_heard_stays_true_when_another_command_follows(fake: FakeKodi) -> None:
    bus.confirm(Command("check", "trakt", "r1"))
    bus.confirm(Command("check", "simkl", "r2"))
    assert bus.is_heard("r2")
    assert bus.is_heard("r1")


def test_the_last_eight_commands_are_known_as_heard(fake: FakeKodi) -> None:
    for number in range(10):
        bus.confirm(Command("check", "trakt", f"r{number}"))
    assert [number for number in range(10) if bus.is_heard(f"r{number}")] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert not bus.is_heard("r")


def test_copied_sign_ins_are_said_until_they_are_not(fake: FakeKodi) -> None:
    assert not bus.is_copied()
    bus.show_copied(True)
    assert bus.is_copied()
    bus.show_copied(False)
    assert not bus.is_copied()
    assert ours(fake) == {}


@pytest.mark.parametrize("tracker", TRACKERS)
def test_watching_is_said_of_one_tracker(fake: FakeKodi, tracker: str) -> None:
    bus.watch(tracker, True)
    assert [each for each in TRACKERS if bus.is_watched(each)] == [tracker]
    bus.watch(tracker, False)
    assert not bus.is_watched(tracker)


def test_clear_takes_down_all_of_ours_and_nothing_else(fake: FakeKodi) -> None:
    xbmcgui.Window(HOME_WINDOW).setProperty("skin.own", "1")
    for tracker in TRACKERS:
        bus.show_account(AccountView(tracker, "reconnect", "ann", 5, "ended", "", 6, 7, 8))
        bus.show_sign_in(tracker, SignInView("r", "waiting"))
        bus.watch(tracker, True)
    bus.confirm(Command("check", "", "r1"))
    bus.show_copied(True)
    bus.show_page(PAGES[0])
    assert len(ours(fake)) > 5
    bus.clear()
    assert ours(fake) == {"skin.own": "1"}


def test_commands_carry_nothing_but_tracker_and_requests(fake: FakeKodi) -> None:
    bus.send("connect", "trakt")
    params: dict[str, Any] = fake.jsonrpc_calls[0]["params"]
    assert params["sender"] == ADDON_ID
    assert set(params["data"]) == {"tracker", "request", "sign_in"}
