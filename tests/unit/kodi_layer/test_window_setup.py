"""The window's layouts, and the window of the phone page alone, without a tracker."""

from __future__ import annotations

import pytest
import xbmcgui

from tests.unit.kodi_layer.stage import CANCEL, CODE, NEW_CODE, PHONE_PAGE, TMDB_LINK, Look, Stage
from trackpass.kodi import bus
from trackpass.model import Command, PageView

BACK = xbmcgui.ACTION_NAV_BACK
OPENING = Look("Opening the page for your phone…", "", "Close", CANCEL, "busy")
WAITING = Look("Waiting for your phone", "", "Close", CANCEL, "busy")
ENDED = Look("The page on your phone has closed.", "Use your phone", "Close", NEW_CODE, "bad")
NO_SERVICE = "Trackpass isn't running in the background. Restart Kodi to start it."


def without_requests(stage: Stage) -> list[tuple[str, str]]:
    return [(verb, tracker) for verb, tracker, _ in stage.commands]


def test_a_code_a_link_and_a_sentence_each_have_their_layout(stage: Stage) -> None:
    stage.open()
    assert stage.reads("layout") == ""
    stage.wait_for_phone()
    assert (stage.reads("layout"), stage.code_on_screen()) == ("code", CODE)
    stage.put_up("denied")
    stage.shows("denied")
    assert stage.reads("layout") == ""
    stage.wait_for_link()
    stage.settle()
    assert (stage.reads("layout"), stage.code_on_screen(), stage.reads("code")) == ("link", "", "")


def test_a_link_is_shown_with_picture_and_time(stage: Stage) -> None:
    stage.open("tmdb").wait_for_link()
    stage.drawn()
    stage.settle()
    assert stage.look == Look("Waiting for your phone", "Verify now", "Cancel", NEW_CODE, "busy")
    assert stage.reads("title") == "Connect TMDb"
    assert stage.reads("address") == TMDB_LINK.removeprefix("https://")
    assert (stage.reads("step"), stage.reads("time_left")) == ("Approve Trackpass there", "60:00 left")


def test_the_set_up_window(stage: Stage) -> None:
    """No tracker's name, no sign-in, no word to the service but for the page."""
    stage.open("")
    stage.settle()
    assert (stage.look, stage.reads("title"), stage.reads("layout")) == (
        OPENING,
        "Set up with your phone",
        "",
    )
    stage.show_page()
    stage.drawn()
    stage.settle()
    assert (stage.look, stage.reads("layout")) == (WAITING, "link")
    assert stage.reads("step") == "Enter app IDs and sign in there"
    assert without_requests(stage) == [("open_page", "")]
    assert "trackpass..watched" not in stage.fake.properties.get(bus.HOME, {})


@pytest.mark.parametrize("leave", ["back", "close"])
def test_the_set_up_window_closes_the_page_when_it_is_left(stage: Stage, leave: str) -> None:
    stage.open("").show_page()
    stage.drawn()
    stage.settle()
    if leave == "back":
        stage.key(BACK)
    else:
        stage.fake.click(CANCEL)
    stage.is_closed()
    assert without_requests(stage) == [("open_page", ""), ("close_page", "")]
    assert stage.pictures() == []


def test_the_set_up_window_stays_as_long_as_the_owner_likes(stage: Stage) -> None:
    """Whatever is signed in to meanwhile, on the phone."""
    stage.open("").show_page()
    stage.tracker = "trakt"
    bus.show_sign_in("trakt", None)
    stage.clock.now += 3600
    stage.settle()
    assert stage.is_open
    assert stage.reads("status") == "Waiting for your phone"


def test_an_address_that_goes_is_no_longer_shown(stage: Stage) -> None:
    """After an hour the page closes; its old picture would lead nowhere, and a button opens it anew."""
    page_has_ended(stage)
    assert (stage.look, stage.pictures()) == (ENDED, [])
    stage.fake.press(xbmcgui.ACTION_SELECT_ITEM)
    stage.until(lambda: stage.look == OPENING)
    stage.show_page(url=f"{PHONE_PAGE}anew/")
    stage.drawn()
    stage.settle()
    assert stage.look == WAITING
    stage.key(BACK)
    stage.is_closed()
    assert stage.verbs == ["open_page", "close_page", "open_page", "close_page"]  # each has its end


def page_has_ended(stage: Stage) -> None:
    """The set-up window, an hour after it was opened."""
    stage.open("").show_page()
    stage.drawn()
    stage.clock.now += 3600
    bus.show_page(None)
    stage.until(lambda: stage.look == ENDED)
    stage.settle()


def test_a_service_that_went_with_the_page_is_named_after_the_press(stage: Stage) -> None:
    page_has_ended(stage)
    bus.clear()
    stage.fake.press(xbmcgui.ACTION_SELECT_ITEM)
    stage.until(lambda: stage.look == OPENING)
    stage.clock.now += 3.1
    stage.until(lambda: stage.reads("status") == NO_SERVICE)


def test_without_a_network_the_page_can_be_tried_again(stage: Stage) -> None:
    """As the sentence says: connect the box, then press the button."""
    stage.open("")
    bus.show_page(PageView("", "page_network"))
    alone = "This box is not in a home network. Connect it, then try again."
    stage.until(lambda: stage.look == Look(alone, "Try again", "Close", NEW_CODE, "bad"))
    stage.fake.press(xbmcgui.ACTION_SELECT_ITEM)
    stage.until(lambda: stage.verbs == ["open_page", "close_page", "open_page"])
    stage.show_page()
    stage.settle()
    assert stage.look == WAITING


def test_an_open_window_is_not_told_of_a_silent_service_because_others_had_much_to_ask(stage: Stage) -> None:
    """The service remembers eight requests, the window that its own was heard."""
    stage.open("").show_page()
    stage.settle()
    for number in range(9):
        bus.confirm(Command("check", "trakt", f"request {number}"))
    assert not bus.is_heard(stage.request)
    stage.clock.now += 60
    stage.settle()
    assert stage.look == WAITING


def test_a_silent_service_is_named_in_the_set_up_window(stage: Stage) -> None:
    stage.open("", heard=False)
    stage.clock.now += 2.9
    stage.settle()
    assert stage.look == OPENING
    stage.clock.now += 0.2
    stage.until(lambda: stage.reads("status") == NO_SERVICE)
    stage.settle()
    assert stage.look == Look(NO_SERVICE, "", "Close", CANCEL, "bad")
    bus.confirm(Command("open_page", "", stage.request))
    stage.show_page()
    stage.settle()
    assert stage.look == WAITING
