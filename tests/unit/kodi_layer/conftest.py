"""Fixtures of the tests of ``trackpass.kodi``: a window on a stage, a service with pretended trackers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

import pytest
import xbmc
import xbmcgui

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.background import Background, Tracker
from tests.unit.kodi_layer.cast import Service, Windows
from tests.unit.kodi_layer.door import Doors
from tests.unit.kodi_layer.stage import LOOK_EVERY, HandClock, Stage
from trackpass import desk, keeper, qr
from trackpass.kodi import accounts, bus, list_window, script, settings, signin_window
from trackpass.kodi.list_window import Row
from trackpass.kodi.log import KodiHandler
from trackpass.kodi.page import Page
from trackpass.web import HttpClient
from trackpass.worker import Worker


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Takes back what the add-on does to logging; in Kodi each interpreter has its own."""
    root, ours = logging.getLogger(), logging.getLogger("trackpass")
    levels = root.level, ours.level
    yield
    root.handlers[:] = [handler for handler in root.handlers if not isinstance(handler, KodiHandler)]
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks are more frequent than on a TV, and rests shorter; nothing here depends on their pace."""
    monkeypatch.setattr(signin_window, "LOOK_EVERY", LOOK_EVERY)
    monkeypatch.setattr(bus, "LOOK_EVERY", LOOK_EVERY)
    monkeypatch.setattr(settings, "BETWEEN_TRIES", 0.001)
    monkeypatch.setattr(desk, "SETTINGS_REST", 0.02)
    monkeypatch.setattr(desk, "LOOK_AGAIN", 0.03)
    monkeypatch.setattr(keeper, "LOOK_AGAIN", 0.03)


@pytest.fixture
def pen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are drawn at once; a module that looks at them puts the real pen in its place."""
    monkeypatch.setattr(qr, "png", lambda text: b"a picture")


@pytest.fixture
def stage(fake: FakeKodi, monkeypatch: pytest.MonkeyPatch, pen: None) -> Stage:
    """A sign-in window whose time is moved by hand; the test is the service and the person."""
    clock = HandClock()
    monkeypatch.setattr(signin_window, "time", clock)
    return Stage(fake, clock, monkeypatch)


@pytest.fixture
def doors(monkeypatch: pytest.MonkeyPatch) -> Doors:
    """No server is opened for the phone; what is asked of its door is noted."""
    return Doors(monkeypatch)


@pytest.fixture
def trakt() -> Tracker:
    return Tracker("trakt")


@pytest.fixture
def background(fake: FakeKodi, trakt: Tracker, monkeypatch: pytest.MonkeyPatch) -> Background:
    """The real service on pretended trackers; a test starts it with ``start``."""
    return Background(fake, monkeypatch, {"simkl": Tracker("simkl"), "trakt": trakt, "tmdb": Tracker("tmdb")})


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the service did to stop, in order, with the seconds that it granted for it."""
    found: list[str] = []

    def note(owner: object, name: str, label: str) -> None:
        plain = getattr(owner, name)

        def noted(*args: object) -> object:
            found.append(label.format(*args[1:]))
            return plain(*args)

        monkeypatch.setattr(owner, name, noted)

    note(Worker, "stop", "stop within {}")
    note(HttpClient, "send_no_more", "send no more")
    note(HttpClient, "interrupt", "interrupt")
    note(Page, "stop", "page")
    note(HttpClient, "close", "close")
    note(bus, "clear", "clear")
    return found


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Windows:
    """No sign-in window opens; it is only noted."""
    found = Windows()
    monkeypatch.setattr(script, "show_sign_in", found)
    monkeypatch.setattr(accounts, "show_sign_in", found)
    return found


@pytest.fixture(autouse=True)
def rows_are_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list is answered like one of Kodi's dialogs, by a row's label; one that stays is asked once more."""

    def show_list(
        heading: Callable[[], str], rows: Callable[[], Sequence[Row]], do: Callable[[str], bool]
    ) -> None:
        while shown := rows():
            chosen = xbmcgui.Dialog().select(heading(), [list_window.item(row) for row in shown])
            if chosen < 0 or do(shown[chosen].key):
                return

    monkeypatch.setattr(accounts, "show_list", show_list)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the script waited, in steps; no time passes."""
    found: list[float] = []
    monkeypatch.setattr(xbmc.Monitor, "waitForAbort", lambda self, seconds=-1: bool(found.append(seconds)))
    return found


@pytest.fixture
def service(fake: FakeKodi) -> Service:
    """A service that hears commands and does what the test says."""
    return Service(fake)
