"""The window with one QR code and one sentence: what it shows, and how it is left."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import xbmcgui

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.stage import ESCAPE_KEY, QR
from trackpass import qr
from trackpass.kodi import dialogs
from trackpass.kodi.link_window import Link, show_link

MORE, CLOSE = 9001, 9002
LINK = Link("Trakt", "https://app.trakt.tv/settings/apps", "Remove Trackpass", "Trakt ended it.")


class Opened:
    """The window while it is open; ``drawn`` is what its code holds."""

    def __init__(self, fake: FakeKodi, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fake = fake
        self.drawn: list[str] = []
        monkeypatch.setattr(qr, "png", lambda text: self.drawn.append(text) or b"a picture")
        self.window: Any = None
        self.script: Any = None

    def open(self, link: Link, *on_more: Any) -> Opened:
        self.script = self.fake.run(show_link, link, *on_more)
        self.window = self.fake.wait_until(lambda: self.fake.windows and self.fake.windows[-1])
        self.fake.wait_until(lambda: self.window.getProperty("second"))
        self.fake.wait_until(lambda: self.window.getProperty("qr") or not link.text)
        return self

    def pictures(self) -> list[Any]:
        return sorted(self.fake.settings().path.parent.glob("*.png"))

    def is_closed(self) -> None:
        self.fake.wait_until(lambda: not self.script.is_alive())
        assert self.script.error is None
        assert self.fake.windows == []
        assert self.pictures() == []


@pytest.fixture
def opened(fake: FakeKodi, monkeypatch: pytest.MonkeyPatch) -> Opened:
    return Opened(fake, monkeypatch)


def test_what_it_shows(opened: Opened) -> None:
    link = Link("A", "B", "C", "D", address="e.tv/" + "f" * 50, scan="G", more="H", tone="bad")
    window = opened.open(link).window
    names = ("title", "step", "status", "scan", "first", "second", "tone", "layout")
    assert [window.getProperty(name) for name in names] == ["A", "C", "D", "G", "H", "Close", "bad", "link"]
    assert window.getProperty("address_lines").startswith("e.tv/[CR]")
    assert opened.drawn == ["B"]
    (picture,) = opened.pictures()
    assert window.getControl(QR).fake_images == [(str(picture), False)]
    assert window.getFocusId() == MORE  # what helps comes first


@pytest.mark.parametrize(("more", "tone"), [("H", "busy"), ("H", "good"), ("", "bad")])
def test_else_close_has_the_focus(opened: Opened, more: str, tone: Any) -> None:
    assert opened.open(Link("A", "B", "C", "D", more=more, tone=tone)).window.getFocusId() == CLOSE


def test_without_a_text_there_is_no_code(opened: Opened) -> None:
    window = opened.open(Link("A", "", "", "D")).window
    assert (window.getProperty("layout"), window.getProperty("qr"), opened.drawn) == ("", "", [])


@pytest.mark.parametrize(
    "key", [(xbmcgui.ACTION_NAV_BACK, 0), (xbmcgui.ACTION_PREVIOUS_MENU, ESCAPE_KEY)], ids=["back", "escape"]
)
def test_back(opened: Opened, key: tuple[int, int]) -> None:
    opened.open(LINK)
    opened.fake.press(*key)
    opened.is_closed()


def test_close(opened: Opened) -> None:
    opened.open(LINK)
    opened.fake.click(CLOSE)
    opened.is_closed()


def test_the_first_button(opened: Opened) -> None:
    pressed = threading.Semaphore(0)
    opened.open(Link("A", "B", "C", "D", more="H"), pressed.release)
    for _ in range(2):
        opened.fake.click(MORE)
        assert pressed.acquire(timeout=3)
    assert opened.fake.windows == [opened.window]
    opened.fake.click(CLOSE)
    opened.is_closed()


def test_the_first_button_may_end_it(opened: Opened) -> None:
    opened.open(Link("A", "B", "C", "D", more="H"), lambda: True)
    opened.fake.click(MORE)
    opened.is_closed()


@pytest.mark.parametrize("action", [xbmcgui.ACTION_PREVIOUS_MENU, xbmcgui.ACTION_MOVE_LEFT])
def test_after_a_click_beside_the_buttons_a_key_brings_the_focus_back(opened: Opened, action: int) -> None:
    """A right click, and any key of the remote."""
    window = opened.open(LINK).window
    window.fake_focus = None
    opened.fake.press(action)
    opened.fake.wait_until(lambda: window.fake_focus == CLOSE)
    assert opened.fake.windows == [window]


def test_the_picture_goes_when_kodi_stops(opened: Opened) -> None:
    opened.open(LINK)
    assert opened.pictures()
    opened.fake.abort()
    assert opened.pictures() == []


def test_a_second_ok_does_nothing_more(opened: Opened) -> None:
    """It waits over one of Kodi's own dialogs, and comes when that was left."""
    shown: list[str] = []

    def show() -> None:
        shown.append("the text")
        opened.fake.deliver(opened.window, "onClick", MORE)
        dialogs.show_text("Report for help", "the text")

    opened.open(LINK._replace(more="Show as text"), show)
    opened.fake.click(MORE)
    opened.fake.click(CLOSE)
    opened.is_closed()
    assert shown == ["the text"]
