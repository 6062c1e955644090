"""Stands for the phone's door: notes what is asked of it, puts up an address, and is the phone's way in."""

from __future__ import annotations

import math
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from trackpass.model import PageView

LINGER = 0.05


class FakeDoor:
    """``calls`` in order; ``line`` and ``words`` are what a page would work with."""

    def __init__(self, line: Any, words: Any, clock: Callable[[], float], **parts: Any) -> None:
        self.line = line
        self.words = words
        self.clock = clock
        self.parts = parts
        self.calls: list[Any] = []
        self.threads: list[str] = []
        """Names of the threads that called."""
        self.due = math.inf

    def _note(self, call: Any) -> None:
        self.calls.append(call)
        self.threads.append(threading.current_thread().name)

    def open(self) -> None:
        self._note("open")
        self.due = math.inf
        self.parts["show"](PageView(f"http://{self.parts['address']()}:{self.parts['port']()}/page-token/"))

    def close(self) -> None:
        self._note("close")
        self.due = self.clock() + LINGER
        self.parts["show"](None)

    def tick(self) -> None:
        self._note("tick")
        self.due = math.inf

    def remote(self, enabled: bool, key: str) -> None:
        self._note(("remote", enabled, key))

    def stop(self) -> bool:
        self._note("stop")
        return True


class Doors:
    """Those that were built; their module is loaded when the first one is needed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.built: list[FakeDoor] = []
        module = ModuleType("trackpass.phone.door")
        module.Door = self._build  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "trackpass.phone.door", module)

    def _build(self, *arguments: Any, **parts: Any) -> FakeDoor:
        self.built.append(FakeDoor(*arguments, **parts))
        return self.built[-1]

    @property
    def only(self) -> FakeDoor:
        """The one that was built."""
        (found,) = self.built
        return found
