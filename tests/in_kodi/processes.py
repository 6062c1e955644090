"""Child processes that never outlive a test, and the free ports and displays they need."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
from pathlib import Path

Size = tuple[int, int]
SCREEN: Size = (1280, 720)  # what Kodi draws on; windows are laid out in 1920 x 1080 and scaled to it


class Group:
    """One program with everything it starts, in a process group of its own that ends as a whole."""

    def __init__(self, command: list[str], environment: dict[str, str], output: Path) -> None:
        """Start `command`; what it and its children print is appended to the file `output`."""
        with output.open("ab") as stream:
            self._leader = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        """Whether the program itself has not ended yet."""
        return self._leader.poll() is None

    def wait(self, seconds: float) -> None:
        """Wait for the program's end.

        Raises:
            subprocess.TimeoutExpired: it still runs after so many seconds.
        """
        self._leader.wait(seconds)

    def kill(self) -> None:
        """End the whole group at once, with SIGKILL. Harmless when it is gone already."""
        try:
            os.killpg(self._leader.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._leader.wait(10)


class Display:
    """An X server that draws into memory (Xvfb), on the first free display number."""

    def __init__(self, output: Path, size: Size = SCREEN) -> None:
        width, height = size
        reading, writing = os.pipe()
        screen = ["-screen", "0", f"{width}x{height}x24"]
        try:
            with output.open("ab") as stream:
                self._server = subprocess.Popen(
                    ["Xvfb", "-displayfd", str(writing), *screen, "+extension", "GLX", "-nolisten", "tcp"],
                    stdin=subprocess.DEVNULL,
                    stdout=stream,
                    stderr=subprocess.STDOUT,
                    pass_fds=(writing,),
                    start_new_session=True,
                )
        finally:
            os.close(writing)
        try:
            self.name = ":" + _line(reading, 30)
        except BaseException:
            self.close()
            raise
        finally:
            os.close(reading)

    def close(self) -> None:
        """End the server."""
        if self._server.poll() is None:
            self._server.terminate()
            try:
                self._server.wait(10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait(10)


def _line(descriptor: int, seconds: float) -> str:
    """Return what is written to a pipe, up to the line's end.

    Raises:
        TimeoutError: nothing came within so many seconds.
    """
    text = b""
    while not text.endswith(b"\n"):
        if not select.select([descriptor], [], [], seconds)[0]:
            raise TimeoutError("Xvfb did not say which display it took")
        piece = os.read(descriptor, 64)
        if not piece:
            raise TimeoutError("Xvfb ended before it had a display")
        text += piece
    return text.decode().strip()


def free_port() -> int:
    """Return a loopback TCP port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
