"""The service on a disk that takes no settings, and one whose settings file is lost while Kodi runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import xbmc

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.background import EPOCH, Background, write_setting
from trackpass import vault
from trackpass.journal import Journal
from trackpass.kodi import bus, service
from trackpass.kodi.settings import CLIENT_IDS, REMOTE_KEY

failing = pytest.mark.parametrize("disk", ["full", "closed"])


def pause(seconds: float = 0.3) -> None:
    """Longer than all rests of the service are here, but the one after a write that failed."""
    xbmc.Monitor().waitForAbort(seconds)


def asides(fake: FakeKodi) -> list[str]:
    return [path.name for path in fake.settings().path.parent.iterdir() if "aside" in path.name]


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Takes away the journal's room as well."""

    def fails(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    return lambda: monkeypatch.setattr(Journal, "write", fails)


def answers(background: Background) -> None:
    """A check that somebody asks for gets its answer."""
    heard = len(background.toasts)
    bus.send("check", "tmdb")
    background.fake.wait_until(lambda: len(background.toasts) > heard)


def comes_to_rest(background: Background) -> None:
    """The service no longer writes or logs, though each of its writes is told as a change."""
    fake = background.fake

    def is_quiet() -> bool:
        before = fake.settings().writes, len(fake.log)
        pause()
        return before == (fake.settings().writes, len(fake.log))

    fake.wait_until(is_quiet)
    answers(background)


@failing
@pytest.mark.parametrize("journal", ["kept", "lost"])
def test_a_sign_out_on_a_disk_that_takes_nothing(
    background: Background, disk: Any, journal: str, no_room: Callable[[], None]
) -> None:
    background.sign_in_before()
    background.start_at(EPOCH - 1000)
    background.becomes("connected")
    fake = background.fake
    fake.settings().disk = disk
    if journal == "lost":
        no_room()
    writes, lines = fake.settings().writes, len(fake.log)
    bus.send("disconnect", "trakt")
    background.becomes("signed_out")
    comes_to_rest(background)
    assert fake.settings().writes - writes < 8
    assert len(fake.log) - lines < 40
    assert asides(fake) == []
    assert background.state() == "signed_out"


@failing
def test_a_first_start_on_a_disk_that_takes_nothing(
    fake: FakeKodi, background: Background, disk: Any
) -> None:
    fake.settings().path.unlink()
    fake.settings().disk = disk
    writes = fake.settings().writes
    fake.run(service.run)
    background.becomes("signed_out", "tmdb")
    comes_to_rest(background)
    assert fake.settings().writes - writes < 4
    assert asides(fake) == []


@failing
def test_app_ids_outlive_a_power_cut_with_a_disk_that_takes_nothing(
    background: Background, disk: Any
) -> None:
    """They stay in the journal, and come back when the disk takes them."""
    background.start()
    fake = background.fake
    key = fake.settings().read()[REMOTE_KEY]
    fake.wait_until(lambda: background.journal()["owned"].get(REMOTE_KEY) == key)
    fake.restart()
    fake.settings().cut_power()
    fake.settings().disk = disk
    fake.run(service.run)
    background.becomes("signed_out", "tmdb")
    comes_to_rest(background)
    owned = background.journal()["owned"]
    assert {owned.get(name) for name in CLIENT_IDS.values()} == {
        "app-of-simkl",
        "app-of-trakt",
        "app-of-tmdb",
    }
    assert owned["start.delay"] == "0"
    fake.settings().disk = "sound"
    fake.restart()
    background.start()
    fake.wait_until(lambda: fake.settings().read()["install.mark"])
    settings = fake.settings().read()
    assert {name: settings[name] for name in owned} == owned
    assert settings[REMOTE_KEY] == key


def test_it_is_tried_again_by_itself(background: Background, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "REFUSED_REST", 0.2)
    background.sign_in_before()
    background.start_at(EPOCH - 1000)
    background.becomes("connected")
    background.fake.settings().disk = "closed"
    bus.send("disconnect", "trakt")
    background.becomes("signed_out")
    pause()
    assert background.setting() != {}
    background.fake.settings().disk = "sound"
    background.fake.wait_until(lambda: background.setting() == {})


def test_a_settings_file_that_is_lost_while_kodi_runs_comes_back_as_it_was(background: Background) -> None:
    """A copy that was taken in the midst of a write is written back, as it comes from the factory."""
    write_setting(REMOTE_KEY, "a-key-of-the-owner")
    background.sign_in_before()
    background.start_at(EPOCH - 1000)
    background.becomes("connected")
    file = background.fake.settings()
    before = file.read()
    file.write(dict(file._addon.defaults))
    background.fake.wait_until(lambda: file.read() == before)
    pause()
    assert file.read()[REMOTE_KEY] == background.journal()["owned"][REMOTE_KEY] == "a-key-of-the-owner"


def test_an_owner_who_empties_the_key_gets_a_new_one(background: Background) -> None:
    """With the mark there, it was on purpose."""
    background.start()
    former = background.fake.wait_until(lambda: background.journal().get("owned", {}).get(REMOTE_KEY))
    write_setting(REMOTE_KEY, "")
    background.fake.wait_until(lambda: background.fake.settings().read()[REMOTE_KEY] not in ("", former))
    new = background.fake.settings().read()[REMOTE_KEY]
    background.fake.wait_until(lambda: background.journal()["owned"].get(REMOTE_KEY) == new)
