"""A thread that stands for one of Kodi's Python interpreters."""

import threading
from collections.abc import Callable
from typing import Any


class Interpreter(threading.Thread):
    """One running script or service; what it raised is in ``error``."""

    def __init__(self, addon_id: str, target: Callable[..., Any], args: tuple[Any, ...]) -> None:
        super().__init__(name=f"{addon_id}:{getattr(target, '__name__', 'run')}", daemon=True)
        self._target_and_args = (target, args)
        self.addon_id = addon_id
        self.error: BaseException | None = None

    def run(self) -> None:
        """Do the work and keep what it raised (a power cut is no Exception)."""
        target, args = self._target_and_args
        try:
            target(*args)
        except BaseException as error:
            self.error = error
            self.failed(error)

    def failed(self, error: BaseException) -> None:
        """Replaced by FakeKodi, which logs the traceback as Kodi does."""
