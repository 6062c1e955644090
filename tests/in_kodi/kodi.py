"""One real Kodi in a throw-away home: started, driven, looked at, and ended without a trace."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from in_kodi import releases
from in_kodi.home import ADDON_ID, Home, Ports
from in_kodi.modules import build_modules
from in_kodi.processes import SCREEN, Display, Group, Size, free_port
from in_kodi.remote import HOME_WINDOW, Remote
from in_kodi.screen import Screen
from in_kodi.toasts import Toast, ToastWatcher
from in_kodi.waiting import wait_for

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
"""Kodi's Python takes its library from the first `python3` on the path: a developer's own would break it."""

WEB_SERVER_UP = "]>: Started"
"""What Kodi's log says when JSON-RPC comes up, at its start and with each profile."""

CACHE = Path(__file__).resolve().parents[2] / ".cache"


class Kodi(Remote, Screen):
    """A Kodi with debug logging on, the module add-ons in place, and its own display, ports and session bus.

    Use it in a `with` statement; leaving it ends every process and removes the home.
    """

    def __init__(
        self,
        environment: Mapping[str, str] | None = None,
        display: str = "",
        size: Size = SCREEN,
        release: str = "",
    ) -> None:
        """Lay out the home; nothing runs yet but the display.

        Args:
            environment: what the sandbox wants in Kodi's environment (proxy, certificate authority).
            display: an X display to use, such as `:0`; empty for one of its own, in memory.
            size: of the display in memory, in pixels.
            release: of Kodi; empty for the one that this run of the tests is about.
        """
        self._release = release or releases.chosen()
        modules = build_modules(CACHE, self._release)  # first: it may fail, and then nothing is left running
        self._folder = Path(tempfile.mkdtemp(prefix="trackpass-kodi-"))
        self.home = Home(self._folder)
        self._ports = Ports(free_port(), free_port(), free_port())
        self.home.lay_out(self._ports)
        Remote.__init__(self, self._ports.http)
        self._own_display = None if display else Display(self._folder / "xvfb.out", size)
        Screen.__init__(self, display or (self._own_display.name if self._own_display else ""))
        self._environment = dict(environment or {})
        self.wrapper: list[str] = []
        """The program, with its arguments, that starts Kodi the next time; none: Kodi starts by itself."""
        self._process: Group | None = None
        self._to_enable = [self.home.add_folder(module) for module in modules]
        self._toasts: list[Toast] = []
        self._watcher: ToastWatcher | None = None

    def __enter__(self) -> Kodi:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End Kodi if it still runs, then the display, and remove the home."""
        try:
            self.kill()
        finally:
            if self._own_display:
                self._own_display.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    # Life

    @property
    def running(self) -> bool:
        """Whether Kodi's process lives."""
        return self._process is not None and self._process.running

    def start(self) -> None:
        """Start Kodi and wait until the home screen stands and the add-ons are enabled.

        Raises:
            TimeoutError: it did not come up.
        """
        assert not self.running
        self._launch()
        if not self._draws():
            self.kill()
            self._launch()
        # All that Kodi finds in its folder for the first time is disabled.
        while self._to_enable:
            self.enable_addon(self._to_enable.pop(0))

    def quit(self, seconds: float = 60) -> float:
        """Tell Kodi to quit, and return how many seconds passed until its process was gone.

        Raises:
            subprocess.TimeoutExpired: it still runs after `seconds`.
        """
        assert self._process is not None
        began = time.monotonic()
        self.rpc("Application.Quit")
        self._process.wait(seconds)
        took = time.monotonic() - began
        self.kill()
        return took

    def kill(self) -> None:
        """End Kodi as a power cut does (SIGKILL). Harmless when it does not run."""
        if self._process:
            self._process.kill()
        self._look_away()
        self._process = None

    def restart(self) -> None:
        """Quit Kodi if it runs, and start it again in the same home."""
        if self.running:
            self.quit()
        self.start()

    def wait_end(self) -> None:
        """Wait until Kodi ends by itself."""
        while self.running:
            time.sleep(0.2)

    def load_profile(self, name: str) -> None:
        """Load another profile, and wait until it stands; no add-on is enabled in one that is new.

        Kodi takes its network services down and up meanwhile. It would wait for good for a JSON-RPC call that
        waits for Kodi, so nothing is asked until they are up again, as its log tells.
        """
        self._look_away()
        before = self.log_text().count(WEB_SERVER_UP)
        self.builtin(f"LoadProfile({name})")
        wait_for("the profile", lambda: self.log_text().count(WEB_SERVER_UP) > before, every=0.5)
        self._watch_toasts()
        wait_for("Kodi's JSON-RPC", self.answers)
        assert self.info_label("System.ProfileName") == name

    # What happened

    def settings(self, addon_id: str = ADDON_ID) -> dict[str, str]:
        """Return the add-on's settings as its settings.xml has them now."""
        return self.home.read_settings(addon_id)

    def toasts(self) -> list[Toast]:
        """Return the toasts seen since the first start, in their order."""
        return self._toasts + (self._watcher.seen() if self._watcher else [])

    def log_text(self) -> str:
        """Return kodi.log, those of earlier starts included."""
        logs = [*sorted(self._folder.glob("kodi-*.log")), self.home.log]
        return "".join(log.read_text(encoding="utf-8", errors="replace") for log in logs if log.exists())

    def output(self) -> str:
        """Return what Kodi printed to its terminal."""
        return (self._folder / "kodi.out").read_text(encoding="utf-8", errors="replace")

    def builtin(self, function: str) -> None:
        """Run one of Kodi's built-in functions, over the event server, as no JSON-RPC method does."""
        command = ["kodi-send", "--host=127.0.0.1", f"--port={self._ports.events}", f"--action={function}"]
        subprocess.run(command, check=True, capture_output=True, timeout=30)

    def crash_reports(self) -> list[Path]:
        """Return what Kodi wrote when it crashed."""
        return sorted(self._folder.glob("kodi_crashlog-*.log"))

    def _launch(self) -> None:
        self._keep_log()
        session = [*releases.enter(self._release), "dbus-run-session", "--"]
        command = [*session, *self.wrapper, "kodi", "--standalone"]
        self._process = Group(command, self._child_environment(), self._folder / "kodi.out")
        self._watch_toasts()
        wait_for("Kodi's JSON-RPC", self._is_up)
        wait_for("the home screen", lambda: self.current_window() == HOME_WINDOW)

    def _watch_toasts(self) -> None:
        self._watcher = ToastWatcher(self, self)
        self._watcher.start()

    def _look_away(self) -> None:
        if self._watcher:
            self._watcher.stop()
            self._toasts += self._watcher.seen()
        self._watcher = None

    def _draws(self) -> bool:
        """Return whether the screen changes when another row is chosen.

        Once in a while Kodi on a virtual screen stays at its splash picture for good, though all else works.
        """
        before = self.picture().tobytes()
        self.down()
        try:
            wait_for("the screen to change", lambda: self.picture().tobytes() != before, 15)
        except TimeoutError:
            return False
        finally:
            self.up()
        return True

    def _keep_log(self) -> None:
        """Kodi keeps one old log only; a test wants them all."""
        if self.home.log.exists():
            number = len(list(self._folder.glob("kodi-*.log")))
            self.home.log.rename(self._folder / f"kodi-{number:03}.log")

    def _is_up(self) -> bool:
        if not self.running:
            raise RuntimeError(f"Kodi ended while it started: {self.output()[-2000:]}")
        return self.answers()

    def _child_environment(self) -> dict[str, str]:
        """Return a clean environment, so that nothing of the developer's session leaks into the test."""
        return {
            "PATH": SYSTEM_PATH,
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(self.home.runtime),
            "DISPLAY": self.display,
            **({"XAUTHORITY": os.environ["XAUTHORITY"]} if "XAUTHORITY" in os.environ else {}),
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "TZ": "UTC",
            **self._environment,
        }
