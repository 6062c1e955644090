"""The settings fake loses values in the same three ways as a real Kodi."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xbmc
import xbmcaddon

from fakes.kodi import FakeKodi
from fakes.sample import make_sample_addon
from fakes.settings import PowerCut


@pytest.fixture
def kodi(tmp_path: Path) -> Iterator[FakeKodi]:
    """A FakeKodi with a tiny add-on of its own."""
    with FakeKodi(tmp_path / "home", make_sample_addon(tmp_path / "sample")) as kodi:
        yield kodi


def addon() -> xbmcaddon.Addon:
    return xbmcaddon.Addon("script.sample")


def test_a_stale_addon_object_wipes_the_writes_of_others(kodi: FakeKodi) -> None:
    old, new = addon(), addon()
    assert old.getSetting("b") == ""
    new.setSetting("b", "token")
    assert addon().getSetting("b") == "token"
    old.setSetting("a.a", "x")
    assert addon().getSetting("b") == ""


def test_cancel_in_the_settings_dialog_throws_writes_away(kodi: FakeKodi) -> None:
    dialog = kodi.open_settings_dialog("script.sample")
    assert xbmc.getCondVisibility("Window.IsActive(addonsettings)")
    addon().setSetting("b", "token")
    assert addon().getSetting("b") == ""
    dialog.cancel()
    assert not xbmc.getCondVisibility("Window.IsActive(addonsettings)")
    assert addon().getSetting("b") == ""


def test_ok_in_the_settings_dialog_writes_its_copy(kodi: FakeKodi) -> None:
    dialog = kodi.open_settings_dialog("script.sample")
    dialog.set("a.a", "typed")
    addon().setSetting("b", "token")
    dialog.ok()
    assert (addon().getSetting("a.a"), addon().getSetting("b")) == ("typed", "token")


@pytest.mark.parametrize("keep", [0.0, 0.5])
def test_a_power_cut_leaves_the_defaults(kodi: FakeKodi, keep: float) -> None:
    addon().setSetting("a.a", "x")
    kodi.settings("script.sample").cut_power(keep, during_next_write=True)
    with pytest.raises(PowerCut):
        addon().setSetting("b", "token")
    assert (addon().getSetting("a.a"), addon().getSetting("b")) == ("A", "")


def test_a_damaged_file_is_not_written_until_it_is_moved_away(kodi: FakeKodi) -> None:
    addon().setSetting("a.a", "x")
    file = kodi.settings("script.sample")
    file.cut_power(0.5)
    addon().setSetting("b", "token")
    dialog = kodi.open_settings_dialog("script.sample")
    dialog.set("b", "typed")
    dialog.ok()
    assert (addon().getSetting("a.a"), addon().getSetting("b")) == ("A", "")
    file.path.rename(file.path.with_suffix(".aside"))
    addon().setSetting("b", "token")
    assert (addon().getSetting("a.a"), addon().getSetting("b")) == ("A", "token")


class Ears(xbmc.Monitor):
    """Counts what it hears of."""

    def __init__(self) -> None:
        super().__init__()
        self.changes = 0

    def onSettingsChanged(self) -> None:
        self.changes += 1


@pytest.mark.parametrize(("disk", "left"), [("full", ("A", "")), ("closed", ("x", ""))])
def test_a_write_that_fails_is_told_as_a_change_all_the_same(
    kodi: FakeKodi, monkeypatch: pytest.MonkeyPatch, disk: Any, left: Any
) -> None:
    """Kodi drops what the save answers (CAddon::SaveSettings)."""
    monkeypatch.setattr(threading.current_thread(), "addon_id", "script.sample", raising=False)
    addon().setSetting("a.a", "x")
    file, ears = kodi.settings("script.sample"), Ears()
    file.disk = disk
    addon().setSetting("b", "token")
    ears.waitForAbort(0.05)
    assert ((addon().getSetting("a.a"), addon().getSetting("b")), ears.changes) == (left, 1)
    addon().setSetting("b", "token")
    ears.waitForAbort(0.05)
    assert ears.changes == (2 if disk == "closed" else 1), "an empty file is not loaded, so it is not written"
    file.disk = "sound"
    file.path.unlink()
    addon().setSetting("b", "token")
    assert (addon().getSetting("a.a"), addon().getSetting("b")) == ("A", "token")


def test_the_settings_file_keeps_its_mode(kodi: FakeKodi) -> None:
    addon().setSetting("b", "1")
    path = kodi.settings("script.sample").path
    path.chmod(0o600)
    addon().setSetting("b", "2")
    assert path.stat().st_mode & 0o777 == 0o600
    assert '<setting id="a.a" default="true">A</setting>' in path.read_text()


def test_settings_take_text_only(kodi: FakeKodi) -> None:
    with pytest.raises(TypeError):
        addon().setSetting("b", 1)  # type: ignore[arg-type]
