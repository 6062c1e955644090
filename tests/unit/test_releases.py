"""Which Kodi the tests run in, and what is said where that is not possible."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from in_kodi import debian, programs, releases
from in_kodi.modules import MODULES, modules_of
from tools import test as command

Runs = list[tuple[str, list[str]]]
EVERYTHING = [*command.OFFLINE, command.IN_KODI]


@pytest.fixture
def failing() -> set[str]:
    """The releases whose run of pytest fails."""
    return set()


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, failing: set[str]) -> Runs:
    """A machine that has everything; the runs of pytest are noted: the release and the arguments."""
    runs: Runs = []

    def note(release: str, arguments: list[str]) -> int:
        runs.append((release, arguments))
        return int(release in failing)

    monkeypatch.setattr(programs, "missing", lambda needed: [])
    monkeypatch.setattr(debian, "may_enter", lambda: True)
    monkeypatch.setattr(command, "pytest", note)
    return runs


@pytest.fixture
def no_kodi(ran: Runs, monkeypatch: pytest.MonkeyPatch) -> str:
    """It has no Kodi; the sentence that says so."""
    monkeypatch.setattr(programs, "missing", lambda needed: ["kodi"])
    return releases.obstacle("20")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["dev.py test", *arguments])
    return command.main()


def test_each_release_has_its_versions_of_the_same_modules() -> None:
    own, newer = modules_of("20"), modules_of("21")
    assert own == list(MODULES)
    assert [module.addon_id for module in newer] == [module.addon_id for module in own]
    assert {(module.addon_id, module.version) for module in set(newer) - set(own)} == {
        ("script.module.bottle", "0.13.2"),
        ("script.module.pyqrcode", "1.2.1+matrix.4"),
    }


def test_what_only_the_other_release_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs.shutil, "which", lambda name: None if name == "debootstrap" else name)
    assert releases.obstacle("20") == ""
    said = releases.obstacle("21")
    assert "Kodi 21: debootstrap not found; get it with: apt-get install" in said
    assert said.endswith(" ".join(programs.DEBIAN_PACKAGES))


@pytest.mark.usefixtures("ran")
def test_without_the_right_to_mount(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(debian, "may_enter", lambda: False)
    assert run(monkeypatch, "--kodi", "21") == 1
    assert "be root" in capsys.readouterr().err
    assert run(monkeypatch, "--kodi", "20") == 0


def test_a_required_kodi_that_is_not_there(
    ran: Runs, no_kodi: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert no_kodi.startswith("no tests in a real Kodi 20: kodi not found; get it with: apt-get install")
    assert run(monkeypatch, "--require-kodi") == 1
    assert (tuple(capsys.readouterr()), ran) == (("", f"{no_kodi}\n"), [])


def test_without_a_kodi_the_other_tests_run(
    ran: Runs, no_kodi: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch) == 0
    assert capsys.readouterr().out == f"skipped: {no_kodi}\n"
    assert ran == [("20", [*command.OFFLINE])]


@pytest.mark.parametrize(("required", "code", "said"), [("0", 0, "SKIPPED"), ("1", 1, "Failed: ")])
def test_a_test_in_kodi_without_one(required: str, code: int, said: str, tmp_path: Path) -> None:
    """With the fixtures of those tests, and run by itself, as an editor does it."""
    (tmp_path / "test_made_up.py").write_text("def test_made_up():\n    pass\n")
    paths = os.pathsep.join(str(command.ROOT / name) for name in ("lib", "tests", ""))
    nothing = {"PATH": "", "TRACKPASS_REQUIRE_KODI": required, releases.CHOICE: "20", "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "in_kodi.conftest", "-rs", "."],
        cwd=tmp_path,
        env={**os.environ, **nothing},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stdout
    assert "no tests in a real Kodi 20: kodi, kodi-send," in done.stdout


def test_the_default_is_the_own_release(ran: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "--require-kodi") == 0
    assert ran == [("20", EVERYTHING)]


@pytest.mark.parametrize("fails", ["20", "21", ""])
def test_both_and_the_worse_result_counts(
    ran: Runs, failing: set[str], fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing.add(fails)
    assert run(monkeypatch, "--kodi", "both") == int(bool(fails))
    assert ran == [("20", EVERYTHING), ("21", [command.IN_KODI])]


def test_named_tests(ran: Runs, failing: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    failing.add("20")
    assert run(monkeypatch, "--kodi", "both", "tests/unit") == 1
    assert run(monkeypatch, "--kodi", "21", "tests/unit") == 0
    assert ran == [(release, ["tests/unit"]) for release in ("20", "21", "21")]
