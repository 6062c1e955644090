"""The window of a list: its rows are live, a row or "Close" or Back ends it, and so does Kodi's end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xbmcgui

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.stage import ESCAPE_KEY, LOOK_EVERY
from trackpass.kodi import list_window
from trackpass.kodi.list_window import Row, choose

FILE = Path(__file__).resolve().parents[3] / "resources/skins/Default/1080i/script-trackpass-list.xml"
CLOSE, LIST, GROUP, PANEL = 9002, 9020, 9021, 9022
SIMKL = Row("simkl", "Simkl", "Not signed in", "/pictures/simkl.png")
TRAKT = Row("trakt", "Trakt", "Not checked yet", "/pictures/trakt.png")
ALL = Row("all", "Connect all", "One after another", "/pictures/all.png")


class Opened:
    """The window while it is open; ``rows`` is what the world is like."""

    def __init__(self, fake: FakeKodi, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(list_window, "LOOK_EVERY", LOOK_EVERY)
        self.fake = fake
        self.rows: Sequence[Row] = [SIMKL, TRAKT, ALL]
        self.chosen = "nothing yet"
        self.window: Any = None
        self.script: Any = None

    def open(self, first: str = "") -> Opened:
        self.script = self.fake.run(self._choose, first)
        self.window = self.fake.wait_until(lambda: self.fake.windows and self.fake.windows[-1])
        self.shows([row.label for row in self.rows])
        return self

    def _choose(self, first: str) -> None:
        self.chosen = choose("Trackpass accounts", lambda: self.rows, first)

    @property
    def list(self) -> Any:
        return self.window.getControl(LIST)

    def shows(self, labels: list[str]) -> None:
        self.fake.wait_until(lambda: [item.getLabel() for item in self.list.fake_items] == labels)

    def ends_with(self, chosen: str) -> None:
        self.fake.wait_until(lambda: not self.script.is_alive())
        assert self.script.error is None
        assert self.chosen == chosen
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


def test_ok_on_a_row_chooses_it(opened: Opened) -> None:
    opened.open()
    opened.list.selectItem(1)
    opened.fake.press(xbmcgui.ACTION_SELECT_ITEM)
    opened.ends_with("trakt")


@pytest.mark.parametrize(("first", "place"), [("trakt", 1), ("all", 2), ("gone", 0)])
def test_it_begins_where_the_owner_was(opened: Opened, first: str, place: int) -> None:
    opened.open(first)
    assert opened.list.getSelectedPosition() == place


def test_a_state_that_changes_is_seen_at_once(opened: Opened) -> None:
    opened.open()
    items = opened.list.fake_items
    opened.list.selectItem(1)
    opened.rows = [SIMKL, TRAKT._replace(second_line="Connected as ann"), ALL]
    opened.fake.wait_until(lambda: items[1].getLabel2() == "Connected as ann")
    assert opened.list.fake_items is items  # nothing flickers, nothing moves
    assert opened.list.getSelectedPosition() == 1


def test_a_row_that_goes_leaves_the_others_where_they_are(opened: Opened) -> None:
    opened.open()
    opened.list.selectItem(1)
    opened.rows = [TRAKT]
    opened.shows(["Trakt"])
    opened.fake.press(xbmcgui.ACTION_SELECT_ITEM)
    opened.ends_with("trakt")


@pytest.mark.parametrize("count", [1, 3, 5, 7])
def test_it_is_as_high_as_its_rows_and_in_the_middle(opened: Opened, count: int) -> None:
    opened.rows = [Row(str(number), str(number), "", "") for number in range(count)]
    window = opened.open().window
    opened.fake.wait_until(lambda: window.getControl(CLOSE).fake_place != (0, 0))
    height = window.getControl(PANEL).fake_size[1]
    top = window.getControl(GROUP).fake_place[1]
    assert top + height / 2 == 540
    assert height == window.getControl(CLOSE).fake_place[1] + 124
    assert height == {1: 388, 3: 636, 5: 884, 7: 884}[count]


def test_its_measures_are_those_of_the_file() -> None:
    controls = {one.get("id"): one for one in ElementTree.parse(FILE).iter("control")}

    def numbers(control: int, *names: str) -> tuple[int, ...]:
        return tuple(int(controls[str(control)].findtext(name, "")) for name in names)

    height = list_window.PANEL_HEIGHT
    assert numbers(GROUP, "left", "top") == (list_window.GROUP_LEFT, (1080 - height) // 2)
    assert numbers(PANEL, "height") == numbers(GROUP, "height") == (height,)
    assert numbers(CLOSE, "left", "top") == list_window.CLOSE_BUTTON_AT
    assert numbers(LIST, "height") == (list_window.MOST_ROWS * list_window.ROW_HEIGHT,)
    layouts = [one for one in controls[str(LIST)] if one.tag in ("itemlayout", "focusedlayout")]
    assert [one.get("height") for one in layouts] == [str(list_window.ROW_HEIGHT)] * 2


@pytest.mark.parametrize(
    "key", [(xbmcgui.ACTION_NAV_BACK, 0), (xbmcgui.ACTION_PREVIOUS_MENU, ESCAPE_KEY)], ids=["back", "escape"]
)
def test_back_chooses_nothing(opened: Opened, key: tuple[int, int]) -> None:
    opened.open()
    opened.fake.press(*key)
    opened.ends_with("")


def test_close_chooses_nothing(opened: Opened) -> None:
    opened.open()
    opened.fake.click(CLOSE)
    opened.ends_with("")


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
    opened.ends_with("")
