"""When the window closes by itself, what it says of a silent service, and what it leaves behind: nothing."""

from __future__ import annotations

from typing import Any

import pytest
import xbmc
import xbmcgui

from tests.unit.kodi_layer.stage import CANCEL, CODE, NEW_CODE, Look, Stage
from trackpass.kodi import bus, signin_window
from trackpass.kodi.code_row import CodeRow
from trackpass.model import Command, SignInView

NO_SERVICE = Look(
    "Trackpass isn't running in the background. Restart Kodi to start it.", "", "Close", CANCEL, "bad"
)
ASKING = Look("Asking Trakt…", "", "Cancel", CANCEL, "busy")


def test_it_closes_three_seconds_after_success(stage: Stage) -> None:
    stage.open().wait_for_phone()
    stage.clock.now += 100
    stage.put_up("connected", name="ann")
    stage.shows("connected")
    stage.settle()
    stage.clock.now += 2.9
    stage.settle()
    assert stage.is_open
    assert stage.reads("status") == "Connected as ann"
    stage.clock.now += 0.2
    stage.is_closed()
    assert stage.verbs == ["connect", "cancel"]  # nothing is left to report


def test_a_name_that_comes_late_does_not_prolong_it(stage: Stage) -> None:
    stage.open()
    stage.put_up("connected")
    stage.shows("connected")
    stage.settle()
    stage.clock.now += 2
    stage.put_up("connected", name="ann")
    stage.until(lambda: stage.reads("status") == "Connected as ann")
    stage.settle()
    stage.clock.now += 1.1
    stage.is_closed()


@pytest.mark.parametrize("phase", ["waiting", "denied", "expired", "gone", "failed"])
def test_it_stays_as_long_as_there_is_something_to_read(stage: Stage, phase: Any) -> None:
    stage.open()
    stage.put_up(phase, problem="app_id" if phase == "failed" else "")
    stage.shows(phase)
    stage.clock.now += 3600
    stage.settle()
    assert stage.is_open
    assert stage.verbs == ["connect"]


def test_a_service_that_is_silent_for_three_seconds_is_named(stage: Stage) -> None:
    stage.open(heard=False)
    stage.clock.now += 2.9
    stage.settle()
    assert stage.look == ASKING
    stage.clock.now += 0.2
    stage.shows("failed")
    stage.settle()
    assert stage.look == NO_SERVICE
    stage.fake.press(xbmcgui.ACTION_SELECT_ITEM)
    stage.is_closed()


def test_a_service_that_heard_may_take_its_time(stage: Stage) -> None:
    stage.open()
    stage.clock.now += 60
    stage.settle()
    assert stage.look == ASKING


def test_a_service_that_comes_late_is_welcome(stage: Stage) -> None:
    stage.open(heard=False)
    stage.clock.now += 4
    stage.shows("failed")
    bus.confirm(Command("connect", "trakt", stage.request))
    stage.until(lambda: stage.look == ASKING)
    stage.wait_for_phone()
    stage.settle()
    assert stage.look.focus == NEW_CODE


def test_silence_is_counted_from_the_last_request(stage: Stage) -> None:
    stage.open().wait_for_phone()
    stage.settle()
    stage.clock.now += 300
    stage.fake.click(NEW_CODE)
    stage.until(lambda: stage.look == ASKING)
    stage.clock.now += 2.9
    stage.settle()
    assert stage.look == ASKING
    stage.clock.now += 0.2
    stage.until(lambda: stage.look == NO_SERVICE)


@pytest.mark.parametrize("other", [("check", "simkl"), ("connect", "trakt"), ("cancel", "trakt")])
def test_a_service_that_heard_others_since_is_not_called_silent(stage: Stage, other: Any) -> None:
    stage.open()
    bus.confirm(Command(*other, "somebody else's"))
    stage.clock.now += 4
    stage.settle()
    assert stage.reads("status") != NO_SERVICE.status


def test_a_service_that_was_busy_meanwhile_is_not_called_silent(stage: Stage) -> None:
    """It remembers eight requests; the window remembers that its own was heard."""
    stage.open()
    stage.settle()
    for number in range(9):
        bus.confirm(Command("check", "simkl", f"request {number}"))
    stage.clock.now += 4
    stage.settle()
    assert stage.look == ASKING


def test_a_window_whose_sign_in_was_taken_over_ends_nothing(stage: Stage) -> None:
    stage.open()
    bus.confirm(Command("connect", "trakt", "another window's"))
    stage.put_up("waiting", request="another window's", user_code=CODE)
    stage.clock.now += 4
    stage.settle()
    stage.key(xbmcgui.ACTION_NAV_BACK)
    stage.is_closed()
    assert stage.verbs == ["connect"]


@pytest.mark.parametrize("phase", ["waiting", "approved", "denied"])
@pytest.mark.parametrize("way", ["ended by a command", "taken over"])
def test_it_closes_when_its_sign_in_was_ended_or_taken_over(stage: Stage, phase: Any, way: str) -> None:
    stage.open()
    stage.put_up(phase)
    stage.shows(phase)
    if way == "taken over":
        stage.put_up("waiting", request="another window's", user_code=CODE)
    else:
        bus.show_sign_in("trakt", None)
    stage.is_closed()
    cancelled = [call["params"]["data"]["sign_in"] for call in stage.fake.jsonrpc_calls[1:]]
    assert set(cancelled) <= {stage.request}  # the other window's sign-in goes on


def test_it_says_that_it_watches_for_as_long_as_it_is_open(stage: Stage) -> None:
    stage.open("simkl")
    stage.settle()
    assert (bus.is_watched("simkl"), bus.is_watched("trakt")) == (True, False)
    stage.key(xbmcgui.ACTION_NAV_BACK)
    stage.is_closed()
    assert not bus.is_watched("simkl")


def test_it_watches_before_the_service_can_answer(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    flags = []
    send = xbmc.executeJSONRPC

    def noting(text: str) -> str:
        flags.append(bus.is_watched("trakt"))
        return send(text)

    monkeypatch.setattr(xbmc, "executeJSONRPC", noting)
    stage.open()
    assert flags == [True]


def test_a_window_that_fails_leaves_nothing_behind(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def broken(self: xbmcgui.WindowXMLDialog) -> None:
        seen.append(bus.is_watched("trakt"))
        raise RuntimeError("the skin is broken")

    monkeypatch.setattr(xbmcgui.WindowXMLDialog, "doModal", broken)
    with pytest.raises(RuntimeError, match="skin"):
        signin_window.show_sign_in("trakt")
    assert seen == [True]
    assert not bus.is_watched("trakt")
    assert stage.pictures() == []


def test_a_command_that_cannot_be_sent_leaves_no_flag(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> str:
        raise RuntimeError("no JSON-RPC")

    monkeypatch.setattr(xbmc, "executeJSONRPC", broken)
    with pytest.raises(RuntimeError, match="JSON-RPC"):
        signin_window.show_sign_in("trakt")
    assert not bus.is_watched("trakt")


def test_it_goes_when_kodi_stops_and_the_sign_in_may_go_on(stage: Stage) -> None:
    stage.open().wait_for_phone()
    stage.drawn()
    stage.fake.abort(2)
    assert not stage.is_open
    assert stage.script.error is None
    assert stage.verbs == ["connect"]
    assert not bus.is_watched("trakt")
    assert stage.pictures() == []


@pytest.mark.parametrize("text", ["{", "[1]", '{"request": "r", "phase": "waiting", "new": 1}'])
def test_a_view_that_makes_no_sense_is_passed_over(stage: Stage, text: str) -> None:
    stage.open()
    xbmcgui.Window(bus.HOME).setProperty("trackpass.trakt.signin", text)
    stage.settle()
    stage.wait_for_phone()
    assert stage.code_on_screen() == CODE


def test_a_view_that_cannot_be_painted_is_logged_and_the_next_is_shown(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.open()
    stage.put_up("dancing")  # type: ignore[arg-type]
    stage.settle()
    assert "The sign-in window cannot be drawn" in caplog.text
    stage.wait_for_phone()
    assert stage.code_on_screen() == CODE


def test_a_look_that_failed_half_way_is_made_good(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, tries = CodeRow.show, [RuntimeError("Kodi was busy")]

    def once_broken(row: CodeRow, code: str) -> None:
        if code and tries:
            raise tries.pop()
        plain(row, code)

    stage.open()
    monkeypatch.setattr(CodeRow, "show", once_broken)
    stage.put_up("waiting", user_code=CODE, deadline=stage.clock.now + 600, life=600)
    stage.until(lambda: not tries)
    stage.settle()
    assert stage.code_on_screen() == CODE
    assert stage.reads("code") == "8K5M 72PQ"


def test_two_windows_of_two_trackers_do_not_meet(stage: Stage) -> None:
    stage.open("trakt").wait_for_phone()
    bus.show_sign_in("simkl", SignInView("other", "connected", name="bob"))
    stage.settle()
    assert stage.look.status == "Waiting for your phone"
