"""What a window's XML file says: which controls it has, and which one has the focus at first."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class WindowLayout:
    """The numbered controls of one window."""

    kinds: dict[int, str]
    default_control: int | None


def find_layout(xml_name: str, script_path: str, skin: str, resolution: str) -> WindowLayout:
    """Read a window's XML from the add-on's own skin folder.

    Raises:
        RuntimeError: there is no such file, as in Kodi.

    """
    path = Path(script_path) / "resources/skins" / skin / resolution / xml_name
    if not path.exists():
        raise RuntimeError(f"XML File for Window is missing: {path}")
    root = ElementTree.parse(path).getroot()
    kinds = {}
    for control in root.iter("control"):
        if "id" in control.attrib:
            kinds[int(control.attrib["id"])] = control.attrib["type"]
    first = root.findtext("defaultcontrol")
    return WindowLayout(kinds, int(first) if first else None)
