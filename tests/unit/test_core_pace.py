"""The pace over the sandbox, which judges it on real time: every interval, slow down and Retry-After is kept.

The core's clock runs faster than real time and the trackers' intervals are as many times shorter, but the
ratio of waiting to what was asked for is the true one. ``box`` fails the test when a poll comes too early.
Calls are counted by the core's clock, at whatever speed it goes.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.unit.real_core import Core
from tests.unit.test_core_over_sandbox import began, count_calls, every_kind
from trackpass import signin


@pytest.fixture(autouse=True)
def limits(core: Core) -> None:
    """The trackers count calls, by the core's own clock."""
    count_calls(core)


SPEED = 10.0
KINDS = ["simkl 1", "simkl 2", "trakt public"]


def pauses(core: Core) -> list[int]:
    """The core's whole seconds between each answer and the next poll; the rest is this machine's."""
    found = core.box.requests(route="poll")
    assert len(found) > 1
    return [int((after.at - (before.done or 0)) * SPEED) for before, after in pairwise(found)]


@pytest.mark.parametrize("kind", KINDS)
def test_interval(core: Core, kind: str) -> None:
    core.walk(SPEED)
    tracker = began(core, kind)
    for _ in range(2):
        core.step()
    core.box.tracker(tracker).approve()
    assert core.finish(tracker).phase == "connected"
    assert all(1 <= pause <= 3 for pause in pauses(core))


@pytest.mark.parametrize("kind", KINDS)
def test_slow_down(core: Core, kind: str) -> None:
    """Five seconds more, for good."""
    core.walk(SPEED)
    tracker = began(core, kind)
    core.box.fault(tracker, "poll", "slow_down")
    core.step()
    assert core.trouble(tracker) == "busy"
    core.step()
    assert core.trouble(tracker) == ""
    core.box.tracker(tracker).approve()
    assert core.finish(tracker).phase == "connected"
    assert all(6 <= pause <= 8 for pause in pauses(core))


RETRY_AFTER = [
    pytest.param({"retry_after": 8}, 8, id="seconds"),
    pytest.param({"retry_after": "http-date", "seconds": 10}, 9.5, id="HTTP date"),
    pytest.param({}, 6, id="none: as slow down"),
    pytest.param({"retry_after": 2}, 6, id="shorter than the interval"),
]


@pytest.mark.parametrize(("options", "wait"), RETRY_AFTER)
@pytest.mark.parametrize("kind", ["simkl 2", "trakt public"])
def test_retry_after(core: Core, kind: str, options: dict[str, object], wait: float) -> None:
    """The header counts whole real seconds, so here the clock jumps and the wait is read off it."""
    tracker = began(core, kind)
    core.step()
    for one in core.box.trackers:
        one.slow_down_step = 0
    core.box.fault(tracker, "poll", "rate_limit", **options)
    core.step()
    assert core.desk.due - core.time.now == pytest.approx(wait, abs=0.6)


TROUBLE = [
    pytest.param("status", [30, 30, 30, 1], id="down: what Trakt wants"),
    pytest.param("cloudflare_403", [30, 30, 30, 1], id="gatekeeper"),
    pytest.param("drop_before", [2, 4, 8, 1], id="no answer: RFC 8628, section 3.5"),
    pytest.param("html", [1, 1, 1, 1], id="makes no sense"),
]


@pytest.mark.parametrize(("fault", "waits"), TROUBLE)
@pytest.mark.parametrize("kind", KINDS)
def test_a_tracker_in_trouble(core: Core, kind: str, fault: str, waits: list[float]) -> None:
    """It is left alone as its trouble wants it; after that the interval is as before."""
    for one in core.box.trackers:
        one.set(expires_in=300)
    tracker = began(core, kind)
    core.box.fault(tracker, "poll", fault, count=3)
    seen = []
    for _ in waits:
        core.step()
        seen.append(core.desk.due - core.time.now)
    assert (seen, core.trouble(tracker)) == (waits, "")


def test_retry_after_in_real_time(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    """And once with the sandbox watching; the header alone slows down here, so that it takes seconds."""
    monkeypatch.setattr(signin, "SLOW_DOWN", 0.0)
    core.walk(1)
    core.box.trakt.set(slow_down_step=0)
    tracker = began(core, "trakt public")
    core.box.fault(tracker, "poll", "rate_limit", retry_after=2)
    core.step()
    assert core.trouble(tracker) == "busy"
    core.box.trakt.approve()
    assert core.finish(tracker).phase == "connected"
    first, second = core.box.requests(route="poll")
    assert second.at - (first.done or 0) >= 2


def wants_code(core: Core, tracker: str, verb: str) -> None:
    """Has the owner ask for a code, which comes within two seconds; Simkl may ask us to wait as long."""
    asked = core.time.now
    core.ask(verb, tracker)
    core.step()
    if core.board.phase(tracker) == "starting":
        assert core.trouble(tracker) == "busy"
        core.step()
    assert (core.board.phase(tracker), core.trouble(tracker)) == ("waiting", "")
    assert core.time.now - asked <= 2


@every_kind
@pytest.mark.parametrize("polls", [0, 1])
def test_new_code_at_once(core: Core, kind: str, polls: int) -> None:
    """Right after a code, or a poll; again and again."""
    tracker = began(core, kind)
    for _ in range(3):
        for _ in range(polls):
            core.step()
        wants_code(core, tracker, "renew")
    core.box.tracker(tracker).approve(core.code(tracker))
    assert core.finish(tracker).phase == "connected"


@every_kind
def test_signed_out_and_in_again_at_once(core: Core, kind: str) -> None:
    tracker = began(core, kind)
    core.box.tracker(tracker).approve()
    core.finish(tracker)
    core.time.pass_by(2)  # nobody finds the button sooner
    core.ask("disconnect", tracker)
    core.step()
    wants_code(core, tracker, "connect")
    core.box.tracker(tracker).approve()
    assert core.finish(tracker).phase == "connected"
