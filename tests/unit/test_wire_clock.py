"""A certificate that is refused: whether it is the certificate, or the box's clock."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.unit.doubles import FakeTime
from tests.unit.test_wire import ask
from tests.unit.tls_server import OK, Server, answering, long_ago
from tests.unit.wire_cases import AGENT
from trackpass.clocks import TrackerTime
from trackpass.redaction import Redactor
from trackpass.web import HttpClient

YEAR_1970 = 100.0
YEAR_2040 = 2_208_988_800.0
NOW = 1_800_000_000.0  # January 2027
DATED = OK.replace(b"OK\r\n", b"OK\r\nDate: Fri, 15 Jan 2027 08:00:00 GMT\r\nConnection: close\r\n")


def test_a_proxy_hides_no_certificate(
    box: Sandbox, http: HttpClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The libraries wrap what is refused behind a proxy in another way."""
    with Server(answering(OK), tmp_path) as other:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", other.ca)
    assert ask(http, "https://api.trakt.tv/sync/last_activities") == "Unreachable certificate"


def to_come() -> dict[str, Any]:
    """A certificate of next year, or the look of a good one to a box whose clock is behind."""
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    return {"not_before": now + 365 * day, "not_after": now + 400 * day}


# What the certificate is like, what the box's clock shows, whether a reply had told the time, who is blamed.
CASES = [
    pytest.param(long_ago(), YEAR_2040, False, "clock", id="ended, clock far ahead"),
    pytest.param(long_ago(), YEAR_2040, True, "clock", id="ended, clock far ahead and known to be"),
    pytest.param(to_come(), YEAR_1970, False, "clock", id="to come, clock at its beginning"),
    pytest.param(long_ago(), NOW, True, "certificate", id="ended, clock known to be right"),
    pytest.param(to_come(), NOW, True, "certificate", id="to come, clock known to be right"),
    pytest.param({"host": "other.test"}, YEAR_2040, False, "certificate", id="another host, clock unknown"),
    pytest.param({"host": "other.test"}, YEAR_2040, True, "clock", id="another host, clock known to be off"),
]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A tracker whose certificate is fine, and whose replies tell the time; its address."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Server(answering(DATED), tmp_path) as server:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", server.ca)
        yield server.url


@pytest.mark.parametrize(("certificate", "wall", "is_told", "blamed"), CASES)
def test_who_is_blamed(
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    certificate: dict[str, Any],
    wall: float,
    is_told: bool,
    blamed: str,
) -> None:
    http = HttpClient(AGENT, Redactor(), TrackerTime(FakeTime().monotonic, lambda: wall))
    if is_told:
        assert ask(http, told) == "{}"
    with Server(answering(OK), tmp_path, **{"host": "localhost", **certificate}) as server:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", server.ca)
        assert ask(http, server.url) == f"Unreachable {blamed}"
    http.close()
