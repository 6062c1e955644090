"""What went wrong lately: counted, dated, bounded."""

from __future__ import annotations

from tests.unit.doubles import FakeTime
from trackpass.history import MOST, History, Trouble


def test_nothing_went_wrong(time: FakeTime) -> None:
    history = History(time.monotonic)
    time.pass_by(90)
    assert history.of("trakt") == []
    assert history.age == 90


def test_each_kind_is_counted_and_the_latest_comes_first(time: FakeTime) -> None:
    history = History(time.monotonic)
    for name in ("network", "server", "network"):
        history.note("trakt", name)
        time.pass_by(10)
    assert history.of("trakt") == [Trouble("network", 2, 10), Trouble("server", 1, 20)]


def test_trackers_are_apart(time: FakeTime) -> None:
    history = History(time.monotonic)
    history.note("trakt", "network")
    history.note("", "files_lost")
    assert [history.of(tracker) for tracker in ("simkl", "trakt", "")] == [
        [],
        [Trouble("network", 1, 0)],
        [Trouble("files_lost", 1, 0)],
    ]


def test_the_one_met_longest_ago_makes_room(time: FakeTime) -> None:
    history = History(time.monotonic)
    names = [f"trouble-{number}" for number in range(MOST)]
    for name in [*names, names[0], "one more"]:
        history.note("trakt", name)
    assert [trouble.name for trouble in history.of("trakt")] == ["one more", names[0], *names[:1:-1]]


def test_a_clock_that_learns_the_date_changes_nothing(time: FakeTime) -> None:
    history = History(time.monotonic)
    history.note("trakt", "clock")
    time.jump(1e9)
    time.pass_by(5)
    assert history.of("trakt") == [Trouble("clock", 1, 5)]
