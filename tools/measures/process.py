"""What Linux tells of a running Kodi: the CPU time of its threads, and its memory."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PROGRAM = "kodi.bin"
PYTHON_THREAD = "LanguageInvoker"
"""How Kodi calls each thread that runs Python; those that Python starts inherit the name."""
KIB_A_MB = 1000 / 1.024
NS_A_SECOND = 1e9


@dataclass(frozen=True)
class Reading:
    """Kodi at one moment: CPU seconds since its start, memory in MB.

    ``python``: of the threads that run Python. ``written``: what Kodi alone has and wrote, so that it cannot
    be dropped; ``resident``: with the files and libraries that it has loaded. Pages of files count as
    resident alone: they are shared as soon as anybody else on the box loads the same file.
    """

    cpu: float
    python: float
    written: float
    resident: float


def find(home: Path) -> int:
    """Return the process id of the Kodi that runs in this home.

    Raises:
        LookupError: there is none.
    """
    mark = f"HOME={home}".encode()
    for folder in PROC.iterdir():
        try:
            is_kodi = folder.name.isdigit() and (folder / "comm").read_text().strip() == PROGRAM
            if is_kodi and mark in (folder / "environ").read_bytes().split(b"\0"):
                return int(folder.name)
        except OSError:
            continue  # it has just ended, or is somebody else's
    raise LookupError(f"no Kodi runs in {home}")


def read(pid: int) -> Reading:
    """Take a reading."""
    memory = _memory(pid)
    written, resident = memory["Private_Dirty"] / KIB_A_MB, memory["Rss"] / KIB_A_MB
    return Reading(_cpu(pid), _python_cpu(pid), written, resident)


def _cpu(pid: int) -> float:
    return time.clock_gettime(~pid << 3 | 2)  # the process's own clock, as clock_getcpuclockid(3) makes it


def _python_cpu(pid: int) -> float:
    """The threads that have ended are not counted: the service's own live as long as it does."""
    total = 0
    for thread in (PROC / str(pid) / "task").iterdir():
        try:
            if (thread / "comm").read_text().strip() == PYTHON_THREAD:
                total += int((thread / "schedstat").read_text().split()[0])
        except OSError:
            continue
    return total / NS_A_SECOND


def _memory(pid: int) -> dict[str, int]:
    """In KiB, by the names of proc(5)."""
    lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    return {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}
