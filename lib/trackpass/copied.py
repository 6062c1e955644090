"""Sign-ins that came from another box with a copy of the add-on's data: a hint, never a block.

Two boxes that share one sign-in lose it sooner or later, since a refresh token works once. So the owner is
told once, and may sign in anew.
"""

from __future__ import annotations

import logging
from typing import Callable

from trackpass.board import Board
from trackpass.errors import Problem
from trackpass.model import AccountView, Notice
from trackpass.notebook import Notebook

log = logging.getLogger(__name__)

FACT = "copied"


class Copied:
    """``is_another`` compares the marks of this box with those of last time."""

    def __init__(self, notebook: Notebook, board: Board, is_another: Callable[[], bool]) -> None:
        self._notebook = notebook
        self._board = board
        self._is_another = is_another

    def look(self, has_account: bool) -> None:
        """Tells the owner once when this is another box than last time; the hint stays up until decided."""
        if self._is_another() and has_account:
            log.warning("The sign-ins came from another box")
            self._notebook.remember(FACT, "true")
            self._board.notify(Notice("trouble", AccountView("", problem=Problem.COPIED.value)))
        self._board.show_copied(bool(self._notebook.recall(FACT)))

    def forget(self) -> None:
        """The owner decided, or nothing is left to share."""
        self._notebook.remember(FACT, "")
        self._board.show_copied(False)
