"""No call before a ``Retry-After`` is over, whoever asks for it, over the sandbox, which judges that.

At the end of each test the sandbox has seen no rule broken (see the fixture ``box``).
"""

from __future__ import annotations

import pytest

from tests.unit.real_core import Core
from tests.unit.test_core_over_sandbox import KINDS, began, every_flow
from tests.unit.test_core_refresh import DAY, HALF, connected, count, passes, refreshing

REST = 7200


def told(core: Core, tracker: str, route: str, seconds: int = REST) -> None:
    core.box.fault(tracker, route, "rate_limit", retry_after=seconds)


@every_flow
def test_new_code(core: Core, kind: str) -> None:
    """A moment after the tracker wanted no more of them: the window says so, and the code comes in time."""
    tracker = core.use(KINDS[kind](core.box))
    told(core, tracker, "start", 600)
    core.ask("connect", tracker)
    passes(core, 10)
    core.ask("renew", tracker)
    passes(core, 580)
    assert (core.board.phase(tracker), core.trouble(tracker)) == ("starting", "busy")
    core.step()
    assert (core.board.phase(tracker), core.trouble(tracker)) == ("waiting", "")


@every_flow
def test_new_code_in_hours(core: Core, kind: str) -> None:
    """It is not waited for, as the first one was not."""
    tracker = core.use(KINDS[kind](core.box))
    told(core, tracker, "start")
    for verb in ("connect", "renew"):
        core.ask(verb, tracker)
        passes(core, 10)
        assert (core.board.phase(tracker), core.trouble(tracker)) == ("failed", "busy")
    assert count(core, "start") == 1


@every_flow
def test_polls_of_a_new_code(core: Core, kind: str) -> None:
    for each in core.box.trackers:
        each.set(expires_in=300)
    tracker = began(core, kind)
    told(core, tracker, "poll", 60)
    core.step()
    passes(core, 2)
    core.ask("renew", tracker)
    core.until(lambda: core.board.phase(tracker) == "waiting")
    core.box.tracker(tracker).approve(core.code(tracker))
    assert core.finish(tracker).phase == "connected"


@every_flow
@pytest.mark.parametrize("seconds", [0, 3600], ids=["at once", "an hour later"])
def test_restart(core: Core, kind: str, seconds: float) -> None:
    """What was told outlasts it."""
    tracker = connected(core, kind)
    route = "user" if tracker == "tmdb" else "check"
    core.restart()
    told(core, tracker, route)
    core.step()
    before = core.checks(tracker)
    passes(core, seconds)
    core.restart()
    core.step()
    view = core.board.accounts[tracker]
    assert (view.state, view.problem, core.checks(tracker)) == ("unverified", "busy", before)
    passes(core, REST - seconds + 60)
    assert (core.board.state(tracker), core.checks(tracker)) == ("connected", before + 1)


@refreshing
def test_a_new_pair_hurries_no_check(core: Core, kind: str) -> None:
    tracker = connected(core, kind)
    passes(core, HALF - 60)
    told(core, tracker, "check")
    core.ask("check", tracker)
    passes(core, 120)
    assert (count(core, "refresh"), core.board.state(tracker)) == (1, "unverified")
    passes(core, REST + 60)
    assert core.board.state(tracker) == "connected"


@refreshing
def test_no_restart_hurries_a_refresh(core: Core, kind: str) -> None:
    """Nor does a token that the tracker takes no longer."""
    tracker = connected(core, kind)
    told(core, tracker, "refresh")
    passes(core, HALF + 10)
    core.box.tracker(tracker).access_tokens.clear()
    core.restart()
    passes(core, REST - 60)
    assert (count(core, "refresh"), core.board.state(tracker)) == (1, "unverified")
    passes(core, 3600)
    assert (count(core, "refresh"), core.board.state(tracker)) == (2, "connected")


@every_flow
def test_the_name_after_another_sign_in(core: Core, kind: str) -> None:
    """It comes when the tracker may be asked for it."""
    for _ in range(2):
        tracker = began(core, kind) if not core.box.log else kind.partition(" ")[0]
        if core.board.phase(tracker) != "waiting":
            core.time.pass_by(2)
            core.ask("renew", tracker)
            core.until(lambda: core.board.phase(tracker) == "waiting")  # noqa: B023
        else:
            told(core, tracker, "user")
        core.box.tracker(tracker).approve(core.code(tracker))
        assert core.finish(tracker).phase == "connected"
    assert (count(core, "user"), core.account(tracker).name) == (1, "")
    passes(core, REST + 60)
    assert (count(core, "user"), core.account(tracker).name) == (2, "ann")


@pytest.mark.parametrize("kind", ["simkl 2", "trakt public", "tmdb"])
def test_a_second_sign_out(core: Core, kind: str) -> None:
    """The tracker is not told, and the owner is."""
    tracker = connected(core, kind)
    core.board.notices.clear()
    told(core, tracker, "revoke", DAY // 2)
    core.ask("disconnect", tracker)
    passes(core, 10)
    core.ask("connect", tracker)
    core.until(lambda: core.board.phase(tracker) == "waiting")
    core.box.tracker(tracker).approve(core.code(tracker))
    core.finish(tracker)
    core.ask("disconnect", tracker)
    passes(core, 10)
    kinds = [notice.kind for notice in core.board.notices if notice.kind != "signed_in"]
    assert (kinds, count(core, "revoke")) == (["left_behind"] * 2, 1)
