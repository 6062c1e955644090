"""Another box is told by address and name together; one alone, or neither known, means nothing."""

from __future__ import annotations

import hashlib
import socket
import uuid
from pathlib import Path

import pytest

from trackpass.journal import Journal
from trackpass.kodi import machine
from trackpass.kodi.machine import Machine, network_addresses
from trackpass.notebook import Notebook
from trackpass.redaction import Redactor

CABLE, WIRELESS, OTHER = "aa:bb:cc:00:00:01", "aa:bb:cc:00:00:02", "dd:ee:ff:00:00:09"


class Box:
    """The marks of a box, as its system tells them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.adapters = folder / "net"
        self.name = "living-room"
        monkeypatch.setattr(machine, "IS_LINUX", True)
        monkeypatch.setattr(machine, "ADAPTERS", str(self.adapters))
        monkeypatch.setattr(machine, "host_name", lambda: self.name)

    def add(self, adapter: str, address: str, device: bool = True) -> None:
        folder = self.adapters / adapter
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "address").write_text(f"{address}\n")
        if device:
            (folder / "device").mkdir(exist_ok=True)

    def remove(self, adapter: str) -> None:
        self.adapters.joinpath(adapter).rename(self.adapters.parent / f"former-{adapter}")


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Box:
    found = Box(tmp_path, monkeypatch)
    found.add("eth0", CABLE)
    return found


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """The file; what is in it comes along with a copy of the data folder."""
    return tmp_path / "data/accounts.json"


def is_another(journal: Path) -> bool:
    """What a service that starts now finds."""
    return Machine(Notebook(Journal(journal), Redactor())).is_another()


def test_the_first_start_is_no_other_box(box: Box, journal: Path) -> None:
    assert is_another(journal) is False
    assert is_another(journal) is False


def test_address_and_name_are_others_it_is_told_once(box: Box, journal: Path) -> None:
    is_another(journal)
    box.name = "bedroom"
    box.add("eth0", OTHER)
    assert is_another(journal) is True
    assert is_another(journal) is False


def test_a_new_name_alone_means_nothing_and_is_kept(box: Box, journal: Path) -> None:
    is_another(journal)
    box.name = "bedroom"
    assert is_another(journal) is False
    box.add("eth0", OTHER)
    assert is_another(journal) is False  # one after the other is no move


def test_a_new_adapter_alone_means_nothing(box: Box, journal: Path) -> None:
    is_another(journal)
    box.add("eth0", OTHER)
    assert is_another(journal) is False


def test_from_cable_to_wireless_is_the_same_box(box: Box, journal: Path) -> None:
    box.add("wlan0", WIRELESS)
    is_another(journal)
    box.remove("eth0")
    box.name = "bedroom"
    assert is_another(journal) is False


@pytest.mark.parametrize("hidden", ["no folder", "no adapter", "bridges only", "unreadable"])
def test_without_a_known_address_there_is_no_verdict(box: Box, journal: Path, hidden: str) -> None:
    is_another(journal)
    before = journal.read_bytes()
    box.name = "bedroom"
    box.remove("eth0")
    if hidden == "no folder":
        box.adapters.rmdir()
    elif hidden == "bridges only":
        box.add("docker0", OTHER, device=False)
    elif hidden == "unreadable":
        box.add("eth0", OTHER)
        (box.adapters / "eth0/address").write_bytes(b"\xff\xfe")
    assert network_addresses() == []
    assert is_another(journal) is False
    assert journal.read_bytes() == before  # what was known stays known


def test_marks_that_were_never_known_are_only_taken_down(box: Box, journal: Path) -> None:
    box.remove("eth0")
    assert is_another(journal) is False
    assert not journal.exists()
    box.add("eth0", OTHER)
    assert is_another(journal) is False


def test_bridges_and_tunnels_are_no_marks(box: Box) -> None:
    box.add("wlan0", WIRELESS)
    box.add("docker0", OTHER, device=False)
    assert network_addresses() == [CABLE, WIRELESS]


def test_the_marks_are_kept_as_salted_hashes(box: Box, journal: Path, tmp_path: Path) -> None:
    is_another(journal)
    text = journal.read_text()
    assert "living-room" not in text
    assert CABLE not in text
    another = tmp_path / "second/accounts.json"
    is_another(another)
    salts = [Notebook(Journal(each), Redactor()).section("machine") for each in (journal, another)]
    assert salts[0]["salt"] != salts[1]["salt"]
    assert salts[0]["name"] != salts[1]["name"]


def test_a_start_on_the_same_box_writes_nothing(box: Box, journal: Path) -> None:
    is_another(journal)
    before = journal.stat().st_mtime_ns, journal.stat().st_ino
    is_another(journal)
    assert (journal.stat().st_mtime_ns, journal.stat().st_ino) == before


@pytest.mark.parametrize("kept", [{}, {"salt": 5}, {"addresses": "x"}, {"addresses": ["x"]}, {"name": "x"}])
def test_marks_that_make_no_sense_are_none(box: Box, journal: Path, kept: dict[str, object]) -> None:
    Journal(journal).write({"machine": kept})
    assert is_another(journal) is False


def test_a_name_that_is_no_text_is_a_mark_too(box: Box, journal: Path) -> None:
    box.name = "K\udcfcche"  # how Python tells a name in Latin-1
    assert is_another(journal) is False
    assert is_another(journal) is False


@pytest.mark.parametrize(
    ("node", "known"), [(0x00AABBCCDDEE, ["00aabbccddee"]), (0x0100_0000_0001, [])], ids=["real", "made up"]
)
def test_elsewhere_python_knows_the_address(
    monkeypatch: pytest.MonkeyPatch, node: int, known: list[str]
) -> None:
    monkeypatch.setattr(machine, "IS_LINUX", False)
    monkeypatch.setattr(uuid, "getnode", lambda: node)
    assert network_addresses() == known


def test_the_name_is_the_one_in_the_network() -> None:
    assert machine.host_name() == socket.gethostname()


def test_the_hash_stays_what_it_is() -> None:
    """Another one after an update would be taken for another box."""
    assert machine._digest("salt", "K\udcfcche") == hashlib.sha256(b"salt:K\xfcche").hexdigest()[:32]
