"""A session in place of an access token, as TMDb gives one: kept, repaired and hidden like the others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.doubles import CREDENTIALS, Disk
from trackpass.model import Credentials
from trackpass.redaction import HIDDEN
from trackpass.vault import Vault

SETTING = "tmdb_sync.account"
SESSION = Credentials(
    "",
    "the-key",
    obtained_at=1_800_000_000,
    name="ann",
    flow="tmdb-session",
    session_id="session-1",
    account_id="7",
)
RECORD = {
    "access_token": "",
    "client_id": "the-key",
    "refresh_token": "",
    "expires_at": 0,
    "obtained_at": 1_800_000_000,
    "since": 0,
    "name": "ann",
    "flow": "tmdb-session",
    "scope": "",
    "session_id": "session-1",
    "account_id": "7",
}
NEWER = {**RECORD, "session_id": "session-2"}
BY_HAND = {"session_id": "session-3"}


@pytest.fixture
def disk(folder: Any) -> Disk:
    return Disk(folder / "accounts.json")


def vault(disk: Disk) -> Vault:
    """As after a restart."""
    return disk.open()[1]


def setting(disk: Disk) -> Any:
    return json.loads(disk.settings.values.get(SETTING) or "null")


def kept(disk: Disk) -> Any:
    if not disk.path.exists():
        return None
    return json.loads(disk.path.read_text()).get("accounts", {}).get("tmdb")


def put(disk: Disk, in_settings: Any, in_journal: Any) -> None:
    """Both places as they are found at a start."""
    if in_settings is not None:
        disk.settings.values[SETTING] = json.dumps(in_settings)
    if in_journal is not None:
        disk.open()[0].put("accounts", "tmdb", in_journal)


def test_save_then_load(disk: Disk) -> None:
    vault(disk).save("tmdb", SESSION)
    assert vault(disk).load("tmdb") == SESSION
    assert setting(disk) == kept(disk) == {**RECORD, "rev": 1}


def test_clear(disk: Disk) -> None:
    vault(disk).save("tmdb", SESSION)
    vault(disk).clear("tmdb")
    assert vault(disk).load("tmdb") is None
    assert (disk.settings.values[SETTING], kept(disk)) == ("", {"rev": 2})
    assert "session-1" not in disk.path.read_text()


REPAIRS = [
    pytest.param({**RECORD, "rev": 4}, {**RECORD, "rev": 4}, "session-1", 4, id="the same"),
    pytest.param(None, {**RECORD, "rev": 4}, "session-1", 4, id="setting lost"),
    pytest.param({**RECORD, "rev": 4}, None, "session-1", 4, id="journal lost"),
    pytest.param({**RECORD, "rev": 3}, {**NEWER, "rev": 4}, "session-2", 4, id="setting old"),
    pytest.param({**NEWER, "rev": 5}, {**RECORD, "rev": 4}, "session-2", 5, id="journal is behind"),
    pytest.param({**RECORD, "rev": 3}, {"rev": 4}, "", 4, id="signed out: an old copy stays out"),
    pytest.param({**RECORD, "rev": 5}, {"rev": 4}, "session-1", 5, id="newer than sign-out"),
    pytest.param(BY_HAND, None, "session-3", 1, id="by hand"),
    pytest.param(BY_HAND, {**RECORD, "rev": 4}, "session-3", 5, id="by hand, over another"),
    pytest.param({**RECORD, "session_id": ""}, {**RECORD, "rev": 4}, "", 5, id="session removed by hand"),
    pytest.param({**RECORD, "session_id": 7}, None, "", None, id="a session that is no text"),
]


@pytest.mark.parametrize(("in_settings", "in_journal", "session", "revision"), REPAIRS)
def test_repair(disk: Disk, in_settings: Any, in_journal: Any, session: str, revision: int | None) -> None:
    """Both places agree afterwards, whichever was ahead."""
    put(disk, in_settings, in_journal)
    found = vault(disk).load("tmdb")
    assert (found.session_id if found else "") == session
    if session:
        assert setting(disk) == kept(disk)
        assert kept(disk)["rev"] == revision
    else:
        assert not setting(disk)
    assert vault(disk).load("tmdb") == found


@pytest.mark.parametrize("lost", ["setting", "journal"])
def test_both_directions_from_a_start(disk: Disk, lost: str) -> None:
    started = vault(disk)
    started.open()
    started.save("tmdb", SESSION)
    if lost == "setting":
        disk.settings.values.clear()
    else:
        disk.path.unlink()
    again = vault(disk)
    assert again.open()
    assert again.load("tmdb") == SESSION
    assert setting(disk) == kept(disk) == {**RECORD, "rev": 1}


def test_under_an_open_dialog(disk: Disk) -> None:
    """Cancel drops what was written; the vault makes it good."""
    one = vault(disk)
    one.open()
    disk.settings.open_dialog()
    one.save("tmdb", SESSION)
    assert one.unsettled
    disk.settings.close_dialog(ok=False)
    assert setting(disk) is None
    one.settle()
    assert (setting(disk), one.load("tmdb"), one.unsettled) == ({**RECORD, "rev": 1}, SESSION, False)


def test_a_session_written_by_hand_belongs_to_no_key(disk: Disk) -> None:
    put(disk, BY_HAND, None)
    assert vault(disk).load("tmdb") == Credentials("", "", session_id="session-3")


@pytest.mark.parametrize("how", ["saved", "loaded", "repaired"])
def test_secrets_are_registered(disk: Disk, how: str) -> None:
    """The key too: whoever reads an account from before may not have read the settings yet."""
    if how == "saved":
        vault(disk).save("tmdb", SESSION)
    else:
        put(disk, {**RECORD, "rev": 1} if how == "loaded" else None, {**RECORD, "rev": 1})
    vault(disk).load("tmdb")
    assert disk.redactor.clean("session-1 the-key") == f"{HIDDEN} {HIDDEN}"


def test_the_other_accounts_are_left_alone(disk: Disk) -> None:
    one = vault(disk)
    one.save("trakt", CREDENTIALS)
    one.save("tmdb", SESSION)
    one.clear("tmdb")
    assert one.load("trakt") == CREDENTIALS
    one.save("tmdb", SESSION._replace(session_id="session-2"))
    one.clear("trakt")
    assert one.load("tmdb") == SESSION._replace(session_id="session-2")
