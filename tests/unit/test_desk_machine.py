"""The desk around the machine: copied data, lost files, the settings dialog, sleep and shove."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.doubles import EPOCH, LIFE, PAIR
from tests.unit.stage import Stage
from trackpass.desk import SETTINGS_REST
from trackpass.errors import Problem, Unreachable
from trackpass.model import Credentials

HALF = LIFE / 2
TOKEN_2 = "access-token-2"


def fresh(stage: Stage) -> Credentials:
    now = int(stage.time.epoch())
    return Credentials(TOKEN_2, "id-1", "refresh-token-2", now + LIFE, now, name="ann")


def restarted(stage: Stage, copied: bool = False) -> None:
    stage.start()
    stage.is_copied = copied
    stage.trakt.will("check", None)
    stage.desk.open()
    stage.go(1)


def test_copied_is_told_once(stage: Stage) -> None:
    """By a toast at the first start there; the list of accounts keeps it up until the owner decided."""
    stage.signed_in("trakt")
    restarted(stage, copied=True)
    assert (stage.told(), stage.board.copied) == ([("trouble", "copied")], True)
    assert (stage.board.notices[0].account.tracker, stage.board.state("trakt")) == ("", "connected")
    for _ in range(2):
        restarted(stage)
        assert (stage.told(), stage.board.copied) == ([], True)
    stage.ask("keep")
    assert not stage.board.copied
    restarted(stage)
    assert (stage.told(), stage.board.copied) == ([], False)


def test_copied_without_an_account(stage: Stage) -> None:
    """Nothing is shared."""
    stage.is_copied = True
    stage.desk.open()
    assert (stage.told(), stage.board.copied) == ([], False)


def test_not_copied(stage: Stage) -> None:
    stage.signed_in("trakt")
    restarted(stage)
    assert (stage.told(), stage.board.copied) == ([], False)


def test_copied_then_signed_out(stage: Stage) -> None:
    """Nothing is shared any more."""
    stage.signed_in("trakt")
    restarted(stage, copied=True)
    stage.trakt.will("revoke", True)
    stage.ask("disconnect", "trakt")
    stage.go(1)
    assert not stage.board.copied


FILES: list[Any] = [
    pytest.param(b"", ("trouble", "files_lost"), id="both lost"),
    pytest.param(None, ("welcome", ""), id="a fresh install"),
]


@pytest.mark.parametrize(("content", "said"), FILES)
def test_files_lost(stage: Stage, content: bytes | None, said: tuple[str, str]) -> None:
    """Said plainly and once."""
    stage.signed_in("trakt")
    stage.settings.values.clear()
    stage.disk.path.unlink()
    if content is not None:
        stage.disk.path.write_bytes(content)
    stage.start()
    stage.desk.open()
    assert stage.told() == [said]
    assert stage.board.state("trakt") == "signed_out"
    stage.start()
    stage.desk.open()
    assert stage.told() == []


@pytest.mark.parametrize("ok", [True, False], ids=["OK", "Cancel"])
def test_refresh_due_under_an_open_dialog(stage: Stage, ok: bool) -> None:
    """It waits for the dialog; after a restart the account works."""
    stage.connected("trakt", PAIR)
    stage.go(HALF - 10)
    stage.settings.open_dialog()
    stage.go(600)
    assert stage.trakt.asked("refresh") == 0
    stage.settings.close_dialog(ok)
    stage.desk.settings_changed()
    stage.trakt.will("refresh", lambda: fresh(stage))
    stage.go(10)
    assert stage.trakt.asked("refresh") == 1
    restarted(stage)
    found = stage.vault.load("trakt")
    assert found is not None
    assert (found.access_token, stage.board.state("trakt")) == (TOKEN_2, "connected")


@pytest.mark.parametrize("ok", [True, False], ids=["OK", "Cancel"])
def test_dialog_opened_in_the_midst_of_a_refresh(stage: Stage, ok: bool) -> None:
    """The answer arrives under the dialog: kept in the journal, made good by itself after it closed."""

    def opened() -> Credentials:
        stage.settings.open_dialog()
        return fresh(stage)

    stage.connected("trakt", PAIR)
    stage.trakt.will("refresh", opened)
    stage.go(HALF + 60)
    assert stage.vault.unsettled
    assert TOKEN_2 not in stage.settings.values["trakt.account"]
    stage.settings.close_dialog(ok)
    stage.go(3)
    assert TOKEN_2 in stage.settings.values["trakt.account"]
    assert stage.board.state("trakt") == "connected"
    assert not stage.vault.unsettled


def test_token_written_by_hand(stage: Stage) -> None:
    """Seen a moment after the settings changed, checked and named; one look for many changes."""
    stage.desk.open()
    stage.settings.values["trakt.account"] = '{"access_token": "by-hand", "client_id": "id-9"}'
    for _ in range(20):
        stage.desk.settings_changed()
    assert stage.desk.due == stage.time.now + SETTINGS_REST
    stage.trakt.will("identify", "zoe")
    stage.go(1)
    assert stage.trakt.given == [Credentials("by-hand", "id-9")]
    assert (stage.board.state("trakt"), stage.board.accounts["trakt"].name) == ("connected", "zoe")


def test_our_own_writes_change_nothing(stage: Stage) -> None:
    """Kodi tells of them too."""
    stage.connected("trakt")
    stage.desk.settings_changed()
    before = list(stage.events)
    stage.go(60)
    assert stage.events == before


def test_stale_copy_of_another_interpreter(stage: Stage) -> None:
    """It brings the old pair back, in the moment of the refresh: mended without a call."""
    stage.connected("trakt", PAIR)
    stale = dict(stage.settings.values)
    stage.trakt.will("refresh", lambda: fresh(stage))
    stage.go(HALF)
    stage.settings.values = stale
    stage.desk.settings_changed()
    calls = len(stage.trakt.calls)
    stage.go(10)
    assert TOKEN_2 in stage.settings.values["trakt.account"]
    assert (len(stage.trakt.calls), stage.board.state("trakt")) == (calls, "connected")


@pytest.mark.parametrize("how", ["hurry", "wake"])
def test_network_is_back(stage: Stage, how: str) -> None:
    stage.signed_in("trakt")
    stage.trakt.will("check", *[Unreachable(Problem.NETWORK)] * 4, None)
    stage.desk.open()
    stage.go(600)
    assert (stage.board.state("trakt"), stage.told()) == ("unverified", [])
    stage.ask("hurry") if how == "hurry" else stage.desk.woken()
    stage.go(0)
    assert (stage.board.state("trakt"), stage.told()) == ("connected", [])


def test_spending_is_told_while_it_lasts(stage: Stage) -> None:
    """So that the service lets the answer come in before it goes."""
    seen = []

    def looks() -> Credentials:
        seen.append(stage.desk.spending)
        return fresh(stage)

    stage.connected("trakt", PAIR)
    stage.trakt.will("refresh", looks)
    stage.go(HALF)
    assert (seen, stage.desk.spending) == ([True], False)


def test_fifty_requests_at_once_are_one_refresh(stage: Stage) -> None:
    """All in the worker's one thread: the second finds the new pair."""
    stage.connected("trakt", PAIR)
    stage.time.pass_by(HALF)
    stage.trakt.will("refresh", lambda: fresh(stage))
    stage.trakt.will("check", *[None] * 50)
    for _ in range(50):
        stage.ask("check", "trakt")
        stage.ask("hurry")
        stage.desk.woken()
    stage.go(60)
    assert (stage.trakt.asked("refresh"), stage.trakt.asked("check")) == (1, 2)
    assert stage.board.accounts["trakt"].checked_at == EPOCH + HALF
