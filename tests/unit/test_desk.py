"""The desk: what each command does, whoever is signed in, and who hears of it."""

from __future__ import annotations

import math

import pytest

from tests.unit.doubles import APPROVED, CHALLENGE, PENDING
from tests.unit.stage import NAMED, Stage
from trackpass.errors import CredentialsRejected, Problem, Unreachable
from trackpass.model import AccountView, Command
from trackpass.providers.base import Poll

OTHER_CODE = CHALLENGE._replace(user_code="OTHERCDE", device_code="device-code-2")


def test_nobody_and_nothing_to_do(stage: Stage) -> None:
    """All accounts are put up, no call is made, and nothing is ever due."""
    stage.desk.open()
    assert stage.board.accounts == {key: AccountView(key) for key in ("trakt", "simkl", "tmdb")}
    assert (stage.desk.due, stage.board.sign_ins, stage.board.notices) == (math.inf, {}, [])
    stage.desk.tick()


def test_connect(stage: Stage) -> None:
    """The command itself calls nobody: it is answered at once, the code comes with the next step."""
    stage.desk.open()
    stage.trakt.will("start", CHALLENGE)
    stage.ask("connect", "trakt", request="r1")
    assert (stage.trakt.calls, stage.board.phase("trakt"), stage.board.state("trakt")) == (
        [],
        "starting",
        "waiting",
    )
    assert stage.desk.due == 1000
    stage.desk.tick()
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.request, view.phase, view.user_code, view.deadline) == ("r1", "waiting", "USERCODE", 1600)
    assert stage.trakt.given == [stage.apps["trakt"]]
    assert (stage.board.state("trakt"), stage.board.notices) == ("waiting", [])


def test_connect_twice_is_the_same_code(stage: Stage) -> None:
    """The second window shows what the first one did; nothing is asked for again."""
    stage.waiting("trakt")
    stage.ask("connect", "trakt", request="r2")
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.request, view.phase, view.user_code) == ("r2", "waiting", "USERCODE")
    stage.trakt.will("poll", PENDING)
    stage.go(6)
    assert (stage.trakt.asked("start"), stage.trakt.asked("poll")) == (1, 1)


def test_renew_is_a_new_code(stage: Stage) -> None:
    """The old code is never asked for again."""
    stage.waiting("trakt")
    stage.trakt.will("start", OTHER_CODE)
    stage.trakt.will("poll", PENDING)
    stage.ask("renew", "trakt", request="r2")
    assert stage.board.phase("trakt") == "starting"
    stage.go(6)
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.request, view.user_code) == ("r2", "OTHERCDE")
    assert stage.trakt.given[-1][1] == OTHER_CODE
    kept = stage.notebook.pending("trakt")
    assert kept is not None
    assert kept.challenge == OTHER_CODE


@pytest.mark.parametrize("end", ["denied", "expired", "gone"])
def test_connect_after_an_end_is_a_new_code(stage: Stage, end: str) -> None:
    stage.waiting("trakt")
    stage.trakt.will("poll", Poll(end))
    stage.go(6)
    assert (stage.board.phase("trakt"), stage.board.state("trakt")) == (end, "signed_out")
    stage.trakt.will("start", OTHER_CODE)
    stage.ask("connect", "trakt")
    stage.go(1)
    assert stage.board.phase("trakt") == "waiting"


def test_app_id_changed_meanwhile(stage: Stage) -> None:
    """``connect`` with a new app ID in the settings is a new code, as the old one belongs to the old app."""
    stage.waiting("trakt")
    stage.apps["trakt"] = stage.apps["trakt"]._replace(client_id="id-new")
    stage.trakt.will("start", OTHER_CODE._replace(client_id="id-new"))
    stage.ask("connect", "trakt")
    stage.go(1)
    assert stage.trakt.given[-1].client_id == "id-new"
    assert stage.trakt.asked("start") == 2


def test_app_secret_mended_meanwhile(stage: Stage) -> None:
    """The code that waits is asked about with the old secret, which the tracker would refuse after all."""
    stage.waiting("trakt")
    stage.apps["trakt"] = stage.apps["trakt"]._replace(client_secret="mended")
    stage.trakt.will("start", OTHER_CODE)
    stage.ask("connect", "trakt")
    stage.go(1)
    assert stage.trakt.given[-1] == stage.apps["trakt"]
    assert stage.trakt.asked("start") == 2


def test_no_app_id(stage: Stage) -> None:
    stage.desk.open()
    stage.apps["trakt"] = stage.apps["trakt"]._replace(client_id="")
    stage.ask("connect", "trakt")
    stage.go(60)
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.phase, view.problem, stage.trakt.calls) == ("failed", "app_id_missing", [])
    assert stage.board.state("trakt") == "signed_out"


def test_cancel_stops_polling(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """At once and for good; the window is taken down, nothing is kept, and nobody is told but the log."""
    caplog.set_level("INFO")
    stage.waiting("trakt")
    asked = len(stage.trakt.calls)
    stage.ask("cancel", "trakt")
    assert (stage.board.sign_ins["trakt"], stage.board.state("trakt")) == (None, "signed_out")
    assert (stage.desk.due, stage.notebook.pending("trakt")) == (math.inf, None)
    stage.go(3600)
    assert (len(stage.trakt.calls), stage.board.notices) == (asked, [])
    assert "trakt: sign-in cancelled" in caplog.messages


def test_cancel_of_a_new_sign_in_keeps_the_account(stage: Stage) -> None:
    """Somebody who is signed in, asks for a new code and thinks better of it, stays signed in."""
    stage.connected("trakt")
    stage.trakt.will("start", CHALLENGE)
    stage.ask("connect", "trakt")
    stage.go(1)
    assert stage.board.state("trakt") == "waiting"
    stage.ask("cancel", "trakt")
    assert stage.board.state("trakt") == "connected"
    assert stage.vault.load("trakt") == NAMED


def test_cancel_of_nothing(stage: Stage) -> None:
    stage.desk.open()
    before = list(stage.board.events)
    stage.ask("cancel", "trakt")
    assert stage.board.events == before


def test_disconnect(stage: Stage) -> None:
    """Both places are emptied at once; the owner is told the name that was when the tracker was told."""
    stage.connected("trakt")
    stage.trakt.will("revoke", True)
    stage.ask("disconnect", "trakt")
    assert stage.trakt.asked("revoke") == 0
    assert stage.board.accounts["trakt"] == AccountView("trakt")
    assert stage.vault.load("trakt") is None
    assert stage.settings.values["trakt.account"] == ""
    stage.go(86400)
    assert [(notice.kind, notice.account.name) for notice in stage.board.notices] == [("signed_out", "ann")]
    assert stage.trakt.asked("check") == 1


def test_disconnect_ends_a_sign_in_too(stage: Stage) -> None:
    stage.waiting("trakt")
    stage.ask("disconnect", "trakt")
    assert (stage.board.sign_ins["trakt"], stage.board.state("trakt")) == (None, "signed_out")
    stage.go(3600)
    assert (stage.trakt.asked("poll"), stage.board.notices) == (0, [])


def test_check(stage: Stage) -> None:
    stage.connected("trakt")
    stage.trakt.will("check", Unreachable(Problem.NETWORK))
    stage.ask("check", "trakt")
    assert stage.trakt.asked("check") == 1
    stage.go(1)
    (notice,) = stage.board.notices
    assert (notice.kind, notice.account.state, notice.account.problem) == ("checked", "unverified", "network")
    assert stage.board.accounts["trakt"] == notice.account


def test_check_of_all(stage: Stage) -> None:
    """One answer for each, also for the one that is signed out."""
    stage.connected("trakt")
    stage.trakt.will("check", None)
    stage.desk.handle(Command("check"))
    stage.go(1)
    said = {notice.account.tracker: (notice.kind, notice.account.state) for notice in stage.board.notices}
    out = ("checked", "signed_out")
    assert said == {"trakt": ("checked", "connected"), "simkl": out, "tmdb": out}
    assert stage.simkl.calls == stage.tmdb.calls == []


def test_the_tracker_ended_it(stage: Stage) -> None:
    """Told once, when it is sure."""
    stage.signed_in("trakt")
    stage.trakt.will("check", CredentialsRejected(), CredentialsRejected())
    stage.desk.open()
    stage.go(4)
    assert (stage.board.state("trakt"), stage.board.notices) == ("unverified", [])
    stage.go(86400)
    assert stage.board.state("trakt") == "reconnect"
    assert [notice.kind for notice in stage.board.notices] == ["reconnect"]


def test_the_other_tracker_is_left_alone(stage: Stage) -> None:
    """Whatever happens to one, no call, no write and no word about the other."""
    stage.connected("simkl")
    calls, setting = list(stage.simkl.calls), stage.settings.values["simkl.account"]
    stage.board.events.clear()
    stage.trakt.will("start", CHALLENGE, OTHER_CODE)
    stage.trakt.will("poll", Poll("denied"), APPROVED)
    stage.trakt.will("identify", "bob")
    for verb in ("connect", "renew"):
        stage.ask(verb, "trakt")
        stage.go(10)
    assert stage.board.state("trakt") == "connected"
    stage.ask("disconnect", "trakt")
    assert (stage.simkl.calls, stage.settings.values["simkl.account"]) == (calls, setting)
    assert [event for event in stage.board.events if "simkl" in event[1]] == []
    assert stage.board.state("simkl") == "connected"


def test_two_sign_ins_at_once(stage: Stage) -> None:
    """Each at its own pace, one call a step."""
    stage.waiting("trakt")
    stage.simkl.will("start", CHALLENGE._replace(interval=7))
    stage.ask("connect", "simkl")
    stage.trakt.will("poll", PENDING, PENDING, PENDING)
    stage.simkl.will("poll", PENDING, PENDING)
    stage.go(15)
    assert [at - 1000 for name, at in stage.trakt.calls if name == "poll"] == [5, 10, 15]
    assert [at - 1000 for name, at in stage.simkl.calls if name == "poll"] == [7, 14]


def test_who_stands_before_the_tv_comes_first(stage: Stage) -> None:
    stage.signed_in("simkl")
    stage.desk.open()
    stage.trakt.will("start", CHALLENGE)
    stage.simkl.will("check", None)
    stage.ask("connect", "trakt")
    stage.desk.tick()
    assert (stage.trakt.asked("start"), stage.simkl.asked("check")) == (1, 0)
    stage.desk.tick()
    assert stage.simkl.asked("check") == 1
