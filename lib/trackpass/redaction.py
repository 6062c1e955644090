"""Keeps secrets out of whatever is written: each is registered before its first use."""

from __future__ import annotations

import threading
from typing import Any, Set

HIDDEN = "***"
SHORTEST = 4
"""Shorter texts are not secrets anybody could guard; hiding them would blank out ordinary words."""


def without(value: Any, *secrets: str) -> str:
    """The ``repr`` of a named tuple without the fields ``secrets``."""
    seen = [f"{name}={part!r}" for name, part in value._asdict().items() if name not in secrets]
    return f"{type(value).__name__}({', '.join(seen)})"


class Redactor:
    """Knows every secret of this process and takes them out of texts. Safe to use from several threads."""

    def __init__(self) -> None:
        self._secrets: Set[str] = set()
        self._lock = threading.Lock()

    def hide(self, *secrets: str) -> None:
        """Registers secrets; empty and very short ones are passed over."""
        with self._lock:
            self._secrets.update(secret for secret in secrets if len(secret) >= SHORTEST)

    def clean(self, text: str) -> str:
        """The text with each registered secret replaced, the longest first."""
        with self._lock:
            secrets = sorted(self._secrets, key=len, reverse=True)
        for secret in secrets:
            text = text.replace(secret, HIDDEN)
        return text
