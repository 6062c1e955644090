"""What Kodi knows of an installed add-on: its addon.xml, its texts, the defaults of its settings."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

ENTRY = re.compile(r'^msgctxt "#(\d+)"\nmsgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|$))+)', re.MULTILINE)


@dataclass(frozen=True)
class InstalledAddon:
    """One add-on: where it is, and where its data goes."""

    folder: Path
    profile: Path

    @cached_property
    def _root(self) -> ElementTree.Element:
        return ElementTree.parse(self.folder / "addon.xml").getroot()

    @property
    def id(self) -> str:
        """The id in addon.xml."""
        return self._root.attrib["id"]

    def info(self, key: str) -> str:
        """Return what ``Addon.getAddonInfo`` returns for this key."""
        if key in ("id", "version", "name"):
            return self._root.attrib[key]
        if key == "author":
            return self._root.attrib["provider-name"]
        if key == "path":
            return f"{self.folder}/"
        if key == "profile":
            return f"special://profile/addon_data/{self.id}/"
        if key in ("icon", "fanart"):
            found = self._root.find(f".//assets/{key}")
            return "" if found is None else f"{self.folder}/{found.text}"
        raise RuntimeError(f"'{key}' is an invalid Id")

    @cached_property
    def texts(self) -> dict[int, str]:
        """The English texts by number."""
        return read_po(self.folder / "resources/language/resource.language.en_gb/strings.po")

    @cached_property
    def defaults(self) -> dict[str, str]:
        """The id and default of every setting in resources/settings.xml."""
        path = self.folder / "resources/settings.xml"
        if not path.exists():
            return {}
        found = [one for one in ElementTree.parse(path).iter("setting") if one.get("type") != "action"]
        return {setting.attrib["id"]: setting.findtext("default") or "" for setting in found}


def read_po(path: Path) -> dict[int, str]:
    """Read the texts of a strings.po by number: the translation, or the English text where that is empty."""
    if not path.exists():
        return {}
    texts = {}
    for number, english, translated in ENTRY.findall(path.read_text(encoding="utf-8").replace("\r\n", "\n")):
        texts[int(number)] = _unquote(translated) or _unquote(english)
    return texts


def _unquote(lines: str) -> str:
    return "".join(str(ast.literal_eval(line)) for line in lines.splitlines())
