"""The phone page in the window: alone, or in place of a sign-in that cannot go on without it."""

from __future__ import annotations

from typing import Any

import pytest
import xbmcgui

from tests.unit.kodi_layer.stage import CANCEL, NEW_CODE, PHONE_PAGE, QR, Look, Stage
from trackpass.kodi import bus, signin_window
from trackpass.model import PageView

BACK = xbmcgui.ACTION_NAV_BACK
OPENING = Look("Opening the page for your phone…", "", "Close", CANCEL, "busy")
WAITING = Look("Waiting for your phone", "", "Close", CANCEL, "busy")
BROWSER_AT_WORK = Look("Waiting for your phone", "", "Cancel", CANCEL, "busy")
NO_SERVICE = "Trackpass isn't running in the background. Restart Kodi to start it."


def without_requests(stage: Stage) -> list[tuple[str, str]]:
    return [(verb, tracker) for verb, tracker, _ in stage.commands]


def lacks_app(stage: Stage, problem: str = "app_id_missing") -> None:
    stage.put_up("failed", problem=problem)
    stage.until(lambda: "open_page" in stage.verbs)


@pytest.mark.parametrize(
    ("tracker", "problem", "step"),
    [
        ("trakt", "app_id_missing", "Enter your Trakt app ID there"),
        ("simkl", "app_id_missing", "Enter your Simkl app ID there"),
        ("tmdb", "app_key_missing", "Enter your TMDb API key there"),
    ],
)
def test_without_an_app_the_page_opens_by_itself(stage: Stage, tracker: str, problem: str, step: str) -> None:
    stage.open(tracker)
    lacks_app(stage, problem)
    stage.until(lambda: stage.look == OPENING)
    stage.show_page()
    stage.drawn()
    stage.settle()
    assert (stage.look, stage.reads("step"), stage.reads("layout")) == (WAITING, step, "link")
    assert stage.reads("title") == f"Connect {'TMDb' if tracker == 'tmdb' else tracker.capitalize()}"
    assert without_requests(stage) == [("connect", tracker), ("open_page", "")]


def test_the_picture_holds_the_pages_whole_address(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(signin_window.Picture, "draw", lambda self, link: bool(drawn.append(link)))
    stage.open()
    lacks_app(stage)
    stage.show_page()
    stage.settle()
    assert drawn[-1] == PHONE_PAGE


def test_once_the_app_is_there_the_sign_in_goes_on_in_the_same_window(stage: Stage) -> None:
    """The service begins it anew with the window's own request."""
    stage.open()
    lacks_app(stage)
    stage.show_page()
    stage.put_up("starting")
    stage.until(lambda: stage.reads("status") == "Asking Trakt…")
    stage.wait_for_phone()
    stage.settle()
    assert (stage.look.first, stage.reads("address")) == ("New code", "trakt.tv/activate")
    stage.key(BACK)
    stage.is_closed()
    assert stage.verbs == ["connect", "open_page", "close_page"]  # hidden: the sign-in goes on


def test_the_page_is_opened_once(stage: Stage) -> None:
    """Also when the ID is still missing after the next try."""
    stage.open()
    lacks_app(stage)
    stage.show_page()
    for phase in ("starting", "failed", "starting", "failed"):
        stage.put_up(phase, problem="app_id_missing" if phase == "failed" else "")  # type: ignore[arg-type]
        stage.settle()
    assert stage.verbs == ["connect", "open_page"]


@pytest.mark.parametrize("leave", ["back", "close"])
def test_leaving_ends_the_failed_sign_in_and_the_page(stage: Stage, leave: str) -> None:
    stage.open()
    lacks_app(stage)
    stage.show_page()
    stage.settle()
    if leave == "back":
        stage.key(BACK)
    else:
        stage.fake.click(CANCEL)
    stage.is_closed()
    assert without_requests(stage) == [
        ("connect", "trakt"),
        ("open_page", ""),
        ("cancel", "trakt"),
        ("close_page", ""),
    ]


def test_another_apps_fault_waits_for_the_button(stage: Stage) -> None:
    """The owner reads first what is wrong; then the page says it again, above the address."""
    stage.open()
    stage.put_up("failed", problem="app_secret")
    stage.shows("failed")
    stage.settle()
    assert (stage.verbs, stage.look.first) == (["connect"], "Use your phone")
    stage.fake.click(NEW_CODE)
    stage.show_page()
    stage.settle()
    sentence = "Trakt doesn't accept this app. Check its ID and secret."
    assert stage.look == Look(sentence, "", "Close", CANCEL, "bad")
    assert stage.verbs == ["connect", "open_page"]


def test_a_browser_at_work_is_shown_with_the_page(stage: Stage) -> None:
    """The address stays: a phone that lost the page finds back."""
    stage.open("simkl")
    lacks_app(stage)
    stage.show_page()
    consent = "https://simkl.com/oauth/authorize?state=s"
    stage.put_up("waiting", kind="browser", verification_uri=consent, verification_uri_complete=consent)
    stage.settle()
    assert (stage.look, stage.reads("address")) == (BROWSER_AT_WORK, PHONE_PAGE)
    stage.put_up("approved", kind="browser")
    stage.settle()
    assert stage.reads("address") == PHONE_PAGE
    stage.put_up("connected", kind="browser", name="ann")
    stage.shows("connected")
    stage.settle()
    assert (stage.reads("status"), stage.reads("layout")) == ("Connected as ann", "")
    stage.clock.now += 3.1
    stage.is_closed()
    assert stage.verbs == ["connect", "open_page", "cancel", "close_page"]


def browser_at_work(stage: Stage, phase: Any) -> None:
    """The window with the page, while the phone is at the tracker's consent page or back from it."""
    stage.open("simkl")
    lacks_app(stage)
    stage.show_page()
    stage.put_up(phase, kind="browser")
    stage.shows(phase)
    stage.settle()


@pytest.mark.parametrize("phase", ["starting", "waiting", "approved"])
def test_back_hides_a_browser_at_work_and_its_sign_in_goes_on(stage: Stage, phase: Any) -> None:
    browser_at_work(stage, phase)
    stage.key(BACK)
    stage.is_closed()
    assert stage.verbs == ["connect", "open_page", "close_page"]
    assert stage.hidden is True


def test_cancel_ends_a_browser_at_work(stage: Stage) -> None:
    browser_at_work(stage, "waiting")
    assert stage.look.second == "Cancel"
    stage.fake.click(CANCEL)
    stage.is_closed()
    assert stage.verbs == ["connect", "open_page", "cancel", "close_page"]
    assert stage.fake.jsonrpc_calls[-2]["params"]["data"]["sign_in"] == stage.request


def test_back_before_the_page_is_there_leaves_no_failed_sign_in(stage: Stage) -> None:
    stage.open()
    lacks_app(stage)
    stage.until(lambda: stage.look == OPENING)
    stage.key(BACK)
    stage.is_closed()
    assert stage.verbs == ["connect", "open_page", "cancel", "close_page"]


def test_a_page_that_ended_before_the_id_was_pasted_is_opened_again(stage: Stage) -> None:
    stage.open()
    lacks_app(stage)
    stage.show_page()
    bus.show_page(None)  # an hour later
    ended = Look("Enter your Trakt app ID first.", "Use your phone", "Close", NEW_CODE, "bad")
    stage.until(lambda: stage.look == ended)
    assert stage.verbs == ["connect", "open_page"]  # nothing is opened behind the owner's back
    stage.fake.press(xbmcgui.ACTION_SELECT_ITEM)
    stage.until(lambda: stage.look == OPENING)
    stage.show_page(url=f"{PHONE_PAGE}anew/")
    stage.drawn()
    stage.settle()
    assert stage.look == WAITING
    assert stage.verbs == ["connect", "open_page", "close_page", "open_page"]
    assert stage.request == stage.commands[0][2]  # it is still about the same sign-in


@pytest.mark.parametrize(
    ("phase", "sentence"),
    [
        ("denied", "The sign-in was refused on the phone."),
        ("expired", "No answer came from the browser, so this sign-in was cancelled."),
    ],
)
def test_a_browser_that_failed_can_be_tried_again(stage: Stage, phase: Any, sentence: str) -> None:
    stage.open("simkl")
    lacks_app(stage)
    stage.show_page()
    stage.put_up(phase, kind="browser")
    stage.shows(phase)
    stage.settle()
    assert stage.look == Look(sentence, "Try again", "Close", NEW_CODE, "bad")
    stage.fake.click(NEW_CODE)
    stage.until(lambda: stage.verbs == ["connect", "open_page", "renew"])


def test_a_browser_without_a_page_of_ours_is_told_of_and_the_page_is_one_press_away(stage: Stage) -> None:
    """The window was hidden and is back, or a program began: a phone that lost the page finds back."""
    stage.open("simkl")
    stage.put_up("waiting", kind="browser", verification_uri="https://simkl.com/oauth/authorize?state=s")
    stage.shows("waiting")
    stage.settle()
    assert stage.look == Look("Waiting for your phone", "Use your phone", "Cancel", NEW_CODE, "busy")
    assert (stage.reads("layout"), stage.reads("qr"), stage.verbs) == ("", "", ["connect"])
    stage.fake.press(xbmcgui.ACTION_SELECT_ITEM)
    stage.until(lambda: stage.verbs == ["connect", "open_page"])
    bus.show_page(PageView(PHONE_PAGE))
    stage.until(lambda: stage.reads("address") == PHONE_PAGE)
    stage.settle()
    assert stage.look == BROWSER_AT_WORK


def test_nothing_of_the_page_stays_behind(stage: Stage) -> None:
    """Its address has a secret in it: neither in the log nor on the disk."""
    stage.open("").show_page()
    stage.drawn()
    stage.settle()
    assert isinstance(stage.window.getControl(QR), xbmcgui.ControlImage)
    stage.fake.abort(2)
    assert "page-token" not in str(stage.fake.log)
    assert "page-token" not in str(stage.fake.jsonrpc_calls)
    assert stage.pictures() == []
    assert stage.verbs == ["open_page", "close_page"]
