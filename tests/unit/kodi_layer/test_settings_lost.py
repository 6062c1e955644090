"""The three ways in which Kodi loses a setting, as the adapter of the settings meets them."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
import xbmcaddon

from fakes.addons import InstalledAddon
from fakes.kodi import ADDON_ID, ROOT, FakeKodi
from fakes.settings import PowerCut
from trackpass.kodi import settings as module
from trackpass.kodi.settings import MARK, KodiSettings
from trackpass.redaction import Redactor

RECORD = json.dumps({"access_token": "token", "rev": 7})


@pytest.fixture
def settings(fake: FakeKodi) -> KodiSettings:
    """The adapter of an add-on that has run before and has the owner's app ID."""
    found = KodiSettings(Redactor())
    found.set(MARK, "a-mark")
    found.set("simkl.client_id", "typed by the owner")
    return found


def on_disk(fake: FakeKodi) -> dict[str, str]:
    """What the file holds, without what is empty or as it comes from the factory."""
    values = fake.settings().read().items()
    return {name: value for name, value in values if value and value != FACTORY.get(name)}


FACTORY = InstalledAddon(ROOT, ROOT).defaults

ALL = {MARK: "a-mark", "simkl.client_id": "typed by the owner"}


def test_an_open_dialog_is_known(fake: FakeKodi, settings: KodiSettings) -> None:
    assert settings.is_held() is False
    dialog = fake.open_settings_dialog()
    assert settings.is_held() is True
    dialog.cancel()
    assert settings.is_held() is False
    fake.open_settings_dialog().ok()
    assert settings.is_held() is False


def test_several_at_once_are_of_one_copy(
    fake: FakeKodi, settings: KodiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies: list[str] = []
    addon = module.addon
    monkeypatch.setattr(module, "addon", lambda: copies.append("taken") or addon())
    found = settings.get_all(["simkl.client_id", "start.delay", "trakt.client_id"])
    assert found == {"simkl.client_id": "typed by the owner", "start.delay": "15", "trakt.client_id": ""}
    for_all = len(copies)
    settings.get("simkl.client_id")
    assert for_all == len(copies) - for_all > 0, "as many as for one"


@pytest.mark.parametrize(("leave", "kept"), [("ok", {"trakt.account": RECORD}), ("cancel", {})])
def test_a_write_into_the_dialog_shares_its_fate(
    fake: FakeKodi, settings: KodiSettings, leave: str, kept: dict[str, str]
) -> None:
    dialog = fake.open_settings_dialog()
    settings.set("trakt.account", RECORD)
    assert settings.get("trakt.account") == ""
    getattr(dialog, leave)()
    assert on_disk(fake) == {**ALL, **kept}
    settings.set("trakt.account", "again")
    assert on_disk(fake) == {**ALL, "trakt.account": "again"}


def test_a_stale_copy_undoes_a_write_and_a_fresh_one_mends_it(fake: FakeKodi, settings: KodiSettings) -> None:
    stale = xbmcaddon.Addon(ADDON_ID)
    assert stale.getSetting("trakt.account") == ""
    settings.set("trakt.account", RECORD)
    stale.setSetting("trakt.client_id", "theirs")
    assert settings.get("trakt.account") == ""  # Kodi's fault, not to be hidden from the vault
    settings.set("trakt.account", RECORD)
    assert on_disk(fake) == {**ALL, "trakt.account": RECORD, "trakt.client_id": "theirs"}


def in_the_midst_of_a_write(fake: FakeKodi, keep: float) -> bytes:
    """Another interpreter's write stops half way; returns what the file was to hold."""
    whole = fake.settings().path.read_bytes()
    fake.settings().cut_power(keep, during_next_write=True)
    with pytest.raises(PowerCut):
        xbmcaddon.Addon(ADDON_ID).setSetting("trakt.client_id", "")
    assert on_disk(fake) == {}
    return whole


@pytest.mark.parametrize("keep", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("call", ["get", "set"])
def test_a_write_that_is_seen_in_its_midst_is_waited_for(
    fake: FakeKodi, settings: KodiSettings, monkeypatch: pytest.MonkeyPatch, keep: float, call: str
) -> None:
    monkeypatch.setattr(module, "BETWEEN_TRIES", 0.02)
    whole = in_the_midst_of_a_write(fake, keep)
    rest = threading.Timer(0.03, fake.settings().path.write_bytes, [whole])
    rest.start()
    if call == "get":
        assert settings.get("simkl.client_id") == "typed by the owner"
    else:
        settings.set("trakt.account", RECORD)
    rest.join()
    assert on_disk(fake) == {**ALL, **({"trakt.account": RECORD} if call == "set" else {})}


PATIENCE = 5
"""Looks at a damaged file that does not change."""


class Writer:
    """A disk on which a write comes along a piece at a time, one between two looks of the adapter."""

    def __init__(self, file: Path, pieces: list[bytes], pause: int) -> None:
        self._file = file
        self._pieces = [piece for piece in pieces for _ in range(pause)]
        self.looks = 0

    def wait(self, seconds: float | None = None) -> bool:
        """Stands for the wait between two looks."""
        self.looks += 1
        if self._pieces:
            self._file.write_bytes(self._pieces.pop(0))
        return False


@pytest.mark.parametrize("call", ["get", "set"])
def test_a_write_that_takes_long_is_waited_for(
    fake: FakeKodi, settings: KodiSettings, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """As long as the file still changes, nothing is set aside, however long the write takes in all."""
    monkeypatch.setattr(module, "TRIES_WHEN_DAMAGED", PATIENCE)
    whole = in_the_midst_of_a_write(fake, 0.0)
    parts = [whole[: len(whole) * tenth // 10] for tenth in range(1, 11)]
    writer = Writer(fake.settings().path, parts, PATIENCE - 1)
    monkeypatch.setattr(module, "threading", SimpleNamespace(Event=lambda: writer))
    if call == "get":
        assert settings.get("simkl.client_id") == "typed by the owner"
    else:
        settings.set("trakt.account", RECORD)
    assert writer.looks > 5 * PATIENCE
    assert asides(fake) == {}
    assert on_disk(fake) == {**ALL, **({"trakt.account": RECORD} if call == "set" else {})}


def test_a_damage_that_lasts_is_believed(
    fake: FakeKodi, settings: KodiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_midst_of_a_write(fake, 0.5)
    writer = Writer(fake.settings().path, [], 1)
    monkeypatch.setattr(module, "threading", SimpleNamespace(Event=lambda: writer))
    settings.get("simkl.client_id")
    assert writer.looks == module.TRIES_WHEN_DAMAGED
    assert list(asides(fake)) == ["settings.aside1"]


def asides(fake: FakeKodi) -> dict[str, bytes]:
    folder = fake.settings().path.parent
    return {path.name: path.read_bytes() for path in folder.iterdir() if "aside" in path.name}


@pytest.mark.parametrize("keep", [0.0, 0.5])
def test_a_file_that_stays_damaged_makes_room(fake: FakeKodi, settings: KodiSettings, keep: float) -> None:
    """What is left of it is kept, if anything is."""
    in_the_midst_of_a_write(fake, keep)
    torn = fake.settings().path.read_bytes()
    assert settings.get("simkl.client_id") == ""
    assert asides(fake) == ({"settings.aside1": torn} if torn else {})
    settings.set("trakt.account", RECORD)
    assert on_disk(fake) == {"trakt.account": RECORD}  # the rest is for the vault to restore


def test_a_full_disk_is_not_filled_with_empty_files(fake: FakeKodi, settings: KodiSettings) -> None:
    """Each write that fails leaves one more."""
    fake.settings().disk = "full"
    for number in range(3):
        settings.set("trakt.account", f"{RECORD}{number}")
        assert settings.get("trakt.account") == ""
    assert asides(fake) == {}
    assert fake.settings().writes == 2 + 3, "Kodi could try each time"


@pytest.mark.parametrize("left", [b"", b"<settings"])
def test_what_cannot_be_moved_is_waited_for_and_told_once(
    fake: FakeKodi,
    settings: KodiSettings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    left: bytes,
) -> None:
    """A disk that became read-only as Kodi wrote: a look would take a second. A new damage is a new one."""

    def read_only(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    for call in ("replace", "unlink"):
        monkeypatch.setattr(os, call, read_only)
    fake.settings().path.write_bytes(left)
    writer = Writer(fake.settings().path, [], 1)
    monkeypatch.setattr(module, "threading", SimpleNamespace(Event=lambda: writer))
    for _ in range(5):
        assert settings.get("simkl.client_id") == ""
    looks, told = module.TRIES_WHEN_DAMAGED, len(caplog.messages)
    assert (writer.looks, told) == (looks, 2)
    fake.settings().path.write_bytes(b"<settings version")
    settings.get("simkl.client_id")
    assert (writer.looks, len(caplog.messages)) == (2 * looks, 2 * told)


def test_a_file_that_is_whole_is_never_set_aside(fake: FakeKodi, settings: KodiSettings) -> None:
    settings.set(MARK, "")  # as after Kodi's "Reset"
    assert settings.get("simkl.client_id") == "typed by the owner"
    assert asides(fake) == {}


def test_a_file_that_cannot_be_moved_is_no_error(
    fake: FakeKodi, settings: KodiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_use(*_: object) -> None:  # Windows, while Kodi still writes it
        raise PermissionError(13, "used by another process")

    in_the_midst_of_a_write(fake, 0.5)
    monkeypatch.setattr(os, "replace", in_use)
    assert settings.get("simkl.client_id") == ""
    settings.set("trakt.account", RECORD)


def test_with_its_mark_a_read_waits_for_nothing(
    fake: FakeKodi, settings: KodiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BETWEEN_TRIES", 60.0)
    assert settings.get("simkl.client_id") == "typed by the owner"
    assert settings.get("trakt.account") == ""  # an empty setting is no sign of a damaged file
