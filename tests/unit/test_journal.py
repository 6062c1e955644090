"""The journal's file: whole or the old one, for its owner alone, and a damaged one is kept for a look."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from trackpass.journal import Journal


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "accounts.json"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_no_file(path: Path) -> None:
    assert Journal(path).read() == {}
    assert not path.parent.exists()


def test_what_was_written_is_read(path: Path) -> None:
    Journal(path).write({"accounts": {"trakt": {"name": "Zoë"}}})
    assert Journal(path).read() == {"version": 1, "accounts": {"trakt": {"name": "Zoë"}}}


def test_for_the_owner_alone(path: Path) -> None:
    """Also when the folder was there before, as Kodi makes it, and whatever the umask."""
    path.parent.mkdir(mode=0o755)
    former = os.umask(0)
    try:
        Journal(path).write({})
    finally:
        os.umask(former)
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)


def test_disk_without_modes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Android's shared storage and FAT sticks refuse chmod; the accounts are kept all the same."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chmod", refused)
    monkeypatch.setattr(Path, "chmod", refused)
    Journal(path).write({"a": 1})
    assert Journal(path).read()["a"] == 1


def test_nothing_is_left_beside_it(path: Path) -> None:
    Journal(path).write({"a": 1})
    Journal(path).write({"a": 2})
    assert [found.name for found in path.parent.iterdir()] == ["accounts.json"]


def test_power_cut_before_the_rename(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old one stands; the draft is overwritten next time."""
    Journal(path).write({"a": "old"})

    def cut(*_: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", cut)
        with pytest.raises(OSError, match="power cut"):
            Journal(path).write({"a": "new, and much longer"})
    assert Journal(path).read()["a"] == "old"
    Journal(path).write({"a": "x"})
    assert Journal(path).read()["a"] == "x"


def test_on_the_disk_before_the_rename(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(handle: int) -> None:
        steps.append(f"forced to disk: {os.fstat(handle).st_size > 0}")
        fsync(handle)

    def noted_replace(source: Path, target: Path) -> None:
        steps.append(f"renamed, mode {mode(Path(source)):o}")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    Journal(path).write({"a": 1})
    assert steps == ["forced to disk: True", "renamed, mode 600"]


DAMAGED = [
    pytest.param(b"", id="empty, after a power cut"),
    pytest.param(b'{"accounts": {"tra', id="half"),
    pytest.param(b"\x00" * 64, id="zeros"),
    pytest.param(b"\xff\xfe{}", id="no text"),
]


@pytest.mark.parametrize("content", DAMAGED)
def test_damaged_is_set_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    journal = Journal(path)
    assert journal.read() == {}
    journal.write({"a": 1})
    assert path.with_suffix(".damaged").read_bytes() == content
    assert json.loads(path.read_text()) == {"version": 1, "a": 1}


@pytest.mark.parametrize("content", [b"null", b"[]", b"7", b'"text"'])
def test_no_object_counts_as_nothing(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert Journal(path).read() == {}
