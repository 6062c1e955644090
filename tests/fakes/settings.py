"""An add-on's settings, with the three ways in which a real Kodi loses a value.

1. Every ``xbmcaddon.Addon()`` keeps its own copy from its first read on, and a write writes that whole copy.
2. While the settings dialog is open a write changes the dialog's copy only, and Cancel throws that away.
3. The file is written in place: a power cut leaves an empty or a half file. Kodi starts with the defaults,
   and does not write that file again until somebody has moved it away.

A disk that takes nothing is a case of the third: Kodi opens the file, which empties it, and only then finds
the disk full. Where it may not open it, the file stays as it was. Monitors hear of a change all the same.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

from fakes.addons import InstalledAddon


class PowerCut(BaseException):
    """The power went while Kodi wrote; a BaseException, since no ``except Exception`` outlives that."""


class SettingsFile:
    """The settings.xml of one add-on, and the dialog that may be open on it."""

    def __init__(self, addon: InstalledAddon, on_change: Callable[[str], None]) -> None:
        self._addon = addon
        self._on_change = on_change
        self._keep_of_next_write: float | None = None
        self.dialog: SettingsDialog | None = None
        self.disk: Literal["sound", "full", "closed"] = "sound"
        """What becomes of the next writes; closed: a disk that is read-only, or a folder of another user."""
        self.writes = 0
        """Those that failed as well."""

    @property
    def path(self) -> Path:
        """Where the file is, whether it exists or not."""
        return self._addon.profile / "settings.xml"

    def read(self) -> dict[str, str]:
        """Read a fresh copy; an unreadable file counts as none, so that every value is its default."""
        values = dict(self._addon.defaults)
        try:
            root = ElementTree.parse(self.path).getroot()
        except (OSError, ElementTree.ParseError):
            return values
        values.update({setting.attrib["id"]: setting.text or "" for setting in root.iter("setting")})
        return values

    @property
    def is_damaged(self) -> bool:
        """Whether there is a file that cannot be read."""
        try:
            ElementTree.parse(self.path)
        except ElementTree.ParseError:
            return True
        except OSError:
            return False
        return False

    def write(self, values: dict[str, str]) -> None:
        """Write this whole copy in place, then tell every monitor (the writer's own too)."""
        if self.is_damaged:
            return
        self.writes += 1
        if self.disk == "sound":
            self._write(values)
        elif self.disk == "full":
            self.path.write_bytes(b"")
        self._on_change(self._addon.id)

    def _write(self, values: dict[str, str]) -> None:
        root = ElementTree.Element("settings", version="2")
        for name, value in values.items():
            setting = ElementTree.SubElement(root, "setting", id=name)
            setting.text = value
            if value == self._addon.defaults.get(name):
                setting.set("default", "true")
        ElementTree.indent(root, "    ")
        data = ElementTree.tostring(root, encoding="utf-8")
        self._addon.profile.mkdir(parents=True, exist_ok=True)
        keep, self._keep_of_next_write = self._keep_of_next_write, None
        self.path.write_bytes(data if keep is None else data[: int(len(data) * keep)])
        if keep is not None:
            raise PowerCut

    def cut_power(self, keep: float = 0.0, during_next_write: bool = False) -> None:
        """Leave only this part (0 to 1) of the file, now or in the midst of the next write."""
        if during_next_write:
            self._keep_of_next_write = keep
        else:
            data = self.path.read_bytes()
            self.path.write_bytes(data[: int(len(data) * keep)])


class SettingsCopy:
    """What one ``xbmcaddon.Addon`` object believes the settings to be."""

    def __init__(self, file: SettingsFile) -> None:
        self._file = file
        self._values: dict[str, str] | None = None

    def get(self, name: str) -> str:
        """Read from this copy; an unknown name reads as empty."""
        return self._load().get(name, "")

    def set(self, name: str, value: str) -> None:
        """Write through this copy, or into the dialog's while one is open."""
        if self._file.dialog is not None:
            self._file.dialog.set(name, value)
            return
        values = self._load()
        values[name] = value
        self._file.write(values)

    def _load(self) -> dict[str, str]:
        if self._values is None:
            self._values = self._file.read()
        return self._values


class SettingsDialog:
    """The open settings dialog of one add-on, as the person with the remote sees it."""

    def __init__(self, file: SettingsFile) -> None:
        self._file = file
        self.values = file.read()
        file.dialog = self

    def set(self, name: str, value: str) -> None:
        """Change a value in the dialog only."""
        self.values[name] = value

    def ok(self) -> None:
        """Close it and write what it holds."""
        self._file.dialog = None
        self._file.write(self.values)

    def cancel(self) -> None:
        """Close it and forget what it holds."""
        self._file.dialog = None
