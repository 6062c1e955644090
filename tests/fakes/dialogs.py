"""The dialogs that a script opened, and the answers that a test gave beforehand."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class DialogCall:
    """One dialog or notification, as the person saw it."""

    kind: str
    heading: str
    message: str = ""
    rows: list[str] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)


class Dialogs:
    """Records every dialog and gives the queued answers; with none left it is as if Back was pressed."""

    def __init__(self) -> None:
        self.calls: list[DialogCall] = []
        self._answers: dict[str, deque[Any]] = {}

    def answer(self, kind: str, *answers: Any) -> None:
        """Queue answers for ``select``, ``yesno``, ... A text stands for the row that reads so.

        A callable is called with the dialog and returns the answer, at the moment the dialog is open.
        """
        self._answers.setdefault(kind, deque()).extend(answers)

    def ask(self, call: DialogCall, back: Any) -> Any:
        """Record the dialog and return its answer."""
        self.calls.append(call)
        waiting = self._answers.get(call.kind)
        given = waiting.popleft() if waiting else back
        if callable(given):
            given = given(call)
        if call.kind in ("select", "contextmenu") and isinstance(given, str):
            if given not in call.rows:
                raise AssertionError(f"{given!r} is not among the rows {call.rows!r}")
            return call.rows.index(given)
        return given

    def of(self, kind: str) -> list[DialogCall]:
        """Return the recorded calls of one kind."""
        return [call for call in self.calls if call.kind == kind]
