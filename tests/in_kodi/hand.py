"""A tiny add-on of the rig's own that does inside a running Kodi what no key of the remote does quickly.

Kodi reads the settings file of an add-on once, so a test cannot just write it. This one sets settings from
the inside, through a fresh object, as the settings dialog does; and it cries on demand, to prove that cries
are heard.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from in_kodi.home import ADDON_ID
from in_kodi.kodi import Kodi
from in_kodi.processes import free_port
from in_kodi.waiting import wait_for

HAND_ID = "script.rig.hand"

_ADDON_XML = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<addon id="{HAND_ID}" name="Hand" version="1.0.0" provider-name="the rig">
  <requires><import addon="xbmc.python" version="3.0.1"/></requires>
  <extension point="xbmc.python.script" library="default.py"/>
  <extension point="xbmc.addon.metadata">
    <summary lang="en_GB">Sets settings for a test</summary>
    <description lang="en_GB">Sets settings for a test.</description>
    <platform>all</platform>
    <license>GPL-3.0-or-later</license>
  </extension>
</addon>
"""

_SCRIPT = """
import json
import os
import sys
import xbmc
import xbmcaddon

with open(sys.argv[1]) as file:
    task = json.load(file)
os.remove(sys.argv[1])
try:
    wanted = task.get("settings", {})
    for _ in range(20):  # a copy that was read while another interpreter wrote the file is worth nothing
        for name, value in wanted.items():
            xbmcaddon.Addon(task["addon"]).setSetting(name, value)
        if all(xbmcaddon.Addon(task["addon"]).getSetting(name) == wanted[name] for name in wanted):
            break
        xbmc.sleep(50)
    if "stale" in task:
        old = xbmcaddon.Addon(task["addon"])
        value = old.getSetting(task["stale"])
        open(sys.argv[1] + ".read", "w").close()
        while not os.path.exists(sys.argv[1] + ".write"):
            xbmc.sleep(50)
        old.setSetting(task["stale"], value)
    if "log" in task:
        xbmc.log(task["log"], xbmc.LOGDEBUG)
    if "cry" in task:
        raise RuntimeError(task["cry"])
finally:
    open(sys.argv[1] + ".done", "w").close()
"""


def add_hand(kodi: Kodi) -> None:
    """Put the add-on into a running Kodi."""
    folder = kodi.home.addons / HAND_ID
    folder.mkdir()
    (folder / "addon.xml").write_text(_ADDON_XML, encoding="utf-8")
    (folder / "default.py").write_text(_SCRIPT, encoding="utf-8")
    kodi.builtin("UpdateLocalAddons")
    wait_for(f"Kodi to find {HAND_ID}", lambda: kodi.addon(HAND_ID))
    kodi.enable_addon(HAND_ID)


def set_settings(kodi: Kodi, values: dict[str, str], addon_id: str = ADDON_ID) -> None:
    """Set some of an add-on's settings in a running Kodi."""
    _do(kodi, addon=addon_id, settings=values)


def fit_for_tests(kodi: Kodi) -> None:
    """Have accounts checked right after each start, and give this Kodi a port of its own for the page."""
    set_settings(kodi, {"start.delay": "0", "page.port": str(free_port())})


def write_log(kodi: Kodi, line: str) -> None:
    """Write a line into kodi.log, as a careless add-on would."""
    _do(kodi, log=line)
    wait_for("the line in the log", lambda: line in kodi.log_text())


def raise_error(kodi: Kodi, text: str) -> None:
    """Let a script die with a traceback in kodi.log."""
    _do(kodi, cry=text)
    wait_for("the traceback in the log", lambda: text in kodi.log_text())


@contextmanager
def stale_copy(kodi: Kodi, name: str, addon_id: str = ADDON_ID) -> Iterator[None]:
    """Read the settings in another interpreter now, and have it write one of them back at the end."""
    with tempfile.TemporaryDirectory(dir=kodi.home.path) as folder:
        path = Path(folder, "task.json")
        path.write_text(json.dumps({"addon": addon_id, "stale": name}), encoding="utf-8")
        kodi.execute_addon(HAND_ID, str(path))
        wait_for("the copy to be read", Path(f"{path}.read").exists, every=0.02)
        yield
        Path(f"{path}.write").touch()
        wait_for("the copy to be written", Path(f"{path}.done").exists, every=0.02)


def _do(kodi: Kodi, **task: Any) -> None:
    """Have a task done and wait for its end. It goes through a file: Kodi logs the arguments of a script."""
    with tempfile.TemporaryDirectory(dir=kodi.home.path) as folder:
        path = Path(folder, "task.json")
        path.write_text(json.dumps(task), encoding="utf-8")
        kodi.execute_addon(HAND_ID, str(path))
        wait_for("the task's end", Path(f"{path}.done").exists, every=0.02)
