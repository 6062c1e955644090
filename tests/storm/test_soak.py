"""``dev.py soak``: its table, and an exit code that tells of a lost sign-in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from storm.storm import Outcome
from tools import soak

ROOT = Path(__file__).resolve().parents[2]
FAULTS = 4
HOURS = FAULTS / soak.FAULTS_AN_HOUR


def test_a_soak_that_all_lived_through() -> None:
    """In a process of its own, as a developer starts it."""
    paths = os.pathsep.join(str(ROOT / name) for name in ("lib", "tests", ""))
    done = subprocess.run(
        [sys.executable, "-m", "tools.soak", "--hours", str(HOURS)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{FAULTS} faults in {HOURS} hours, seed ")
    assert lines[1 : FAULTS + 1] == [f"  {count} of {FAULTS}" for count in range(1, FAULTS + 1)]
    kinds, figures = lines[FAULTS + 1 : -5], lines[-5:]
    assert sum(int(line.split()[0]) for line in kinds) == FAULTS
    assert figures[0].split() == ["faults", "survived", str(FAULTS)]
    assert [line.split()[0] for line in figures[1:4]] == ["restarts", "refreshes", "requests"]
    assert figures[4].split() == ["lost", "sign-ins", "0"]


@pytest.mark.parametrize(
    ("state", "violations", "last"),
    [
        ("reconnect", [], "lost sign-ins       1 trakt"),
        ("connected", ["trakt poll: too early"], "rule broken: trakt poll: too early"),
    ],
)
def test_a_loss_and_a_broken_rule_are_the_exit_code(
    state: str,
    violations: list[str],
    last: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    states = {"simkl": "connected", "trakt": state}
    outcome = Outcome(7, 1.0, Counter(), 0, 0, 0, 0, states, violations)
    monkeypatch.setattr("storm.storm.storm", lambda *_: outcome)
    monkeypatch.setattr(sys, "argv", ["soak"])
    assert soak.main() == 1
    assert capsys.readouterr().out.splitlines()[-1] == last
