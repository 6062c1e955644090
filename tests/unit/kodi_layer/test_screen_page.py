"""The three layouts of the window, and its look while the phone page is offered."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from trackpass.kodi import strings
from trackpass.kodi.screen import LONGEST_LINE, Screen, broken, compose, compose_page
from trackpass.kodi.strings import localize
from trackpass.model import RUNNING, Kind, PageView, Phase, SignInView

pytestmark = pytest.mark.usefixtures("fake")

PAGE = PageView("http://192.168.1.5:8788/page-token/")
OTHER_PORT = PageView("http://192.168.1.5:8789/page-token/", "page_port")
NO_NETWORK = PageView("", "page_network")
LINK = "https://www.themoviedb.org/authenticate/request-token"
FIELDS: dict[str, Any] = {"deadline": 1600.0, "life": 600.0}
LAYOUTS: list[Any] = [
    # kind, code, address -> layout, what is seen of the address
    pytest.param("code", "ABCD1234", "https://trakt.tv/activate", "code", "trakt.tv/activate", id="code"),
    pytest.param("link", "", LINK, "link", "www.themoviedb.org/authenticate/request-token", id="link"),
]


@pytest.mark.parametrize(("kind", "code", "address", "layout", "seen"), LAYOUTS)
def test_layouts(kind: Kind, code: str, address: str, layout: str, seen: str) -> None:
    view = SignInView("r", "waiting", code, address, f"{address}?whole", kind=kind, **FIELDS)
    screen = compose("tmdb", view, 1300)
    assert (screen.layout, screen.address, screen.link) == (layout, seen, f"{address}?whole")
    assert screen.step == "Approve Trackpass there"
    assert (screen.time_left, screen.percent) == ("5:00 left", 50)


def test_a_browser_has_no_layout_here() -> None:
    """Its page is open on the phone; whoever else scans its address would come back to a foreign state."""
    view = SignInView("r", "waiting", "", LINK, LINK, kind="browser", **FIELDS)
    screen = compose("simkl", view, 1300)
    assert (screen.layout, screen.address, screen.link, screen.step, screen.time_left) == ("", "", "", "", "")
    assert (screen.status, screen.second_label) == ("Waiting for your phone", "Cancel")


@pytest.mark.parametrize("phase", sorted(set(get_args(Phase)) - {"waiting"}))
@pytest.mark.parametrize("kind", get_args(Kind))
def test_nothing_but_a_sentence_unless_it_waits(kind: Kind, phase: Phase) -> None:
    screen = compose("tmdb", SignInView("r", phase, "ABCDE", LINK, LINK, kind=kind, **FIELDS), 1300)
    assert (screen.layout, screen.code, screen.address, screen.link) == ("", "", "", "")
    assert (screen.step, screen.time_left) == ("", "")
    assert screen.status


def failed(problem: str) -> SignInView:
    return SignInView("r", "failed", problem=problem)


def words(screen: Screen) -> tuple[str, str, str]:
    return screen.status, screen.step, screen.tone


NO_ID, BROWSER = failed("app_id_missing"), SignInView("r", "waiting", kind="browser")
OPENING, WAITING = "Opening the page for your phone…", "Waiting for your phone"
TAKEN = "The usual port is taken on this box, so this address is another one than before."
ALONE = "This box is not in a home network. Connect it, then try again."
APP_ID, APP_KEY = "Enter your Trakt app ID there", "Enter your TMDb API key there"
ANYTHING = "Enter app IDs and sign in there"
UNKNOWN = "Trakt doesn't know this app ID. Copy it once more."
CLOSE, CANCEL = ("", "Close"), ("", "Cancel")
AGAIN, ANEW = ("Try again", "Close"), ("Use your phone", "Close")
OFFERS: list[Any] = [
    # tracker, page, view -> sentence, what to do there, tone, buttons
    pytest.param("", None, None, OPENING, "", "busy", CLOSE, id="set-up, not there yet"),
    pytest.param("", PAGE, None, WAITING, ANYTHING, "busy", CLOSE, id="set-up"),
    pytest.param("", OTHER_PORT, None, TAKEN, ANYTHING, "bad", CLOSE, id="another port"),
    pytest.param("", NO_NETWORK, None, ALONE, "", "bad", AGAIN, id="set-up, no network"),
    pytest.param("trakt", None, NO_ID, OPENING, "", "busy", CLOSE, id="no ID, not there yet"),
    pytest.param("trakt", PAGE, NO_ID, WAITING, APP_ID, "busy", CLOSE, id="no ID"),
    pytest.param("tmdb", PAGE, failed("app_key_missing"), WAITING, APP_KEY, "busy", CLOSE, id="no key"),
    pytest.param("trakt", NO_NETWORK, NO_ID, ALONE, "", "bad", AGAIN, id="no ID, no network"),
    pytest.param("trakt", PAGE, failed("app_id"), UNKNOWN, APP_ID, "bad", CLOSE, id="refused ID"),
    pytest.param("trakt", None, failed("app_id"), UNKNOWN, "", "bad", CLOSE, id="refused ID, not there yet"),
    pytest.param("trakt", NO_NETWORK, failed("app_id"), ALONE, "", "bad", AGAIN, id="refused ID, no network"),
    pytest.param(
        "tmdb",
        PAGE,
        failed("app_key_format"),
        "This isn't a TMDb API key. Copy the key or the read access token once more.",
        APP_KEY,
        "bad",
        CLOSE,
        id="no key at all",
    ),
    pytest.param("simkl", PAGE, BROWSER, WAITING, ANYTHING, "busy", CANCEL, id="browser"),
    pytest.param(
        "simkl",
        PAGE,
        SignInView("r", "waiting", problem="network", kind="browser"),
        "Can't reach Simkl. Trying again.",
        ANYTHING,
        "bad",
        CANCEL,
        id="browser in trouble",
    ),
]


@pytest.mark.parametrize(("tracker", "page", "view", "sentence", "step", "tone", "buttons"), OFFERS)
def test_the_phone_page_is_offered(
    tracker: str,
    page: PageView | None,
    view: SignInView | None,
    sentence: str,
    step: str,
    tone: str,
    buttons: tuple[str, str],
) -> None:
    screen = compose_page(tracker, page, view)
    assert words(screen) == (sentence, step, tone)
    assert (screen.first_label, screen.second_label) == buttons
    assert screen.first == ("page" if buttons[0] else "")
    assert (screen.code, screen.time_left, screen.percent) == ("", "", 0)


ENDS: list[Any] = [
    # tracker, view -> sentence, tone, buttons
    pytest.param("", None, "The page on your phone has closed.", "bad", ANEW, id="set-up"),
    pytest.param("trakt", NO_ID, "Enter your Trakt app ID first.", "bad", ANEW, id="no ID"),
    pytest.param("trakt", failed("app_id"), UNKNOWN, "bad", ANEW, id="refused ID"),
    pytest.param("simkl", BROWSER, WAITING, "busy", ("Use your phone", "Cancel"), id="browser"),
]


@pytest.mark.parametrize(("tracker", "view", "sentence", "tone", "buttons"), ENDS)
def test_a_page_that_has_ended_is_one_press_away(
    tracker: str, view: SignInView | None, sentence: str, tone: str, buttons: tuple[str, str]
) -> None:
    """Nothing is being opened by itself any more, and nobody is told to wait for it."""
    screen = compose_page(tracker, None, view, has_ended=True)
    assert words(screen) == (sentence, "", tone)
    assert (screen.first, screen.first_label, screen.second_label) == ("page", *buttons)


@pytest.mark.parametrize("phase", RUNNING)
@pytest.mark.parametrize("page", [PAGE, OTHER_PORT, NO_NETWORK, None])
def test_a_browser_at_work_is_no_failure(phase: Phase, page: PageView | None) -> None:
    """What leaves a sign-in alone while it runs goes by its phase."""
    screen = compose_page("simkl", page, SignInView("r", phase, kind="browser"))
    assert (screen.phase, screen.second_label) == (phase, "Cancel")


@pytest.mark.parametrize("page", [PAGE, OTHER_PORT])
def test_the_whole_address_is_in_the_picture_and_in_letters(page: PageView) -> None:
    """It has its secret in it, so it cannot be shortened."""
    screen = compose_page("", page)
    assert (screen.layout, screen.address, screen.link) == ("link", page.url, page.url)


@pytest.mark.parametrize("page", [None, NO_NETWORK])
def test_without_an_address_there_is_nothing_to_scan(page: PageView | None) -> None:
    screen = compose_page("", page)
    assert (screen.layout, screen.address, screen.link) == ("", "", "")


def test_the_focus_moves_when_the_address_comes() -> None:
    """The window moves it with each new phase."""
    assert compose_page("", None).phase != compose_page("", PAGE).phase


@pytest.mark.parametrize("problem", ["page_port", "page_network"])
def test_what_the_page_has_to_say_has_a_sentence(problem: str) -> None:
    assert localize(strings.PROBLEMS[problem])


SHORT = "http://192.168.1.5:8788/abc/"
ADDRESSES = [
    pytest.param("", [""], id="none"),
    pytest.param(SHORT, [SHORT], id="fits"),
    pytest.param("a/" + "x" * (LONGEST_LINE - 2), ["a/" + "x" * (LONGEST_LINE - 2)], id="just fits"),
    pytest.param("a/" + "x" * (LONGEST_LINE - 1), ["a/", "x" * (LONGEST_LINE - 1)], id="one too many"),
    pytest.param("a.tv/auth/" + "x" * 90, ["a.tv/auth/", "x" * 30, "x" * 30, "x" * 30], id="a long token"),
]


@pytest.mark.parametrize(("address", "lines"), ADDRESSES)
def test_an_address_too_long_for_a_line(address: str, lines: list[str]) -> None:
    """Nothing of it is lost: whoever types it types it in one."""
    assert broken(address).split("[CR]") == lines
    assert "".join(lines) == address
