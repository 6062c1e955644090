"""What others write into an account's setting, without a revision: it counts once, and never again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.doubles import CREDENTIALS, Disk
from trackpass.vault import Vault

SETTING = "trakt.account"
FRESH = CREDENTIALS._replace(access_token="access-token-2", refresh_token="refresh-token-2")
THEIRS = json.dumps({"access_token": "theirs-1", "refresh_token": "their-refresh-1", "client_id": "id-9"})
OTHER = json.dumps({"access_token": "theirs-2", "refresh_token": "their-refresh-2", "client_id": "id-9"})


@pytest.fixture
def disk(folder: Path) -> Disk:
    return Disk(folder / "accounts.json")


@pytest.fixture
def vault(disk: Disk) -> Vault:
    return started(disk)


def started(disk: Disk) -> Vault:
    """As after a restart of Kodi."""
    _, vault = disk.open()
    vault.open()
    return vault


def token(vault: Vault) -> str:
    found = vault.load("trakt")
    return found.access_token if found else ""


def write(disk: Disk, text: str) -> None:
    disk.settings.values[SETTING] = text


@pytest.mark.parametrize("restart", [True, False], ids=["after a restart", "in one run"])
def test_a_stale_copy_of_what_was_taken_in_is_no_news(disk: Disk, vault: Vault, restart: bool) -> None:
    """The writer's old object writes its whole copy for some other setting; the pair in it is spent."""
    write(disk, THEIRS)
    assert token(vault) == "theirs-1"
    vault.save("trakt", FRESH)
    write(disk, THEIRS)
    vault = started(disk) if restart else vault
    assert token(vault) == "access-token-2"
    assert json.loads(disk.settings.values[SETTING])["access_token"] == "access-token-2"


def test_nor_does_it_undo_a_sign_out(disk: Disk, vault: Vault) -> None:
    write(disk, THEIRS)
    vault.load("trakt")
    vault.clear("trakt")
    write(disk, THEIRS)
    assert (token(vault), disk.settings.values[SETTING]) == ("", "")


def test_another_one_counts(disk: Disk, vault: Vault) -> None:
    for text, its_token in ((THEIRS, "theirs-1"), (OTHER, "theirs-2")):
        write(disk, text)
        assert token(vault) == its_token
    write(disk, OTHER)
    vault.save("trakt", FRESH)
    write(disk, json.dumps({**json.loads(OTHER), "name": "ann"}))
    assert token(vault) == "theirs-2"


def test_a_copy_of_ours_without_its_revision_is_one_too(disk: Disk, vault: Vault) -> None:
    """Another program that keeps only the keys it knows."""
    vault.save("trakt", CREDENTIALS)
    ours = json.loads(disk.settings.values[SETTING])
    del ours["rev"]
    write(disk, json.dumps(ours))
    assert token(vault) == "access-token-1"
    vault.save("trakt", FRESH)
    write(disk, json.dumps(ours))
    assert token(vault) == "access-token-2"


def test_what_is_seen_under_an_open_dialog_was_not_taken_in(disk: Disk, vault: Vault) -> None:
    """So it counts when the dialog has closed."""
    vault.save("trakt", CREDENTIALS)
    write(disk, THEIRS)
    disk.settings.open_dialog()
    assert token(vault) == "access-token-1"
    disk.settings.close_dialog(ok=False)
    assert token(vault) == "theirs-1"


def test_with_the_journal_it_is_forgotten_what_was_taken_in(disk: Disk, vault: Vault) -> None:
    """Then what the settings have is all there is."""
    write(disk, THEIRS)
    vault.load("trakt")
    disk.path.unlink()
    write(disk, THEIRS)
    assert token(started(disk)) == "theirs-1"


def test_the_journal_does_not_hold_it_twice(disk: Disk, vault: Vault) -> None:
    """It is told apart from others without being kept."""
    write(disk, THEIRS)
    vault.load("trakt")
    vault.save("trakt", FRESH)
    assert "their" not in disk.path.read_text()


def test_a_power_cut_before_it_was_noted_loses_nothing(
    disk: Disk, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is written first: noted before, it would be taken for a stale copy."""
    write(disk, THEIRS)
    put = vault._notebook.put

    def cut(section: str, *rest: object) -> None:
        if section == "adopted":
            raise SystemExit
        put(section, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(vault._notebook, "put", cut)
        with pytest.raises(SystemExit):
            vault.load("trakt")
    assert token(started(disk)) == "theirs-1"
