"""Who was told to stay away, and until when, whatever the call (``Retry-After``, RFC 9110, 10.2.3)."""

from __future__ import annotations

from werkzeug.wrappers import Response

from .clock import Clock
from .exchange import Exchange
from .signins import SLACK


class Rests:
    """By app and route, on the clock by which calls are counted. Only a 429 and a 5xx tell of a rest."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[tuple[str, str], float] = {}

    def clear(self) -> None:
        """Forget all of them."""
        self._until.clear()

    def judge(self, exchange: Exchange) -> None:
        """Note a call that comes before its rest is over, unless it was noted as a poll that comes early."""
        until = self._until.get((exchange.app_id, exchange.request.route))
        left = 0.0 if until is None else until - self._clock.pace()
        if left > SLACK and not exchange.early:
            exchange.violate(f"called {left:.2f} s before a Retry-After was over")

    def note(self, exchange: Exchange, response: Response) -> None:
        """Note the rest that an answer asks for."""
        wait, status = exchange.rest_in(response), response.status_code
        if wait and (status == 429 or status >= 500):
            self._until[exchange.app_id, exchange.request.route] = self._clock.pace() + wait
