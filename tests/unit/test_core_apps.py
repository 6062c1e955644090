"""Apps that the tracker does not take, over the sandbox: which setting the owner is told to mend."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import Sandbox
from tests.unit.real_core import Core
from tests.unit.test_core_over_sandbox import KINDS, began, every_kind
from trackpass.model import App

UNKNOWN = App("0" * 64, "1" * 64)


def server_app(box: Sandbox) -> App:
    found = box.simkl.add_app(generation=2, kind="server")
    return App(found.client_id, found.client_secret)


def refused(core: Core, tracker: str) -> str:
    """What a sign-in that fails says, and that it stays failed without another call."""
    view = core.finish(tracker)
    calls = len(core.box.log)
    core.rest()
    assert (view.phase, len(core.box.log), core.board.state(tracker)) == ("failed", calls, "signed_out")
    return view.problem


@pytest.mark.parametrize("tracker", ["simkl", "trakt"])
@pytest.mark.parametrize("app", [UNKNOWN, UNKNOWN._replace(client_secret="")], ids=["secret", "no secret"])
def test_unknown_id(core: Core, tracker: str, app: App) -> None:
    core.apps[tracker] = app
    core.ask("connect", tracker)
    assert refused(core, tracker) == "app_id"


UNASKED = [
    pytest.param("simkl", App(""), "app_id_missing", id="simkl, none"),
    pytest.param("trakt", App("  "), "app_id_missing", id="trakt, blanks"),
    pytest.param("tmdb", App(""), "app_key_missing", id="tmdb, none"),
    pytest.param("simkl", App("paste me here"), "app_id_format", id="simkl, no ID"),
    pytest.param("trakt", App("paste me here"), "app_id_format", id="trakt, no ID"),
    pytest.param("tmdb", App("paste me here"), "app_key_format", id="tmdb, no key"),
]


@pytest.mark.parametrize(("tracker", "app", "problem"), UNASKED)
def test_what_cannot_be_one(core: Core, tracker: str, app: App, problem: str) -> None:
    """Nothing is asked of anybody."""
    core.apps[tracker] = app
    core.ask("connect", tracker)
    assert refused(core, tracker) == problem
    assert core.box.log == []


@pytest.mark.parametrize(
    "key", ["0" * 32, "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiIwIn0.AAAAAAAAAAAA"], ids=["key", "token"]
)
def test_unknown_key(core: Core, key: str) -> None:
    core.apps["tmdb"] = App(key)
    core.ask("connect", "tmdb")
    assert refused(core, "tmdb") == "app_key"


def test_suspended_key(core: Core) -> None:
    app = core.box.tmdb.add_app()
    core.box.tmdb.suspend_app(app.client_id)
    core.apps["tmdb"] = App(app.client_id)
    core.ask("connect", "tmdb")
    assert refused(core, "tmdb") == "app_key_suspended"


@pytest.mark.parametrize(
    ("tracker", "how"),
    [("trakt", "invalid_client"), ("trakt", "403"), ("simkl", "invalid_client"), ("simkl", "412")],
)
def test_unknown_id_in_other_words(core: Core, tracker: str, how: str) -> None:
    core.box.tracker(tracker).set(unknown_app=how)
    core.apps[tracker] = UNKNOWN
    core.ask("connect", tracker)
    assert refused(core, tracker) == "app_id"


@pytest.mark.parametrize("kind", ["simkl 1", "simkl 2"])
def test_an_id_that_was_known_and_is_gone(core: Core, kind: str) -> None:
    """It looks like a block, so it is tried again; then the owner is asked to look, in either generation."""
    core.use(KINDS[kind](core.box))
    core.box.simkl.set(unknown_app="412")
    core.connect("simkl")
    core.ask("cancel", "simkl")
    core.box.simkl.delete_app(core.apps["simkl"].client_id)
    core.time.pass_by(2)
    core.ask("connect", "simkl")
    assert refused(core, "simkl") == "app_turned_away"


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_secret_of_a_server_app(core: Core, secret: str) -> None:
    """Simkl says it at the start."""
    core.apps["simkl"] = server_app(core.box)._replace(client_secret=secret)
    core.ask("connect", "simkl")
    assert refused(core, "simkl") == "app_secret"


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_secret_of_a_confidential_app(core: Core, secret: str) -> None:
    """Trakt says it when polled."""
    core.apps["trakt"] = App(core.box.trakt.add_app().client_id, secret)
    core.connect("trakt")
    assert refused(core, "trakt") == "app_secret"


@every_kind
def test_mended(core: Core, kind: str) -> None:
    """The way out: the right ID, and connect again."""
    wrong = kind.partition(" ")[0]
    core.apps[wrong] = App("0" * 32) if wrong == "tmdb" else UNKNOWN
    core.ask("connect", wrong)
    refused(core, wrong)
    tracker = began(core, kind)
    core.box.tracker(tracker).approve()
    assert core.finish(tracker).phase == "connected"


DELETED: list[Any] = [
    pytest.param("simkl 2", {}, "app_secret", id="simkl 2"),
    pytest.param("trakt public", {}, "app_secret", id="trakt, 401"),
    pytest.param(
        "trakt public", {"unknown_app": "403"}, "app_turned_away", id="trakt, 403: it may be the account"
    ),
    pytest.param("tmdb", {}, "app_key", id="tmdb"),
]


@pytest.mark.parametrize(("kind", "settings", "problem"), DELETED)
def test_deleted_while_waiting(core: Core, kind: str, settings: dict[str, Any], problem: str) -> None:
    """invalid_client is the tracker's word for a wrong secret too, and at that point the likelier reason."""
    tracker = began(core, kind)
    core.box.tracker(tracker).set(**settings)
    core.box.tracker(tracker).delete_app(core.apps[tracker].client_id)
    assert refused(core, tracker) == problem


def test_deleted_while_waiting_simkl_1(core: Core) -> None:
    """There a deleted app looks like a block: the code's life ends it, slower and slower."""
    tracker = began(core, "simkl 1")
    core.box.simkl.delete_app(core.apps[tracker].client_id)
    core.step()
    assert core.trouble(tracker) == "busy"
    assert core.finish(tracker).phase == "expired"
    assert len(core.box.requests(route="poll")) < 5


DELETED_LATER = {"simkl": "app_turned_away", "trakt": "app_id", "tmdb": "app_key"}
"""Simkl's word for it is the one it has for a block, so it takes an hour until that is in doubt."""


@every_kind
def test_deleted_after_it(core: Core, kind: str) -> None:
    """The account is not to blame: its token is kept; what the owner has to mend is told, and no end."""
    tracker = began(core, kind)
    core.box.tracker(tracker).approve()
    core.finish(tracker)
    account = core.account(tracker)
    core.box.tracker(tracker).delete_app(core.apps[tracker].client_id)
    core.restart()
    core.rest()
    view = core.board.accounts[tracker]
    assert (view.state, view.problem, view.name) == ("unverified", DELETED_LATER[tracker], "ann")
    assert core.account(tracker) == account
    told = [(notice.kind, notice.account.problem) for notice in core.board.notices]
    assert told == [("trouble", view.problem)]


REPLACED = [(kind, {}) for kind in KINDS if kind != "tmdb"]
REPLACED += [("simkl 2", {"unknown_app": "412"}), ("trakt public", {"unknown_app": "403"})]


@pytest.mark.parametrize(("kind", "settings"), REPLACED)
def test_deleted_and_replaced(core: Core, kind: str, settings: dict[str, Any]) -> None:
    """No other ID mends a sign-in of an app that is gone; a new sign-in does, and that is told at once."""
    tracker = began(core, kind)
    core.box.tracker(tracker).set(**settings)
    core.box.tracker(tracker).approve()
    core.finish(tracker)
    core.box.tracker(tracker).delete_app(core.apps[tracker].client_id)
    core.restart()
    core.step()
    core.use(KINDS[kind](core.box))
    core.desk.settings_changed()
    core.until(lambda: core.board.accounts[tracker].problem == "other_app")
    assert core.checks(tracker) == 2
    assert core.board.notices[-1].account.problem == "other_app"
    core.ask("connect", tracker)
    core.until(lambda: core.board.phase(tracker) == "waiting")
    core.box.tracker(tracker).approve(core.code(tracker))
    core.finish(tracker)
    assert core.board.accounts[tracker].need == ""


HELD = {"limit": "account_limit", "locked": "account_locked", "deactivated": "account_locked"}
HELD |= {"vip_only": "account_vip", "vip_only_bare": "account_vip"}


@pytest.mark.parametrize("state", HELD)
def test_account_held(core: Core, state: str) -> None:
    tracker = began(core, "trakt public")
    core.box.trakt.approve()
    core.finish(tracker)
    core.box.trakt.account("ann", state=state)
    core.restart()
    core.rest()
    view = core.board.accounts[tracker]
    assert (view.state, view.problem, view.name) == ("unverified", HELD[state], "ann")


@pytest.mark.parametrize("kind", KINDS)
def test_token_goes_with_its_own_app_id(core: Core, kind: str) -> None:
    """After the owner put another ID into the settings the old token is still sent with the old one."""
    tracker = began(core, kind)
    core.box.tracker(tracker).approve()
    core.finish(tracker)
    core.use(KINDS[kind](core.box))
    core.restart()
    core.rest()
    assert core.board.state(tracker) == "connected"
