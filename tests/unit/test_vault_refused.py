"""The vault on a disk that takes nothing: the journal keeps all, and no write is repeated for its own change.

Kodi says that the settings changed after each write, one that failed as well, and the service settles then.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import CHOICES, CREDENTIALS, MARK, Disk, FakeTime
from trackpass.vault import REFUSED_REST, Vault

FRESH = CREDENTIALS._replace(access_token="access-token-2", refresh_token="refresh-token-2")
SET = {"trakt.client_id": "id-1", "simkl.client_id": "id-2", "toasts.checks": "false"}
FACTORY = {"toasts.checks": "true", "start.delay": "15"}
SETTING = "trakt.account"
failing = pytest.mark.parametrize("how", ["full", "closed"])


class Box:
    """A box whose owner filled in app IDs, chose something and signed in."""

    def __init__(self, time: FakeTime, folder: Path) -> None:
        self.time = time
        self.events: list[Any] = []
        self.disk = Disk(folder / "accounts.json", clock=time.monotonic)
        self.settings = self.disk.settings
        self.settings._events = self.events
        self.settings.values = {**FACTORY, **SET}
        self.vault = self.start()
        self.vault.save("trakt", CREDENTIALS)
        self.events.clear()

    def start(self) -> Vault:
        """As after a restart of Kodi."""
        _, self.vault = self.disk.open()
        self.vault.open()
        return self.vault

    def lose(self, how: Any = "sound") -> None:
        """A power cut, and the disk is so at the next start."""
        self.settings.values = dict(FACTORY)
        self.settings.disk = how

    def chase(self) -> int:
        """Each write is a change, and each change is looked at; how many writes until there was rest."""
        before = len(self.events)
        for _ in range(100):
            writes = len(self.events)
            self.vault.settle()
            if self.settings.disk == "full":
                self.settings.values = {**FACTORY, **self.settings.values}  # what Kodi says of an empty file
            if len(self.events) == writes:
                return len(self.events) - before
        raise AssertionError("its own writes keep it busy")

    @property
    def owned(self) -> dict[str, str]:
        return json.loads(self.disk.path.read_text())["owned"]

    @property
    def shown(self) -> dict[str, str]:
        return {name: self.settings.values.get(name, "") for name in SET}


@pytest.fixture
def box(time: FakeTime, folder: Path) -> Box:
    return Box(time, folder)


ALL = {**FACTORY, **SET}


@failing
def test_what_cannot_be_given_back_stays_in_the_journal(box: Box, how: str) -> None:
    """What the settings have without their mark is nothing that the owner set."""
    box.lose(how)
    box.start()
    box.chase()
    assert (box.owned, box.settings.values.get(MARK)) == (ALL, None)
    assert box.vault.load("trakt") == CREDENTIALS
    assert box.vault.repairs == 0


@failing
@pytest.mark.parametrize("restart", [True, False], ids=["at the next start", "while it runs"])
def test_it_comes_back_when_the_disk_takes_it(box: Box, how: str, restart: bool) -> None:
    box.lose(how)
    box.start()
    box.chase()
    box.settings.disk = "sound"
    box.settings.values = dict(FACTORY)
    if restart:
        box.start()
    else:
        box.vault.settle()
        assert box.shown["trakt.client_id"] == "", "not at each look"
        box.time.pass_by(box.vault.retry_at - box.time.now)
        box.vault.settle()
    assert box.shown == SET
    assert box.owned == ALL
    assert (json.loads(box.settings.values[SETTING])["access_token"], box.vault.load("trakt")) == (
        "access-token-1",
        CREDENTIALS,
    )
    assert box.settings.values[MARK]


@failing
def test_a_disk_that_fails_in_the_midst_of_it(box: Box, how: Any) -> None:
    """The first values are given back and the others are not: the mark comes last, so it is begun anew."""
    box.lose()
    put = box.settings.set

    def fails_at_the_second(name: str, value: str) -> None:
        if name == "simkl.client_id":
            box.settings.disk = how
        put(name, value)

    box.settings.set = fails_at_the_second  # type: ignore[method-assign]
    box.start()
    box.chase()
    assert box.owned == ALL
    box.settings.set = put  # type: ignore[method-assign]
    box.settings.disk = "sound"
    box.start()
    assert (box.shown, box.owned) == (SET, ALL)


@failing
def test_a_disk_that_fails_after_the_mark_was_given_back(box: Box, how: Any) -> None:
    """The account's write empties the file, mark included: nothing in it counts as set by the owner."""
    box.lose()
    put = box.settings.set

    def fails_at_the_account(name: str, value: str) -> None:
        box.settings.disk = how if name == SETTING else "sound"
        put(name, value)

    box.settings.set = fails_at_the_account  # type: ignore[method-assign]
    box.start()
    assert box.owned == ALL
    assert box.chase() < 10
    assert box.owned == ALL


@pytest.mark.parametrize("ok", [True, False], ids=["OK", "Cancel"])
def test_a_dialog_that_is_opened_in_the_midst_of_it(box: Box, ok: bool) -> None:
    """What it swallowed is not taken for what the owner emptied."""
    box.lose()
    put = box.settings.set

    def opened(name: str, value: str) -> None:
        box.settings.set = put  # type: ignore[method-assign]
        box.settings.open_dialog()
        put(name, value)

    box.settings.set = opened  # type: ignore[method-assign]
    box.start()
    assert (box.owned, box.vault.unsettled) == (ALL, True)
    box.settings.close_dialog(ok)
    box.vault.settle()
    assert (box.shown, box.owned, box.vault.unsettled) == (SET, ALL, False)


@failing
@pytest.mark.parametrize("lost", [True, False], ids=["settings lost", "signed out"])
def test_a_write_that_fails_is_not_repeated(
    box: Box, how: Any, lost: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """A few at first, then a few each quarter of an hour: not one for each that was told as a change."""
    box.settings.disk = how
    if lost:
        box.lose(how)
        box.start()
    else:
        box.vault.clear("trakt")
    assert box.chase() < 6
    assert len(caplog.messages) <= len(box.events)
    box.events.clear()
    for _ in range(4):
        box.time.pass_by(REFUSED_REST / 4 - 1)
        assert box.chase() == 0
    assert box.vault.retry_at - box.time.now <= REFUSED_REST
    box.time.pass_by(4)
    assert 0 < box.chase() < 6
    assert box.vault.retry_at > box.time.now, "else it would be due for ever"


def test_another_value_is_tried_at_once(box: Box) -> None:
    """A new pair is not kept back for what happened to the former one."""
    box.settings.disk = "closed"
    box.vault.save("trakt", FRESH)
    box.chase()
    box.settings.disk = "sound"
    newer = FRESH._replace(access_token="access-token-3")
    box.vault.save("trakt", newer)
    assert json.loads(box.settings.values[SETTING])["access_token"] == "access-token-3"
    assert (box.start().load("trakt"), box.vault.retry_at) == (newer, float("inf"))


@failing
def test_a_sign_out_stays_one(box: Box, how: Any) -> None:
    """The file still has the token, and the journal says that it is over."""
    box.settings.disk = how
    box.vault.clear("trakt")
    box.chase()
    assert box.vault.load("trakt") is None
    assert box.start().load("trakt") is None
    box.settings.disk = "sound"
    box.time.pass_by(REFUSED_REST)
    box.vault.settle()
    assert box.settings.values.get(SETTING, "") == ""


def test_while_a_dialog_is_open_nothing_is_tried_again(box: Box) -> None:
    """Its end is looked for every few seconds anyway."""
    box.settings.disk = "closed"
    box.vault.clear("trakt")
    box.time.pass_by(REFUSED_REST + 1)
    box.settings.open_dialog()
    box.events.clear()
    box.vault.settle()
    assert (box.events, box.vault.unsettled, box.vault.retry_at) == ([], True, float("inf"))
    box.settings.close_dialog(ok=False)
    box.settings.disk = "sound"
    box.vault.settle()
    assert box.settings.values[SETTING] == ""


def test_a_value_that_is_known_no_more_does_not_keep_the_rest_back(box: Box) -> None:
    """A choice that a newer version has no more; the disk is fine."""
    put = box.settings.set
    box.settings.set = lambda name, value: name == "trakt.client_id" or put(name, value)  # type: ignore
    box.lose()
    box.start()
    assert box.settings.values.get(MARK) is None
    box.time.pass_by(REFUSED_REST)
    box.vault.settle()
    assert box.shown == {**SET, "trakt.client_id": ""}
    assert box.settings.values[MARK]
    assert box.chase() == 0
    assert box.owned == {name: value for name, value in ALL.items() if name != "trakt.client_id"}


def test_a_first_start_on_a_disk_that_takes_nothing(time: FakeTime, folder: Path) -> None:
    disk = Disk(folder / "accounts.json", clock=time.monotonic)
    disk.settings.disk = "closed"
    _, vault = disk.open()
    assert vault.open()
    assert (disk.settings.values, vault.retry_at) == ({}, time.now + REFUSED_REST)
    disk.settings.disk = "sound"
    time.pass_by(REFUSED_REST)
    vault.settle()
    assert list(disk.settings.values) == [MARK]


def test_the_choices_are_the_ones_that_have_a_value_by_themselves() -> None:
    assert set(FACTORY) == set(CHOICES)
