"""Each of our own checks finds what it is for, and nothing in a tree that is in order, such as this one."""

import sys
from pathlib import Path

import pytest
from PIL import Image

from tools import lint
from tools.checks.languages import FEWEST
from tools.lint import CHECKS

STRINGS = "lib/trackpass/kodi/strings.py"
SETTINGS = "lib/trackpass/kodi/settings.py"
WINDOWS = "lib/trackpass/kodi/signin_window.py"
ENGLISH = "resources/language/resource.language.en_gb/strings.po"
GERMAN = "resources/language/resource.language.de_de/strings.po"
SKIN = "resources/skins/Default/1080i/script-trackpass-signin.xml"
SETTINGS_XML = "resources/settings.xml"

LANGUAGES = [f"{letter}{letter}" for letter in "abcdefghijklmnopqrstuvw"]
HEAD = '"Language: %s\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
TRANSLATED = (
    'msgctxt "#32001"\nmsgid "Connect {tracker}"\nmsgstr "{tracker} verbinden"\n\n'
    'msgctxt "#32002"\nmsgid "Account"\nmsgstr "Konto"\n\nmsgctxt "#32003"\nmsgid "Scan"\nmsgstr "Ablesen"\n'
)

FILES = {
    "addon.xml": '<addon id="script.trackpass" version="1.2.3"><news>1.2.3: new</news></addon>',
    "CHANGELOG.md": "## 1.2.3\n",
    "default.py": "import sys\n",
    "service.py": "import sys\n",
    "lib/trackpass/__init__.py": "",
    "lib/trackpass/model.py": "",
    "lib/trackpass/web.py": "def send():\n    import requests\n",
    "lib/trackpass/signin.py": "from trackpass.web import send\n",
    "lib/trackpass/providers/base.py": "",
    "lib/trackpass/providers/simkl.py": "from trackpass.providers import base, simkl_v1\n",
    "lib/trackpass/providers/simkl_v1.py": "",
    "lib/trackpass/providers/trakt.py": "",
    "lib/trackpass/kodi/service.py": "from trackpass import signin\nimport xbmc\n",
    STRINGS: "TITLE = 32001\n",
    SETTINGS: 'ADDON_ID = "script.trackpass"\nACCOUNTS = {"simkl": "simkl.account"}\n',
    WINDOWS: "NEW_CODE = 9001\nCELLS = range(9101, 9103)\nlocalize(strings.TITLE, 'simkl')\n",
    ENGLISH: 'msgctxt "#32001"\nmsgid "Connect {tracker}"\nmsgstr ""\n\n'
    'msgctxt "#32002"\nmsgid "Account"\nmsgstr ""\n\nmsgctxt "#32003"\nmsgid "Scan"\nmsgstr ""\n',
    GERMAN: HEAD % "de_DE" + TRANSLATED,
    **{
        f"resources/language/resource.language.{code}_{code}/strings.po": HEAD % f"{code}_{code.upper()}"
        + TRANSLATED
        for code in LANGUAGES
    },
    SETTINGS_XML: '<settings><setting id="simkl.account" label="32002"/>'
    '<setting id="simkl.connect" type="action"/></settings>',
    SKIN: "<window><defaultcontrol>9001</defaultcontrol>"
    '<control id="9001"><texture>trackpass/white.png</texture></control><control id="9101"/>'
    '<control id="9102"/><label>$ADDON[script.trackpass 32003]</label></window>',
    "resources/skins/Default/media/trackpass/white.png": "",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small tree that is in order."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    Image.new("RGB", (512, 512)).save(tmp_path / "resources/icon.png")
    Image.new("RGB", (1920, 1080)).save(tmp_path / "resources/fanart.jpg")
    return tmp_path


def add(name: str, text: str) -> tuple[str, str]:
    """The file with more text at its end."""
    return name, FILES.get(name, "") + text


def swap(name: str, old: str, new: str) -> tuple[str, str]:
    """The file with one text in place of another."""
    assert old in FILES[name]
    return name, FILES[name].replace(old, new)


BROKEN = [
    ("imports", add("lib/trackpass/model.py", "import xbmc\n"), "xbmc is imported under"),
    ("imports", add("lib/trackpass/web.py", "from trackpass import signin\n"), "web must not know signin"),
    ("imports", add("lib/trackpass/web.py", "from trackpass.kodi.bus import x\n"), "web must not know kodi"),
    ("imports", add("lib/trackpass/model.py", "from . import web\n"), "imports are absolute"),
    (
        "imports",
        add("lib/trackpass/providers/trakt.py", "from trackpass.providers.simkl import X\n"),
        "the provider trakt must not know simkl",
    ),
    ("late imports", add("lib/trackpass/web.py", "import requests\n"), "loads requests at start"),
    ("late imports", add("lib/trackpass/web.py", "class A:\n    import pyqrcode\n"), "loads pyqrcode"),
    ("module names", add("lib/trackpass/queue.py", ""), "a module queue of its own"),
    ("module names", add("lib/trackpass/utils.py", ""), "utils has no place in LAYERS"),
    ("module names", add("lib/other.py", ""), "holds trackpass only"),
    ("no sleep", add("lib/trackpass/model.py", "import time\ntime.sleep(1)\n"), "time.sleep cannot hear"),
    ("no sleep", add("service.py", "xbmc.sleep(1)\n"), "xbmc.sleep cannot hear"),
    ("no sleep", add("lib/trackpass/model.py", "from time import sleep\n"), "time.sleep cannot hear"),
    ("file sizes", add("lib/trackpass/model.py", "#\n" * 251), "251 lines"),
    ("entry files", add("default.py", "x = 1\n" * 14), "15 logical lines"),
    ("texts", add(STRINGS, "OTHER = 32009\n"), "text 32009 is not in strings.po"),
    ("texts", swap(SETTINGS_XML, "32002", "32008"), "text 32008 is not in strings.po"),
    ("texts", swap(SKIN, "32003", "32007"), "text 32007 is not in strings.po"),
    ("texts", swap(STRINGS, "32001", "32002"), "text 32001 is used nowhere"),
    ("text names", add(WINDOWS, "localize(32001)\n"), "name this text in"),
    ("text names", add(STRINGS, "OTHER = 32002\n"), "OTHER is used nowhere"),
    ("text fields", swap(ENGLISH, "{tracker}", "{tracker"), "text 32001 has a broken {field}"),
    ("text fields", swap(ENGLISH, "{tracker}", "{0}"), "text 32001 has a broken {field}"),
    ("text fields", swap(GERMAN, '"{tracker} v', '"{name} v'), "other {fields} than the English one"),
    ("text fields", swap(GERMAN, "Connect", "Link"), "text 32001 is not the English one"),
    ("text fields", add(ENGLISH, FILES[ENGLISH]), "text 32001 stands there twice"),
    ("languages", swap(GERMAN, "Konto", ""), "text 32002 is not translated"),
    ("languages", swap(GERMAN, "Konto", "Konto bei Trakt"), "text 32002 has Trakt another number of times"),
    ("languages", swap(GERMAN, "Konto", " Konto"), "text 32002 has spaces too many"),
    ("languages", swap(GERMAN, "#32002", "#32004"), "not the same texts in the same order; lacking [32002]"),
    ("languages", swap(GERMAN, "de_DE", "nl_NL"), "the line Language do not agree"),
    ("languages", swap(GERMAN, "Plural-Forms", "Plurals"), "no Plural-Forms"),
    ("languages", swap(GERMAN, "Konto", "Account"), "a quarter of it is English"),
    ("field values", add(WINDOWS, "localize(strings.TITLE)\n"), "TITLE needs a value for tracker"),
    ("settings", swap(SETTINGS, "simkl.account", "trakt.account"), "trakt.account is not in settings.xml"),
    ("settings", swap(SETTINGS, "simkl.account", "simkl.x"), "simkl.account is not in lib/trackpass"),
    ("skin", swap(SKIN, "</window>", ""), "no element found"),
    ("skin", swap(SKIN, "white.png", "black.png"), "there is no texture trackpass/black.png"),
    ("skin", swap(SKIN, "<defaultcontrol>9001", "<defaultcontrol>9002"), "leads to control 9002"),
    ("controls", swap(WINDOWS, "9103", "9104"), "control 9103, which the code names, is not there"),
    ("controls", swap(WINDOWS, "9001", "9101"), "control 9001 has an id that the code does not name"),
    ("versions", swap("CHANGELOG.md", "1.2.3", "1.2.4"), "the top one in CHANGELOG.md is 1.2.4"),
    ("versions", swap("addon.xml", "1.2.3: new", "1.2.2: old"), "the news are not those of 1.2.3"),
    ("paths", add("lib/trackpass/model.py", "# see /" + "home/ann/notes"), "a path of one machine"),
    ("paths", add("tests/test_x.py", 'X = "/' + 'tmp/x"\n'), "a path of one machine"),
]


def findings(name: str, root: Path) -> str:
    return "\n".join(CHECKS[name](root))


@pytest.mark.parametrize("name", CHECKS)
def test_a_tree_in_order_passes(name: str, root: Path) -> None:
    assert findings(name, root) == ""


@pytest.mark.parametrize("name", CHECKS)
def test_this_tree_passes(name: str) -> None:
    assert findings(name, lint.ROOT) == ""


@pytest.mark.parametrize(("name", "broken", "sentence"), BROKEN)
def test_what_is_broken_is_found(name: str, broken: tuple[str, str], sentence: str, root: Path) -> None:
    path = root / broken[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(broken[1])
    assert sentence in findings(name, root)


def test_pictures_of_the_wrong_size_are_found(root: Path) -> None:
    Image.new("RGB", (256, 256)).save(root / "resources/icon.png")
    (root / "resources/fanart.jpg").unlink()
    assert findings("pictures", root).splitlines() == [
        "resources/icon.png: is 256x256, not 512x512",
        "resources/fanart.jpg: is missing",
    ]


def test_a_path_of_this_very_folder_is_found(root: Path) -> None:
    (root / "notes.md").write_text(f"see {root}/x")
    assert "a path of one machine" in findings("paths", root)


def test_no_language_may_go(root: Path) -> None:
    (root / GERMAN).unlink()
    said = findings("languages", root)
    assert said == f"{FEWEST - 1} languages beside English, and there should be {FEWEST}"


def test_every_check_can_fail() -> None:
    assert {name for name, _, _ in BROKEN} | {"pictures"} == set(CHECKS)


PASSES = ["python", "-c", ""]
COMPLAINS = ["python", "-c", "raise SystemExit('this is bad')"]


@pytest.mark.parametrize(
    ("tools", "checks", "code", "said"),
    [
        ({"style": PASSES}, {"paths": lambda root: iter(())}, 0, "lint: clean (2 checks)\n"),
        ({"types": COMPLAINS, "style": PASSES}, {}, 1, "types:\nthis is bad\nlint: not clean: types\n"),
        ({}, {"paths": lambda root: iter(["a.py: x"])}, 1, "paths:\n  a.py: x\nlint: not clean: paths\n"),
    ],
    ids=["clean", "a tool complains", "a check complains"],
)
def test_what_the_command_says(
    tools: dict[str, list[str]],
    checks: dict[str, lint.Check],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(lint, "TOOLS", tools)
    monkeypatch.setattr(lint, "CHECKS", checks)
    monkeypatch.setattr(sys, "argv", ["dev.py lint"])
    assert (lint.main(), capsys.readouterr().out) == (code, said)
