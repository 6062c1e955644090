"""The remote control of a running Kodi, and its eyes as far as Kodi itself tells: JSON-RPC over HTTP."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any

from in_kodi.waiting import stays, wait_for

HOME_WINDOW = 10000

# Kodi's answer never needs a proxy, whatever the environment of the test run says.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class RpcError(Exception):
    """Kodi answered a JSON-RPC call with an error."""


class Remote:
    """Keys, windows, labels and properties of one Kodi, addressed by its HTTP port."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/jsonrpc"

    def rpc(self, method: str, /, **params: Any) -> Any:
        """Call a JSON-RPC method and return its result.

        Raises:
            RpcError: Kodi refused the call, or is about to end and has no answer any more.
            OSError: Kodi does not answer.
        """
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.address, body, {"Content-Type": "application/json"})
        with _OPENER.open(request, timeout=20) as reply:
            answer = json.load(reply)
        if "error" in answer:
            raise RpcError(f"{method}: {answer['error']}")
        if answer["result"] is None:
            raise RpcError(f"{method}: no answer")
        return answer["result"]

    # What is on

    def info_labels(self, *names: str) -> dict[str, str]:
        """Return Kodi's info labels, such as `Window(Home).Property(x)` or `Control.GetLabel(5)`."""
        return dict(self.rpc("XBMC.GetInfoLabels", labels=list(names)))

    def info_label(self, name: str) -> str:
        """Return one info label."""
        return self.info_labels(name)[name]

    def booleans(self, *names: str) -> dict[str, bool]:
        """Return Kodi's boolean conditions, such as `Window.IsVisible(10107)`."""
        return dict(self.rpc("XBMC.GetInfoBooleans", booleans=list(names)))

    def boolean(self, name: str) -> bool:
        """Return one boolean condition."""
        return self.booleans(name)[name]

    def home_property(self, name: str) -> str:
        """Return a property of the Home window."""
        return self.info_label(f"Window(Home).Property({name})")

    def window_property(self, name: str) -> str:
        """Return a property of the window or dialog that has the focus."""
        return self.info_label(f"Window.Property({name})")

    def current_window(self) -> int:
        """Return the id of the window or dialog on top; an add-on's window has an id of 13000 or more."""
        return int(self.rpc("GUI.GetProperties", properties=["currentwindow"])["currentwindow"]["id"])

    def current_window_label(self) -> str:
        """Return the name Kodi has for the window or dialog on top."""
        return str(self.rpc("GUI.GetProperties", properties=["currentwindow"])["currentwindow"]["label"])

    def window_file(self) -> str:
        """Return the XML file of the window or dialog on top, which names an add-on's window surely."""
        return self.info_label("Window.Property(xmlfile)")

    def focused_label(self) -> str:
        """Return the label of the control, or the row of a list, that has the focus."""
        label = str(self.rpc("GUI.GetProperties", properties=["currentcontrol"])["currentcontrol"]["label"])
        return label.strip("[]")  # Kodi puts brackets around the name of a folder or button

    # Keys

    def press(self, key: str, times: int = 1) -> None:
        """Press a key of the remote: up, down, left, right, select, back, contextmenu, home, info.

        Returns when Kodi has taken the key; what an add-on makes of it may still come.
        """
        for _ in range(times):
            self.rpc(f"Input.{key[0].upper()}{key[1:]}")
            # Handled by the same thread as the key, and after it.
            self.info_labels("System.CurrentControl")

    def up(self, times: int = 1) -> None:
        """Press Up."""
        self.press("up", times)

    def down(self, times: int = 1) -> None:
        """Press Down."""
        self.press("down", times)

    def left(self, times: int = 1) -> None:
        """Press Left."""
        self.press("left", times)

    def right(self, times: int = 1) -> None:
        """Press Right."""
        self.press("right", times)

    def select(self) -> None:
        """Press OK."""
        self.press("select")

    def back(self) -> None:
        """Press Back."""
        self.press("back")

    def context_menu(self) -> None:
        """Press the key for the context menu."""
        self.press("contextMenu")

    def walk_to(self, label: str, key: str = "down", limit: int = 40) -> None:
        """Press `key` until the control or row whose label starts with `label` has the focus.

        Raises:
            AssertionError: it was not reached with so many keys; the message names what was passed.
        """
        passed = []
        for _ in range(limit):
            before = self.focused_label()
            passed.append(before)
            if before.startswith(label):
                return
            self.press(key)
            self._moved_from(before)
        raise AssertionError(f"{label!r} not reached with {key}; passed {passed}")

    def _moved_from(self, label: str) -> None:
        try:
            wait_for("the focus to move", lambda: self.focused_label() != label, 1.5, 0.05)
        except TimeoutError:
            pass  # the end of a list, or two rows with one label: the caller's limit ends it

    # Windows

    def wait_window(self, window: int, seconds: float = 90) -> None:
        """Wait until the window or dialog with this id is on top."""
        wait_for(f"window {window}", lambda: self.current_window() == window, seconds)

    def go_home(self) -> None:
        """Close whatever is open and show the home screen."""
        self.rpc("GUI.ActivateWindow", window="home")
        for _ in range(10):
            try:
                # Between two dialogs of a script the home screen is on top, too, for a moment.
                stays("the home screen", lambda: self.current_window() == HOME_WINDOW, 0.5, 0.1)
                return
            except AssertionError:
                self.back()
                time.sleep(0.5)  # a dialog takes that long to fade, and hears no key meanwhile
        raise AssertionError(f"the home screen does not come; on top is {self.current_window_label()!r}")

    # Add-ons

    def open_window(self, window: str, *parameters: str) -> None:
        """Open one of Kodi's own windows, as a menu entry does."""
        extra = {"parameters": list(parameters)} if parameters else {}
        self.rpc("GUI.ActivateWindow", window=window, **extra)

    def execute_addon(self, addon_id: str, *arguments: str) -> None:
        """Run an add-on's script; the arguments become its `sys.argv[1:]`. Does not wait for its end."""
        self.rpc("Addons.ExecuteAddon", addonid=addon_id, params=list(arguments), wait=False)

    def notify_all(self, sender: str, message: str, data: Any = None) -> None:
        """Send a message to every add-on; it arrives as `Other.<message>`."""
        self.rpc("JSONRPC.NotifyAll", sender=sender, message=message, data=data)

    def addon(self, addon_id: str) -> dict[str, Any]:
        """Return version, enabled and broken of an installed add-on; empty when it is not installed."""
        wanted = ["version", "enabled", "broken", "name"]
        try:
            return dict(self.rpc("Addons.GetAddonDetails", addonid=addon_id, properties=wanted)["addon"])
        except RpcError:
            return {}

    def enable_addon(self, addon_id: str) -> None:
        """Enable an add-on, as the switch in its information window does."""
        self.rpc("Addons.SetAddonEnabled", addonid=addon_id, enabled=True)

    def answers(self) -> bool:
        """Return whether Kodi's JSON-RPC is up."""
        try:
            return bool(self.rpc("JSONRPC.Ping") == "pong")
        except (OSError, RpcError, ValueError):  # while it starts, it knows no method yet
            return False
