"""Another add-on that requires Trackpass: it asks how an account stands, and opens the sign-in."""

from __future__ import annotations

from in_kodi.home import ADDON_ID
from in_kodi.tv import Tv
from in_kodi.waiting import wait_for

GUEST_ID = "script.rig.guest"
ADDON_XML = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<addon id="{GUEST_ID}" name="Guest" version="1.0.0" provider-name="the rig">
  <requires>
    <import addon="xbmc.python" version="3.0.1"/>
    <import addon="{ADDON_ID}" version="0.1.0"/>
  </requires>
  <extension point="xbmc.python.script" library="default.py"/>
  <extension point="xbmc.addon.metadata">
    <summary lang="en_GB">Uses Trackpass</summary>
    <description lang="en_GB">Uses Trackpass.</description>
    <platform>all</platform>
    <license>GPL-3.0-or-later</license>
  </extension>
</addon>
"""
SCRIPT = """
import sys

import xbmcgui
from trackpass import api

if sys.argv[1] == "ask":
    xbmcgui.Window(10000).setProperty("rig.guest", "/".join(api.account("trakt")[:3]))
else:
    api.connect("trakt")
"""


def test_another_add_on(tv: Tv) -> None:
    move_in(tv)
    tv.give_app("trakt")
    assert asked(tv) == "trakt/signed_out/"
    tv.kodi.execute_addon(GUEST_ID, "connect")
    code = tv.wait_code("trakt")
    tv.box.trakt.approve(code.user_code)
    tv.wait_phase("connected")
    tv.wait_closed()
    assert asked(tv) == "trakt/connected/ann"


def move_in(tv: Tv) -> None:
    """Put the other add-on into the running Kodi."""
    folder = tv.kodi.home.addons / GUEST_ID
    folder.mkdir(exist_ok=True)
    (folder / "addon.xml").write_text(ADDON_XML, encoding="utf-8")
    (folder / "default.py").write_text(SCRIPT, encoding="utf-8")
    tv.kodi.builtin("UpdateLocalAddons")
    wait_for("Kodi to find the guest", lambda: tv.kodi.addon(GUEST_ID))
    tv.kodi.enable_addon(GUEST_ID)


def asked(tv: Tv) -> str:
    """What the other add-on is told."""
    tv.kodi.builtin("ClearProperty(rig.guest,home)")
    wait_for("the former answer to go", lambda: not tv.kodi.home_property("rig.guest"))
    tv.kodi.execute_addon(GUEST_ID, "ask")
    return str(wait_for("the answer", lambda: tv.kodi.home_property("rig.guest")))
