"""Draws the mirror images of our windows, for languages that run from right to left.

Run `python -m tools.mirror` from the root after a change of a window; a test compares the files.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

FOLDER = Path("resources/skins/Default/1080i")
WINDOWS = ("script-trackpass-signin", "script-trackpass-list")
WIDTH = 1920
OTHER_SIDE = {"left": "right", "right": "left", "center": "center"}
TEXTS = ("label", "textbox")
LAYOUTS = ("itemlayout", "focusedlayout")
"""What a list draws for each of its rows."""
NOTE = " Made by tools/mirror.py from {name}.xml. "


def main() -> None:
    """Writes the mirrored files below the current folder."""
    for name in WINDOWS:
        (FOLDER / f"{name}-rtl.xml").write_text(mirrored(name, FOLDER), encoding="utf-8")


def mirrored(name: str, folder: Path) -> str:
    """The XML of a window's mirror image."""
    return mirror_image((folder / f"{name}.xml").read_text(encoding="utf-8"), NOTE.format(name=name))


def mirror_image(window: str, note: str) -> str:
    """The XML of a window turned round, with a note where it came from."""
    root = ElementTree.fromstring(window)
    for control in root.findall("controls/control"):
        _mirror(control, WIDTH)
    root.insert(0, ElementTree.Comment(note))
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
    for layout in (each for each in control if each.tag in LAYOUTS):
        for child in layout.findall("control"):
            _mirror(child, int(layout.get("width", "")))
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
