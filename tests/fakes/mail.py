"""Callbacks, delivered as Kodi delivers them: on the thread that made the object, and only while it waits."""

import threading
import time
import weakref
from collections import deque
from collections.abc import Callable

Letter = Callable[[], None]


class Mailboxes:
    """One box of waiting callbacks a thread."""

    def __init__(self, on_error: Callable[[Exception], None]) -> None:
        self._boxes: weakref.WeakKeyDictionary[threading.Thread, deque[Letter]] = weakref.WeakKeyDictionary()
        self._changed = threading.Condition()
        self._on_error = on_error

    def post(self, thread: threading.Thread, letter: Letter) -> None:
        """Leave a callback for the thread; it runs there at that thread's next wait."""
        with self._changed:
            self._boxes.setdefault(thread, deque()).append(letter)
            self._changed.notify_all()

    def wake(self) -> None:
        """Make every waiting thread look again at what it waits for."""
        with self._changed:
            self._changed.notify_all()

    def wait(self, until: Callable[[], bool], seconds: "float | None") -> bool:
        """Wait on this thread and run its callbacks meanwhile; tell whether ``until`` came true.

        ``seconds`` None waits for ever. What was posted before the time was up is still delivered.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            letter = self._next_letter(until, deadline)
            if letter is None:
                return until()
            try:
                letter()
            except Exception as error:  # Kodi prints a callback's traceback and goes on
                self._on_error(error)

    def _next_letter(self, until: Callable[[], bool], deadline: "float | None") -> "Letter | None":
        with self._changed:
            box = self._boxes.setdefault(threading.current_thread(), deque())
            while not until():
                if box:
                    return box.popleft()
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    return None
                self._changed.wait(left)
            return None
