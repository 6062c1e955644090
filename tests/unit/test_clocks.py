"""The trackers' time on a box whose own clock is anything."""

from __future__ import annotations

import pytest

from trackpass.clocks import FAR_OFF, LONGEST_SLEEP, RELEASED, TrackerTime, minutes

DATE = 1_800_000_000.0
YEAR_1970, YEAR_2040 = 1234.0, 2_208_988_800.0
DAY = 86400.0


class Box:
    """Its two clocks, moved by hand."""

    def __init__(self, wall: float) -> None:
        self.monotonic, self.wall = 50.0, wall
        self.time = TrackerTime(lambda: self.monotonic, lambda: self.wall)

    def go_on(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += seconds


@pytest.mark.parametrize("wall", [YEAR_1970, DATE, YEAR_2040])
def test_before_the_first_reply_it_is_the_boxes_own(wall: float) -> None:
    assert Box(wall).time.now() == wall


@pytest.mark.parametrize("wall", [YEAR_1970, DATE, YEAR_2040])
def test_after_a_reply(wall: float) -> None:
    box = Box(wall)
    box.time.learn(DATE)
    assert box.time.now() == DATE
    box.go_on(3600)
    assert box.time.now() == DATE + 3600
    box.time.learn(DATE + 3605)
    assert box.time.now() == DATE + 3605


# Since the reply: seconds by the monotonic clock, by the box's own, and what has passed.
MOVES = [
    pytest.param(60, 60, 60, id="both agree"),
    pytest.param(60, 8 * DAY, 8 * DAY, id="slept for a week: the monotonic clock stood still"),
    pytest.param(60, 60 - 5 * DAY, 60, id="set back"),
    pytest.param(60, 0, 60, id="stands still"),
    pytest.param(60, DATE - YEAR_1970, 60, id="learned the date: no sleep is that long"),
    pytest.param(60, YEAR_1970 - DATE, 60, id="lost the date"),
    pytest.param(60, 60 + LONGEST_SLEEP, 60, id="just too long for a sleep"),
    pytest.param(60, LONGEST_SLEEP, LONGEST_SLEEP, id="a very long sleep"),
    pytest.param(30 * DAY, 30 * DAY + 90, 30 * DAY + 90, id="drift of a month"),
]


@pytest.mark.parametrize(("monotonic", "wall", "passed"), MOVES)
def test_what_passed_since(monotonic: float, wall: float, passed: float) -> None:
    box = Box(DATE)
    box.time.learn(DATE)
    box.monotonic += monotonic
    box.wall += wall
    assert box.time.now() == DATE + passed


# The box's clock, the trackers' if a reply came, and whether the box's is surely off.
WRONG = [
    pytest.param(YEAR_1970, None, True, id="1970, offline"),
    pytest.param(RELEASED - 1, None, True, id="the day before the release"),
    pytest.param(RELEASED, None, False, id="the day of it"),
    pytest.param(YEAR_2040, None, False, id="2040, offline: who knows"),
    pytest.param(DATE, DATE, False, id="right"),
    pytest.param(DATE + FAR_OFF, DATE, False, id="a day fast"),
    pytest.param(DATE + FAR_OFF + 1, DATE, True, id="more than a day fast"),
    pytest.param(DATE - FAR_OFF - 1, DATE, True, id="more than a day slow"),
    pytest.param(YEAR_2040, DATE, True, id="2040"),
]


@pytest.mark.parametrize(("wall", "told", "wrong"), WRONG)
def test_box_is_wrong(wall: float, told: float | None, wrong: bool) -> None:
    box = Box(wall)
    if told is not None:
        box.time.learn(told)
    assert box.time.box_is_wrong() is wrong


def test_box_that_learned_the_date_is_right() -> None:
    """The way out: the owner sets the clock, or the box finds its time server."""
    box = Box(YEAR_1970)
    box.time.learn(DATE)
    assert box.time.box_is_wrong()
    box.wall = DATE
    assert not box.time.box_is_wrong()


@pytest.mark.parametrize("behind", [5 * 60.0, DAY, 30 * DAY])
def test_a_clock_that_is_set_right_is_no_sleep(behind: float) -> None:
    """A box without a clock chip goes on where it stopped, until a time server is asked."""
    box = Box(DATE - behind)
    box.time.learn(DATE)
    box.go_on(7)
    box.wall += behind + 1
    assert box.time.now() == DATE + 7
    assert not box.time.box_is_wrong()
    assert box.time.offset() == pytest.approx(1)


@pytest.mark.parametrize("wall", [YEAR_1970, DATE - 3, DATE, YEAR_2040])
def test_how_far_the_box_is_ahead(wall: float) -> None:
    box = Box(wall)
    assert box.time.offset() is None
    box.time.learn(DATE)
    box.go_on(60)
    assert box.time.offset() == wall - DATE


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0:00"),
        (0.01, "0:01"),
        (1.0, "0:01"),
        (9.2, "0:10"),
        (59.0, "0:59"),
        (59.1, "1:00"),
        (60.0, "1:00"),
        (60.001, "1:01"),
        (599.5, "10:00"),
        (900.0, "15:00"),
        (4500.0, "75:00"),
    ],
)
def test_time_is_rounded_up_to_whole_seconds(seconds: float, text: str) -> None:
    assert minutes(seconds) == text
