"""``dev.py`` without a network and without touching .venv: what it says, and its exit codes."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from in_kodi import tv
from tools import kodi

ROOT = Path(__file__).resolve().parents[2]


def test_without_arguments_it_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == list(dev.COMMANDS)


def test_every_command_has_its_module() -> None:
    assert all((ROOT / f"tools/{name}.py").is_file() for name in dev.COMMANDS)


def test_every_tracker_can_be_tried_in_the_kodi_of_a_developer() -> None:
    """No sign-in there begins with the question for an app ID."""
    assert {tv.APPS[kind][0] for kind in kodi.KINDS} == set(tv.TRACKERS)


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["tset"]) == 2
    assert "There is no command 'tset'" in capsys.readouterr().err


def test_without_ensurepip_and_without_root_it_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(RuntimeError, match="Run: sudo apt-get install -y python3-venv"):
        dev.need_ensurepip()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("NewConnectionError: refused", "pip has no network"),
        ("ERROR: broken wheel", "Could not install it:\nERROR: broken wheel"),
    ],
)
def test_a_failed_install_is_explained(output: str, sentence: str) -> None:
    with pytest.raises(RuntimeError, match=sentence):
        dev.run([sys.executable, "-c", f"print({output!r}); raise SystemExit(1)"], "Could not install it")


def test_the_exit_code_of_a_command_passes_through() -> None:
    done = subprocess.run(
        [sys.executable, "dev.py", "package", "--app-ids", "missing.json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
