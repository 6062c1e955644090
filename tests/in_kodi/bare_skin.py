"""A skin as bare as Kodi takes it, whose fonts have names of its own, with Kodi's `font13` or without."""

from __future__ import annotations

from pathlib import Path

from in_kodi import releases

GUI = {"20": "5.16.0", "21": "5.17.0"}
"""The version of the skin engine that each release of Kodi takes skins for."""

_ADDON_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<addon id="{id}" name="{id}" version="1.0.0" provider-name="the rig">
  <requires><import addon="xbmc.gui" version="{gui}"/></requires>
  <extension point="xbmc.gui.skin" debugging="false">
    <res width="1920" height="1080" aspect="16:9" default="true" folder="xml"/>
  </extension>
  <extension point="xbmc.addon.metadata">
    <summary lang="en_GB">A home screen and nothing else</summary>
    <description lang="en_GB">A home screen and nothing else.</description>
    <platform>all</platform>
    <license>GPL-3.0-or-later</license>
  </extension>
</addon>
"""

_BUTTON = """
    <control type="button" id="{id}">
      <left>200</left><top>{top}</top><width>500</width><height>90</height>
      <font>house.text</font><label>{label}</label><onup>{other}</onup><ondown>{other}</ondown>
      <focusedcolor>FFFFFF00</focusedcolor>
    </control>"""

_HOME_XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<window>
  <defaultcontrol always="true">11</defaultcontrol>
  <controls>{_BUTTON.format(id=11, top=300, label="Films", other=12)}
{_BUTTON.format(id=12, top=420, label="Music", other=11)}
  </controls>
</window>
"""

_FONT = "<font><name>{name}</name><filename>arial.ttf</filename><size>{size}</size></font>"


def write(folder: Path, addon_id: str, **fonts: int) -> Path:
    """Write the skin into a folder and return where it is; ``fonts``: sizes of more fonts, of 1080 lines."""
    addon = folder / addon_id
    (addon / "xml").mkdir(parents=True)
    text = _ADDON_XML.format(id=addon_id, gui=GUI[releases.chosen()])
    (addon / "addon.xml").write_text(text, encoding="utf-8")
    (addon / "xml" / "Home.xml").write_text(_HOME_XML, encoding="utf-8")
    sizes = {"house.text": 34, **fonts}
    lines = "".join(_FONT.format(name=name, size=size) for name, size in sizes.items())
    text = f'<fonts><fontset id="Default" unicode="true">{lines}</fontset></fonts>'
    (addon / "xml" / "Font.xml").write_text(text, encoding="utf-8")
    return addon
