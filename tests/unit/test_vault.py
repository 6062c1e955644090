"""The vault: credentials in two places, the journal first, and the newer one repairs the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import ACCOUNTS, CHOICES, CREDENTIALS, MARK, OWNED, Settings
from trackpass.journal import Journal
from trackpass.model import Credentials
from trackpass.notebook import Notebook
from trackpass.redaction import HIDDEN, Redactor
from trackpass.vault import Vault

SETTING = "trakt.account"
RECORD = {
    "access_token": "access-token-1",
    "client_id": "id-1",
    "refresh_token": "refresh-token-1",
    "expires_at": 0,
    "obtained_at": 1_800_000_000,
    "since": 0,
    "name": "",
    "flow": "",
    "scope": "",
    "session_id": "",
    "account_id": "",
}
NEWER = {**RECORD, "access_token": "access-token-2"}
BY_HAND = {"access_token": "access-token-3", "client_id": "id-9"}


class Places:
    """Both places, and a vault made afresh as after a restart."""

    def __init__(self, folder: Path) -> None:
        self.events: list[Any] = []
        self.settings = Settings(self.events)
        self.journal = NotedJournal(folder / "accounts.json", self.events)
        self.redactor = Redactor()

    def vault(self) -> Vault:
        notebook = Notebook(self.journal, self.redactor)
        return Vault(self.settings, notebook, self.redactor, ACCOUNTS, OWNED, CHOICES, MARK, lambda: 0.0)

    def put(self, setting: Any, kept: Any) -> None:
        if setting is not None:
            self.settings.values[SETTING] = setting if isinstance(setting, str) else json.dumps(setting)
        if kept is not None:
            self.journal.write({"accounts": {"trakt": kept}})
        self.events.clear()

    @property
    def setting(self) -> Any:
        text = self.settings.values.get(SETTING, "")
        return json.loads(text) if text else ""

    @property
    def kept(self) -> Any:
        return self.journal.read().get("accounts", {}).get("trakt")


class NotedJournal(Journal):
    """The real one; writes are noted in order."""

    def __init__(self, path: Path, events: list[Any]) -> None:
        super().__init__(path)
        self._events = events

    def write(self, value: dict[str, Any]) -> None:
        self._events.append("journal")
        super().write(value)


@pytest.fixture
def places(folder: Path) -> Places:
    return Places(folder)


def test_save_then_load(places: Places) -> None:
    places.vault().save("trakt", CREDENTIALS)
    assert places.vault().load("trakt") == CREDENTIALS
    assert places.setting == places.kept == {**RECORD, "rev": 1}
    assert places.vault().load("simkl") is None


def test_journal_first(places: Places) -> None:
    places.vault().save("trakt", CREDENTIALS)
    assert places.events == ["journal", ("setting", SETTING, "written")]


def test_clear_journal_first(places: Places) -> None:
    vault = places.vault()
    vault.save("trakt", CREDENTIALS)
    places.events.clear()
    vault.clear("trakt")
    assert places.events == ["journal", ("setting", SETTING, "emptied")]


def test_each_change_has_a_higher_revision(places: Places) -> None:
    places.vault().save("trakt", CREDENTIALS)
    places.vault().save("trakt", CREDENTIALS)
    assert places.setting["rev"] == 2
    places.vault().clear("trakt")
    assert (places.setting, places.kept) == ("", {"rev": 3})
    places.vault().save("trakt", CREDENTIALS)
    assert places.setting["rev"] == places.kept["rev"] == 4


def test_full_disk_keeps_the_setting(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is the second place, not a condition; it catches up with the next write that works."""

    def full(_: Any) -> None:
        raise OSError("no space left")

    vault = places.vault()
    with monkeypatch.context() as patch:
        patch.setattr(places.journal, "write", full)
        vault.save("trakt", CREDENTIALS)
        assert places.setting == {**RECORD, "rev": 1}
        assert vault.load("trakt") == CREDENTIALS
        assert places.vault().load("trakt") == CREDENTIALS
    vault.save("trakt", CREDENTIALS)
    assert places.kept == places.setting == {**RECORD, "rev": 2}


def test_write_that_was_not_taken_is_noticed_and_repaired(
    places: Places, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the reason; nothing is lost, and the next look mends it."""
    with monkeypatch.context() as patch:
        patch.setattr(places.settings, "set", lambda *_: None)
        places.vault().save("trakt", CREDENTIALS)
    assert "trakt.account was not taken" in caplog.text
    assert (places.setting, places.kept["access_token"]) == ("", "access-token-1")
    assert places.vault().load("trakt") == CREDENTIALS
    assert places.setting == places.kept


def test_taken_write_is_not_reported(places: Places, caplog: pytest.LogCaptureFixture) -> None:
    places.vault().save("trakt", CREDENTIALS)
    assert caplog.records == []


GARBAGE = [
    pytest.param(text, id=text or "empty")
    for text in ("", "{", "null", "[]", "7", '"access-token-1"', '{"access_token": ')
]
SAME = pytest.param({**RECORD, "rev": 4}, {**RECORD, "rev": 4}, "access-token-1", 4, [], id="the same")
NOTED = ["journal", "journal", "setting"]
"""First the record, then that it was taken in."""
DIRECTIONS = [
    SAME,
    pytest.param("", None, "", None, [], id="nothing anywhere"),
    pytest.param("", {**RECORD, "rev": 4}, "access-token-1", 4, ["setting"], id="setting lost"),
    pytest.param("{bro", {**RECORD, "rev": 4}, "access-token-1", 4, ["setting"], id="setting broken"),
    pytest.param({**RECORD, "rev": 4}, None, "access-token-1", 4, ["journal"], id="journal lost"),
    pytest.param({**RECORD, "rev": 4}, "odd", "access-token-1", 4, ["journal"], id="journal's record broken"),
    pytest.param(
        {**RECORD, "rev": 3}, {**NEWER, "rev": 4}, "access-token-2", 4, ["setting"], id="setting old"
    ),
    pytest.param(
        {**NEWER, "rev": 5}, {**RECORD, "rev": 4}, "access-token-2", 5, ["journal"], id="journal is behind"
    ),
    pytest.param(
        {**RECORD, "rev": 3}, {"rev": 4}, "", 4, ["setting"], id="signed out: an old copy stays out"
    ),
    pytest.param("", {"rev": 4}, "", 4, [], id="signed out"),
    pytest.param({**RECORD, "rev": 4}, {}, "access-token-1", 4, ["journal"], id="journal's record empty"),
    pytest.param(
        {**RECORD, "rev": 5}, {"rev": 4}, "access-token-1", 5, ["journal"], id="newer than sign-out"
    ),
    pytest.param(BY_HAND, None, "access-token-3", 1, NOTED, id="by hand, first"),
    pytest.param(BY_HAND, {**RECORD, "rev": 4}, "access-token-3", 5, NOTED, id="by hand"),
    pytest.param(BY_HAND, {"rev": 4}, "access-token-3", 5, NOTED, id="by hand after sign-out"),
    pytest.param(
        RECORD, {**RECORD, "rev": 4}, "access-token-1", 4, ["journal", "setting"], id="rev alone was lost"
    ),
    pytest.param(
        {**NEWER, "rev": 4},
        {**RECORD, "rev": 4},
        "access-token-2",
        5,
        ["journal", "setting"],
        id="same revision, other content: the setting, as a person may have changed it",
    ),
    pytest.param(
        {**NEWER, "rev": "9"}, {**RECORD, "rev": 4}, "access-token-1", 4, ["setting"], id="rev is no number"
    ),
    pytest.param({"name": "ann"}, {**RECORD, "rev": 4}, "", 5, NOTED, id="by hand, no token"),
]


@pytest.mark.parametrize(("setting", "kept", "token", "revision", "writes"), DIRECTIONS)
def test_repair(
    places: Places, setting: Any, kept: Any, token: str, revision: int | None, writes: list[str]
) -> None:
    """What counts, and which place is written for it; a second look finds nothing more to do."""
    places.put(setting, kept)
    found = places.vault().load("trakt")
    assert (found.access_token if found else "") == token
    done = [event if event == "journal" else event[0] for event in places.events]
    assert done == writes
    assert (places.kept or {}).get("rev") == revision
    assert places.setting == (places.kept if token else "")
    places.events.clear()
    assert places.vault().load("trakt") == found
    assert places.events == []


@pytest.mark.parametrize("text", GARBAGE)
def test_garbage_never_counts(places: Places, text: str) -> None:
    places.put(text, {**RECORD, "rev": 4})
    assert places.vault().load("trakt") == CREDENTIALS


def test_values_of_other_kinds_are_passed_over(places: Places) -> None:
    """A person's or another program's record is read as far as it makes sense."""
    odd = {
        "access_token": "access-token-3",
        "expires_at": 12.9,
        "name": "Zoë 猫",
        "flow": 7,
        "refresh_token": None,
        "more": [1],
    }
    places.put(odd, None)
    assert places.vault().load("trakt") == Credentials(
        "access-token-3", client_id="", expires_at=12, name="Zoë 猫"
    )


def test_unknown_keys_stay(places: Places) -> None:
    """The contract lets more keys stand beside ours."""
    places.put({**BY_HAND, "note": "mine"}, None)
    places.vault().load("trakt")
    assert places.setting["note"] == "mine"


@pytest.mark.parametrize("how", ["saved", "loaded", "repaired"])
def test_secrets_are_registered(places: Places, how: str) -> None:
    if how == "saved":
        places.vault().save("trakt", CREDENTIALS)
    else:
        places.put({**RECORD, "rev": 1} if how == "loaded" else "", {**RECORD, "rev": 1})
        places.vault().load("trakt")
    assert places.redactor.clean("access-token-1 refresh-token-1") == f"{HIDDEN} {HIDDEN}"
