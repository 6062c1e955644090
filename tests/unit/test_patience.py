"""What the owner answered when an account needed a new sign-in, and how long it holds."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.unit.doubles import EPOCH, Disk, FakeTime
from trackpass.patience import DAY, Patience


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "accounts.json")


def patience(disk: Disk, time: FakeTime) -> Patience:
    """As a service that starts has it."""
    return Patience(disk.open()[0], time.wall)


def test_nobody_said_anything(disk: Disk, time: FakeTime) -> None:
    assert patience(disk, time).until("trakt", "sign_in") == 0


def test_later_lasts_a_day_and_a_restart(disk: Disk, time: FakeTime) -> None:
    patience(disk, time).later("trakt", "sign_in")
    later = patience(disk, time)
    assert (later.until("trakt", "sign_in"), later.until("simkl", "sign_in")) == (EPOCH + DAY, 0)
    time.pass_by(DAY - 1)
    assert later.until("trakt", "sign_in") == EPOCH + DAY
    time.pass_by(1)
    assert later.until("trakt", "sign_in") == 0


def test_never_lasts_for_ever(disk: Disk, time: FakeTime) -> None:
    patience(disk, time).never("trakt", "sign_in")
    time.pass_by(1000 * DAY)
    assert patience(disk, time).until("trakt", "sign_in") == math.inf


def test_an_answer_counts_for_what_was_asked(disk: Disk, time: FakeTime) -> None:
    said = patience(disk, time)
    said.never("trakt", "account_vip")
    assert [said.until("trakt", need) for need in ("account_vip", "sign_in", "")] == [math.inf, 0, 0]


def test_the_last_word_counts(disk: Disk, time: FakeTime) -> None:
    said = patience(disk, time)
    said.never("trakt", "sign_in")
    said.later("trakt", "sign_in")
    assert said.until("trakt", "sign_in") == EPOCH + DAY
    said.forget("trakt")
    assert said.until("trakt", "sign_in") == 0


def test_said_while_the_clock_ran_years_ahead(disk: Disk, time: FakeTime) -> None:
    time.jump(10 * 365 * DAY)
    patience(disk, time).later("trakt", "sign_in")
    time.jump(-10 * 365 * DAY)
    assert patience(disk, time).until("trakt", "sign_in") == 0


@pytest.mark.parametrize("text", ["soon", "-5", "1e999", "nan", "²", "", " "])
def test_a_damaged_note_says_nothing(disk: Disk, time: FakeTime, text: str) -> None:
    notebook, _ = disk.open()
    notebook.remember("quiet:trakt", f"sign_in {text}")
    assert Patience(notebook, time.wall).until("trakt", "sign_in") == 0
