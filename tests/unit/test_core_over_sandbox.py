"""The main job over the sandbox: every kind of app ends connected, and every other end is the right one.

At the end of each test the sandbox has seen no rule broken: no poll too early or after the final answer, no
parameter or header missing, no token with a foreign app ID (see the fixture ``box``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox import App as SandboxApp
from sandbox import Sandbox
from tests.unit.real_core import Core
from trackpass.model import App

KINDS: dict[str, Callable[[Sandbox], SandboxApp]] = {
    "simkl 1": lambda box: box.simkl.add_app(generation=1),
    "simkl 2": lambda box: box.simkl.add_app(generation=2),
    "simkl 2 server": lambda box: box.simkl.add_app(generation=2, kind="server"),
    "trakt confidential": lambda box: box.trakt.add_app(),
    "trakt public": lambda box: box.trakt.add_app(public=True),
    "tmdb": lambda box: box.tmdb.add_app(),
}
every_kind = pytest.mark.parametrize("kind", KINDS)
every_flow = pytest.mark.parametrize("kind", ["simkl 1", "simkl 2", "trakt public", "tmdb"])


@pytest.fixture(autouse=True)
def limits(core: Core) -> None:
    """The trackers count calls, by the core's own clock."""
    count_calls(core)


def count_calls(core: Core) -> None:
    """Has every tracker refuse what is too many, as time goes for the core."""
    for tracker in core.box.trackers:
        tracker.set(limited=True)


def began(core: Core, kind: str) -> str:
    """A sign-in with an app of this kind waits for the phone; the tracker's key."""
    tracker = core.use(KINDS[kind](core.box))
    core.connect(tracker)
    return tracker


SCOPES = {"simkl 2": "media:read media:write", "simkl 2 server": "media:read media:write", "tmdb": ""}


@every_kind
def test_connected(core: Core, kind: str) -> None:
    """Code, some polls, approval, vault, name; then one check call after a restart."""
    tracker = began(core, kind)
    code = core.code(tracker)
    for _ in range(3):
        core.step()
    core.box.tracker(tracker).approve(code)
    view = core.finish(tracker)
    assert (view.phase, view.name, view.problem) == ("connected", "ann", "")
    assert core.board.state(tracker) == "connected"
    account = core.account(tracker)
    assert (account.name, account.client_id) == ("ann", core.apps[tracker].client_id)
    (grant,) = core.box.tracker(tracker).connections()
    assert grant.scope == SCOPES.get(kind, "public")
    assert len(core.box.requests(route="user")) == 1
    before = core.checks(tracker)
    core.restart()
    assert core.board.state(tracker) == "unverified"
    core.rest()
    assert (core.board.state(tracker), core.board.accounts[tracker].name) == ("connected", "ann")
    assert core.checks(tracker) == before + 1


def test_connected_by_read_token(core: Core) -> None:
    """TMDb's key in its other spelling; the session goes with it to the end."""
    app = core.box.tmdb.add_app()
    core.apps["tmdb"] = App(app.client_secret)
    core.redactor.hide(app.client_secret)
    core.box.tmdb.approve(core.connect("tmdb"))
    assert (core.finish("tmdb").name, core.account("tmdb").client_id) == ("ann", app.client_secret)
    core.ask("disconnect", "tmdb")
    core.rest()
    assert (core.board.state("tmdb"), core.box.tmdb.connections()) == ("signed_out", [])


@pytest.mark.parametrize("kind", ["simkl 1", "simkl 2"])
def test_name_that_was_cut_inside_an_emoji(core: Core, kind: str) -> None:
    """The sign-in ends connected, and what is stored can be written as UTF-8, as Kodi writes its settings."""
    core.box.simkl.account("ann", name="Ann \ud83d")
    tracker = began(core, kind)
    core.box.simkl.approve(core.code(tracker))
    view = core.finish(tracker)
    assert (view.phase, view.name, core.account(tracker).name) == ("connected", "Ann ?", "Ann ?")
    assert "Ann ?" in core.settings.get("simkl.account").encode().decode()


LIFE = {"simkl 1": 0, "simkl 2": 604800, "trakt confidential": 604800, "trakt public": 604800, "tmdb": 0}


@pytest.mark.parametrize("kind", LIFE)
@pytest.mark.parametrize("skew", [0, 3_000_000], ids=["right clock", "box in the past"])
def test_life_of_the_token(core: Core, kind: str, skew: float) -> None:
    """Counted by the tracker's time, whatever this box thinks the time is."""
    core.box.clock.skew = skew
    tracker = began(core, kind)
    core.box.tracker(tracker).approve()
    core.finish(tracker)
    account = core.account(tracker)
    expected = core.box.clock.told() + LIFE[kind] if LIFE[kind] else 0
    assert account.expires_at == pytest.approx(expected, abs=5)
    assert bool(account.refresh_token) == bool(LIFE[kind])
    assert bool(account.session_id) == (kind == "tmdb") != bool(account.access_token)


def test_first_code_of_generation_1_takes_two_calls_the_second_takes_one(core: Core) -> None:
    began(core, "simkl 1")
    core.ask("renew", "simkl")
    core.until(lambda: core.board.phase("simkl") == "waiting")
    paths = [request.path for request in core.box.requests(route="start")]
    assert paths == ["/oauth2/device", "/oauth/pin", "/oauth/pin"]


# What the phone does, and how each kind of app hears of it. Simkl never tells of a refusal, TMDb of nothing:
# our clock does.
ENDS = [
    ("deny", "simkl 1", {}, "expired"),
    ("deny", "simkl 2", {}, "expired"),
    ("deny", "trakt confidential", {}, "denied"),
    ("deny", "trakt public", {}, "denied"),
    ("expire", "simkl 1", {}, "gone"),
    ("expire", "simkl 1", {"expired_shape": "404"}, "expired"),
    ("expire", "simkl 1", {"expired_shape": "pending"}, "expired"),
    ("expire", "simkl 2", {}, "expired"),
    ("expire", "trakt confidential", {}, "expired"),
    ("forget", "simkl 1", {}, "gone"),
    ("forget", "simkl 2", {}, "gone"),
    ("forget", "simkl 2", {"unknown_device_code": "expired_token"}, "expired"),
    ("forget", "trakt confidential", {}, "gone"),
    ("deny", "tmdb", {}, "expired"),
    ("expire", "tmdb", {}, "expired"),
    ("expire", "tmdb", {"expired_code": 33}, "expired"),
    ("forget", "tmdb", {"failure_body": True}, "expired"),
]


@pytest.mark.parametrize(("what", "kind", "settings", "phase"), ENDS)
def test_other_ends(core: Core, what: str, kind: str, settings: dict[str, Any], phase: str) -> None:
    """And the way out of each: a new code, which connects."""
    tracker = began(core, kind)
    stand_in = core.box.tracker(tracker)
    stand_in.set(**settings)
    core.step()
    getattr(stand_in, what)()
    assert core.finish(tracker).phase == phase
    assert core.board.state(tracker) == "signed_out"
    assert core.vault.load(tracker) is None
    core.ask("renew", tracker)
    core.until(lambda: core.board.phase(tracker) == "waiting")
    stand_in.approve(core.code(tracker))
    assert core.finish(tracker).phase == "connected"


@every_kind
def test_nobody_comes(core: Core, kind: str) -> None:
    """The code's life ends by our own clock, without one poll too many."""
    tracker = began(core, kind)
    life = core.view(tracker).life
    asked = core.time.now
    assert core.finish(tracker).phase == "expired"
    assert core.time.now - asked == pytest.approx(life, abs=1)
    polls = len(core.box.requests(route="poll"))
    core.rest()
    assert len(core.box.requests(route="poll")) == polls


@every_kind
def test_cancel(core: Core, kind: str) -> None:
    """No call after it, also when the phone approves later."""
    tracker = began(core, kind)
    core.step()
    core.ask("cancel", tracker)
    calls = len(core.box.log)
    core.box.tracker(tracker).approve()
    core.rest()
    assert (len(core.box.log), core.board.state(tracker)) == (calls, "signed_out")


@every_kind
def test_restart_while_waiting(core: Core, kind: str) -> None:
    tracker = began(core, kind)
    code = core.code(tracker)
    core.step()
    core.restart()
    assert (core.board.phase(tracker), core.code(tracker)) == ("waiting", code)
    core.box.tracker(tracker).approve(code)
    assert core.finish(tracker).phase == "connected"
    assert len(core.box.tracker(tracker).signins) == 1


@every_kind
@pytest.mark.parametrize("how", ["revoked", "signed out"])
def test_after_it(core: Core, kind: str, how: str) -> None:
    """The tracker's owner ends it: told after the second 401. The TV's owner does: nothing is left."""
    tracker = began(core, kind)
    core.box.tracker(tracker).approve()
    core.finish(tracker)
    before = core.checks(tracker)
    core.time.pass_by(2)  # nobody finds the button sooner
    if how == "revoked":
        core.box.tracker(tracker).revoke("ann")
        core.restart()
    else:
        core.ask("disconnect", tracker)
    core.rest()
    asked = core.checks(tracker) - before
    expected = ("reconnect", 2) if how == "revoked" else ("signed_out", 0)
    assert (core.board.state(tracker), asked) == expected
    assert bool(core.vault.load(tracker)) == (how == "revoked")


def test_both_at_once(core: Core) -> None:
    """Two sign-ins side by side, approved in the other order by two people."""
    simkl, trakt = began(core, "simkl 2"), began(core, "trakt public")
    core.box.trakt.approve(account="bob")
    core.finish(trakt)
    core.box.simkl.approve(account="ann")
    core.finish(simkl)
    assert (core.account(simkl).name, core.account(trakt).name) == ("ann", "bob")
