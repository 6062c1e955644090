"""What the checker of Kodi's repository finds fault with fails ``dev.py checker``, warnings too."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tools import checker, package

ADDON = """<addon id="script.trackpass" name="A name" version="1.2.3" provider-name="Somebody">
    <requires>
        <import addon="xbmc.python" version="3.0.1"/>
        <import addon="script.module.bottle" version="0.12.25"/>
    </requires>
    <extension point="xbmc.python.script" library="default.py"/>
    <extension point="xbmc.addon.metadata">
        <summary lang="en_GB">A summary</summary>
        <description lang="en_GB">A description</description>
        <platform>all</platform>
        <license>GPL-3.0-or-later</license>
        <source>https://trackpass.example/source</source>
        <assets><icon>resources/icon.png</icon><fanart>resources/fanart.jpg</fanart></assets>
    </extension>
</addon>"""
TEXTS = 'msgid ""\nmsgstr ""\n\nmsgctxt "#32001"\nmsgid "A text"\nmsgstr ""\n'


@pytest.fixture
def addon(tmp_path: Path) -> Path:
    """The least that the checker is content with, as something that can be packaged."""
    root = tmp_path / "script.trackpass"
    files = {
        "addon.xml": ADDON,
        "CHANGELOG.md": "## 1.2.3\n",
        "lib/trackpass/__init__.py": "",
        "resources/language/resource.language.en_gb/strings.po": TEXTS,
    }
    files.update(dict.fromkeys(("default.py", "service.py", "LICENSE.txt", "README.md"), "x = 1\n"))
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    Image.new("RGB", (512, 512)).save(root / "resources/icon.png")
    Image.new("RGB", (1920, 1080)).save(root / "resources/fanart.jpg")
    return root


def change(old: str, new: str) -> Callable[[Path], object]:
    """Another text in addon.xml."""
    return lambda root: (root / "addon.xml").write_text(ADDON.replace(old, new))


FAULTS: dict[str, Callable[[Path], object]] = {
    "WARN: Found non whitelisted file ending": lambda root: (root / "lib/x.exe").write_text(""),
    "WARN: Complex entry point": lambda root: (root / "default.py").write_text("x = 1\n" * 15),
    "WARN: Required dependency script.module.other is not": change("module.bottle", "module.other"),
    "WARN: For nexus it is advised to set xbmc.python": change("3.0.1", "3.0.0"),
    "ERROR: default.py Entry point does not exists": lambda root: (root / "default.py").unlink(),
    "ERROR: icon should have": lambda root: Image.new("RGB", (99, 99)).save(root / "resources/icon.png"),
    "ERROR: Schema validation failed": change("<platform>all<", "<platform>tv<"),
}


def test_an_addon_in_order_is_clean(addon: Path) -> None:
    for branch in checker.BRANCHES:
        assert checker.findings(addon, branch) == []


@pytest.mark.parametrize("finding", FAULTS)
def test_a_fault_is_found_and_only_that(addon: Path, finding: str) -> None:
    FAULTS[finding](addon)
    (found,) = checker.findings(addon, "nexus")
    assert found.startswith(finding)


def test_each_branch_has_its_own_versions_of_the_modules(addon: Path) -> None:
    change("0.12.25", "0.13.2")(addon)
    (found,) = checker.findings(addon, "nexus")
    assert found.startswith("ERROR: Version mismatch for required dependency script.module.bottle")
    assert checker.findings(addon, "omega") == []


def test_a_check_that_broke_off_is_no_clean_one(addon: Path) -> None:
    with pytest.raises(RuntimeError, match="did not come to its end"):
        checker.findings(addon, "no-such-branch")


def test_the_command_fails_on_a_warning(
    addon: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(package, "ROOT", addon)
    monkeypatch.setattr("sys.argv", ["dev.py checker"])
    assert checker.main() == 0
    assert capsys.readouterr().out == "checker: clean (nexus, omega)\n"
    (addon / "lib/x.exe").write_text("")
    assert checker.main() == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said] == ["nexus", "omega", "checker"]
