"""Trouble over the sandbox: what the owner is told while it lasts, and that everything goes on after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.real_core import CHECK, Core
from tests.unit.test_core_over_sandbox import KINDS, began, count_calls, every_flow, every_kind
from tests.unit.test_core_refresh import DAY, HALF, connected, count, off, passes, works


@pytest.fixture(autouse=True)
def limits(core: Core) -> None:
    """The trackers count calls, by the core's own clock."""
    count_calls(core)


FAULTS = [
    pytest.param("html", {"status": 200}, "garbled", id="page"),
    pytest.param("html", {"status": 403}, "gate", id="403 page"),
    pytest.param("html", {"status": 503}, "server", id="503 page"),
    pytest.param("cloudflare_403", {}, "gate", id="Cloudflare"),
    pytest.param("cloudflare_json", {}, "gate", id="Cloudflare in JSON"),
    pytest.param("cloudflare_json", {"status": 409}, "gate", id="Cloudflare in JSON, 409"),
    pytest.param("status", {"status": 500}, "server", id="500"),
    pytest.param("status", {"status": 502, "body": "empty"}, "server", id="502 empty"),
    pytest.param("broken_json", {"act": False}, "garbled", id="broken JSON"),
    pytest.param("empty", {}, "garbled", id="empty"),
    pytest.param("null", {}, "garbled", id="null"),
    pytest.param("drop_before", {}, "network", id="dropped"),
]
LATER = [
    pytest.param("rate_limit", {}, id="429"),
    pytest.param("rate_limit", {"retry_after": 30}, id="429, seconds"),
    pytest.param("rate_limit", {"retry_after": "http-date", "seconds": 30}, id="429, HTTP date"),
    pytest.param("rate_limit", {"body": "html"}, id="429 page"),
]


def mind_nothing(core: Core) -> None:
    """A 429 makes the sandbox judge real time, which does not pass here; the pace has tests of its own."""
    for tracker in core.box.trackers:
        tracker.slow_down_step = 0


@every_flow
@pytest.mark.parametrize(("fault", "options", "problem"), FAULTS)
def test_trouble_at_the_start(core: Core, kind: str, fault: str, options: Any, problem: str) -> None:
    """The window says so, and the code comes when it is over."""
    tracker = core.use(KINDS[kind](core.box))
    core.box.fault(tracker, "start", fault, count=2, **options)
    core.ask("connect", tracker)
    for _ in range(2):
        core.step()
        assert (core.board.phase(tracker), core.trouble(tracker)) == ("starting", problem)
    core.step()
    assert (core.board.phase(tracker), core.trouble(tracker)) == ("waiting", "")


@every_flow
@pytest.mark.parametrize(("fault", "options", "problem"), FAULTS)
def test_trouble_while_waiting(core: Core, kind: str, fault: str, options: Any, problem: str) -> None:
    """The code stays up, and the approval that came meanwhile is found."""
    for each in core.box.trackers:
        each.set(expires_in=300)
    tracker = began(core, kind)
    code = core.code(tracker)
    core.box.fault(tracker, "poll", fault, count=2, **options)
    core.box.tracker(tracker).approve(code)
    for _ in range(2):
        core.step()
        assert (core.board.phase(tracker), core.trouble(tracker)) == ("waiting", problem)
        assert core.code(tracker) == code
    assert core.finish(tracker).phase == "connected"


@every_flow
@pytest.mark.parametrize(("fault", "options"), [*LATER, pytest.param("slow_down", {}, id="slow down")])
def test_told_to_slow_down(core: Core, kind: str, fault: str, options: Any) -> None:
    mind_nothing(core)
    tracker = began(core, kind)
    core.box.fault(tracker, "poll", fault, **options)
    core.step()
    assert (core.board.phase(tracker), core.trouble(tracker)) == ("waiting", "busy")
    assert core.desk.due - core.time.now >= 5


@pytest.mark.parametrize("kind", ["simkl 1", "simkl 2"])
def test_block_while_waiting(core: Core, kind: str) -> None:
    """Simkl's 412 is a block there, since the ID was good a moment ago."""
    tracker = began(core, kind)
    core.box.fault(tracker, "poll", "block_412", count=2)
    core.box.simkl.approve()
    core.step()
    assert (core.board.phase(tracker), core.trouble(tracker)) == ("waiting", "busy")
    assert core.finish(tracker).phase == "connected"


@pytest.mark.parametrize("kind", ["simkl 1", "simkl 2"])
def test_block_at_the_start(core: Core, kind: str) -> None:
    """Of an ID that worked before: it is good, and the next code comes when the block is over."""
    tracker = began(core, kind)
    core.box.fault(tracker, "start", "block_412", count=2)
    core.time.pass_by(2)
    core.ask("renew", tracker)
    for _ in range(2):
        core.step()
        assert (core.board.phase(tracker), core.trouble(tracker)) == ("starting", "blocked")
    core.step()
    assert (core.board.phase(tracker), core.trouble(tracker)) == ("waiting", "")


LOST = [
    pytest.param("simkl 1", {}, "gone", id="simkl 1: the answer is a new code"),
    pytest.param("simkl 2", {}, "gone", id="simkl 2: invalid_grant"),
    pytest.param("trakt confidential", {}, "gone", id="trakt: 409"),
    pytest.param("trakt confidential", {"used_status": 404}, "gone", id="trakt: 404"),
    pytest.param("tmdb", {}, "expired", id="tmdb: 17, as for all else"),
]


@pytest.mark.parametrize(("kind", "settings", "phase"), LOST)
@pytest.mark.parametrize("fault", ["drop_after", "broken_json"])
def test_the_one_answer_was_lost(
    core: Core, kind: str, settings: dict[str, Any], phase: str, fault: str
) -> None:
    """The token comes once: when its answer is lost, the owner is told to take a new code.

    TMDb says 17 of a link that nobody approved, too: only an answer that came, if broken, tells them apart.
    """
    if (kind, fault) == ("tmdb", "broken_json"):
        phase = "gone"
    tracker = began(core, kind)
    core.box.tracker(tracker).set(**settings)
    core.box.tracker(tracker).approve()
    core.box.fault(tracker, "poll", fault)
    assert core.finish(tracker).phase == phase
    assert core.vault.load(tracker) is None


@every_kind
@pytest.mark.parametrize("when", ["starting", "waiting"])
def test_outage_and_recovery(core: Core, kind: str, when: str) -> None:
    tracker = core.use(KINDS[kind](core.box))
    if when == "waiting":
        core.connect(tracker)
        core.step()
    core.box.outage(tracker)
    core.ask("connect", tracker)
    for _ in range(4):
        core.step()
        assert (core.board.phase(tracker), core.trouble(tracker)) == (when, "network")
    core.box.recover()
    core.until(lambda: core.board.phase(tracker) == "waiting" and not core.trouble(tracker))
    core.box.tracker(tracker).approve()
    assert core.finish(tracker).phase == "connected"


@every_flow
@pytest.mark.parametrize(
    ("fault", "options", "problem"), [*FAULTS, pytest.param("rate_limit", {}, "busy", id="429")]
)
def test_trouble_at_the_check(core: Core, kind: str, fault: str, options: Any, problem: str) -> None:
    """Never the tracker's last word: unverified, and connected when it is over."""
    tracker = began(core, kind)
    core.box.tracker(tracker).approve()
    core.finish(tracker)
    account = core.account(tracker)
    core.restart()
    before = core.checks(tracker)
    core.box.fault(tracker, CHECK[tracker], fault, count=3, **options)
    for _ in range(3):
        core.step()
        view = core.board.accounts[tracker]
        assert (view.state, view.problem, view.name) == ("unverified", problem, "ann")
        assert core.account(tracker) == account
    core.rest()
    assert core.board.state(tracker) == "connected"
    assert core.checks(tracker) == before + 4


@every_flow
@pytest.mark.parametrize(("fault", "options", "problem"), FAULTS)
def test_trouble_with_the_name(core: Core, kind: str, fault: str, options: Any, problem: str) -> None:
    """The sign-in is done all the same; the name comes a minute later."""
    tracker = began(core, kind)
    core.box.tracker(tracker).approve()
    core.box.fault(tracker, "user", fault, **options)
    view = core.finish(tracker)
    assert (view.phase, view.name) == ("connected", "")
    assert (core.board.state(tracker), core.board.accounts[tracker].problem) == ("unverified", problem)
    core.rest()
    assert (core.board.state(tracker), core.account(tracker).name) == ("connected", "ann")


REFUSALS = {"session": 1, "legacy_401": 1, "missing_grant_type": 2, "text": 2}
"""Words of a refused refresh, and how often a token is sent that meets them: the last two do not say that the
sign-in has ended."""


@pytest.mark.parametrize("words", REFUSALS)
def test_ended_at_trakt_in_other_words(core: Core, words: str) -> None:
    """Whatever they are, the owner is told once, and a token that works once is not sent for ever."""
    core.box.trakt.set(refused_refresh=words)
    tracker = connected(core, "trakt public")
    core.board.notices.clear()
    core.box.trakt.revoke("ann")
    passes(core, 14 * DAY)
    assert (core.board.state(tracker), count(core, "refresh")) == ("reconnect", REFUSALS[words])
    assert [notice.kind for notice in core.board.notices] == ["reconnect"]


@pytest.mark.parametrize("words", ["missing_grant_type", "text"])
def test_stale_refresh_token_of_trakt(core: Core, words: str) -> None:
    """Only that is dead: the access token serves while it lives, and its end is the sign-in's."""
    core.box.trakt.set(refused_refresh=words)
    tracker = connected(core, "trakt public")
    core.board.notices.clear()
    core.box.trakt.refresh_tokens.clear()
    passes(core, HALF + DAY)
    assert (core.board.state(tracker), core.board.notices) == ("connected", [])
    passes(core, 14 * DAY)
    assert (core.board.state(tracker), count(core, "refresh")) == ("reconnect", 2)
    assert [notice.kind for notice in core.board.notices] == ["reconnect"]


def test_simkl_leaves_the_refresh_token_out(core: Core) -> None:
    """It stays the one that there was."""
    core.box.simkl.set(refresh_returns_token=False)
    tracker = connected(core, "simkl 2")
    passes(core, 30 * DAY)
    assert (count(core, "refresh"), works(core, tracker)) == (8, True)


@pytest.mark.parametrize("kind", ["simkl 2", "trakt public"])
@pytest.mark.parametrize(("time", "state"), [(passes, "connected"), (off, "reconnect")], ids=["on", "off"])
def test_longer_than_a_refresh_token_lives(
    core: Core, kind: str, time: Callable[..., None], state: str
) -> None:
    """Each use prolongs it, or brings a new one; a box that is off does not use it."""
    tracker = kind.partition(" ")[0]
    core.box.tracker(tracker).set(refresh_life=5 * DAY)
    connected(core, kind)
    time(core, 30 * DAY)
    assert core.board.state(tracker) == state


def test_a_refresh_token_of_trakt_that_ran_out(core: Core) -> None:
    """The owner is told once, it is not sent again, and the pair is kept in both places."""
    core.box.trakt.set(refresh_life=20 * DAY)
    tracker = connected(core, "trakt public")
    pair = core.account(tracker)
    core.board.notices.clear()
    off(core, 30 * DAY)
    assert (core.board.state(tracker), count(core, "refresh")) == ("reconnect", 1)
    assert [notice.kind for notice in core.board.notices] == ["reconnect"]
    core.restart()
    passes(core, DAY)
    assert (core.board.state(tracker), count(core, "refresh")) == ("reconnect", 1)
    kept = core.notebook.section("accounts")[tracker]
    assert (kept["access_token"], kept["refresh_token"]) == (pair.access_token, pair.refresh_token)
    assert core.account(tracker) == pair


@pytest.mark.parametrize("status", [404, 401])
def test_signed_out_of_what_had_ended(core: Core, status: int) -> None:
    """TMDb does not know the session any more, in whatever words: it is gone, and nothing is left behind."""
    core.box.tmdb.set(unknown_session=status)
    tracker = connected(core, "tmdb")
    core.box.tmdb.revoke("ann")
    core.ask("disconnect", tracker)
    core.rest()
    assert core.board.notices[-1].kind == "signed_out"
