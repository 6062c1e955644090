"""Renewal: a refresh token is spent once; each try is on the disk before it is made."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import CREDENTIALS, EPOCH, LIFE, PAIR, Disk, FakeTime, ScriptedProvider
from trackpass.errors import AppRejected, CredentialsRejected, Problem, TrackpassError, Unreachable
from trackpass.journal import Journal
from trackpass.model import App, Credentials
from trackpass.renewal import Renewal

FRESH = Credentials(
    "access-token-2",
    "id-1",
    refresh_token="refresh-token-2",
    obtained_at=int(EPOCH) + 100,
    expires_at=int(EPOCH) + 100 + LIFE,
)
LOST = Unreachable(Problem.NETWORK, lost=True)
ENDED = CredentialsRejected(Problem.PLACE_TAKEN)


def full(*_: object) -> None:
    """A disk that takes nothing."""
    raise OSError(28, "No space left on device")


class Stage:
    """Renewal over scripted trackers; Trakt's refresh tokens work once, Simkl's do not wear out."""

    def __init__(self, time: FakeTime, folder: Path) -> None:
        self.disk = Disk(folder / "accounts.json")
        self.trakt, self.simkl = ScriptedProvider(time, "trakt"), ScriptedProvider(time, "simkl")
        self.apps = {"trakt": App("id-1", "app-secret"), "simkl": App("id-2")}
        self.start()

    def start(self) -> None:
        """As after a restart of Kodi."""
        self.notebook, self.vault = self.disk.open()
        providers = {"trakt": self.trakt, "simkl": self.simkl}
        self.renewal = Renewal(providers, self.vault, self.notebook, self.apps.__getitem__)

    def renew(self, tracker: str = "trakt", known: Credentials = PAIR) -> str:
        """The new token, or what was raised."""
        try:
            return self.renewal.renew(tracker, known).access_token
        except TrackpassError as error:
            return type(error).__name__

    def standing(self, tracker: str = "trakt", pair: Credentials = PAIR) -> tuple[str, bool]:
        """With what the tracker ended this pair, and whether it may still be tried."""
        return self.renewal.ended(tracker, pair), self.renewal.may_try(tracker, pair)

    def facts(self) -> dict[str, Any]:
        """What stands on the disk."""
        return json.loads(self.disk.path.read_text()).get("facts", {})


@pytest.fixture
def stage(time: FakeTime, folder: Path) -> Stage:
    found = Stage(time, folder)
    for tracker in ("trakt", "simkl"):
        found.vault.save(tracker, PAIR)
    return found


MOMENTS = [
    pytest.param(PAIR, EPOCH + LIFE / 2, id="half of a week"),
    pytest.param(PAIR._replace(expires_at=int(EPOCH) + 60), EPOCH + 30, id="half of a minute"),
    pytest.param(PAIR._replace(refresh_token=""), math.inf, id="no refresh token"),
    pytest.param(CREDENTIALS, math.inf, id="does not expire"),
]


@pytest.mark.parametrize(("credentials", "moment"), MOMENTS)
def test_moment(stage: Stage, credentials: Credentials, moment: float) -> None:
    assert stage.renewal.moment("trakt", credentials) == moment


def test_new_pair(stage: Stage) -> None:
    """With the app's secret as it is now; the name stays, and it rests in both places."""
    stage.trakt.will("refresh", FRESH)
    assert stage.renewal.renew("trakt", PAIR) == FRESH._replace(name="ann")
    assert stage.trakt.given == [(App("id-1", "app-secret"), PAIR)]
    assert json.loads(stage.disk.settings.values["trakt.account"])["access_token"] == "access-token-2"
    stage.start()
    assert stage.vault.load("trakt") == FRESH._replace(name="ann")
    assert stage.facts() == {}


@pytest.mark.parametrize("tracker", ["trakt", "simkl"])
def test_each_try_is_written_down_before_it_is_made(stage: Stage, tracker: str) -> None:
    """A power cut in the middle counts as a lost answer, where a lost answer matters."""
    seen = []

    def looks() -> Credentials:
        note = (stage.facts() if stage.disk.path.exists() else {}).get(f"lost:{tracker}")
        seen.append(note and note.split()[0])
        seen.append(stage.renewal.spending)
        raise SystemExit

    provider = stage.trakt if tracker == "trakt" else stage.simkl
    provider.will("refresh", looks)
    with pytest.raises(SystemExit):
        stage.renew(tracker)
    once = tracker == "trakt"
    assert seen == (["1", True] if once else [None, False])
    stage.start()
    assert stage.renewal.may_try(tracker, PAIR)
    provider.will("refresh", looks)
    with pytest.raises(SystemExit):
        stage.renew(tracker)
    stage.start()
    assert stage.renewal.may_try(tracker, PAIR) is not once


# What each try brought, and whether a further one may be made.
TRIES = [
    pytest.param([LOST], True, id="one answer lost"),
    pytest.param([LOST, LOST], False, id="two answers lost"),
    pytest.param([Unreachable(Problem.NETWORK)] * 9, True, id="never got there"),
    pytest.param([Unreachable(Problem.SERVER)] * 9, True, id="the tracker is down"),
    pytest.param([AppRejected(Problem.APP_SECRET)] * 9, True, id="wrong secret"),
    pytest.param([LOST, *[Unreachable(Problem.NETWORK)] * 9], True, id="lost, then no network"),
    pytest.param(
        [LOST, Unreachable(Problem.SERVER), LOST], False, id="two lost with another trouble in between"
    ),
    pytest.param([ENDED], False, id="the tracker's final word"),
    pytest.param([LOST, ENDED], False, id="lost, and the tracker had acted"),
    pytest.param([LOST, FRESH], True, id="lost, and the tracker never saw it"),
]


@pytest.mark.parametrize(("answers", "may"), TRIES)
@pytest.mark.parametrize("restart", [True, False], ids=["restarts between", "one run"])
def test_tries(stage: Stage, answers: list[Any], may: bool, restart: bool) -> None:
    """Nothing stored changes but by a new pair, and the count outlives restarts."""
    stage.trakt.will("refresh", *answers)
    for answer in answers:
        said = stage.renew()
        assert said == ("access-token-2" if answer is FRESH else type(answer).__name__)
        if restart:
            stage.start()
    stored = stage.vault.load("trakt")
    assert stored is not None
    assert stage.renewal.may_try("trakt", stored) is may
    assert stored == (FRESH._replace(name="ann") if FRESH in answers else PAIR)
    assert (stage.renewal.moment("trakt", stored) < math.inf) is may
    assert not stage.renewal.spending


def test_a_new_pair_wipes_the_count(stage: Stage) -> None:
    stage.trakt.will("refresh", LOST, FRESH)
    stage.renew()
    stage.renew()
    assert stage.facts() == {}


def test_simkl_tries_freely(stage: Stage) -> None:
    """Its refresh token stays good, whatever was lost."""
    stage.simkl.will("refresh", *[LOST] * 9, FRESH)
    for _ in range(9):
        assert stage.renew("simkl") == "Unreachable"
        assert stage.renewal.may_try("simkl", PAIR)
    assert stage.renew("simkl") == "access-token-2"


@pytest.mark.parametrize("tracker", ["trakt", "simkl"])
@pytest.mark.parametrize("problem", [Problem.ENDED, Problem.PLACE_TAKEN])
def test_final_word_is_remembered(stage: Stage, tracker: str, problem: Problem) -> None:
    """Over a restart, until a new sign-in; the other tracker is not concerned."""
    provider = stage.trakt if tracker == "trakt" else stage.simkl
    provider.will("refresh", CredentialsRejected(problem))
    stage.renew(tracker)
    stage.start()
    assert stage.standing(tracker) == (problem.value, False)
    assert stage.standing("simkl" if tracker == "trakt" else "trakt") == ("", True)
    stage.renewal.forget(tracker)
    stage.start()
    assert stage.standing(tracker) == ("", True)


@pytest.mark.parametrize("where", ["setting", "vault"])
def test_somebody_renewed_meanwhile(stage: Stage, where: str) -> None:
    """The stored pair is read again just before: no token is spent, the newer pair is taken."""
    if where == "vault":
        stage.vault.save("trakt", FRESH)
    else:
        by_hand = {"access_token": "access-token-2", "client_id": "id-1"}
        stage.disk.settings.values["trakt.account"] = json.dumps(by_hand)
    assert stage.renew() == "access-token-2"
    assert stage.trakt.calls == []


def test_power_cut_after_the_journal_was_written(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new pair is whole; only the setting is behind."""

    class PowerCut(BaseException):
        """Nothing outlives it."""

    def cut(*_: object) -> None:
        raise PowerCut

    stage.trakt.will("refresh", FRESH)
    with monkeypatch.context() as patch:
        patch.setattr(stage.disk.settings, "set", cut)
        with pytest.raises(PowerCut):
            stage.renew()
    stage.start()
    assert stage.vault.load("trakt") == FRESH._replace(name="ann")


def test_no_one_time_token_is_spent_while_the_disk_takes_no_note(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it is tried; once the disk takes writes again, the refresh is made."""
    before = dict(stage.disk.settings.values)
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "write", full)
        for _ in range(5):
            with pytest.raises(Unreachable, match=Problem.STORAGE.value):
                stage.renewal.renew("trakt", PAIR)
    assert (stage.trakt.calls, stage.standing()) == ([], ("", True))
    assert (stage.vault.load("trakt"), stage.disk.settings.values) == (PAIR, before)
    stage.trakt.will("refresh", FRESH)
    assert stage.renew() == "access-token-2"
    assert stage.facts() == {}
    stage.start()
    assert stage.vault.load("trakt") == FRESH._replace(name="ann")


def test_a_token_that_does_not_wear_out_needs_no_note(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simkl's old pair stays good, so a disk that takes nothing is no reason to wait."""
    monkeypatch.setattr(Journal, "write", full)
    stage.simkl.will("refresh", FRESH)
    assert stage.renew("simkl") == "access-token-2"


@pytest.mark.parametrize("answers", [[ENDED], [LOST, LOST]], ids=["ended", "two answers lost"])
def test_a_fresh_pair_is_not_judged_by_what_happened_to_the_old_one(stage: Stage, answers: list[Any]) -> None:
    """Nor is the old one forgiven for it, should it come back."""
    stage.trakt.will("refresh", *answers)
    for _ in answers:
        stage.renew()
    stage.start()
    assert stage.standing(pair=PAIR)[1] is False
    assert stage.standing(pair=FRESH) == ("", True)
    assert stage.renewal.moment("trakt", FRESH) < math.inf
    assert stage.standing(pair=PAIR._replace(name="bob", scope="more"))[1] is False


@pytest.mark.parametrize("answer", [ENDED, LOST])
def test_a_note_does_not_hold_the_token(stage: Stage, answer: TrackpassError) -> None:
    stage.trakt.will("refresh", answer)
    stage.renew()
    assert stage.facts()
    assert "token" not in json.dumps(stage.facts())


def test_new_pair_survives_a_damaged_count(stage: Stage) -> None:
    """Somebody's edit of the journal is no reason to fail."""
    stage.notebook.remember("lost:trakt", "many")
    stage.trakt.will("refresh", FRESH)
    assert stage.renew() == "access-token-2"
