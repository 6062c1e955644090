"""The journal's file: whole or the old one, for its owner alone, and a damaged one is kept for a look."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from trackpass.journal import MOST_ASIDES, Journal


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


def test_on_the_disk_before_and_after_the_rename(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First what the file says, then its new name: a power cut undoes what only the cache knows."""
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(handle: int) -> None:
        found = os.fstat(handle)
        steps.append("folder forced" if stat.S_ISDIR(found.st_mode) else f"file forced: {found.st_size > 0}")
        fsync(handle)

    def noted_replace(source: Path, target: Path) -> None:
        steps.append(f"renamed, mode {mode(Path(source)):o}")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    Journal(path).write({"a": 1})
    assert steps == ["file forced: True", "renamed, mode 600", "folder forced"]


def test_a_folder_that_cannot_be_forced_is_no_failure(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def of_files_only(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no such thing here")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", of_files_only)
    Journal(path).write({"a": 1})
    assert Journal(path).read()["a"] == 1


WHOLE = json.dumps({"version": 1, "a": 1}).encode()
DAMAGED = [
    pytest.param(b"", id="empty, after a power cut"),
    pytest.param(b'{"accounts": {"tra', id="half"),
    pytest.param(b"\x00" * 64, id="zeros"),
    pytest.param(b"\xff\xfe{}", id="no text"),
    pytest.param(b"null", id="null"),
    pytest.param(b"[]", id="list"),
    pytest.param(b"7", id="number"),
    pytest.param(b'"text"', id="text"),
    pytest.param(b"{}", id="an object with nothing in it"),
]


def laid_out(path: Path, content: bytes) -> Journal:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return Journal(path)


@pytest.mark.parametrize("content", DAMAGED)
def test_damaged_is_set_aside(path: Path, content: bytes) -> None:
    journal = laid_out(path, content)
    assert (journal.read(), journal.was_damaged) == ({}, True)
    journal.write({"a": 1})
    asides = [found.read_bytes() for found in path.parent.glob("*.aside*")]
    assert asides == ([content] if content else [])  # an empty one holds nothing
    assert json.loads(path.read_text()) == {"version": 1, "a": 1}
    assert (journal.read()["a"], journal.was_damaged) == (1, False)


def test_nothing_is_overwritten(path: Path) -> None:
    """Each time under a name of its own."""
    for content in (b"first", b"second", b"third"):
        laid_out(path, content).read()
    found = [path.with_suffix(f".aside{number}").read_bytes() for number in (1, 2, 3)]
    assert found == [b"first", b"second", b"third"]


def test_not_without_end(path: Path) -> None:
    """The first ones stay, and the last."""
    for number in range(MOST_ASIDES + 3):
        laid_out(path, b"damaged %d" % number).read()
    found = [path.with_suffix(f".aside{number}").read_bytes() for number in (1, 2, MOST_ASIDES)]
    assert found == [b"damaged 0", b"damaged 1", b"damaged %d" % (MOST_ASIDES + 2)]
    assert len(list(path.parent.iterdir())) == MOST_ASIDES


def test_said_without_its_content(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    laid_out(path, b'{"access_token": "secret').read()
    assert caplog.messages == ["accounts.json is damaged or not ours; it is kept as accounts.aside1"]


def test_unreadable_is_set_aside(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written by a Kodi that ran as root once: the folder is ours, so it can be moved out of the way."""

    def refused(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    journal = laid_out(path, WHOLE)
    with monkeypatch.context() as patch:
        patch.setattr("trackpass.journal.open", refused, raising=False)
        assert (journal.read(), journal.was_damaged) == ({}, True)
    assert path.with_suffix(".aside1").read_bytes() == WHOLE


def test_cannot_be_moved(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays where it is, and the service starts all the same."""

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    journal = laid_out(path, b"odd")
    monkeypatch.setattr(os, "replace", refused)
    assert journal.read() == {}
    assert path.read_bytes() == b"odd"


def foreign(patch: pytest.MonkeyPatch) -> bytes:
    """The file is root's, in a folder of ours."""
    stat_of = os.stat

    def roots(path: Any, **options: Any) -> os.stat_result:
        found = stat_of(path, **options)
        is_file = str(path).endswith(".json")
        return os.stat_result((*found[:4], 12345, *found[5:10])) if is_file else found

    patch.setattr(os, "stat", roots)
    return WHOLE


def newer(_: pytest.MonkeyPatch) -> bytes:
    return json.dumps({"version": 2, "a": 1, "from_a_later_version": [1]}).encode()


def versionless(_: pytest.MonkeyPatch) -> bytes:
    return b'{"a": 1}'


@pytest.mark.parametrize("case", [foreign, newer, versionless])
def test_not_ours_is_set_aside_and_used(path: Path, monkeypatch: pytest.MonkeyPatch, case: Any) -> None:
    """The other owner or version finds its file whole; what it holds counts here too."""
    content = case(monkeypatch)
    journal = laid_out(path, content)
    assert (journal.read()["a"], journal.was_damaged) == (1, False)
    assert path.with_suffix(".aside1").read_bytes() == content
    journal.write({"a": 2})
    monkeypatch.undo()
    assert Journal(path).read() == {"version": 1, "a": 2}
    assert path.with_suffix(".aside1").read_bytes() == content


@pytest.mark.parametrize("case", [foreign, newer, versionless])
def test_not_ours_is_still_known_after_the_next_restart(
    path: Path, monkeypatch: pytest.MonkeyPatch, case: Any
) -> None:
    """Also when nothing was written in between."""
    laid_out(path, case(monkeypatch)).read()
    monkeypatch.undo()
    assert Journal(path).read().get("a") == 1


def test_disk_with_one_owner_for_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick formatted for Windows: nothing is set aside, start after start."""
    journal = laid_out(path, WHOLE)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert journal.read()["a"] == 1
    assert not path.with_suffix(".aside1").exists()


def test_system_without_owners(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows knows no user numbers."""
    journal = laid_out(path, WHOLE)
    monkeypatch.delattr(os, "getuid")
    assert journal.read()["a"] == 1
    assert not path.with_suffix(".aside1").exists()
