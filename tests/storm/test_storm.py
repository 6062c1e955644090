"""No sign-in is lost in a storm: 200 faults in an hour, in both ways Trakt may treat a lost answer."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from fakes.settings import SettingsFile
from sandbox import fault_kinds
from storm.box import TRACKERS, tv_box
from storm.storm import BUSIEST_MINUTE, storm
from storm.weather import KINDS
from trackpass.journal import Journal


@pytest.mark.parametrize(
    "grace", [True, False], ids=["a spent token has a grace period", "a token works once"]
)
def test_no_account_is_lost_in_a_storm(tmp_path: Path, grace: bool) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    outcome = storm(tmp_path, seed, hours=1, faults=200, grace=grace)
    assert outcome.happened.total() == 200
    assert any(name.startswith("new sign-in: ") for name in outcome.happened)
    assert outcome.restarts > 5
    assert outcome.refreshes > 50
    assert outcome.lost == [], f"seed {seed}: {outcome}"
    assert outcome.violations == [], f"seed {seed}"
    assert outcome.busiest_minute <= BUSIEST_MINUTE, f"seed {seed}: a loop"


def test_the_weather_knows_all_that_the_sandbox_can_do() -> None:
    assert set(fault_kinds.KINDS) == KINDS


def test_a_storm_notices_a_lost_account(tmp_path: Path) -> None:
    """The check above can fail: what the tracker itself ends is lost."""
    with tv_box(tmp_path, "strict", token_life=600) as box:
        box.trackers.trakt.revoke("ann")
        box.run(3600)
        assert {tracker: box.state(tracker) for tracker in TRACKERS} == {
            "simkl": "connected",
            "trakt": "reconnect",
            "tmdb": "connected",
        }


def test_a_disk_that_takes_nothing_costs_no_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Full or read-only for ten lives of a token, then the plug is pulled; old pairs are all that is left."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with tv_box(tmp_path, "strict", token_life=600) as box:
        with monkeypatch.context() as patch:
            patch.setattr(Journal, "write", full)
            patch.setattr(SettingsFile, "write", lambda *_: None)
            box.run(6000)
            box.power_off()
        box.power_on()
        box.run(60)
        assert {tracker: box.state(tracker) for tracker in TRACKERS} == dict.fromkeys(TRACKERS, "connected")
        assert max(box.pace.values()) <= BUSIEST_MINUTE


def test_fifty_requests_at_once_are_one_refresh_and_one_check(tmp_path: Path) -> None:
    with tv_box(tmp_path, "strict", token_life=600) as box:
        box.pass_time(400)
        seen = len(box.trackers.log)
        for _ in range(50):
            box.command("check", "trakt")
        box.run(30)
        routes = [request.route for request in box.trackers.log[seen:] if request.tracker == "trakt"]
        assert routes == ["refresh", "check"]
