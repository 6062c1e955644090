"""The notebook: sign-ins that wait, and facts; both outlast a restart, in the journal alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import CHALLENGE, CREDENTIALS, EPOCH, Disk
from trackpass.journal import Journal
from trackpass.model import PendingSignIn
from trackpass.notebook import Notebook
from trackpass.redaction import HIDDEN, Redactor

PENDING = PendingSignIn(CHALLENGE, EPOCH + 600)
KEPT = {"challenge": CHALLENGE._asdict(), "expires_at": EPOCH + 600}


class NotedJournal(Journal):
    """The real one; it counts its writes."""

    writes = 0

    def write(self, value: dict[str, Any]) -> None:
        self.writes += 1
        super().write(value)


@pytest.fixture
def journal(folder: Path) -> NotedJournal:
    return NotedJournal(folder / "accounts.json")


@pytest.fixture
def redactor() -> Redactor:
    return Redactor()


@pytest.fixture
def notebook(journal: Journal, redactor: Redactor) -> Notebook:
    return Notebook(journal, redactor)


@pytest.fixture
def after_restart(journal: Journal, redactor: Redactor) -> Notebook:
    """Another one over the same file."""
    return Notebook(journal, redactor)


def test_kept(notebook: Notebook, after_restart: Notebook) -> None:
    notebook.keep_pending("trakt", PENDING)
    assert after_restart.pending("trakt") == PENDING
    assert after_restart.pending("simkl") is None


def test_forgotten(notebook: Notebook, after_restart: Notebook) -> None:
    notebook.keep_pending("trakt", PENDING)
    notebook.keep_pending("simkl", PENDING)
    notebook.keep_pending("trakt", None)
    assert after_restart.pending("trakt") is None
    assert after_restart.pending("simkl") == PENDING


def test_what_is_there_already_costs_no_write(notebook: Notebook, journal: NotedJournal) -> None:
    notebook.keep_pending("trakt", None)
    notebook.remember("x", "")
    notebook.put("owned", "x", None)
    assert (journal.writes, notebook.was_damaged) == (0, False)
    for _ in range(3):
        notebook.keep_pending("trakt", PENDING)
        notebook.remember("x", "y")
        notebook.put("machine", "addresses", ["a", "b"])
    assert journal.writes == 3


def test_secrets_are_registered(notebook: Notebook, after_restart: Notebook, redactor: Redactor) -> None:
    notebook.keep_pending("trakt", PENDING)
    after_restart.pending("trakt")
    assert redactor.clean("device-code-1 USERCODE") == f"{HIDDEN} {HIDDEN}"


DAMAGED: list[Any] = [
    None,
    "text",
    [],
    {},
    {"expires_at": 1},
    {**KEPT, "challenge": None},
    {**KEPT, "challenge": {**KEPT["challenge"], "from_a_later_version": 1}},
    {**KEPT, "challenge": {"flow": "x"}},
    {**KEPT, "expires_at": None},
    {**KEPT, "expires_at": "soon"},
]


@pytest.mark.parametrize("kept", DAMAGED, ids=repr)
def test_damaged_is_none(notebook: Notebook, journal: Journal, kept: Any) -> None:
    journal.write({"pending": {"trakt": kept}})
    assert notebook.pending("trakt") is None


def test_facts(notebook: Notebook, after_restart: Notebook) -> None:
    assert notebook.recall("generation:id-1") == ""
    notebook.remember("generation:id-1", "2")
    notebook.remember("generation:id-2", "1")
    notebook.remember("generation:id-3", "1")
    notebook.remember("generation:id-3", "")
    assert notebook.recall("generation:id-1") == "2"
    assert [after_restart.recall(f"generation:id-{n}") for n in (1, 2, 3)] == ["2", "1", ""]


def test_sections_do_not_mix(folder: Path) -> None:
    disk = Disk(folder / "accounts.json")
    notebook, vault = disk.open()
    vault.save("trakt", CREDENTIALS)
    notebook.keep_pending("trakt", PENDING)
    notebook.remember("trakt", "fact")
    notebook.keep_pending("trakt", None)
    vault.clear("simkl")
    again, vault = disk.open()
    assert vault.load("trakt") == CREDENTIALS
    assert (again.recall("trakt"), again.pending("trakt")) == ("fact", None)


@pytest.mark.parametrize("section", ["accounts", "pending", "facts", "owned"])
@pytest.mark.parametrize("odd", [None, [], "text", 7])
def test_damaged_section_is_an_empty_one(folder: Path, section: str, odd: Any) -> None:
    disk = Disk(folder / "accounts.json")
    Journal(disk.path).write({section: odd})
    notebook, vault = disk.open()
    assert vault.open()
    assert vault.load("trakt") is None
    assert notebook.pending("trakt") is None
    assert notebook.recall("x") == ""
    vault.save("trakt", CREDENTIALS)
    notebook.remember("x", "y")
    assert vault.load("trakt") == CREDENTIALS


def test_full_disk(
    notebook: Notebook, journal: Journal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The service goes on with what it has in mind; the next write that works holds all of it."""

    def full(_: Any) -> None:
        raise OSError(28, "No space left on device", "/home/somebody")

    with monkeypatch.context() as patch:
        patch.setattr(journal, "write", full)
        for value in ("a", "b", "y"):
            notebook.remember("x", value)
            assert not notebook.on_disk
    assert notebook.recall("x") == "y"
    assert caplog.messages == ["The journal cannot be written (OSError)"], "said once"
    notebook.remember("z", "y")
    assert notebook.on_disk
    assert Notebook(journal, Redactor()).recall("x") == "y"
    with monkeypatch.context() as patch:
        patch.setattr(journal, "write", full)
        notebook.remember("x", "z")
    assert len(caplog.messages) == 2, "another failure is told again"


@pytest.mark.parametrize("value", ["y", ""], ids=["kept", "forgotten"])
def test_what_the_disk_did_not_take_is_written_when_it_is_said_again(
    notebook: Notebook, journal: NotedJournal, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """Once; what is on the disk by then costs no write."""

    def full(_: Any) -> None:
        raise OSError(30, "Read-only file system")

    notebook.remember("x", "before")
    with monkeypatch.context() as patch:
        patch.setattr(journal, "write", full)
        notebook.remember("x", value)
    assert Notebook(journal, Redactor()).recall("x") == "before"
    for _ in range(2):
        notebook.remember("x", value)
    assert Notebook(journal, Redactor()).recall("x") == value
    assert journal.writes == 2


@pytest.mark.parametrize(("content", "damaged"), [(None, False), (b"", True), (b"{", True), (b"{}", True)])
def test_was_damaged(folder: Path, notebook: Notebook, content: bytes | None, damaged: bool) -> None:
    if content is not None:
        folder.mkdir()
        (folder / "accounts.json").write_bytes(content)
    assert notebook.was_damaged is damaged
    notebook.remember("x", "y")
    assert notebook.was_damaged is damaged
