"""The window of a list: its rows are live, what they lead to opens above it, Back and Kodi's end close it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import xbmc
import xbmcgui

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.stage import ESCAPE_KEY, LOOK_EVERY
from trackpass.kodi import dialogs, list_window
from trackpass.kodi.list_window import Row, show_list

CLOSE, LIST = 9002, 9020
BACK, OK = xbmcgui.ACTION_NAV_BACK, xbmcgui.ACTION_SELECT_ITEM
SIMKL = Row("simkl", "Simkl", "Not signed in", "/pictures/simkl.png")
TRAKT = Row("trakt", "Trakt", "Not checked yet", "/pictures/trakt.png")
ALL = Row("all", "Connect all", "One after another", "/pictures/all.png")


class Opened:
    """The window while it is open; ``rows`` is what the world is like, ``does`` what a row leads to."""

    def __init__(self, fake: FakeKodi, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(list_window, "LOOK_EVERY", LOOK_EVERY)
        self.fake = fake
        self.title = "Trackpass accounts"
        self.rows: Sequence[Row] = [SIMKL, TRAKT, ALL]
        self.chosen: list[str] = []
        self.does: Any = lambda key: True
        self.window: Any = None
        self.script: Any = None

    def open(self) -> Opened:
        self.script = self.fake.run(show_list, lambda: self.title, lambda: self.rows, self._do)
        self.window = self.fake.wait_until(lambda: self.fake.windows and self.fake.windows[-1])
        self.shows([row.label for row in self.rows])
        return self

    def _do(self, key: str) -> bool:
        self.chosen.append(key)
        return bool(self.does(key))

    @property
    def list(self) -> Any:
        return self.window.getControl(LIST)

    def shows(self, labels: list[str]) -> None:
        self.fake.wait_until(lambda: [item.getLabel() for item in self.list.fake_items] == labels)

    def choose(self, place: int) -> None:
        self.list.selectItem(place)
        self.fake.press(OK)

    def has_led_to(self, *chosen: str) -> None:
        self.fake.wait_until(lambda: self.chosen == list(chosen))

    def is_closed(self) -> None:
        self.fake.wait_until(lambda: not self.script.is_alive())
        assert self.script.error is None
        assert self.fake.windows == []


@pytest.fixture
def opened(fake: FakeKodi, monkeypatch: pytest.MonkeyPatch) -> Opened:
    return Opened(fake, monkeypatch)


def test_what_it_shows(opened: Opened) -> None:
    window = opened.open().window
    assert window.getProperty("title") == "Trackpass accounts"
    assert window.getFocusId() == LIST
    assert opened.list.getSelectedPosition() == 0
    shown = [(item.getLabel(), item.getLabel2(), item.getArt("icon")) for item in opened.list.fake_items]
    assert shown == [tuple(row[1:]) for row in opened.rows]


def test_ok_on_a_row_that_ends_it(opened: Opened) -> None:
    opened.open().choose(1)
    opened.is_closed()
    assert opened.chosen == ["trakt"]


def test_ok_on_a_row_that_comes_back(opened: Opened) -> None:
    """The list stays behind what the row leads to, and the owner is where he was."""
    opened.does = lambda key: False
    opened.open().choose(2)
    opened.has_led_to("all")
    opened.choose(1)
    opened.has_led_to("all", "trakt")
    assert opened.fake.windows == [opened.window]
    assert (opened.window.getFocusId(), opened.list.getSelectedPosition()) == (LIST, 1)
    opened.fake.press(BACK)
    opened.is_closed()


def test_what_a_row_leads_to_is_above_it(opened: Opened) -> None:
    """Keys go there; a second OK that came a moment too late does not open it twice."""

    def open_another(key: str) -> bool:
        opened.fake.deliver(opened.window, "onClick", LIST)
        show_list(lambda: "Another", lambda: [TRAKT], lambda key: False)
        return False

    opened.does = open_another
    opened.open().choose(0)
    opened.fake.wait_until(lambda: len(opened.fake.windows) == 2)
    other = opened.fake.windows[1]
    assert other.getProperty("title") == "Another"
    opened.fake.press(BACK)
    opened.fake.wait_until(lambda: opened.fake.windows == [opened.window])
    opened.fake.press(BACK)
    opened.is_closed()
    assert opened.chosen == ["simkl"]


def test_a_second_ok_over_a_question_of_kodis_own(opened: Opened) -> None:
    """Kodi hands it over when the question was answered."""

    def ask(key: str) -> bool:
        if key == "simkl":
            opened.fake.deliver(opened.window, "onClick", LIST)
            dialogs.confirm_sign_out(key)
        return key == "trakt"

    opened.does = ask
    opened.fake.dialogs.answer("yesno", False)
    opened.open().choose(0)
    opened.fake.wait_until(lambda: opened.chosen and not opened.window._turn.is_taken)
    opened.choose(1)
    opened.is_closed()
    assert opened.chosen == ["simkl", "trakt"]


def test_what_goes_wrong_in_a_row_comes_out(opened: Opened) -> None:
    """Whoever opened the list logs it and tells the owner."""

    def fail(key: str) -> bool:
        raise LookupError("nobody foresaw this")

    opened.does = fail
    opened.open().choose(0)
    opened.fake.wait_until(lambda: not opened.script.is_alive())
    assert isinstance(opened.script.error, LookupError)
    assert opened.fake.windows == []
    opened.script.error = None


def test_a_state_that_changes_is_seen_at_once(opened: Opened) -> None:
    opened.open()
    items = opened.list.fake_items
    opened.list.selectItem(1)
    opened.rows = [SIMKL, TRAKT._replace(second_line="Connected as ann"), ALL]
    opened.fake.wait_until(lambda: items[1].getLabel2() == "Connected as ann")
    assert opened.list.fake_items is items  # nothing flickers, nothing moves
    assert opened.list.getSelectedPosition() == 1


def test_the_heading_is_live_too(opened: Opened) -> None:
    window = opened.open().window
    opened.title = "Trakt · Connected as ann"
    opened.fake.wait_until(lambda: window.getProperty("title") == "Trakt · Connected as ann")


def test_a_list_that_has_no_row_left_closes(opened: Opened) -> None:
    opened.open()
    opened.rows = []
    opened.is_closed()
    assert opened.chosen == []


def test_a_list_without_rows_waits_for_what_is_above_it(opened: Opened) -> None:
    def open_another(key: str) -> bool:
        opened.rows = []
        show_list(lambda: "Another", lambda: [TRAKT], lambda key: False)
        return False

    opened.does = open_another
    opened.open().choose(0)
    opened.fake.wait_until(lambda: len(opened.fake.windows) == 2)
    xbmc.Monitor().waitForAbort(5 * LOOK_EVERY)
    assert opened.fake.windows[0] is opened.window
    opened.fake.press(BACK)
    opened.is_closed()


def test_a_row_that_goes_leaves_the_owner_where_he_was(opened: Opened) -> None:
    opened.open()
    opened.list.selectItem(1)
    opened.rows = [TRAKT]
    opened.shows(["Trakt"])
    opened.fake.press(OK)
    opened.is_closed()
    assert opened.chosen == ["trakt"]


@pytest.mark.parametrize(
    "key", [(BACK, 0), (xbmcgui.ACTION_PREVIOUS_MENU, ESCAPE_KEY)], ids=["back", "escape"]
)
def test_back(opened: Opened, key: tuple[int, int]) -> None:
    opened.open()
    opened.fake.press(*key)
    opened.is_closed()
    assert opened.chosen == []


def test_close(opened: Opened) -> None:
    opened.open()
    opened.fake.click(CLOSE)
    opened.is_closed()
    assert opened.chosen == []


@pytest.mark.parametrize("action", [xbmcgui.ACTION_PREVIOUS_MENU, xbmcgui.ACTION_MOVE_DOWN])
def test_after_a_click_beside_the_rows_a_key_brings_the_focus_back(opened: Opened, action: int) -> None:
    """A right click, and any key of the remote."""
    window = opened.open().window
    window.fake_focus = None
    opened.fake.press(action)
    opened.fake.wait_until(lambda: window.fake_focus == LIST)
    assert opened.fake.windows == [window]


def test_a_look_that_fails_is_tried_again(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    opened.open()
    opened.rows = 5  # type: ignore[assignment]
    opened.fake.wait_until(lambda: "cannot be drawn" in caplog.text)
    opened.rows = [TRAKT]
    opened.shows(["Trakt"])
    assert caplog.text.count("cannot be drawn") == 1


def test_it_goes_when_kodi_stops(opened: Opened) -> None:
    opened.open()
    opened.fake.abort()
    opened.is_closed()
