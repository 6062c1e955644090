"""Settings, skin and pictures agree with the code that names them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from tools.checks.sources import library, read
from tools.package import PackageError, check_version

SETTINGS_XML = "resources/settings.xml"
SETTINGS_PY = "lib/trackpass/kodi/settings.py"
SKIN = "resources/skins/Default"
FIRST_CONTROL, LAST_CONTROL = 9000, 9999
"""Ids of the controls that the code knows."""
PICTURES = {"resources/icon.png": (512, 512), "resources/fanart.jpg": (1920, 1080)}


def check_settings(root: Path) -> Iterator[str]:
    """Check the ids of settings, both ways; buttons of the settings dialog have ids that nothing reads."""
    settings = ElementTree.parse(root / SETTINGS_XML).iter("setting")
    declared = {one.attrib["id"] for one in settings if one.get("type") != "action"}
    named = _setting_ids(root)
    for name in sorted(named - declared):
        yield f"{SETTINGS_PY}: setting {name} is not in settings.xml"
    for name in sorted(declared - named):
        yield f"{SETTINGS_XML}: setting {name} is not in {SETTINGS_PY}"


def check_skin(root: Path) -> Iterator[str]:
    """Check each window's XML: well-formed, its textures there, its navigation leads somewhere."""
    for path in sorted((root / SKIN).rglob("*.xml")):
        name = path.relative_to(root).as_posix()
        try:
            window = ElementTree.parse(path).getroot()
        except ElementTree.ParseError as error:
            yield f"{name}: {error}"
            continue
        for texture in sorted(_textures(window)):
            if not (root / SKIN / "media" / texture).is_file():
                yield f"{name}: there is no texture {texture}"
        for target in sorted(_targets(window) - _controls(window)):
            yield f"{name}: leads to control {target}, which is not there"


def check_controls(root: Path) -> Iterator[str]:
    """Check that code and skin know the same controls."""
    in_skin: set[int] = set()
    for path in (root / SKIN).rglob("*.xml"):
        try:
            in_skin |= _controls(ElementTree.parse(path).getroot())
        except ElementTree.ParseError:
            continue  # check_skin tells
    in_code = _control_ids(root)
    for number in sorted(in_code - in_skin):
        yield f"{SKIN}: control {number}, which the code names, is not there"
    for number in sorted(in_skin - in_code):
        yield f"{SKIN}: control {number} has an id that the code does not name"


def check_pictures(root: Path) -> Iterator[str]:
    """Check the sizes that Kodi's repository asks for."""
    for name, size in PICTURES.items():
        if not (root / name).is_file():
            yield f"{name}: is missing"
            continue
        with Image.open(root / name) as picture:
            if picture.size != size:
                yield f"{name}: is {picture.width}x{picture.height}, not {size[0]}x{size[1]}"


def check_versions(root: Path) -> Iterator[str]:
    """Check that addon.xml, its news and CHANGELOG.md name one version."""
    addon = ElementTree.parse(root / "addon.xml").getroot()
    version, changelog = addon.attrib["version"], root / "CHANGELOG.md"
    if not changelog.is_file():
        yield "CHANGELOG.md: is missing"
        return
    try:
        check_version(version, changelog.read_text(encoding="utf-8"))
    except PackageError as error:
        yield str(error)
    news = (addon.findtext(".//news") or "").strip()
    if news and not news.startswith(version):
        yield f"addon.xml: the news are not those of {version}"


def _setting_ids(root: Path) -> set[str]:
    """The texts with a dot among the module's constants, in dicts too; ADDON_ID is another kind of id."""
    found: set[str] = set()
    for name, node in read(root, root / SETTINGS_PY).constants.items():
        values = node.values if isinstance(node, ast.Dict) else [node]
        texts = [one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        found |= {text for text in texts if "." in text and name != "ADDON_ID"}
    return found


def _control_ids(root: Path) -> set[int]:
    found: set[int] = set()
    for source in library(root):
        if not source.module.startswith("trackpass.kodi."):
            continue
        for node in source.constants.values():
            numbers = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
            whole = [number for number in numbers if type(number) is int]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
                whole = list(range(*whole))
            found |= {number for number in whole if FIRST_CONTROL <= number <= LAST_CONTROL}
    return found


def _controls(window: ElementTree.Element) -> set[int]:
    return {int(one.attrib["id"]) for one in window.iter("control") if "id" in one.attrib}


def _textures(window: ElementTree.Element) -> set[str]:
    texts = {(one.text or "").strip() for one in window.iter() if "texture" in one.tag}
    return {text for text in texts if text and text != "-" and "$" not in text}


def _targets(window: ElementTree.Element) -> set[int]:
    tags = ("defaultcontrol", "onleft", "onright", "onup", "ondown", "pagecontrol")
    texts = [(one.text or "").strip() for one in window.iter() if one.tag in tags]
    return {int(text) for text in texts if text.isdigit()}
