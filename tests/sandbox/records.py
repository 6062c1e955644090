"""What went over the wire, and what was wrong with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import Headers

from .clock import monotonic


@dataclass
class Request:
    """One request as it arrived. ``status`` is None while unanswered and after a dropped connection."""

    at: float
    """Monotonic seconds."""
    host: str
    method: str
    path: str
    query: dict[str, str]
    headers: Headers
    """Looked up without regard to case."""
    body: dict[str, Any] | None
    """Fields of a JSON or form body; None for no body or one that is neither."""
    raw_body: bytes = field(default=b"", repr=False)
    tracker: str = ""
    """``simkl``, ``trakt`` or ``tmdb``."""
    route: str = ""
    """``start``, ``poll``, ``token``, ``refresh``, ``revoke``, ``check``, ``key``, ``user``, ``phone`` or
    ``other``."""
    app: str = ""
    """Name of the registered app, once its id was recognised."""
    status: int | None = None
    fault: str = ""
    """Kind of the fault that answered, if one did."""
    lost: bool = False
    """The client did not get to see the tracker's own answer."""
    done: float | None = None
    """Monotonic seconds of the answer."""

    @classmethod
    def from_environ(cls, environ: Mapping[str, Any], raw_body: bytes) -> Request:
        """Read a WSGI request whose body was already taken off the stream."""
        headers = Headers()
        for key, value in environ.items():
            if key.startswith("HTTP_"):
                headers.add(key[5:].replace("_", "-").title(), value)
        for key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            if environ.get(key):
                headers.add(key.replace("_", "-").title(), environ[key])
        return cls(
            at=monotonic(),
            host=environ.get("HTTP_HOST", "").split(":")[0].lower(),
            method=environ["REQUEST_METHOD"],
            path=environ.get("PATH_INFO", "/"),
            query=dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
            headers=headers,
            body=_fields(headers.get("Content-Type", ""), raw_body),
            raw_body=raw_body,
        )

    @property
    def content_type(self) -> str:
        """Media type of the body without parameters, lower case."""
        return str(self.headers.get("Content-Type", "")).split(";")[0].strip().lower()

    def value(self, name: str) -> str:
        """A field of the body as text, empty when missing."""
        found = (self.body or {}).get(name)
        return "" if found is None else str(found)


def _fields(content_type: str, raw: bytes) -> dict[str, Any] | None:
    if not raw:
        return None
    try:
        text = raw.decode("utf-8")
        if "x-www-form-urlencoded" in content_type:
            return dict(parse_qsl(text, keep_blank_values=True))
        parsed = json.loads(text)
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


@dataclass(frozen=True)
class Refused:
    """A request at the proxy for a host that is no tracker, or over plain http."""

    host: str
    port: int
    method: str
    user_agent: str

    def __str__(self) -> str:
        return f"{self.method} {self.host}:{self.port}"


class Journal:
    """Everything that the sandbox remembers about the traffic. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.log: list[Request] = []
        self.violations: list[str] = []
        self.refused: list[Refused] = []
        self.refused_browser: list[Refused] = []
        self.secrets: set[str] = set()

    def add(self, request: Request) -> None:
        """Log a request as soon as it is known, so that one that hangs can be seen."""
        with self._lock:
            self.log.append(request)

    def violate(self, text: str) -> None:
        """Note that a client broke a rule. The text must hold no secret."""
        with self._lock:
            self.violations.append(text)

    def refuse(self, refused: Refused) -> None:
        """Note a request for a foreign host; a browser's own traffic is kept apart from the add-on's."""
        with self._lock:
            browser = refused.user_agent.startswith("Mozilla/")
            (self.refused_browser if browser else self.refused).append(refused)

    def secret(self, value: str) -> str:
        """Remember a secret and hand it back."""
        with self._lock:
            self.secrets.add(value)
        return value

    def mask(self, text: str) -> str:
        """The text with every known secret replaced."""
        with self._lock:
            known = sorted(self.secrets, key=len, reverse=True)
        for secret in known:
            text = text.replace(secret, "***")
        return text

    def reset(self) -> None:
        """Forget the traffic. The secrets stay known: a log file that is searched for them may be older."""
        with self._lock:
            for kept in (self.log, self.violations, self.refused, self.refused_browser):
                kept.clear()
