"""The phone page in Kodi: built at the first need, with a key that is made once, and its words."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
import xbmcaddon

from fakes.kodi import ADDON_ID, FakeKodi
from tests.unit.kodi_layer.door import FakeDoor
from trackpass.kodi import strings
from trackpass.kodi.page import STANDARD_PORT, KodiWords, Page, port
from trackpass.kodi.settings import PAGE_PORT, REMOTE, REMOTE_KEY, KodiSettings
from trackpass.model import TRACKERS, AccountView, SignInView
from trackpass.redaction import Redactor


class Line:
    """Stands for the page's line; notes its end in the door's list."""

    def __init__(self, calls: list[Any]) -> None:
        self._calls = calls

    def close(self) -> None:
        self._calls.append("line closed")


class Builder:
    """Builds the door, and counts."""

    def __init__(self) -> None:
        self.doors: list[FakeDoor] = []

    def __call__(self) -> Any:
        door = FakeDoor(
            None, None, lambda: 50.0, show=lambda view: None, address=lambda: "192.168.1.5", port=lambda: 8788
        )
        self.doors.append(door)
        return door, Line(door.calls)

    @property
    def calls(self) -> list[Any]:
        return [call for door in self.doors for call in door.calls]


@pytest.fixture
def settings(fake: FakeKodi) -> KodiSettings:
    found = KodiSettings(Redactor())
    found.set("install.mark", "a-mark")
    return found


@pytest.fixture
def builder() -> Builder:
    return Builder()


@pytest.fixture
def page(builder: Builder, settings: KodiSettings) -> Page:
    return Page(builder, settings)  # type: ignore[arg-type]


def set_by_owner(name: str, value: str) -> None:
    xbmcaddon.Addon(ADDON_ID).setSetting(name, value)


def test_nothing_is_built_for_nothing(page: Page, builder: Builder) -> None:
    """A box whose owner never uses it loads none of it."""
    page.close()
    page.tick()
    page.settings_changed()
    page.stop()
    assert (builder.doors, page.due) == ([], math.inf)


def test_built_once(page: Page, builder: Builder) -> None:
    for _ in range(2):
        page.open()
        page.close()
    assert len(builder.doors) == 1
    assert builder.calls == ["open", "close", "open", "close"]


def test_its_moments_are_the_doors(page: Page, builder: Builder) -> None:
    page.open()
    assert page.due == math.inf
    page.close()
    assert page.due == builder.doors[0].due < math.inf
    page.tick()
    assert (builder.calls, page.due) == (["open", "close", "tick"], math.inf)


def test_the_line_ends_before_the_door(page: Page, builder: Builder) -> None:
    """A phone that waits for an answer would keep the door open, and Kodi with it."""
    page.open()
    page.stop()
    assert builder.calls == ["open", "line closed", "stop"]


def test_a_door_that_is_built_too_late_opens_no_more(builder: Builder, settings: KodiSettings) -> None:
    """Kodi quits while the phone's code is still being loaded from a slow card."""

    def build_slowly() -> Any:
        built = builder()
        page.stop()
        return built

    page = Page(build_slowly, settings)
    page.open()
    assert builder.calls == ["line closed", "stop", "open"]  # and a door that was stopped stays closed


def test_the_key_is_made_once(page: Page, builder: Builder, settings: KodiSettings, fake: FakeKodi) -> None:
    """The owner finds it in the settings before turning anything on."""
    assert settings.get(REMOTE_KEY) == ""
    page.settings_changed()
    key = settings.get(REMOTE_KEY)
    assert re.fullmatch(r"[0-9a-f]{24}", key)
    writes = fake.settings().writes
    page.settings_changed()
    Page(builder, settings).settings_changed()  # type: ignore[arg-type]
    assert (settings.get(REMOTE_KEY), fake.settings().writes, builder.doors) == (key, writes, [])


def test_no_two_boxes_have_the_same_key(page: Page, settings: KodiSettings) -> None:
    keys = set()
    for _ in range(20):
        set_by_owner(REMOTE_KEY, "")
        page.settings_changed()
        keys.add(settings.get(REMOTE_KEY))
    assert len(keys) == 20


def test_remote_set_up_on_and_off(page: Page, builder: Builder, settings: KodiSettings) -> None:
    page.settings_changed()
    key = settings.get(REMOTE_KEY)
    set_by_owner(REMOTE, "true")
    page.settings_changed()
    set_by_owner(REMOTE, "false")
    page.settings_changed()
    assert builder.calls == [("remote", True, key), ("remote", False, key)]
    assert len(builder.doors) == 1


def test_on_since_the_last_time(page: Page, builder: Builder) -> None:
    """At the start of Kodi the settings are looked at too."""
    set_by_owner(REMOTE, "true")
    set_by_owner(REMOTE_KEY, "a-key-of-the-owner")
    page.settings_changed()
    assert builder.calls == [("remote", True, "a-key-of-the-owner")]


def test_blanks_around_a_key_are_none_of_it(page: Page, builder: Builder, settings: KodiSettings) -> None:
    """They come with a paste, and no header brings them."""
    set_by_owner(REMOTE, "true")
    set_by_owner(REMOTE_KEY, " a-key-of-the-owner ")
    page.settings_changed()
    assert builder.calls == [("remote", True, "a-key-of-the-owner")]
    set_by_owner(REMOTE_KEY, " elevenchars ")
    page.settings_changed()
    assert re.fullmatch(r"[0-9a-f]{24}", settings.get(REMOTE_KEY))


def test_an_open_page_hears_of_the_settings(page: Page, builder: Builder) -> None:
    """Its port may be another one now."""
    set_by_owner(REMOTE_KEY, "a-key-of-the-owner")
    page.open()
    page.settings_changed()
    assert builder.calls == ["open", ("remote", False, "a-key-of-the-owner")]


@pytest.mark.parametrize("typed", ["", "1234", "elevenchars"])
def test_a_key_that_is_easily_guessed_is_replaced(page: Page, settings: KodiSettings, typed: str) -> None:
    """Emptied on purpose, it is a new one."""
    set_by_owner(REMOTE_KEY, typed)
    page.settings_changed()
    assert re.fullmatch(r"[0-9a-f]{24}", settings.get(REMOTE_KEY))


@pytest.mark.parametrize("value", ["", "false", "TRUE", "1", "yes"])
def test_off_is_whatever_is_not_on(page: Page, builder: Builder, value: str) -> None:
    set_by_owner(REMOTE, value)
    page.settings_changed()
    assert builder.doors == []


def test_an_open_dialog_is_waited_for(
    page: Page, builder: Builder, settings: KodiSettings, fake: FakeKodi
) -> None:
    """What would be written then is lost with Cancel, and what is read is half of what the owner means."""
    dialog = fake.open_settings_dialog()
    dialog.set(REMOTE, "true")
    page.settings_changed()
    assert (builder.doors, dialog.values.get(REMOTE_KEY, "")) == ([], "")
    dialog.ok()
    page.settings_changed()
    assert builder.calls == [("remote", True, settings.get(REMOTE_KEY))]
    assert settings.get(REMOTE_KEY)


def test_no_key_is_made_for_a_file_that_was_lost(
    page: Page, builder: Builder, settings: KodiSettings
) -> None:
    """The owner's own is about to come back, and scripts have it."""
    set_by_owner("install.mark", "")
    page.settings_changed()
    assert (settings.get(REMOTE_KEY), builder.doors) == ("", [])
    set_by_owner(REMOTE_KEY, "a-key-of-the-owner")
    set_by_owner("install.mark", "a-mark")
    page.settings_changed()
    assert settings.get(REMOTE_KEY) == "a-key-of-the-owner"


def test_a_disk_that_takes_no_key_is_not_asked_without_end(
    page: Page, builder: Builder, settings: KodiSettings, fake: FakeKodi
) -> None:
    """Each try is told as a change of the settings. No key is in use that its owner cannot read."""
    set_by_owner(REMOTE, "true")
    fake.settings().disk = "closed"
    writes = fake.settings().writes
    for _ in range(5):
        page.settings_changed()
    assert (fake.settings().writes, builder.doors) == (writes + 1, [])
    fake.settings().disk = "sound"
    set_by_owner(REMOTE_KEY, "a-key-of-the-owner")
    page.settings_changed()
    assert builder.calls == [("remote", True, "a-key-of-the-owner")]


def test_a_dialog_that_is_opened_as_the_key_is_made(
    page: Page, settings: KodiSettings, fake: FakeKodi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may throw the key away; then another one is made."""
    put = settings.set

    def opened(name: str, value: str) -> None:
        fake.open_settings_dialog()
        put(name, value)

    with monkeypatch.context() as patch:
        patch.setattr(settings, "set", opened)
        page.settings_changed()
    dialog = fake.settings().dialog
    assert dialog is not None
    dialog.cancel()
    assert settings.get(REMOTE_KEY) == ""
    page.settings_changed()
    assert settings.get(REMOTE_KEY)


PORTS = [("8788", 8788), ("9000", 9000), ("", STANDARD_PORT), ("port", STANDARD_PORT), ("-1", STANDARD_PORT)]


@pytest.mark.parametrize(("text", "number"), PORTS)
def test_port(settings: KodiSettings, text: str, number: int) -> None:
    set_by_owner(PAGE_PORT, text)
    assert port(settings) == number


def test_the_port_is_8788_unless_the_owner_says_so(settings: KodiSettings) -> None:
    assert (port(settings), STANDARD_PORT) == (8788, 8788)


@pytest.fixture
def words(fake: FakeKodi) -> KodiWords:
    return KodiWords()


def test_words_by_name(words: KodiWords) -> None:
    assert words.text("CONNECT", "tmdb") == "Connect TMDb"
    assert words.text("LEFT_BEHIND", place="x.tv") == "Signed out here only. Remove Trackpass at x.tv too."


@pytest.mark.parametrize("problem", strings.PROBLEMS)
@pytest.mark.parametrize("tracker", TRACKERS)
def test_every_problem_has_words(words: KodiWords, problem: str, tracker: str) -> None:
    assert words.problem(problem, tracker)
    assert "{" not in words.problem(problem, tracker)


def test_a_problem_that_nobody_foresaw_has_words_too(words: KodiWords) -> None:
    assert words.problem("dancing", "trakt") == "Something went wrong in Trackpass. Please try again."


def test_account_and_sign_in_are_told_as_on_the_tv(words: KodiWords) -> None:
    assert words.account(AccountView("trakt", "connected", "ann")) == "Connected as ann"
    view = SignInView("r", "expired", kind="browser")
    assert words.sign_in("simkl", view) == "No answer came from the browser, so this sign-in was cancelled."
