"""The sign-in window shows each phase of its own request, and puts the focus where the phase calls for it."""

from __future__ import annotations

from typing import Any

import pytest
import xbmcgui

from tests.unit.kodi_layer.stage import CANCEL, CODE, NEW_CODE, QR, TIME_BAR, Look, Stage
from trackpass.kodi import bus
from trackpass.model import Phase, SignInView

ASKING = Look("Asking Trakt…", "", "Cancel", CANCEL, "busy")
ENDS = [
    ("approved", {}, Look("Approved. Reading your account…", "", "Cancel", CANCEL, "good")),
    ("connected", {"name": "ann"}, Look("Connected as ann", "", "Close", CANCEL, "good")),
    ("denied", {}, Look("The sign-in was refused on the phone.", "New code", "Close", NEW_CODE, "bad")),
    ("expired", {}, Look("This code has run out.", "New code", "Close", NEW_CODE, "bad")),
    ("gone", {}, Look("Trakt no longer takes this code.", "New code", "Close", NEW_CODE, "bad")),
    (
        "failed",
        {"problem": "app_id"},
        Look(
            "Trakt doesn't know this app ID. Copy it once more.",
            "Use your phone",
            "Close",
            NEW_CODE,
            "bad",
        ),
    ),
    (
        "failed",
        {"problem": "account_vip"},
        Look("Trakt wants a VIP account for this.", "Try again", "Close", NEW_CODE, "bad"),
    ),
]


def test_it_asks_for_a_code_and_shows_that_until_there_is_one(stage: Stage) -> None:
    stage.open("trakt")
    assert [(verb, tracker) for verb, tracker, _ in stage.commands] == [("connect", "trakt")]
    assert stage.request
    stage.settle()
    assert stage.look == ASKING
    assert stage.reads("title") == "Connect Trakt"
    assert stage.code_on_screen() == stage.reads("code") == stage.reads("qr") == ""


@pytest.mark.parametrize(("more", "title"), [(0, "Connect Simkl"), (1, "Connect Simkl (1 more)")])
def test_the_title_tells_how_many_follow(stage: Stage, more: int, title: str) -> None:
    stage.open("simkl", more=more)
    stage.settle()
    assert stage.reads("title") == title


def test_a_code_is_shown_with_address_picture_and_time(stage: Stage) -> None:
    stage.open().wait_for_phone(life=900)
    stage.drawn()
    stage.settle()
    assert stage.look == Look("Waiting for your phone", "New code", "Cancel", NEW_CODE, "busy")
    assert stage.reads("code") == "8K5M 72PQ"
    assert stage.code_on_screen() == CODE
    assert stage.reads("address") == "trakt.tv/activate"
    assert stage.reads("time_left") == "10:00 left"
    bar = stage.window.getControl(TIME_BAR)
    assert bar.getPercent() == pytest.approx(100 * 600 / 900)
    stage.clock.now += 450.5
    stage.until(lambda: stage.reads("time_left") == "2:30 left")
    stage.until(lambda: bar.getPercent() == pytest.approx(100 * 149.5 / 900))


@pytest.mark.parametrize(
    ("phase", "fields", "look"),
    ENDS,
    ids=[f"{phase} {fields.get('problem', '')}" for phase, fields, _ in ENDS],
)
@pytest.mark.parametrize("focus", [NEW_CODE, CANCEL])
def test_each_way_on_from_waiting(
    stage: Stage, phase: Phase, fields: dict[str, Any], look: Look, focus: int
) -> None:
    stage.open().wait_for_phone()
    stage.settle()
    stage.window.setFocusId(focus)
    stage.put_up(phase, user_code=CODE, deadline=stage.clock.now + 500, life=600, **fields)
    stage.shows(phase)
    stage.settle()
    assert stage.look == look
    assert stage.code_on_screen() == stage.reads("code") == stage.reads("time_left") == ""
    assert stage.reads("qr") == ""
    assert stage.window.getControl(TIME_BAR).getPercent() == 0


def test_trouble_on_the_way_changes_the_sentence_and_leaves_the_rest(stage: Stage) -> None:
    stage.open().wait_for_phone()
    picture = stage.drawn()
    stage.settle()
    stage.window.setFocusId(CANCEL)
    stage.wait_for_phone(problem="network")
    stage.until(lambda: stage.reads("status") == "Can't reach Trakt. Trying again.")
    stage.settle()
    assert stage.look.tone == "bad"
    assert stage.look.focus == CANCEL  # the person moved it there, and the phase is still the same
    assert stage.code_on_screen() == CODE
    assert stage.pictures() == [picture]
    stage.wait_for_phone()
    stage.until(lambda: stage.reads("status") == "Waiting for your phone")


def test_a_focus_that_a_click_took_away_comes_back(stage: Stage) -> None:
    stage.open().wait_for_phone()
    stage.settle()
    for _ in range(2):
        stage.window.fake_focus = None  # what Kodi does at a click beside the buttons
        stage.until(lambda: stage.window.fake_focus == NEW_CODE)
    stage.put_up("approved")
    stage.shows("approved")
    stage.settle()
    stage.window.fake_focus = None
    stage.until(lambda: stage.window.fake_focus == CANCEL)


def test_nothing_of_a_foreign_request_is_shown(stage: Stage) -> None:
    bus.show_sign_in("trakt", SignInView("before", "waiting", "OLD11111", deadline=9999, life=600))
    stage.open()
    stage.settle()
    assert stage.look == ASKING
    for phase in ("waiting", "connected", "denied"):
        stage.put_up(phase, request="somebody else's", user_code=CODE, name="bob")
        stage.settle()
        assert stage.look == ASKING
        assert stage.reads("code") == ""


def test_the_code_of_another_tracker_is_not_shown(stage: Stage) -> None:
    stage.open("simkl")
    bus.show_sign_in("trakt", SignInView(stage.request, "waiting", CODE, deadline=9999, life=600))
    stage.settle()
    assert stage.reads("code") == ""


def test_new_code_shows_only_what_came_of_it(stage: Stage) -> None:
    stage.open().wait_for_phone()
    stage.settle()
    first = stage.request
    stage.fake.click(NEW_CODE)
    stage.until(lambda: stage.verbs == ["connect", "renew"])
    assert stage.request != first
    stage.until(lambda: stage.look == ASKING)  # though the former view still stands
    assert stage.code_on_screen() == ""
    stage.put_up("waiting", request=first, user_code=CODE, problem="network")
    stage.settle()
    assert stage.look == ASKING
    stage.wait_for_phone("NEWCODE1")
    stage.settle()
    assert stage.code_on_screen() == "NEWCODE1"
    assert stage.look.focus == NEW_CODE


def test_the_pictures_are_of_the_code_even_if_the_link_is_the_same(stage: Stage) -> None:
    page = "https://simkl.com/pin"  # RFC 8628: verification_uri_complete is optional
    stage.open("simkl").wait_for_phone("AAAA1111", verification_uri_complete=page)
    stage.settle()
    stage.wait_for_phone("BBBB2222", verification_uri_complete=page)  # the look in between came too late
    stage.settle()
    assert stage.reads("code") == "BBBB 2222"
    assert stage.code_on_screen() == "BBBB2222"


def test_a_code_that_has_no_pictures_is_plain_text(stage: Stage) -> None:
    stage.open().wait_for_phone("ÄÖ34567Ü")
    stage.until(lambda: stage.reads("plain_code") == "ÄÖ34 567Ü")
    assert stage.code_on_screen() == ""


def test_no_secret_is_in_the_window_but_the_code(stage: Stage) -> None:
    values: dict[str, set[str]] = {}

    def seen(kind: str, details: dict[str, Any]) -> None:
        if kind == "property" and details["window"] == stage.window.fake_id:
            values.setdefault(details["name"], set()).add(details["value"])

    stage.open()
    stage.fake.watch(seen)
    stage.wait_for_phone("SECRETCD")
    stage.drawn()
    stage.put_up("connected", user_code="SECRETCD", name="ann")
    stage.shows("connected")
    holding = {
        name for name, found in values.items() if any("SECRET" in value.replace(" ", "") for value in found)
    }
    assert holding == {"code"}
    image = stage.window.getControl(QR)
    assert isinstance(image, xbmcgui.ControlImage)
    assert not any("SECRET" in name for name, _ in image.fake_images)
