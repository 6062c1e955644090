"""A throw-away home folder for one Kodi: its configuration, its add-ons, and the add-ons' settings."""

from __future__ import annotations

import shutil
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from in_kodi.waiting import wait_for

ADDON_ID = "script.trackpass"
ZIP_SOURCE = "Rig"  # the name under which Kodi's file browser offers the folder with the zips


@dataclass(frozen=True)
class Ports:
    """The loopback ports of one Kodi. Each needs its own, so that several can run at once."""

    http: int
    tcp: int
    events: int


class Home:
    """The folder that a Kodi takes for the home of its user."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kodi = path / ".kodi"
        self.addons = self.kodi / "addons"
        self.userdata = self.kodi / "userdata"
        self.log = self.kodi / "temp" / "kodi.log"
        self.zips = path / "zips"
        self.runtime = path / "run"

    def lay_out(self, ports: Ports) -> None:
        """Write what Kodi must know before its first start: remote control on, wordy log, no updates."""
        for folder in (self.addons, self.userdata, self.zips, self.runtime):
            folder.mkdir(parents=True, exist_ok=True)
        self.runtime.chmod(0o700)
        (self.userdata / "guisettings.xml").write_text(_settings_xml(_gui_settings(ports)), encoding="utf-8")
        (self.userdata / "advancedsettings.xml").write_text(_advanced_settings(ports), encoding="utf-8")
        (self.userdata / "sources.xml").write_text(_sources(self.zips), encoding="utf-8")

    def add_folder(self, addon: Path) -> str:
        """Copy an unpacked add-on among the installed ones and return its id."""
        bytecode = shutil.ignore_patterns("__pycache__")  # who has loaded what shall show
        shutil.copytree(addon, self.addons / addon.name, dirs_exist_ok=True, ignore=bytecode)
        return addon.name

    def addon_folders(self) -> list[Path]:
        """Return where the add-ons are that were added or installed."""
        return [file.parent for file in sorted(self.addons.glob("*/addon.xml"))]

    def settings_file(self, addon_id: str = ADDON_ID) -> Path:
        """Return where Kodi keeps the settings of an add-on."""
        return self.userdata / "addon_data" / addon_id / "settings.xml"

    def settings_rest(self, addon_id: str = ADDON_ID) -> bool:
        """Return whether nothing was written to the add-on's settings in the last second."""
        return time.time() - self.settings_file(addon_id).stat().st_mtime > 1

    def read_settings(self, addon_id: str = ADDON_ID) -> dict[str, str]:
        """Return the add-on's settings as the file has them; empty when there is no file yet.

        Kodi writes the file in place, so a look in the midst of that is repeated.
        """
        path = self.settings_file(addon_id)
        if not path.exists():
            return {}
        root = wait_for("a whole settings file", lambda: _whole(path), every=0.01)[0]
        return {node.get("id", ""): node.text or "" for node in root.iter("setting")}


def _whole(path: Path) -> list[ET.Element]:
    """Return the root of an XML file; nothing while it is cut short."""
    try:
        return [ET.parse(path).getroot()]
    except ET.ParseError:
        return []


def _settings_xml(values: dict[str, str]) -> str:
    """Return settings in the file format, version 2, that Kodi uses for its own and for add-ons' settings."""
    lines = "".join(f"    <setting id={quoteattr(k)}>{escape(v)}</setting>\n" for k, v in values.items())
    return f'<settings version="2">\n{lines}</settings>\n'


def _gui_settings(ports: Ports) -> dict[str, str]:
    return {
        "services.webserver": "true",
        "services.webserverport": str(ports.http),
        "services.webserverauthentication": "false",
        "services.webserverssl": "false",
        "services.zeroconf": "false",
        "services.esenabled": "true",
        "services.esport": str(ports.events),
        "addons.unknownsources": "true",
        "general.addonupdates": "2",  # never: a test must not wait for a repository
        "audiooutput.guisoundmode": "0",  # there is no sound card
        "screensaver.mode": "",
        "powermanagement.displaysoff": "0",
    }


def _advanced_settings(ports: Ports) -> str:
    # loglevel 1 with hide: a debug log without the overlay that debug mode draws into every screenshot.
    return (
        '<advancedsettings version="1.0">\n'
        '    <loglevel hide="true">1</loglevel>\n'
        f"    <jsonrpc><tcpport>{ports.tcp}</tcpport></jsonrpc>\n"
        "</advancedsettings>\n"
    )


def _sources(folder: Path) -> str:
    return (
        "<sources>\n    <files>\n"
        '        <default pathversion="1"></default>\n'
        f"        <source><name>{ZIP_SOURCE}</name>"
        f'<path pathversion="1">{escape(str(folder))}/</path>'
        "<allowsharing>true</allowsharing></source>\n"
        "    </files>\n</sources>\n"
    )
