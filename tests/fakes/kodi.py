"""One pretended Kodi for a test, in this process.

A thread stands for an interpreter: the service runs in one, each script in another, the test in a third.
A test starts them with ``run`` and ends them with ``abort``; ``restart`` is Kodi down and up again.
"""

import json
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fakes.addons import InstalledAddon
from fakes.dialogs import DialogCall, Dialogs
from fakes.interpreters import Interpreter
from fakes.jsonrpc import answer_jsonrpc, split_builtin
from fakes.mail import Mailboxes
from fakes.settings import SettingsDialog, SettingsFile
from fakes.special import SpecialFolders

ADDON_ID = "script.trackpass"
HOME_WINDOW = 10000
ROOT = Path(__file__).resolve().parents[2]

_current: "FakeKodi | None" = None


def current() -> "FakeKodi":
    """Return the FakeKodi in use. Raises RuntimeError when a test forgot to make one."""
    if _current is None:
        raise RuntimeError("No FakeKodi is in use: ask for the fixture 'fake'")
    return _current


class FakeKodi:
    """All that the fake modules act on, and all that a test looks at."""

    def __init__(self, home: Path, addon: Path = ROOT) -> None:
        self.folders = SpecialFolders(home)
        self.log: list[tuple[int, str]] = []
        self.errors: list[Exception] = []
        self.builtins: list[str] = []
        self.jsonrpc_calls: list[dict[str, Any]] = []
        self.jsonrpc: dict[str, Callable[[dict[str, Any]], Any]] = {}
        self.dialogs = Dialogs()
        self.opened_settings: list[str] = []
        self.conditions: dict[str, bool] = {"System.Platform.Linux": True}
        self.labels: dict[str, str] = {"System.BuildVersion": "20.1 (20.1.0) Git:20230312-2be9a7b4cb"}
        self.address = "127.0.0.1"
        self.playing_video = False
        self.aborting = False
        self.mail = Mailboxes(self._callback_failed)
        self.monitors: weakref.WeakSet[Any] = weakref.WeakSet()
        self.players: weakref.WeakSet[Any] = weakref.WeakSet()
        self.windows: list[Any] = []  # the open ones, the topmost last
        self.properties: dict[int, dict[str, str]] = {}
        self._addons: dict[str, InstalledAddon] = {}
        self._settings: dict[str, SettingsFile] = {}
        self._interpreters: list[Interpreter] = []
        self._watchers: list[Callable[[str, dict[str, Any]], None]] = []
        self.install(addon)

    def __enter__(self) -> "FakeKodi":
        """Be the Kodi that the fake modules act on."""
        global _current
        if _current is not None:
            raise RuntimeError("Another FakeKodi is in use")
        _current = self
        return self

    def __exit__(self, *_: object) -> None:
        """Shut down whatever still runs, and make room for the next one."""
        global _current
        try:
            self.abort()
        finally:
            _current = None

    # What the add-on sees

    def install(self, folder: Path) -> InstalledAddon:
        """Make an add-on known by the folder of its addon.xml."""
        probe = InstalledAddon(folder, folder)
        addon = InstalledAddon(folder, self.folders.data_of(probe.id))
        self._addons[addon.id] = addon
        self._settings[addon.id] = SettingsFile(addon, self._settings_changed)
        return addon

    def addon(self, addon_id: str | None) -> InstalledAddon:
        """Find an installed add-on; None means the one whose interpreter asks."""
        wanted = addon_id or getattr(threading.current_thread(), "addon_id", ADDON_ID)
        if wanted not in self._addons:
            raise RuntimeError(f"Unknown addon id '{wanted}'.")
        return self._addons[wanted]

    def settings(self, addon_id: str = ADDON_ID) -> SettingsFile:
        """Return the settings file of an add-on."""
        return self._settings[addon_id]

    def write_log(self, level: int, text: str) -> None:
        """Add a line to the log."""
        self.log.append((level, text))

    def wait(self, seconds: float, until: Callable[[], bool] | None = None) -> bool:
        """Wait on this thread as Kodi's calls do: with callbacks, until a shutdown; 0 or less is for ever."""
        return self.mail.wait(until or (lambda: self.aborting), seconds if seconds > 0 else None)

    def condition(self, name: str) -> bool:
        """Answer ``xbmc.getCondVisibility``."""
        if name.lower() == "window.isactive(addonsettings)":
            return any(file.dialog for file in self._settings.values())
        if name.lower() == "player.hasvideo":
            return self.playing_video
        return self.conditions.get(name, False)

    def run_builtin(self, text: str) -> None:
        """Record a built-in function; NotifyAll is really done."""
        self.builtins.append(text)
        name, arguments = split_builtin(text)
        if name.lower() == "notifyall" and len(arguments) >= 2:
            data = json.loads(arguments[2]) if len(arguments) > 2 else None
            self.notify(arguments[0], arguments[1], data)

    def run_jsonrpc(self, text: str) -> str:
        """Answer a JSON-RPC request; NotifyAll is really done, for others a test sets ``jsonrpc[method]``."""
        return answer_jsonrpc(self, text)

    def show_dialog(self, call: DialogCall, back: Any) -> Any:
        """Record a dialog and return the answer."""
        self.tell(call.kind, heading=call.heading, message=call.message)
        return self.dialogs.ask(call, back)

    def set_property(self, window_id: int, name: str, value: str) -> None:
        """Set a property of a window that all interpreters share; empty removes it."""
        store = self.properties.setdefault(window_id, {})
        if value:
            store[name.lower()] = value
        else:
            store.pop(name.lower(), None)
        self.tell("property", window=window_id, name=name, value=value)
        self.mail.wake()

    def tell(self, kind: str, **details: Any) -> None:
        """Let the watchers know what would be seen on the screen now."""
        for watcher in list(self._watchers):
            watcher(kind, details)

    # What a test does

    def home_property(self, name: str) -> str:
        """Read a property of the Home window."""
        return self.properties.get(HOME_WINDOW, {}).get(name.lower(), "")

    def watch(self, watcher: Callable[[str, dict[str, Any]], None]) -> None:
        """Call this with the kind and details of all that changes on the screen, on the changing thread."""
        self._watchers.append(watcher)

    def notify(self, sender: str, message: str, data: Any = None) -> None:
        """Send what JSONRPC.NotifyAll sends: every monitor hears it, the sender's own too."""
        self._announce(sender, f"Other.{message}", json.dumps(data))

    def open_settings_dialog(self, addon_id: str = ADDON_ID) -> SettingsDialog:
        """Open the settings dialog, as the person would."""
        return SettingsDialog(self.settings(addon_id))

    def play_video(self, playing: bool = True) -> None:
        """Start or stop a video."""
        self.playing_video = playing
        for player in list(self.players):
            self.deliver(player, "onAVStarted" if playing else "onPlayBackStopped")
        data = json.dumps({"item": {"type": "unknown"}, "end": False})
        self._announce("xbmc", "Player.OnAVStart" if playing else "Player.OnStop", data)

    def press(self, action_id: int, button_code: int = 0) -> None:
        """Press a key (a keyboard's has a code) or a mouse button; the topmost window of a script gets it."""
        self.top_window().take_action(action_id, button_code)

    def click(self, control_id: int) -> None:
        """Choose a button in the topmost window of a script."""
        self.top_window().take_click(control_id)

    def top_window(self) -> Any:
        """Return the topmost open window of a script."""
        assert self.windows, "No window of a script is open"
        return self.windows[-1]

    def run(self, target: Callable[..., Any], *args: Any, addon_id: str = ADDON_ID) -> Interpreter:
        """Start a script or the service in an interpreter (a thread) of its own."""
        interpreter = Interpreter(addon_id, target, args)
        interpreter.failed = self._log_traceback  # type: ignore[method-assign]
        self._interpreters.append(interpreter)
        interpreter.start()
        return interpreter

    def wait_until(self, happened: Callable[[], Any], seconds: float = 5.0) -> Any:
        """Wait for what another interpreter does, and return it; fails with the log when it does not come."""
        end = time.monotonic() + seconds
        while not (found := happened()):
            if time.monotonic() > end:
                lines = "\n".join(text for _, text in self.log[-20:])
                raise AssertionError(f"did not happen within {seconds} s; the log ends with\n{lines}")
            time.sleep(0.005)
        return found

    def abort(self, seconds: float = 5.0) -> None:
        """Shut Kodi down, and fail when an interpreter is not gone after the 5 s that Kodi gives it."""
        self.aborting = True
        self.mail.wake()
        end = time.monotonic() + seconds
        for interpreter in self._interpreters:
            interpreter.join(max(0.0, end - time.monotonic()))
        late = [one.name for one in self._interpreters if one.is_alive()]
        self._interpreters = []
        if late:
            raise AssertionError(f"still running {seconds} s after the shutdown began: {late}")

    def restart(self) -> None:
        """Shut Kodi down and start it again: files and log stay, windows and their properties do not."""
        self.abort()
        self.windows.clear()
        self.properties.clear()
        for file in self._settings.values():
            file.dialog = None
        self.playing_video = False
        self.aborting = False

    # Behind the scenes

    def deliver(self, receiver: Any, callback: str, *args: Any) -> None:
        """Post a callback to the thread that made the receiver."""
        self.mail.post(receiver.fake_owner, lambda: getattr(receiver, callback)(*args))

    def _announce(self, sender: str, method: str, data: str) -> None:
        for monitor in list(self.monitors):
            self.deliver(monitor, "onNotification", sender, method, data)

    def _settings_changed(self, addon_id: str) -> None:
        for monitor in list(self.monitors):
            if getattr(monitor.fake_owner, "addon_id", ADDON_ID) == addon_id:
                self.deliver(monitor, "onSettingsChanged")

    def _callback_failed(self, error: Exception) -> None:
        self.errors.append(error)
        self._log_traceback(error)

    def _log_traceback(self, error: BaseException) -> None:
        self.write_log(3, "".join(traceback.format_exception(error)))
