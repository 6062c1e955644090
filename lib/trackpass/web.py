"""One HTTP client for every tracker: who we are, timeouts, verified TLS; a reply is a value.

``requests`` is imported at the first call: a box without accounts never loads it.
Secrets that come back in a reply are registered with the redactor before anybody can use them.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from time import monotonic
from types import ModuleType
from typing import TYPE_CHECKING, Any, Callable, Dict, Mapping, NamedTuple, Optional

from trackpass.clocks import TrackerTime, epoch_of
from trackpass.errors import Problem, Unreachable
from trackpass.redaction import Redactor, without
from trackpass.rests import Rests, name_of

if TYPE_CHECKING:
    from trackpass.wire import Wire

CONNECT_TIMEOUT = 6.0
READ_TIMEOUT = 9.0
CALL_TIMEOUT = 25.0
"""Seconds for a call as a whole: one that drips in byte by byte never meets the timeout of a read."""
LONGEST_BODY = 1 << 20
LONGEST_NUMBER = 10
SECRET_FIELDS = ("access_token", "refresh_token", "device_code", "user_code", "session_id", "request_token")

GUESSER, GUESSER_VERSION = "chardet", "5.1.0"
"""What requests loads to guess the encoding of texts, and a version of it that it takes."""

log = logging.getLogger(__name__)


def agent_token(text: str) -> str:
    """The text as one word of a User-Agent (RFC 9110, token characters only)."""
    return re.sub(r"[^A-Za-z0-9.~_-]", "", text) or "0"


class Reply(NamedTuple):
    """An answer of a tracker, whatever its status. ``headers`` are keyed in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def __repr__(self) -> str:
        return without(self, "body")

    @property
    def fields(self) -> Dict[str, Any]:
        """The body as a JSON object; empty when it is anything else.

        Its texts can be written as UTF-8. JSON's need not: a tracker that cuts a name inside an emoji sends
        half of a character, which neither a setting nor a header of the next call takes.
        """
        try:
            found = json.loads(self.body)
            found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def is_page(self) -> bool:
        """Whether a web page came where JSON was due (gatekeepers and maintenance)."""
        start = self.body.lstrip()[:1]
        return start == b"<" or (bool(start) and "html" in self.headers.get("content-type", "").lower())

    @property
    def is_gatekeepers(self) -> bool:
        """Whether Cloudflare answered in the tracker's place, in JSON since we take that (RFC 9457).

        Source: developers.cloudflare.com, changelog of 11 March 2026, "JSON responses for 1xxx errors": 403 a
        block, 409 or 530 trouble with names, 429 a rate limit.
        """
        return self.fields.get("cloudflare_error") is True

    @property
    def date(self) -> Optional[float]:
        """The tracker's own time, epoch seconds, from the ``Date`` header."""
        return epoch_of(self.headers.get("date", ""))

    @property
    def retry_after(self) -> Optional[float]:
        """Seconds to wait, from ``Retry-After`` as whole seconds or as a date (RFC 9110, 10.2.3)."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER:
            return float(text)
        until, now = epoch_of(text), self.date
        return max(0.0, until - now) if until is not None and now is not None else None


def _leave_out_guesser() -> None:
    """Has requests load nothing for guessing: that is as large as requests itself, and we read bytes only."""
    if "requests" not in sys.modules and GUESSER not in sys.modules:
        empty = ModuleType(GUESSER)
        vars(empty)["__version__"] = GUESSER_VERSION
        sys.modules[GUESSER] = empty


class HttpClient:
    """Calls trackers. Every method raises :class:`Unreachable` when no reply came at all.

    ``proxy`` tells the address of the proxy to use, "" for none; it is asked before the first call, and again
    after a call that failed or a change of the settings.
    """

    def __init__(
        self,
        user_agent: str,
        redactor: Redactor,
        time: Optional[TrackerTime] = None,
        proxy: Callable[[], str] = str,
        rests: Optional[Rests] = None,
    ) -> None:
        self.user_agent = user_agent
        self._redactor = redactor
        self._time = time
        self._is_told_time = False
        self._rests = rests
        self._proxy = proxy
        self._is_proxy_known = False
        self._wire: Optional[Wire] = None
        self._lock = threading.Lock()
        self._stopped = False

    def get(
        self,
        url: str,
        *,
        params: Optional[Mapping[str, str]] = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> Reply:
        """GET ``url``."""
        return self._call("GET", url, params=params, headers=headers)

    def post(
        self,
        url: str,
        body: Mapping[str, str],
        *,
        params: Optional[Mapping[str, str]] = None,
        headers: Optional[Mapping[str, str]] = None,
        form: bool = False,
    ) -> Reply:
        """POST ``body`` as a JSON object, or as a form (``application/x-www-form-urlencoded``)."""
        return self._call(
            "POST", url, params=params, headers=headers, **{"data" if form else "json": dict(body)}
        )

    def delete(
        self,
        url: str,
        body: Mapping[str, str],
        *,
        params: Optional[Mapping[str, str]] = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> Reply:
        """DELETE with ``body`` as a JSON object."""
        return self._call("DELETE", url, params=params, headers=headers, json=dict(body))

    def settings_changed(self) -> None:
        """Looks for the proxy anew at the next call."""
        self._is_proxy_known = False

    def connect_anew(self) -> None:
        """Gives back the connections: one that died in a sleep hangs, and the call on it counts as sent."""
        with self._lock:
            if self._wire is not None:
                self._wire.close()

    def send_no_more(self) -> None:
        """Keeps back what is not sent yet: Kodi stops, and cuts off answers. For another thread."""
        self._stopped = True

    def interrupt(self) -> None:
        """Cuts off a call that hangs and refuses all further ones; for another thread, when Kodi stops."""
        with self._lock:
            self._stopped = True
            if self._wire is not None:
                self._wire.cut()

    def close(self) -> None:
        """Gives back every connection, for good."""
        self._stopped = True
        self.connect_anew()

    def _call(self, method: str, url: str, **options: Any) -> Reply:
        place = url.split("/")[2]
        call = name_of(method, self._redactor.clean(url), options.values())
        left = self._rests.left(call) if self._rests else 0.0
        if left:
            log.debug("%s %s: not for %.0f s", method, place, left)
            raise Unreachable(Problem.BUSY, left)
        began = monotonic()
        headers = {
            "User-Agent": self.user_agent,
            "Accept": "application/json",
            **(options.pop("headers") or {}),
        }
        try:
            wire = self._ready()
            if not self._is_proxy_known:
                wire.use_proxy(self._proxy())
                self._is_proxy_known = True
            reply = Reply(*wire.send(method, url, headers=headers, **options))
        except Unreachable as error:
            self._is_proxy_known = False
            problem = self._blamed(error.problem)
            log.debug("%s %s: %s", method, place, problem.value)
            raise Unreachable(problem, lost=error.lost) from None
        if self._time and reply.date:
            self._time.learn(reply.date)
            self._is_told_time = True
        if self._rests and reply.status >= 400 and reply.retry_after:
            self._rests.note(call, reply.retry_after)
        fields = reply.fields
        self._redactor.hide(*(str(fields[name]) for name in SECRET_FIELDS if fields.get(name)))
        log.debug("%s %s: %d in %.2f s", method, place, reply.status, monotonic() - began)
        return reply

    def _blamed(self, problem: Problem) -> Problem:
        """A certificate of the wrong date is the clock's fault, unless a reply told that it is right."""
        if problem not in (Problem.CERTIFICATE, Problem.CLOCK):
            return problem
        unsure = problem is Problem.CLOCK and not self._is_told_time
        wrong = self._time is not None and (unsure or self._time.box_is_wrong())
        return Problem.CLOCK if wrong else Problem.CERTIFICATE

    def _ready(self) -> Wire:
        if not self._stopped:
            _leave_out_guesser()
            from trackpass.wire import Wire  # outside the lock: on a slow card it takes seconds
        with self._lock:
            if self._stopped:
                raise Unreachable(Problem.NETWORK)
            if self._wire is None:
                timeouts = (CONNECT_TIMEOUT, READ_TIMEOUT)
                self._wire = Wire(timeouts, CALL_TIMEOUT, LONGEST_BODY, lambda: not self._stopped)
            return self._wire
