"""Simkl's limits (resources/rate-limits): GETs too fast meet 429, POSTs too fast a block.

The block answers 412, also to an app that is known.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from .exchange import current
from .limits import Limit
from .records import Request
from .simkl_wire import client_id_of

if TYPE_CHECKING:
    from .simkl import Simkl

GETS = Limit("GETs", 10, 1)
POSTS_APART = 1.0
LASTS = 5.0
"""In so many times the pause that was asked for; Simkl does not say how long it is."""


class Block:
    """Who is kept out until when, on the clock by which calls are counted."""

    def __init__(self) -> None:
        self._until: defaultdict[str, float] = defaultdict(lambda: float("-inf"))

    def answer(self, simkl: Simkl) -> Response | None:
        """The refusal while there is a block; each call that meets it makes it longer."""
        request = current().request
        who, now = _who(request), simkl.clock.pace()
        apart = simkl.posts_apart or POSTS_APART * simkl.limited
        if apart and request.method == "POST" and simkl.too_soon(Limit("POST", 1, apart), who):
            self._until[who] = max(self._until[who], now)
        if now > self._until[who]:
            return None
        self._until[who] += LASTS * apart
        return simkl.blocked()


def limited_gets(simkl: Simkl) -> Response | None:
    """The refusal of a GET too many."""
    request = current().request
    if not simkl.limited or request.method != "GET" or not simkl.too_soon(GETS, _who(request)):
        return None
    return simkl.rate_limited("rate_limit", request.path)


def _who(request: Request) -> str:
    """The account's token, or the app of a call without one."""
    return str(request.headers.get("Authorization", "")) or client_id_of(request)
