"""Back and Escape hide the window, Cancel ends the sign-in, and neither mouse nor any other key closes it."""

from __future__ import annotations

import threading

import pytest
import xbmc
import xbmcgui

from tests.unit.kodi_layer.stage import CANCEL, ESCAPE_KEY, NEW_CODE, Stage
from trackpass.kodi import bus
from trackpass.kodi.code_row import CodeRow
from trackpass.model import Phase

BACK = xbmcgui.ACTION_NAV_BACK
PREVIOUS_MENU = xbmcgui.ACTION_PREVIOUS_MENU
HARMLESS = [
    pytest.param(PREVIOUS_MENU, 0, id="right click as previous menu"),
    pytest.param(xbmcgui.ACTION_MOUSE_RIGHT_CLICK, 0, id="right click"),
    pytest.param(xbmcgui.ACTION_MOUSE_LEFT_CLICK, 0, id="left click"),
    pytest.param(xbmcgui.ACTION_MOUSE_MOVE, 0, id="mouse move"),
    pytest.param(103, 0, id="double click"),
    pytest.param(104, 0, id="wheel up"),
    pytest.param(105, 0, id="wheel down"),
    pytest.param(xbmcgui.ACTION_CONTEXT_MENU, 0xF04D, id="menu"),
    pytest.param(xbmcgui.ACTION_MOVE_LEFT, 0xF082, id="left"),
    pytest.param(xbmcgui.ACTION_MOVE_UP, 0xF080, id="up"),
    pytest.param(xbmcgui.ACTION_STOP, 0xF058, id="stop"),
    pytest.param(11, 0xF049, id="info"),
    pytest.param(110, 0xF008, id="backspace in a text"),
]
LEAVING = [
    pytest.param(BACK, 0, id="back"),
    pytest.param(PREVIOUS_MENU, ESCAPE_KEY, id="escape"),
    pytest.param(xbmcgui.ACTION_PARENT_DIR, 0, id="parent folder"),
]
RUNNING: list[Phase] = ["starting", "waiting", "approved"]
OVER: list[Phase] = ["connected", "denied", "expired", "gone", "failed"]


@pytest.mark.parametrize(("key", "button_code"), LEAVING)
@pytest.mark.parametrize("phase", RUNNING)
def test_leaving_hides_the_window_and_the_sign_in_goes_on(
    stage: Stage, key: int, button_code: int, phase: Phase
) -> None:
    stage.open()
    stage.put_up(phase, user_code="ABCDE", deadline=stage.clock.now + 60, life=60)
    stage.shows(phase)
    stage.settle()
    stage.key(key, button_code)
    stage.is_closed()
    assert stage.verbs == ["connect"]
    assert not bus.is_watched("trakt")
    assert stage.hidden is True


@pytest.mark.parametrize(("key", "button_code"), LEAVING)
@pytest.mark.parametrize("phase", OVER)
def test_leaving_when_it_is_over_takes_the_result_down(
    stage: Stage, key: int, button_code: int, phase: Phase
) -> None:
    stage.open()
    stage.put_up(phase, problem="app_id" if phase == "failed" else "")
    stage.shows(phase)
    stage.settle()
    stage.key(key, button_code)
    stage.is_closed()
    assert [(verb, tracker) for verb, tracker, _ in stage.commands] == [
        ("connect", "trakt"),
        ("cancel", "trakt"),
    ]
    assert stage.hidden is (phase != "connected"), "who sends the tick away has not left the walk"


def test_back_goes_by_the_sign_in_even_if_the_window_still_shows_its_past(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The app ID was mended on the phone a moment ago, and the sign-in runs: it is not ended by Back."""
    stage.open()
    stage.put_up("failed", problem="app_id")
    stage.shows("failed")
    stage.settle()
    closed, plain = threading.Event(), CodeRow.show
    monkeypatch.setattr(CodeRow, "show", lambda row, code: closed.wait(5) and plain(row, code))
    stage.put_up("waiting", user_code="ABCDE", deadline=stage.clock.now + 60, life=60)
    stage.key(BACK)
    stage.until(lambda: not stage.is_open)
    closed.set()
    stage.is_closed()
    assert stage.verbs == ["connect"]


@pytest.mark.parametrize(("key", "button_code"), HARMLESS)
def test_nothing_else_closes_it(stage: Stage, key: int, button_code: int) -> None:
    stage.open().wait_for_phone()
    stage.settle()
    stage.key(key, button_code)
    stage.settle()
    assert stage.is_open
    assert stage.verbs == ["connect"]
    assert stage.reads("phase") == "waiting"


def test_a_right_click_leaves_the_focus_on_the_phases_button(stage: Stage) -> None:
    stage.open().wait_for_phone()
    stage.settle()
    stage.window.fake_focus = CANCEL  # what Kodi does with such a click
    stage.key(PREVIOUS_MENU)
    stage.until(lambda: stage.look.focus == NEW_CODE)
    assert stage.is_open


@pytest.mark.parametrize("phase", RUNNING + OVER)
def test_cancel_ends_the_sign_in_and_closes(stage: Stage, phase: Phase) -> None:
    stage.open("simkl")
    stage.put_up(phase)
    stage.shows(phase)
    stage.settle()
    stage.fake.click(CANCEL)
    stage.is_closed()
    assert [(verb, tracker) for verb, tracker, _ in stage.commands] == [
        ("connect", "simkl"),
        ("cancel", "simkl"),
    ]
    assert stage.hidden is False


def test_cancel_ends_no_sign_in_but_its_own(stage: Stage) -> None:
    stage.open().wait_for_phone()
    stage.settle()
    stage.fake.click(NEW_CODE)
    stage.until(lambda: stage.verbs == ["connect", "renew"])
    stage.wait_for_phone("NEWCODE1")
    stage.fake.click(CANCEL)
    stage.is_closed()
    assert stage.verbs == ["connect", "renew", "cancel"]
    assert stage.fake.jsonrpc_calls[-1]["params"]["data"]["sign_in"] == stage.request


@pytest.mark.parametrize("answered", [False, True])
def test_a_look_in_the_midst_of_new_code_closes_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    """The window looks from a thread of its own, also while the command is on its way."""
    stage.open().wait_for_phone()
    stage.settle()
    plain = xbmc.executeJSONRPC

    def slow(text: str) -> str:
        sent = plain(text)
        stage.settle()
        if answered:
            stage.put_up("starting")  # the service was quick
            stage.settle()
        return sent

    monkeypatch.setattr(xbmc, "executeJSONRPC", slow)
    stage.fake.click(NEW_CODE)
    stage.until(lambda: stage.verbs == ["connect", "renew"])
    stage.settle()
    stage.settle()
    assert stage.is_open
    stage.wait_for_phone("NEWCODE1")
    assert stage.code_on_screen() == "NEWCODE1"


@pytest.mark.parametrize("phase", ["waiting", "denied", "expired", "gone"])
def test_ok_on_the_first_button_asks_for_a_new_code(stage: Stage, phase: Phase) -> None:
    stage.open()
    stage.put_up(phase, user_code="ABCDE", deadline=stage.clock.now + 60, life=60)
    stage.shows(phase)
    stage.settle()
    assert stage.look.focus == NEW_CODE
    stage.fake.press(xbmcgui.ACTION_SELECT_ITEM)
    stage.until(lambda: len(stage.commands) == 2)
    stage.settle()
    assert [(verb, tracker) for verb, tracker, _ in stage.commands] == [
        ("connect", "trakt"),
        ("renew", "trakt"),
    ]
    assert stage.is_open


def test_a_new_code_can_be_asked_for_again_and_again(stage: Stage) -> None:
    stage.open()
    for round_ in range(3):
        stage.wait_for_phone(f"CODE000{round_}")
        stage.settle()
        stage.fake.click(NEW_CODE)
        stage.until(lambda done=round_ + 1: stage.verbs.count("renew") == done)
    requests = [request for _, _, request in stage.commands]
    assert len(set(requests)) == 4


@pytest.mark.parametrize("problem", ["app_id", "app_id_format", "app_secret", "app_key"])
def test_when_the_app_is_at_fault_the_phone_page_is_one_press_away(stage: Stage, problem: str) -> None:
    stage.open()
    stage.put_up("failed", problem=problem)
    stage.shows("failed")
    stage.settle()
    assert stage.look.first == "Use your phone"
    assert stage.look.focus == NEW_CODE
    stage.fake.press(xbmcgui.ACTION_SELECT_ITEM)
    stage.until(lambda: stage.verbs == ["connect", "open_page"])
    stage.settle()
    assert stage.is_open
    assert stage.fake.opened_settings == []


@pytest.mark.parametrize("problem", ["account_vip", "account_locked", "network"])
def test_what_failed_for_another_reason_is_tried_again(stage: Stage, problem: str) -> None:
    stage.open()
    first = stage.request
    stage.put_up("failed", problem=problem)
    stage.shows("failed")
    stage.settle()
    assert (stage.look.first, stage.look.focus) == ("Try again", NEW_CODE)
    stage.fake.press(xbmcgui.ACTION_SELECT_ITEM)
    stage.until(lambda: stage.verbs == ["connect", "renew"])
    assert stage.request != first


def test_verify_now_is_asked_for_as_often_as_it_is_pressed(stage: Stage) -> None:
    """It begins nothing anew; how often a tracker may be asked is for the service to know."""
    stage.open("tmdb").wait_for_link()
    stage.settle()
    request = stage.request
    assert (stage.look.first, stage.look.focus) == ("Verify now", NEW_CODE)
    for times in (1, 2, 3):
        stage.fake.press(xbmcgui.ACTION_SELECT_ITEM)
        stage.until(lambda done=times: stage.verbs.count("verify") == done)
    assert [each[:2] for each in stage.commands] == [("connect", "tmdb"), *[("verify", "tmdb")] * 3]
    stage.settle()
    assert (stage.request, stage.look.first, stage.is_open) == (request, "Verify now", True)


@pytest.mark.parametrize("phase", ["starting", "approved", "connected"])
def test_a_first_button_that_is_hidden_does_nothing(stage: Stage, phase: Phase) -> None:
    stage.open()
    stage.put_up(phase)
    stage.shows(phase)
    stage.settle()
    stage.fake.click(NEW_CODE)  # a click that was under way when it vanished
    stage.settle()
    assert stage.is_open
    assert stage.verbs == ["connect"]
