"""A trivial add-on of the rig's own, to prove the rig without Trackpass: a service, a script, a window."""

from __future__ import annotations

import zipfile
from pathlib import Path

TRIVIAL_ID = "script.rig.trivial"
QR_TEXT = "https://example.com/rig/ABCD-1234"

_ADDON_XML = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<addon id="{TRIVIAL_ID}" name="Trivial" version="1.0.0" provider-name="the rig">
  <requires>
    <import addon="xbmc.python" version="3.0.1"/>
    <import addon="script.module.requests" version="2.31.0"/>
    <import addon="script.module.pyqrcode" version="1.2.1+matrix.2"/>
  </requires>
  <extension point="xbmc.python.script" library="default.py"><provides>executable</provides></extension>
  <extension point="xbmc.service" library="service.py"/>
  <extension point="xbmc.addon.metadata">
    <summary lang="en_GB">Proves the rig</summary>
    <description lang="en_GB">Proves the rig.</description>
    <platform>all</platform>
    <license>GPL-3.0-or-later</license>
  </extension>
</addon>
"""

_SERVICE = """
import json
import requests
import xbmc
import xbmcgui

HOME = xbmcgui.Window(10000)

class Monitor(xbmc.Monitor):
    def onNotification(self, sender, method, data):
        if method == "Other.toast":
            xbmcgui.Dialog().notification("Trivial", json.loads(data)["text"])

monitor = Monitor()
HOME.setProperty("rig.requests", requests.__version__)
HOME.setProperty("rig.service", "up")
monitor.waitForAbort()
"""

_SCRIPT = """
import os
import sys
import pyqrcode
import xbmcaddon
import xbmcgui
import xbmcvfs

HOME = xbmcgui.Window(10000)
ADDON = xbmcaddon.Addon()
PICTURE = os.path.join(xbmcvfs.translatePath(ADDON.getAddonInfo("profile")), "qr.png")

class Window(xbmcgui.WindowXMLDialog):
    def onInit(self):
        self.getControl(9010).setImage(PICTURE, False)
        HOME.setProperty("rig.window", "open")

    def onAction(self, action):
        HOME.setProperty("rig.actions", HOME.getProperty("rig.actions") + " %d" % action.getId())
        if action.getId() == xbmcgui.ACTION_NAV_BACK:
            self.close()

    def onClick(self, control):
        HOME.setProperty("rig.clicks", HOME.getProperty("rig.clicks") + " %d" % control)

HOME.setProperty("rig.arguments", " ".join(sys.argv[1:]))
os.makedirs(os.path.dirname(PICTURE), exist_ok=True)
pyqrcode.create(sys.argv[1]).png(PICTURE, scale=8, quiet_zone=4)
window = Window("rig-trivial.xml", ADDON.getAddonInfo("path"), "Default", "1080i")
window.setProperty("text", " ".join(sys.argv[2:]))
window.doModal()
HOME.setProperty("rig.window", "closed")
"""

_BUTTON = """<control type="button" id="{id}">
  <left>900</left><top>{top}</top><width>400</width><height>80</height><font>font37</font>
  <label>{label}</label><onup>{up}</onup><ondown>{down}</ondown></control>"""

_WINDOW = f"""<?xml version="1.0" encoding="UTF-8"?>
<window>
  <defaultcontrol always="true">9001</defaultcontrol>
  <coordinates><left>200</left><top>150</top></coordinates>
  <controls>
    <control type="image" id="9010">
      <left>100</left><top>100</top><width>500</width><height>500</height></control>
    <control type="label"><left>700</left><top>100</top><width>800</width><height>80</height>
      <font>font60</font><label>$INFO[Window.Property(text)]</label></control>
    {_BUTTON.format(id=9001, top=300, label="First", up=9002, down=9002)}
    {_BUTTON.format(id=9002, top=400, label="Second", up=9001, down=9001)}
  </controls>
</window>
"""


def write_zip(folder: Path) -> Path:
    """Write the add-on's zip into `folder` and return its path."""
    files = {
        "addon.xml": _ADDON_XML,
        "service.py": _SERVICE,
        "default.py": _SCRIPT,
        "resources/skins/Default/1080i/rig-trivial.xml": _WINDOW,
    }
    archive = folder / f"{TRIVIAL_ID}-1.0.0.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(f"{TRIVIAL_ID}/{name}", text.lstrip())
    return archive
