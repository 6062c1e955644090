"""Script, window, service and the phone page together: what the phone does is seen on the TV at once."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
import xbmcaddon

from fakes.kodi import ADDON_ID
from tests.unit.kodi_layer.background import Background, Tracker, write_setting
from tests.unit.kodi_layer.door import Doors, FakeDoor
from tests.unit.kodi_layer.stage import CANCEL
from tests.unit.kodi_layer.test_flow import Sofa
from trackpass.errors import AppRejected, Problem, Unreachable
from trackpass.kodi import bus, signin_window
from trackpass.kodi.settings import REMOTE, REMOTE_KEY
from trackpass.model import App

ADDRESS = "http://192.168.1.5:8788/page-token/"
REDIRECT = "http://192.168.1.5:8788/callback"


@pytest.fixture(autouse=True)
def quick_success(monkeypatch: pytest.MonkeyPatch, pen: None, background: Background) -> None:
    """A window that has succeeded need not be admired here; the box has an address in the home network."""
    monkeypatch.setattr(signin_window, "STAY_AFTER_SUCCESS", 0.1)
    background.fake.address = "192.168.1.5"


def stored(name: str) -> str:
    return str(xbmcaddon.Addon(ADDON_ID).getSetting(name))


def page_of(background: Background, doors: Doors, *arguments: str) -> tuple[Sofa, FakeDoor]:
    """A service, and a window that shows the phone page."""
    background.start()
    sofa = Sofa(background.fake, *arguments)
    sofa.reads("address", ADDRESS)
    return sofa, doors.only


@pytest.mark.parametrize(
    ("tracker", "setting", "step"),
    [
        ("trakt", "trakt.client_id", "Enter your Trakt app ID there"),
        ("tmdb", "tmdb_sync.api_key", "Enter your TMDb API key there"),
    ],
)
def test_without_an_app_id_the_page_opens_and_the_sign_in_goes_on(
    background: Background, doors: Doors, tracker: str, setting: str, step: str
) -> None:
    """One window, from the missing ID to the account's name, and nothing is typed on the TV."""
    write_setting(setting, "")
    sofa, door = page_of(background, doors, "connect", tracker)
    sofa.reads("step", step)
    assert background.trackers[tracker].calls == []
    assert door.line.save_app(tracker, App("typed-id")) is None
    sofa.reads("layout", "link" if tracker == "tmdb" else "code")
    sofa.reads("phase", "waiting")
    assert stored(setting) == "typed-id"
    background.trackers[tracker].outcome = "approved"
    sofa.reads("status", "Connected as ann")
    sofa.is_left()
    background.fake.wait_until(lambda: door.calls[-1] == "tick")
    assert [call for call in door.calls if isinstance(call, str)] == ["open", "close", "tick"]
    assert bus.page() is None
    assert background.toasts == []


def test_a_refused_id_is_mended_on_the_phone(background: Background, doors: Doors, trakt: Tracker) -> None:
    trakt.starting = AppRejected(Problem.APP_ID)
    background.start()
    sofa = Sofa(background.fake)
    sofa.reads("first", "Use your phone")
    assert doors.built == []
    sofa.presses_first()
    sofa.reads("address", ADDRESS)
    assert doors.only.line.save_app("trakt", App("wrong")) is Problem.APP_ID
    trakt.starting = None
    assert doors.only.line.save_app("trakt", App("right")) is None
    sofa.reads("code", "CODE 0002")
    sofa.leaves()
    background.becomes("waiting")


def test_the_whole_set_up_from_the_sofa(background: Background, doors: Doors) -> None:
    """All three on the phone, while the TV shows the page; each is told by a toast, as no window shows it."""
    sofa, door = page_of(background, doors, "setup")
    for tracker in background.trackers:
        background.trackers[tracker].outcome = "approved"
        door.line.connect(tracker)
        background.becomes("connected", tracker)
    background.fake.wait_until(lambda: len(background.toasts) == 3)
    assert {message for _, message in background.toasts} == {"Connected as ann"}
    sofa.reads("status", "Waiting for your phone")
    background.fake.click(CANCEL)
    sofa.is_left()
    background.fake.wait_until(lambda: "close" in door.calls)
    assert [background.state(tracker) for tracker in background.trackers] == ["connected"] * 3


def test_a_browser_sign_in(background: Background, doors: Doors) -> None:
    write_setting("simkl.client_id", "")
    sofa, door = page_of(background, doors, "connect", "simkl")
    write_setting("simkl.client_id", "app-of-simkl")
    consent = door.line.authorize("simkl", REDIRECT)
    sofa.reads("second", "Cancel")
    sofa.reads("address", ADDRESS)
    state = consent.partition("state=")[2]
    assert door.line.callback("foreign", "code-1", "") is None
    assert door.line.callback(state, "code-1", "") == "simkl"
    sofa.reads("status", "Connected as ann")
    sofa.is_left()
    assert json.loads(stored("simkl.account"))["access_token"] == "exchanged-simkl"
    assert door.line.callback(state, "code-1", "") is None
    seen = f"{background.fake.log}{background.fake.jsonrpc_calls}"
    assert not [secret for secret in (state, "code-1", "exchanged-simkl", "page-token") if secret in seen]


def test_a_browser_sign_in_whose_window_was_hidden(background: Background, doors: Doors) -> None:
    """Back hides the window; the phone approves, and a toast says how it ended."""
    write_setting("simkl.client_id", "")
    sofa, door = page_of(background, doors, "connect", "simkl")
    write_setting("simkl.client_id", "app-of-simkl")
    state = door.line.authorize("simkl", REDIRECT).partition("state=")[2]
    sofa.reads("second", "Cancel")
    sofa.leaves()
    assert door.line.callback(state, "code-1", "") == "simkl"
    background.becomes("connected", "simkl")
    background.fake.wait_until(lambda: background.toasts)
    assert [message for _, message in background.toasts] == ["Connected as ann"]


def test_a_browser_sign_in_that_is_refused(background: Background, doors: Doors) -> None:
    write_setting("simkl.client_id", "")
    sofa, door = page_of(background, doors, "connect", "simkl")
    write_setting("simkl.client_id", "app-of-simkl")
    state = door.line.authorize("simkl", REDIRECT).partition("state=")[2]
    assert door.line.callback(state, "", "access_denied") == "simkl"
    sofa.reads("status", "The sign-in was refused on the phone.")
    sofa.reads("first", "Try again")
    background.becomes("signed_out", "simkl")
    assert background.trackers["simkl"].calls == ["authorize"]


def test_ids_are_not_stored_under_an_open_dialog(background: Background, doors: Doors) -> None:
    sofa, door = page_of(background, doors, "setup")
    dialog = background.fake.open_settings_dialog()
    assert door.line.save_app("trakt", App("typed-id")) is Problem.SETTINGS_OPEN
    dialog.cancel()
    assert door.line.save_app("trakt", App("typed-id")) is None
    assert stored("trakt.client_id") == "typed-id"
    sofa.leaves()


def test_open_and_close_over_the_bus(background: Background, doors: Doors) -> None:
    """In the worker, like all else; a close without a page is nothing."""
    background.start()
    for verb in ("close_page", "open_page", "open_page", "close_page"):
        request = bus.send(verb)  # type: ignore[arg-type]
        background.fake.wait_until(lambda heard=request: bus.is_heard(heard))
    background.fake.wait_until(lambda: "tick" in doors.only.calls)
    assert [call for call in doors.only.calls if isinstance(call, str)] == ["open", "open", "close", "tick"]
    assert set(doors.only.threads) == {"trackpass"}
    assert bus.page() is None


def test_remote_set_up_is_turned_on_in_the_settings(background: Background, doors: Doors) -> None:
    """No window, no script: the door is there as soon as the settings say so, and at the next start."""
    background.start()
    assert doors.built == []
    key = stored(REMOTE_KEY)
    write_setting(REMOTE, "true")
    background.fake.wait_until(lambda: doors.built and ("remote", True, key) in doors.only.calls)
    background.fake.restart()
    background.start()
    background.fake.wait_until(lambda: len(doors.built) == 2)
    background.fake.wait_until(lambda: doors.built[1].calls == [("remote", True, key)])


def test_the_key_outlives_a_settings_file_that_was_lost(background: Background) -> None:
    """Scripts that have it go on working."""
    background.start()
    key = stored(REMOTE_KEY)
    background.fake.wait_until(lambda: background.journal().get("owned", {}).get(REMOTE_KEY) == key)
    background.fake.abort()
    background.fake.settings().cut_power(0.0)
    background.fake.restart()
    background.start()
    assert stored(REMOTE_KEY) == key


def test_kodi_stops_while_a_phone_waits_for_an_answer(
    background: Background, doors: Doors, trakt: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The phone is let go, the door is closed, and Kodi is not kept waiting."""
    interpreter = background.start()
    bus.send("open_page")
    background.fake.wait_until(lambda: doors.built)
    door = doors.only
    raised: list[Any] = []

    def asks() -> None:
        try:
            door.line.verify("trakt")
        except Unreachable as error:
            raised.append(error.problem)

    def slow(*_: object) -> None:
        phone = background.fake.run(asks)
        while not door.line._waiting:
            threading.Event().wait(0.005)
        background.fake.aborting = True
        background.fake.mail.wake()
        threading.Event().wait(0.1)  # Kodi's own waits are over by now
        assert phone.is_alive()

    monkeypatch.setattr(trakt, "start", slow)
    bus.send("connect", "trakt")
    interpreter.join(5)
    assert not interpreter.is_alive()
    background.fake.abort()
    assert (door.calls[-1], raised) == ("stop", [Problem.NETWORK])
