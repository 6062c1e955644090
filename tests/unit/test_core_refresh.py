"""Refresh and sign-out over the sandbox, whose clock goes with the core's: no account is lost by trouble."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.real_core import CHECK, Core
from tests.unit.test_core_over_sandbox import KINDS, began

HALF, DAY = 302400, 86400
MOST_STEPS = 500
REFRESHING = ["simkl 2", "simkl 2 server", "trakt confidential", "trakt public"]
TRAKT = ["trakt confidential", "trakt public"]
refreshing = pytest.mark.parametrize("kind", REFRESHING)


def connected(core: Core, kind: str) -> str:
    """An account that was signed in just now; the tracker's key."""
    tracker = began(core, kind)
    core.box.tracker(tracker).approve()
    core.finish(tracker)
    return tracker


def passes(core: Core, seconds: float) -> None:
    """Time for everybody, step by step as it falls due."""
    end = core.time.monotonic() + seconds
    for _ in range(MOST_STEPS):
        step = min(core.desk.due, end) - core.time.monotonic()
        core.time.pass_by(max(0.0, step))
        core.box.clock.advance(max(0.0, step))
        if core.desk.due > end:
            return
        core.desk.tick()
    raise AssertionError("it is always due and never done")


def off(core: Core, seconds: float) -> None:
    """The box is off; at the end it starts."""
    core.time.pass_by(seconds)
    core.box.clock.advance(seconds)
    core.restart()
    passes(core, 60)


def count(core: Core, route: str) -> int:
    return len(core.box.requests(route=route))


def works(core: Core, tracker: str) -> bool:
    """Whether the tracker itself takes the token."""
    before = core.board.accounts[tracker].checked_at
    core.ask("check", tracker)
    passes(core, 10)
    account = core.board.accounts[tracker]
    return account.state == "connected" and account.checked_at > before


@refreshing
def test_a_month_of_being_on(core: Core, kind: str) -> None:
    tracker = connected(core, kind)
    passes(core, 30 * DAY)
    assert count(core, "refresh") == 8
    assert works(core, tracker)
    assert (core.account(tracker).name, len(core.box.tracker(tracker).connections())) == ("ann", 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_month_of_being_off(core: Core, kind: str) -> None:
    """Refreshed before it is checked, so that no call is made with a dead token."""
    tracker = connected(core, kind)
    before = core.checks(tracker)
    off(core, 30 * DAY)
    assert core.board.state(tracker) == "connected"
    assert count(core, "refresh") == (kind in REFRESHING)
    assert {one.status for one in core.box.requests(route=CHECK[tracker])} == {200}
    assert core.checks(tracker) == before + 1


@pytest.mark.parametrize("kind", TRAKT)
@pytest.mark.parametrize("wrong", [-500_000, 500_000, -5 * 365 * DAY], ids=["days behind", "ahead", "years"])
def test_a_month_with_a_tracker_whose_created_at_is_wrong(core: Core, kind: str, wrong: float) -> None:
    """As many refreshes as with one that is right, at half of each life."""
    core.box.trakt.set(created_at_offset=wrong)
    tracker = connected(core, kind)
    core.board.notices.clear()
    passes(core, 30 * DAY)
    assert (count(core, "refresh"), core.board.notices) == (8, [])
    assert works(core, tracker)


@pytest.mark.parametrize("kind", TRAKT)
def test_a_day_of_tokens_that_live_for_a_second(core: Core, kind: str) -> None:
    """At most one refresh a minute in the long run, and a check is answered all the same."""
    core.box.trakt.set(token_life=1)
    tracker = connected(core, kind)
    passes(core, 3600)
    assert count(core, "refresh") < 120
    core.ask("check", tracker)
    passes(core, 10)
    assert core.board.state(tracker) == "connected"


# What happens to the first refreshes, and how many there are until one works.
TROUBLE: list[Any] = [
    pytest.param("drop_before", {}, 2, id="dropped before"),
    pytest.param("status", {"status": 503}, 2, id="503"),
    pytest.param("html", {"status": 200}, 2, id="page"),
    pytest.param("cloudflare_403", {}, 2, id="Cloudflare"),
    pytest.param("cloudflare_json", {"status": 409}, 2, id="Cloudflare in JSON"),
    pytest.param("rate_limit", {"retry_after": 30}, 2, id="429"),
]


@refreshing
@pytest.mark.parametrize(("fault", "options", "tries"), TROUBLE)
def test_trouble(core: Core, kind: str, fault: str, options: Any, tries: int) -> None:
    """Connected all the while; nobody is told of anything."""
    tracker = connected(core, kind)
    core.board.notices.clear()
    core.box.fault(tracker, "refresh", fault, **options)
    passes(core, HALF + 3600)
    assert (count(core, "refresh"), core.board.state(tracker)) == (tries, "connected")
    assert core.board.notices == []
    assert works(core, tracker)


@pytest.mark.parametrize("fault", ["drop_after", "broken_json"])
@pytest.mark.parametrize("kind", REFRESHING)
def test_the_answer_was_lost(core: Core, kind: str, fault: str) -> None:
    """Simkl's refresh token still works; Trakt's is spent, and the second try is the last."""
    tracker = connected(core, kind)
    core.board.notices.clear()
    core.box.fault(tracker, "refresh", fault)
    passes(core, HALF + DAY)
    assert count(core, "refresh") == 2
    if tracker == "simkl":
        assert works(core, tracker)
        return
    assert core.board.state(tracker) == "reconnect"
    assert [notice.kind for notice in core.board.notices] == ["reconnect"]
    core.restart()
    passes(core, DAY)
    assert (count(core, "refresh"), core.board.state(tracker)) == (2, "reconnect")


@refreshing
def test_ended_at_the_tracker(core: Core, kind: str) -> None:
    tracker = connected(core, kind)
    core.box.tracker(tracker).revoke("ann")
    passes(core, 3 * HALF)
    assert (count(core, "refresh"), core.board.state(tracker)) == (1, "reconnect")


@refreshing
def test_deleted_app(core: Core, kind: str) -> None:
    """The app is to blame: the pair is kept, the rest is told when the token has ended."""
    tracker = connected(core, kind)
    account = core.account(tracker)
    core.box.tracker(tracker).delete_app(core.apps[tracker].client_id)
    passes(core, HALF + DAY)
    assert (core.board.state(tracker), core.account(tracker)) == ("connected", account)
    passes(core, HALF)
    assert (core.board.state(tracker), core.account(tracker)) == ("unverified", account)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("there", [True, False], ids=["online", "offline"])
def test_sign_out(core: Core, kind: str, there: bool) -> None:
    """Ended at the tracker too, where that can be; a free account has its place back."""
    tracker = connected(core, kind)
    core.board.notices.clear()
    if not there:
        core.box.outage(tracker)
    core.ask("disconnect", tracker)
    core.rest()
    can = there and kind != "simkl 1"
    assert [notice.kind for notice in core.board.notices] == ["signed_out" if can else "left_behind"]
    assert len(core.box.tracker(tracker).connections()) == (0 if can else 1)
    assert core.vault.load(tracker) is None
    core.box.recover()


@pytest.mark.parametrize("kind", TRAKT)
def test_sign_out_with_a_token_that_ran_out(core: Core, kind: str) -> None:
    """The refresh token ends it instead; that it did is not for sure."""
    tracker = connected(core, kind)
    core.board.notices.clear()
    core.time.pass_by(30 * DAY)
    core.box.clock.advance(30 * DAY)
    core.ask("disconnect", tracker)
    core.rest()
    assert ([notice.kind for notice in core.board.notices], count(core, "refresh")) == (["left_behind"], 0)
    assert core.box.trakt.connections() == []


@pytest.mark.parametrize("days", [0, 7], ids=["the old token lives", "it ran out"])
@pytest.mark.parametrize("kind", TRAKT)
def test_sign_out_after_a_new_pair_was_lost(core: Core, kind: str, days: float) -> None:
    """Trakt counts the app as connected, and nobody here holds a token that could end that."""
    tracker = connected(core, kind)
    core.box.fault(tracker, "refresh", "drop_after")
    passes(core, HALF + days * DAY + 600)
    assert core.board.state(tracker) == "reconnect"
    core.ask("disconnect", tracker)
    core.rest()
    assert core.board.notices[-1].kind == "left_behind"
    assert len(core.box.trakt.connections()) == (1 if days else 0)


@pytest.mark.parametrize("kind", KINDS)
def test_another_account(core: Core, kind: str) -> None:
    tracker = connected(core, kind)
    core.ask("renew", tracker)
    core.until(lambda: core.board.phase(tracker) == "waiting")
    core.box.tracker(tracker).approve(account="bob")
    view = core.finish(tracker)
    assert (view.phase, view.name, view.former) == ("connected", "bob", "ann")
