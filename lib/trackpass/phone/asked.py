"""One request as the page and the API read it, and the answers they give."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, Mapping, Optional
from urllib.parse import parse_qs

import bottle

from trackpass.errors import Problem
from trackpass.model import RUNNING, SignInView
from trackpass.phone.guard import Environ, Refused
from trackpass.phone.line import Line
from trackpass.phone.pool import CONNECTION, Connection

MOST_FIELDS = 20
LONGEST_VALUE = 2048
"""Characters of a value; TMDb's read access tokens have some 240."""
STEP = 0.25
"""Seconds between two looks at a sign-in that is about to change."""
WAIT_FOR_VERDICT = 4.0
"""Seconds that an answer waits for the tracker's verdict on an approval."""


class Asked:
    """The present request of this thread."""

    def __init__(self) -> None:
        self._environ: Environ = bottle.request.environ

    @property
    def root(self) -> str:
        """What the page's own addresses begin with, without a slash at the end."""
        return str(self._environ["SCRIPT_NAME"])

    @property
    def connection(self) -> Connection:
        """To wait on."""
        found: Connection = self._environ[CONNECTION]
        return found

    def query(self) -> Dict[str, str]:
        """What stands behind the question mark."""
        return _fields(str(self._environ.get("QUERY_STRING", "")))

    def form(self) -> Dict[str, str]:
        """What a form holds."""
        return _fields(self._body())

    def json(self) -> Mapping[str, str]:
        """A program's body: a JSON object of texts, empty without a body."""
        try:
            found = json.loads(self._body() or "{}")
        except (ValueError, RecursionError):
            raise Refused(400) from None
        if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
            raise Refused(400)
        return {name: _tidy(value) for name, value in found.items()}

    def _body(self) -> str:
        try:
            return str(self._environ["wsgi.input"].read(), "utf-8")
        except UnicodeDecodeError:
            raise Refused(400) from None


def _fields(text: str) -> Dict[str, str]:
    try:
        found = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refused(400) from None
    if any(len(values) > 1 for values in found.values()):
        raise Refused(400)  # which one would count?
    return {name: _tidy(values[0]) for name, values in found.items()}


def _tidy(value: str) -> str:
    """Without the blanks that a paste brings along."""
    if len(value) > LONGEST_VALUE or not _is_writable(value):
        raise Refused(400)
    return value.strip()


def _is_writable(value: str) -> bool:
    """JSON may hold half of a character, which neither a request nor a file can."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def go(address: str) -> bottle.HTTPResponse:
    """Sends the browser on with GET, so that looking again does not do it again."""
    return bottle.HTTPResponse("", 303, {"Location": address})


def answer(status: int, **values: Any) -> bottle.HTTPResponse:
    """A program's answer."""
    return bottle.HTTPResponse(json.dumps(values) + "\n", status, {"Content-Type": "application/json"})


def settled(
    line: Line, tracker: str, connection: Connection, seconds: float, is_past: Callable[[SignInView], bool]
) -> Optional[SignInView]:
    """The sign-in once it is past what it was at, or as it stands after so many seconds."""
    view = line.sign_in(tracker)
    for _ in range(int(seconds / STEP)):
        if view is None or is_past(view) or connection.wait(STEP):
            break
        view = line.sign_in(tracker)
    return view


def is_told(view: SignInView) -> bool:
    """Whether the tracker has said how it stands with an approval, and after a yes whose account it is."""
    return is_over(view) or view.problem == Problem.NOT_APPROVED.value


def is_over(view: SignInView) -> bool:
    """Whether nothing more comes of a sign-in."""
    return view.phase not in RUNNING
