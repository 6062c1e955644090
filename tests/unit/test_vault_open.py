"""The vault when Kodi starts, and around the settings dialog: what one place lost, the other one has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import CREDENTIALS, MARK, Disk
from trackpass.vault import Vault

SETTING = "trakt.account"
APP = {"trakt.client_id": "id-1", "trakt.client_secret": "app-secret"}
FRESH = CREDENTIALS._replace(access_token="access-token-2", refresh_token="refresh-token-2")
JOURNAL = "accounts.json"


@pytest.fixture
def disk(folder: Path) -> Disk:
    return Disk(folder / JOURNAL)


def started(disk: Disk) -> Vault:
    _, vault = disk.open()
    vault.open()
    return vault


def in_use(disk: Disk) -> None:
    """A box whose owner filled in an app ID and signed in."""
    disk.settings.values.update(APP)
    started(disk).save("trakt", CREDENTIALS)


def setting(disk: Disk) -> str:
    text = disk.settings.values.get(SETTING, "")
    return json.loads(text)["access_token"] if text else ""


def journal(disk: Disk) -> dict[str, Any]:
    return json.loads(disk.path.read_text()) if disk.path.exists() else {}


def kept(disk: Disk) -> str:
    return journal(disk).get("accounts", {}).get("trakt", {}).get("access_token", "")


def test_first_start(disk: Disk) -> None:
    """The mark is set, the same in both places, and nothing else."""
    _, vault = disk.open()
    assert vault.open()
    mark = disk.settings.values[MARK]
    assert len(mark) == 16
    assert disk.settings.values == {MARK: mark}
    assert journal(disk)["facts"] == {"mark": mark}


def test_second_start_writes_nothing(disk: Disk) -> None:
    in_use(disk)
    before = dict(disk.settings.values), disk.path.stat().st_mtime_ns
    started(disk)
    assert (disk.settings.values, disk.path.stat().st_mtime_ns) == before


EMPTY, HALF, GONE = b"", b'{"accounts":{"trakt":{"access_tok', None
NOTHING: dict[str, str] = {}
LOST = [
    pytest.param(NOTHING, "as it was", True, True, id="settings.xml of 0 bytes, or half"),
    pytest.param({MARK: "x", SETTING: '{"acc'}, "as it was", True, False, id="the account's setting alone"),
    pytest.param("as it was", EMPTY, True, False, id="journal of 0 bytes"),
    pytest.param("as it was", HALF, True, False, id="half a journal"),
    pytest.param("as it was", GONE, True, False, id="journal removed"),
    pytest.param(NOTHING, EMPTY, False, False, id="both damaged"),
    pytest.param(NOTHING, HALF, False, False, id="both damaged, half a journal"),
    pytest.param(NOTHING, GONE, True, False, id="both gone: a fresh install"),
]


@pytest.mark.parametrize(("settings", "file", "sound", "apps"), LOST)
def test_what_was_lost(disk: Disk, settings: Any, file: Any, sound: bool, apps: bool) -> None:
    """One sound place is enough for the account; the owner's app IDs come back with a lost settings file."""
    in_use(disk)
    if settings != "as it was":
        disk.settings.values = dict(settings)
    if file is None:
        disk.path.unlink()
    elif file != "as it was":
        disk.path.write_bytes(file)
    _, vault = disk.open()
    assert vault.open() is sound
    both = "as it was" in (settings, file)
    assert vault.load("trakt") == (CREDENTIALS if both else None)
    assert (setting(disk), kept(disk)) == (("access-token-1",) * 2 if both else ("", ""))
    if apps:
        assert {name: disk.settings.values.get(name) for name in APP} == APP
    assert disk.settings.values[MARK] == journal(disk)["facts"]["mark"] != ""
    assert disk.open()[1].open(), "said once"


def test_one_after_the_other(disk: Disk) -> None:
    """settings.xml to 0 bytes, then the journal removed, then settings.xml again: nothing is lost."""
    in_use(disk)
    for lose in (disk.settings.values.clear, disk.path.unlink, disk.settings.values.clear):
        lose()
        assert started(disk).load("trakt") == CREDENTIALS
    assert {name: disk.settings.values[name] for name in APP} == APP


def test_an_id_that_the_owner_emptied_stays_empty(disk: Disk) -> None:
    """The mark is there, so the file was not lost."""
    in_use(disk)
    disk.settings.values["trakt.client_secret"] = ""
    started(disk)
    assert disk.settings.values["trakt.client_secret"] == ""
    disk.settings.values.clear()
    started(disk)
    assert disk.settings.values.get("trakt.client_secret", "") == ""
    assert disk.settings.values["trakt.client_id"] == "id-1"


def test_an_id_that_was_filled_in_since_the_loss_stays(disk: Disk) -> None:
    in_use(disk)
    disk.settings.values = {"trakt.client_id": "id-new"}
    started(disk)
    assert disk.settings.values["trakt.client_id"] == "id-new"
    assert disk.settings.values["trakt.client_secret"] == "app-secret"
    assert journal(disk)["owned"]["trakt.client_id"] == "id-new"


def test_what_the_owner_chose_comes_back_with_a_lost_file(disk: Disk) -> None:
    """What Kodi says of a lost file is what the settings have by themselves, not what the owner chose."""
    disk.settings.values.update({"toasts.checks": "false", "start.delay": "30"})
    in_use(disk)
    disk.settings.values = {"toasts.checks": "true", "start.delay": "15"}
    started(disk)
    assert (disk.settings.values["toasts.checks"], disk.settings.values["start.delay"]) == ("false", "30")


def test_what_the_owner_chose_anew_stays(disk: Disk) -> None:
    disk.settings.values["toasts.checks"] = "false"
    in_use(disk)
    disk.settings.values["toasts.checks"] = "true"
    started(disk)
    assert disk.settings.values["toasts.checks"] == journal(disk)["owned"]["toasts.checks"] == "true"


def test_settings_of_another_box_come_with_another_mark(disk: Disk) -> None:
    """They count as what they are, the settings; the journal takes their mark."""
    in_use(disk)
    disk.settings.values[MARK] = "another"
    assert started(disk).load("trakt") == CREDENTIALS
    assert journal(disk)["facts"]["mark"] == "another"


@pytest.mark.parametrize("ok", [True, False], ids=["OK", "Cancel"])
def test_written_while_the_dialog_is_open(disk: Disk, ok: bool) -> None:
    """Refreshed under an open dialog: made good after it closed, and the owner's own edits are kept."""
    in_use(disk)
    vault = started(disk)
    disk.settings.open_dialog()
    assert vault.is_held()
    vault.save("trakt", FRESH)
    assert (vault.unsettled, vault.load("trakt")) == (True, FRESH)
    assert (setting(disk), kept(disk)) == ("access-token-1", "access-token-2")
    vault.settle()
    assert vault.unsettled, "still open"
    disk.settings.close_dialog(ok, **{"trakt.client_id": "id-typed"})
    vault.settle()
    assert (vault.unsettled, vault.is_held(), vault.load("trakt")) == (False, False, FRESH)
    assert (setting(disk), kept(disk)) == ("access-token-2", "access-token-2")
    typed = "id-typed" if ok else "id-1"
    assert (disk.settings.values["trakt.client_id"], journal(disk)["owned"]["trakt.client_id"]) == (
        typed,
        typed,
    )


@pytest.mark.parametrize("ok", [True, False], ids=["OK", "Cancel"])
def test_signed_out_while_the_dialog_is_open(disk: Disk, ok: bool) -> None:
    in_use(disk)
    vault = started(disk)
    disk.settings.open_dialog()
    vault.clear("trakt")
    assert (vault.load("trakt"), vault.unsettled) == (None, True)
    disk.settings.close_dialog(ok)
    vault.settle()
    assert (setting(disk), kept(disk), vault.load("trakt")) == ("", "", None)


@pytest.mark.parametrize("ok", [True, False], ids=["OK", "Cancel"])
def test_killed_while_the_dialog_is_open(disk: Disk, ok: bool) -> None:
    """The dialog dies with Kodi, whatever the owner meant to do; the next start mends it."""
    in_use(disk)
    disk.settings.open_dialog()
    started(disk).save("trakt", FRESH)
    disk.settings.close_dialog(ok)
    assert started(disk).load("trakt") == FRESH
    assert setting(disk) == "access-token-2"


def test_start_while_the_dialog_is_open(disk: Disk) -> None:
    """Kodi turned the add-on off and on: the repair waits."""
    in_use(disk)
    disk.settings.values[SETTING] = ""
    disk.settings.open_dialog()
    vault = started(disk)
    assert (vault.load("trakt"), vault.unsettled, setting(disk)) == (CREDENTIALS, True, "")
    disk.settings.close_dialog(ok=False)
    vault.settle()
    assert (setting(disk), vault.unsettled) == ("access-token-1", False)


def test_stale_copy_of_another_interpreter(disk: Disk) -> None:
    """Written back whole, it brings the old pair back; the next look mends that."""
    in_use(disk)
    stale = dict(disk.settings.values)
    vault = started(disk)
    vault.save("trakt", FRESH)
    disk.settings.values = stale
    vault.settle()
    assert (setting(disk), vault.load("trakt")) == ("access-token-2", FRESH)


@pytest.mark.parametrize("number", ["Infinity", "NaN", "1e999", "-1", "true", "9" * 400])
def test_number_that_is_no_moment(disk: Disk, number: str) -> None:
    """By somebody's hand; the service starts all the same."""
    disk.settings.values[SETTING] = f'{{"access_token": "by-hand", "expires_at": {number}}}'
    found = started(disk).load("trakt")
    assert found is not None
    assert found.access_token == "by-hand"
