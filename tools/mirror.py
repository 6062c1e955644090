"""Draws the mirror image of the sign-in window, for languages that run from right to left.

Run `python -m tools.mirror` from the root after a change of the window; a test compares the two files.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

FOLDER = Path("resources/skins/Default/1080i")
WINDOW = FOLDER / "script-trackpass-signin.xml"
MIRRORED = FOLDER / "script-trackpass-signin-rtl.xml"
WIDTH = 1920
OTHER_SIDE = {"left": "right", "right": "left", "center": "center"}
TEXTS = ("label", "textbox")
NOTE = " Made by tools/mirror.py from script-trackpass-signin.xml. "


def main() -> None:
    """Writes the mirrored file below the current folder."""
    MIRRORED.write_text(mirrored(WINDOW.read_text(encoding="utf-8")), encoding="utf-8")


def mirrored(window: str) -> str:
    """The XML of a window's mirror image."""
    root = ElementTree.fromstring(window)
    for control in root.findall("controls/control"):
        _mirror(control, WIDTH)
    root.insert(0, ElementTree.Comment(NOTE))
    ElementTree.indent(root, "    ")
    text = ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _mirror(control: Element, room: int) -> None:
    """Bring a control with all that is in it to the other side of its parent, which is so many units wide."""
    width = int(control.findtext("width", ""))
    is_row = control.findtext("orientation") == "horizontal"
    if control.get("type") in TEXTS or is_row:
        _set(control, "align", OTHER_SIDE[control.findtext("align", "left")])
    children = control.findall("control")
    for child in children:
        _mirror(child, 0 if is_row else width)
    if room:
        _set(control, "left", str(room - int(control.findtext("left", "0")) - width))
    if is_row:  # places its controls itself, one after the other
        for child in children:
            control.remove(child)
        control.extend(reversed(children))


def _set(control: Element, name: str, value: str) -> None:
    found = control.find(name)
    if found is None:
        found = Element(name)
        control.insert(0, found)
    found.text = value


if __name__ == "__main__":
    main()
