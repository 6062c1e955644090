"""Signing out, and signing in as somebody else: what is gone, and what the owner is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.doubles import APPROVED, CHALLENGE, CREDENTIALS, EPOCH, PAIR, PENDING
from tests.unit.stage import NAMED, Stage
from trackpass.errors import AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.model import App
from trackpass.providers.base import Poll

REVOKED = [
    pytest.param(True, "signed_out", id="the tracker confirmed"),
    pytest.param(False, "left_behind", id="it did not, or has no such call"),
    pytest.param(Unreachable(Problem.NETWORK), "left_behind", id="no network"),
    pytest.param(Unreachable(Problem.SERVER, 600), "left_behind", id="down"),
    pytest.param(AppRejected(Problem.APP_SECRET), "left_behind", id="wrong secret"),
    pytest.param(CredentialsRejected(), "left_behind", id="401"),
]


@pytest.mark.parametrize(("answer", "kind"), REVOKED)
def test_disconnect(stage: Stage, answer: Any, kind: str) -> None:
    """Both places are empty before the tracker is told, which happens once; then the owner is."""
    stage.connected("trakt")
    stage.trakt.will("revoke", answer)
    stage.ask("disconnect", "trakt")
    assert (stage.settings.values["trakt.account"], stage.vault.load("trakt")) == ("", None)
    assert (stage.board.state("trakt"), stage.board.notices) == ("signed_out", [])
    assert (stage.trakt.asked("revoke"), stage.desk.due) == (0, stage.time.now)
    stage.go(86400)
    assert stage.trakt.given[-1] == (App("id-1"), NAMED)
    assert stage.trakt.asked("revoke") == 1
    told = [(notice.kind, notice.account.tracker, notice.account.name) for notice in stage.board.notices]
    assert told == [(kind, "trakt", "ann")]


def test_nothing_is_left_on_the_disk(stage: Stage) -> None:
    stage.connected("trakt", PAIR)
    stage.trakt.will("revoke", True)
    stage.ask("disconnect", "trakt")
    stage.go(10)
    everything = stage.disk.path.read_text() + str(stage.settings.values)
    assert "access-token-1" not in everything
    assert "refresh-token-1" not in everything
    stage.start()
    stage.desk.open()
    stage.go(86400)
    assert (stage.board.state("trakt"), stage.trakt.calls) == ("signed_out", [])


def test_stopped_before_the_tracker_was_told(stage: Stage) -> None:
    """Signed out all the same; no token is kept to tell it later."""
    stage.connected("trakt")
    stage.ask("disconnect", "trakt")
    stage.start()
    stage.desk.open()
    stage.go(86400)
    assert (stage.board.state("trakt"), stage.trakt.calls) == ("signed_out", [])


def test_disconnect_of_nobody(stage: Stage) -> None:
    stage.desk.open()
    stage.ask("disconnect", "trakt")
    stage.go(10)
    assert (stage.trakt.calls, stage.board.notices) == ([], [])


def test_disconnect_of_all(stage: Stage) -> None:
    for tracker in ("simkl", "trakt"):
        stage.signed_in(tracker)
        stage.provider(tracker).will("check", None)
    stage.desk.open()
    stage.go(10)
    stage.trakt.will("revoke", True)
    stage.simkl.will("revoke", False)
    stage.ask("disconnect")
    stage.go(10)
    assert {notice.account.tracker: notice.kind for notice in stage.board.notices} == {
        "trakt": "signed_out",
        "simkl": "left_behind",
    }


LOST = Unreachable(Problem.NETWORK, lost=True)
ENDED = [
    pytest.param([], "signed_out", id="the tracker ended it"),
    pytest.param([LOST], "left_behind", id="a new pair was lost: the app is still there"),
    pytest.param([Unreachable(Problem.NETWORK)], "signed_out", id="a refresh that never got through"),
]


@pytest.mark.parametrize("answer", [True, False, CredentialsRejected()])
@pytest.mark.parametrize(("before", "kind"), ENDED)
def test_disconnect_of_one_that_was_ended(stage: Stage, before: list[Any], kind: str, answer: Any) -> None:
    """``reconnect`` and what led to it is forgotten, and the tracker's 200 for dead tokens tells nothing."""
    stage.trakt.refresh_works_once = True
    stage.connected("trakt", PAIR)
    stage.trakt.will("refresh", *before, CredentialsRejected(Problem.ENDED))
    stage.go(PAIR.expires_at - EPOCH)
    assert stage.board.state("trakt") == "reconnect"
    stage.trakt.will("revoke", answer)
    stage.ask("disconnect", "trakt")
    stage.go(10)
    assert (stage.board.state("trakt"), stage.board.notices[-1].kind) == ("signed_out", kind)
    assert stage.notebook.section("facts").keys() == {"mark", "welcomed"}


def test_disconnect_under_an_open_dialog(stage: Stage) -> None:
    """Cancel does not bring the account back."""
    stage.connected("trakt")
    stage.settings.open_dialog()
    stage.trakt.will("revoke", True)
    stage.ask("disconnect", "trakt")
    stage.go(60)
    stage.settings.close_dialog(ok=False)
    assert stage.settings.values["trakt.account"] != ""
    stage.go(5)
    assert (stage.settings.values["trakt.account"], stage.board.state("trakt")) == ("", "signed_out")


def test_sign_in_comes_before_a_revoke(stage: Stage) -> None:
    """Signed out to sign in as somebody else: the new code is not kept waiting."""
    stage.connected("trakt")
    stage.trakt.will("start", CHALLENGE)
    stage.trakt.will("revoke", True)
    stage.ask("disconnect", "trakt")
    stage.ask("connect", "trakt")
    stage.go(1)
    assert [call for call, _ in stage.trakt.calls] == ["check", "start", "revoke"]


BOB = CREDENTIALS._replace(access_token="access-token-b", refresh_token="refresh-token-b")
FORMER = [
    pytest.param("ann", "bob", "ann", id="another account"),
    pytest.param("ann", "ann", "", id="the same"),
    pytest.param("ann", "", "", id="its name is not known yet"),
    pytest.param("ann", Unreachable(Problem.SERVER), "", id="the name could not be asked"),
    pytest.param("", "bob", "", id="nobody before"),
]


@pytest.mark.parametrize(("before", "name", "former"), FORMER)
def test_another_account(stage: Stage, before: str, name: Any, former: str) -> None:
    """The former one is named, and its tokens are gone from both places."""
    if before:
        stage.connected("trakt")
    else:
        stage.desk.open()
    stage.trakt.will("start", CHALLENGE)
    stage.trakt.will("poll", PENDING, Poll("approved", BOB))
    stage.trakt.will("identify", name)
    stage.ask("renew", "trakt")
    stage.go(15)
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.phase, view.former) == ("connected", former)
    assert view.name == (name if isinstance(name, str) else "")
    assert stage.board.accounts["trakt"].name == view.name
    (notice,) = stage.board.notices
    assert (notice.kind, notice.sign_in) == ("signed_in", view)
    everything = stage.disk.path.read_text() + str(stage.settings.values)
    assert "access-token-1" not in everything
    assert "refresh-token-1" not in everything


CANCELS = [
    pytest.param("r", True, id="the one that began it"),
    pytest.param("", True, id="whichever there is"),
    pytest.param("former", False, id="another one, which is over"),
]


@pytest.mark.parametrize(("sign_in", "ends"), CANCELS)
def test_cancel_names_its_sign_in(stage: Stage, sign_in: str, ends: bool) -> None:
    """A late cancel of an old window must not end the new one's sign-in."""
    stage.waiting("trakt")
    stage.ask("cancel", "trakt", request="other", sign_in=sign_in)
    assert stage.board.phase("trakt") == ("" if ends else "waiting")


def test_cancel_after_another_window_joined_in(stage: Stage) -> None:
    """The sign-in is the second window's by then."""
    stage.waiting("trakt")
    stage.ask("connect", "trakt", request="r2")
    stage.ask("cancel", "trakt", request="x", sign_in="r")
    assert stage.board.phase("trakt") == "waiting"
    stage.ask("cancel", "trakt", request="x", sign_in="r2")
    assert stage.board.phase("trakt") == ""


def test_approved_while_the_vault_is_out_of_order(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token comes once: storing it is tried again until it works."""
    stage.waiting("trakt")
    stage.trakt.will("poll", APPROVED)
    stage.trakt.will("identify", "ann")

    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    with monkeypatch.context() as patch:
        patch.setattr(stage.settings, "set", refused)
        with pytest.raises(PermissionError):
            stage.go(5)
        assert stage.board.state("trakt") == "waiting"
    stage.go(1)
    assert (stage.board.phase("trakt"), stage.board.state("trakt")) == ("connected", "connected")
