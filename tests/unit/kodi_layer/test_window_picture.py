"""The QR picture holds the link of the very view that is shown, is new each time, and never stays behind."""

from __future__ import annotations

import builtins
import os
import sys
from pathlib import Path
from typing import Any

import png
import pyqrcode
import pytest
import xbmcgui

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.stage import CODE, LINK, NEW_CODE, QR, Stage
from trackpass.kodi import signin_window


@pytest.fixture
def pen() -> None:
    """The real one."""


def modules(picture: Path) -> list[str]:
    """The dark (1) and light (0) modules of a picture, its quiet zone taken off after it was looked at."""
    width, height, rows, _ = png.Reader(bytes=picture.read_bytes()).asRGB8()
    pixels = [list(row)[::3] for row in rows]
    assert width == height >= 600
    quiet = next(index for index, row in enumerate(pixels) if 0 in row)
    scale = pixels[quiet].index(255, quiet) - quiet
    scale //= 7  # the finder's upper edge is seven modules
    assert quiet == 4 * scale
    inner = range(quiet, width - quiet, scale)
    frame = [row[:quiet] + row[-quiet:] for row in pixels] + pixels[:quiet] + pixels[-quiet:]
    assert all(set(row) == {255} for row in frame)
    return [
        "".join("1" if pixels[y + scale // 2][x + scale // 2] == 0 else "0" for x in inner) for y in inner
    ]


def drawn_by_hand(text: str) -> list[str]:
    return pyqrcode.create(text, error="M", encoding="utf-8").text(quiet_zone=0).split()


@pytest.mark.parametrize("link", [LINK, "https://simkl.com/pin/ABCDE", "https://x.tv/?" + "q" * 300])
def test_the_picture_is_the_link_of_the_view(stage: Stage, link: str) -> None:
    stage.open().wait_for_phone(verification_uri_complete=link)
    picture = stage.drawn()
    assert modules(picture) == drawn_by_hand(link)
    assert modules(picture) != drawn_by_hand(link + "x")
    assert stage.window.getControl(QR).fake_images == [(str(picture), False)]


def test_each_code_gets_a_picture_of_a_new_name_and_the_old_one_goes(stage: Stage) -> None:
    stage.open().wait_for_phone()
    first = stage.drawn()
    stage.settle()
    stage.fake.click(NEW_CODE)
    stage.until(lambda: stage.reads("qr") == "" and stage.pictures() == [])
    stage.wait_for_phone("NEWCODE1")
    second = stage.drawn()
    assert first.name != second.name
    assert stage.pictures() == [second]
    assert modules(second) == drawn_by_hand("https://trakt.tv/activate/NEWCODE1")


def test_a_picture_is_drawn_once_and_not_at_every_look(stage: Stage) -> None:
    stage.open().wait_for_phone()
    stage.drawn()
    for _ in range(3):
        stage.clock.now += 1
        stage.settle()
    assert len(stage.window.getControl(QR).fake_images) == 1


@pytest.mark.parametrize("phase", ["approved", "connected", "denied", "expired", "gone"])
def test_the_picture_goes_with_its_code(stage: Stage, phase: Any) -> None:
    stage.open().wait_for_phone()
    stage.drawn()
    stage.put_up(phase, user_code=CODE, verification_uri_complete=LINK)
    stage.until(lambda: stage.reads("qr") == "" and stage.pictures() == [])


def test_the_picture_is_removed_on_close(stage: Stage) -> None:
    stage.open().wait_for_phone()
    assert stage.drawn().is_file()
    stage.key(xbmcgui.ACTION_NAV_BACK)
    stage.is_closed()
    assert stage.pictures() == []


def test_pictures_that_a_killed_window_left_are_removed_at_the_next(stage: Stage) -> None:
    folder = stage.fake.settings().path.parent
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("signin-qr-0123456789abcdef.png", "signin-qr-x.png", "accounts.json", "own.png"):
        (folder / name).write_bytes(b"x")
    stage.open()
    assert {"accounts.json", "own.png"} == {path.name for path in folder.iterdir()}


def test_a_first_sign_in_has_no_folder_yet(fake: FakeKodi) -> None:
    folder = fake.settings().path.parent
    assert not folder.exists()
    signin_window.remove_leftovers()
    assert folder.stat().st_mode & 0o777 == 0o700


def still_stands(stage: Stage) -> None:
    """Code and address are there without a picture, and the window lives on."""
    assert stage.code_on_screen() == CODE
    assert stage.reads("address") == "trakt.tv/activate"
    stage.settle()
    assert stage.reads("qr") == ""
    stage.put_up("denied")
    stage.shows("denied")
    stage.settle()
    assert stage.look.focus == NEW_CODE
    stage.fake.click(NEW_CODE)
    stage.until(lambda: stage.verbs[-1] == "renew")
    stage.key(xbmcgui.ACTION_NAV_BACK)
    stage.is_closed()
    assert stage.pictures() == []


@pytest.mark.parametrize("module", ["pyqrcode"])
def test_without_the_library_code_and_address_stand(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # an import of it fails
    stage.open().wait_for_phone()
    still_stands(stage)


def test_a_link_too_long_for_a_code_leaves_code_and_address(stage: Stage) -> None:
    stage.open().wait_for_phone(verification_uri_complete="https://x.tv/" + "q" * 5000)
    still_stands(stage)


@pytest.mark.parametrize("when", ["open", "write"])
def test_a_full_disk_leaves_code_and_address(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    stage.open()
    fill_the_disk(monkeypatch, when)
    stage.wait_for_phone()
    still_stands(stage)


def fill_the_disk(monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """From now on a picture cannot be created, or is created and stays empty."""
    plain = builtins.open

    def full(name: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if "signin-qr-" not in str(name) or "w" not in mode:
            return plain(name, mode, *args, **kwargs)
        if when == "write":
            plain(name, mode, *args, **kwargs).close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(builtins, "open", full)


@pytest.mark.parametrize("leave", ["new code", "back"])
def test_a_picture_that_cannot_be_removed_hinders_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, leave: str
) -> None:
    stage.open().wait_for_phone()
    stage.drawn()
    stage.settle()

    def in_use(path: str) -> None:  # Windows, while Kodi still reads it
        raise PermissionError(13, "used by another process", path)

    monkeypatch.setattr(os, "remove", in_use)
    if leave == "new code":
        stage.fake.click(NEW_CODE)
        stage.until(lambda: stage.verbs[-1] == "renew")
        stage.wait_for_phone("NEWCODE1")
        assert stage.code_on_screen() == "NEWCODE1"
    else:
        stage.key(xbmcgui.ACTION_NAV_BACK)
        stage.is_closed()


@pytest.mark.parametrize("obstacle", ["leftover", "no folder"])
def test_a_disk_that_is_in_disorder_does_not_keep_it_from_opening(stage: Stage, obstacle: str) -> None:
    folder = stage.fake.settings().path.parent
    if obstacle == "leftover":
        (folder / "signin-qr-folder").mkdir(parents=True)  # cannot be removed as a file
    else:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.write_text("a file where the folder should be")
    interpreter = stage.fake.run(signin_window.show_sign_in, "trakt")
    stage.until(lambda: stage.fake.windows or not interpreter.is_alive())
    assert interpreter.error is None
    assert stage.fake.windows
