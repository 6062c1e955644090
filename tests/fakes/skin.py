"""What a window's XML file says: its controls, when each is seen, which one has the focus at first."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

SIMPLE = re.compile(r"(!?)String\.Is(Empty|Equal)\(Window\.Property\((\w+)\)(?:,(.*))?\)")


@dataclass(frozen=True)
class WindowLayout:
    """The numbered controls of one window, and the conditions under which each is seen (its groups' too)."""

    kinds: dict[int, str]
    default_control: int | None
    conditions: dict[int, list[str]] = field(default_factory=dict)

    def is_seen(self, control_id: int, read: Callable[[str], str]) -> bool:
        """Tell whether all the control's conditions hold; ``read`` reads a property of the window."""
        return all(holds(condition, read) for condition in self.conditions.get(control_id, []))


def holds(condition: str, read: Callable[[str], str]) -> bool:
    """Evaluate a condition on one property of the window; any other condition counts as true."""
    found = SIMPLE.fullmatch(condition.strip())
    if found is None:
        return True
    negated, kind, name, value = found.groups()
    truth = not read(name) if kind == "Empty" else read(name).lower() == value.lower()
    return truth is not bool(negated)


def find_layout(xml_name: str, script_path: str, skin: str, resolution: str) -> WindowLayout:
    """Read a window's XML from the add-on's own skin folder.

    Raises:
        RuntimeError: there is no such file, as in Kodi.

    """
    path = Path(script_path) / "resources/skins" / skin / resolution / xml_name
    if not path.exists():
        raise RuntimeError(f"XML File for Window is missing: {path}")
    root = ElementTree.parse(path).getroot()
    first = root.findtext("defaultcontrol")
    layout = WindowLayout({}, int(first) if first else None)
    _take_in(root, [], layout)
    return layout


def _take_in(element: ElementTree.Element, above: list[str], layout: WindowLayout) -> None:
    conditions = [*above, *(visible.text or "" for visible in element.findall("visible"))]
    if element.tag == "control" and "id" in element.attrib:
        layout.kinds[int(element.attrib["id"])] = element.attrib["type"]
        layout.conditions[int(element.attrib["id"])] = conditions
    for child in element:
        _take_in(child, conditions if element.tag == "control" else [], layout)
