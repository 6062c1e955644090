"""The slow-down for those who guess."""

from __future__ import annotations

import pytest

from tests.unit.doubles import FakeTime
from trackpass.phone import guard
from trackpass.phone.guard import FORGET_AFTER, MOST_ADDRESSES, Brake, is_same


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits here: the real figures count."""


@pytest.fixture
def brake(time: FakeTime) -> Brake:
    return Brake(time.monotonic)


def test_it_grows_up_to_a_limit(brake: Brake) -> None:
    pauses = [brake.failed("10.0.0.1") for _ in range(40)]
    assert pauses[0] == guard.FIRST_PAUSE
    assert pauses[:4] == [pauses[0] * 2**number for number in range(4)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == guard.LONGEST_PAUSE


def test_each_address_has_its_own(brake: Brake) -> None:
    for _ in range(10):
        brake.failed("10.0.0.1")
    assert brake.failed("10.0.0.2") == guard.FIRST_PAUSE


def test_the_right_secret_ends_it(brake: Brake) -> None:
    for _ in range(10):
        brake.failed("10.0.0.1")
    brake.forget("10.0.0.1")
    assert brake.failed("10.0.0.1") == guard.FIRST_PAUSE


def test_it_is_forgotten_after_a_while(brake: Brake, time: FakeTime) -> None:
    for _ in range(10):
        brake.failed("10.0.0.1")
    time.pass_by(FORGET_AFTER + 1)
    assert brake.failed("10.0.0.1") == guard.FIRST_PAUSE


def test_it_does_not_grow_with_the_number_of_strangers(brake: Brake) -> None:
    for number in range(MOST_ADDRESSES):
        brake.failed(f"10.0.0.{number}")
    second = brake.failed("10.0.0.1")
    assert second > guard.FIRST_PAUSE, "those within the limit are remembered"
    for number in range(MOST_ADDRESSES):
        brake.failed(f"10.0.1.{number}")
    assert brake.failed("10.0.0.1") == guard.FIRST_PAUSE


@pytest.mark.parametrize(
    ("offered", "secret", "same"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("", "", False),
        ("a", "", False),
        ("", "a", False),
        ("\xff", "a", False),
    ],
)
def test_is_same(offered: str, secret: str, same: bool) -> None:
    assert is_same(offered, secret) is same
