"""Simkl's block of clients that POST too fast: 412, also for an app that is known (resources/rate-limits)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from .exchange import current
from .records import Request
from .simkl_wire import client_id_of

if TYPE_CHECKING:
    from .simkl import Simkl

LASTS = 5.0
"""In so many times the pause that was asked for; Simkl does not say how long it is."""


class Block:
    """Who POSTed when, and who is kept out until when. All times are monotonic seconds."""

    def __init__(self) -> None:
        self._posted: defaultdict[str, float] = defaultdict(lambda: float("-inf"))
        self._until: defaultdict[str, float] = defaultdict(lambda: float("-inf"))

    def answer(self, simkl: Simkl) -> Response | None:
        """The refusal while there is a block; each call that meets it makes it longer."""
        exchange, apart = current(), simkl.posts_apart
        who, now = _who(exchange.request), exchange.request.at
        if not apart:
            return None
        if exchange.request.method == "POST":
            gap, self._posted[who] = now - self._posted[who], now
            if gap < apart:
                exchange.violate(f"a POST {gap:.2f} s after the last one, {apart:g} s are in force")
                self._until[who] = max(self._until[who], now)
        if now > self._until[who]:
            return None
        self._until[who] += LASTS * apart
        return simkl.blocked()


def _who(request: Request) -> str:
    """The account's token, or the app of a call without one."""
    return str(request.headers.get("Authorization", "")) or client_id_of(request)
