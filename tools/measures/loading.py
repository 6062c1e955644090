"""What is loaded when, by the Python that Kodi runs on: import time by module."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from in_kodi import releases
from in_kodi.kodi import CACHE, SYSTEM_PATH
from in_kodi.modules import build_modules
from tools.measures.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
TRIES = 5
SLOWEST = 12
LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|( *)(\S+)")
STAND_INS = """
import sys, types
for name in ("xbmc", "xbmcaddon", "xbmcgui", "xbmcvfs"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__getattr__ = lambda attribute: type(attribute, (), {})
"""
STEPS = {
    "the service starts": "trackpass.kodi.service",
    "the script starts": "trackpass.kodi.script",
    "the first call": "trackpass.wire",
    "the first QR code": "pyqrcode",
    "the phone page opens": "trackpass.phone.door",
}
"""What an interpreter loads at each step, when nothing but Python itself is loaded."""

Times = dict[str, float]
"""Milliseconds that each module took by itself."""


def figures(release: str) -> list[Figure]:
    """The import time of each step, and of the slowest modules of the service's start."""
    measured = {step: [_import(release, module) for _ in range(TRIES)] for step, module in STEPS.items()}
    found = []
    for step, runs in measured.items():
        count = len(runs[0])
        found.append(Figure(f"import when {step}, {count} modules", "ms", tuple(map(_total, runs))))
    return [*found, *_slowest(measured["the service starts"])]


def _total(run: Times) -> float:
    return sum(run.values())


def _slowest(runs: Iterable[Times]) -> list[Figure]:
    times = defaultdict(list)
    for run in runs:
        for module, took in run.items():
            times[module].append(took)
    slowest = sorted(times.items(), key=lambda each: -median(each[1]))[:SLOWEST]
    return [Figure(f"  of the service's start: {module}", "ms", tuple(took)) for module, took in slowest]


def _import(release: str, module: str) -> Times:
    """Import it in a fresh interpreter; what Python itself had loaded before does not count."""
    code = f"{STAND_INS}\nsys.stderr.write('begin\\n')\nimport {module}"
    folders = [ROOT / "lib", *(folder / "lib" for folder in build_modules(CACHE, release))]
    python = shutil.which("python3", path=SYSTEM_PATH) or "python3"
    done = subprocess.run(
        [*releases.enter(release), python, "-X", "importtime", "-c", code],
        env={"PATH": SYSTEM_PATH, "PYTHONPATH": os.pathsep.join(map(str, folders))},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = LINE.findall(done.stderr.partition("begin\n")[2])
    return {name: int(took) / 1000 for took, _, _, name in lines}
