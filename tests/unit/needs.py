"""Programs of the machine that a few tests want beside Python."""

from __future__ import annotations

import shutil

import pytest

from in_kodi import programs


def need(program: str) -> str:
    """Return the program's path; without it, skip with a line that says how to get it.

    All of them belong to what a real Kodi is driven with, so `dev.py test --require-kodi` stops before this.
    """
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"no {program} on this machine: apt-get install {programs.PROGRAMS[program]}")
    return path
