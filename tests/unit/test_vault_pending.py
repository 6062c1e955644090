"""The vault's other shelves: sign-ins that wait, and facts; both outlast a restart, in the journal alone."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import CHALLENGE, CREDENTIALS, EPOCH, Settings
from trackpass.journal import Journal
from trackpass.model import PendingSignIn
from trackpass.redaction import HIDDEN, Redactor
from trackpass.vault import Vault

PENDING = PendingSignIn(CHALLENGE, EPOCH + 600)
KEPT = asdict(PENDING)


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def journal(folder: Path) -> Journal:
    return Journal(folder / "accounts.json")


@pytest.fixture
def redactor() -> Redactor:
    return Redactor()


@pytest.fixture
def vault(settings: Settings, journal: Journal, redactor: Redactor) -> Vault:
    return Vault(settings, journal, redactor, {"trakt": "trakt.account", "simkl": "simkl.account"})


@pytest.fixture
def after_restart(settings: Settings, journal: Journal, redactor: Redactor, vault: Vault) -> Vault:
    """Another vault over the same two places."""
    return Vault(settings, journal, redactor, {"trakt": "trakt.account", "simkl": "simkl.account"})


def test_kept(vault: Vault, after_restart: Vault, settings: Settings) -> None:
    vault.keep_pending("trakt", PENDING)
    assert after_restart.pending("trakt") == PENDING
    assert after_restart.pending("simkl") is None
    assert settings.values == {}


def test_dropped(vault: Vault, after_restart: Vault) -> None:
    vault.keep_pending("trakt", PENDING)
    vault.keep_pending("simkl", PENDING)
    vault.drop_pending("trakt")
    assert after_restart.pending("trakt") is None
    assert after_restart.pending("simkl") == PENDING


def test_dropping_nothing_writes_nothing(vault: Vault, folder: Path) -> None:
    vault.drop_pending("trakt")
    assert not folder.exists()


def test_secrets_are_registered(vault: Vault, after_restart: Vault, redactor: Redactor) -> None:
    vault.keep_pending("trakt", PENDING)
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
def test_damaged_is_none(vault: Vault, journal: Journal, kept: Any) -> None:
    journal.write({"pending": {"trakt": kept}})
    assert vault.pending("trakt") is None


def test_facts(vault: Vault, after_restart: Vault) -> None:
    assert vault.recall("generation:id-1") == ""
    vault.remember("generation:id-1", "2")
    vault.remember("generation:id-2", "1")
    assert vault.recall("generation:id-1") == "2"
    assert [after_restart.recall(f"generation:id-{n}") for n in (1, 2, 3)] == ["2", "1", ""]


def test_shelves_do_not_mix(vault: Vault, after_restart: Vault) -> None:
    vault.save("trakt", CREDENTIALS)
    vault.keep_pending("trakt", PENDING)
    vault.remember("trakt", "fact")
    vault.drop_pending("trakt")
    vault.clear("simkl")
    assert after_restart.load("trakt") == CREDENTIALS
    assert after_restart.recall("trakt") == "fact"


@pytest.mark.parametrize("section", ["accounts", "pending", "facts"])
@pytest.mark.parametrize("odd", [None, [], "text", 7])
def test_damaged_shelf_is_an_empty_one(vault: Vault, journal: Journal, section: str, odd: Any) -> None:
    journal.write({section: odd})
    assert vault.load("trakt") is None
    assert vault.pending("trakt") is None
    assert vault.recall("x") == ""
    vault.save("trakt", CREDENTIALS)
    vault.remember("x", "y")
    assert vault.load("trakt") == CREDENTIALS
