"""Which Kodi the tests run in, and what is said where that is not possible."""

import sys

import pytest

from in_kodi import debian, programs, releases
from in_kodi.modules import MODULES, modules_of
from tools import test as command


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """A machine that has everything; the runs of pytest are noted: the release and the last argument."""
    runs: list[tuple[str, str]] = []
    monkeypatch.setattr(programs, "missing", lambda needed: [])
    monkeypatch.setattr(debian, "may_enter", lambda: True)
    monkeypatch.setattr(
        command, "pytest", lambda release, arguments: runs.append((release, arguments[-1])) or len(runs) - 1
    )
    return runs


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


def test_the_default_is_the_own_release(ran: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch)
    assert ran == [("20", command.IN_KODI)]


def test_both_and_the_worse_result_counts(
    ran: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, "--kodi", "both") == 1, "the second run ended with 1"
    assert ran == [("20", command.IN_KODI), ("21", command.IN_KODI)]


def test_named_tests(ran: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "--kodi", "21", "tests/unit")
    assert ran == [("21", "tests/unit")]
