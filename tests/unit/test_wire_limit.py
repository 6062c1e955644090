"""The limit of a call as a whole: a tracker that drips byte by byte never meets the timeout of a read."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit import tls_server
from tests.unit.test_wire import ask
from tests.unit.test_wire_lost import lost
from tests.unit.tls_server import OK, Server, answering
from trackpass import web
from trackpass.errors import Problem
from trackpass.web import HttpClient


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> Callable[[Server], None]:
    """Lets the client trust a server's authority and use no proxy; a call of a second is too long."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(web, "CALL_TIMEOUT", 1.0)
    return lambda server: monkeypatch.setenv("REQUESTS_CA_BUNDLE", server.ca)


def first_then_fine(script: tls_server.Script) -> tls_server.Script:
    """The first connection does as the script says, all others answer."""
    scripts = iter([script])
    return lambda visit: next(scripts, answering(OK, OK))(visit)


DRIPS = [
    pytest.param(tls_server.dripping_headers, id="in the headers"),
    pytest.param(tls_server.dripping_body, id="in the body"),
]


@pytest.mark.parametrize("script", DRIPS)
def test_a_call_that_drips_is_ended(tmp_path: Path, reach: Any, http: HttpClient, script: Any) -> None:
    """Each answer would be whole, and fine, after four seconds; the client goes on with a new connection."""
    with Server(first_then_fine(script), tmp_path) as server:
        reach(server)
        assert lost(http, server.url) == (Problem.NETWORK, True)
        assert [ask(http, server.url), ask(http, server.url)] == ["{}", "{}"]
        assert server.visits == 2


def test_a_kept_connection_that_drips_is_ended(tmp_path: Path, reach: Any, http: HttpClient) -> None:
    def fine_then_drips(visit: tls_server.Visit) -> None:
        answering(OK)(visit)
        tls_server.dripping_body(visit)

    with Server(first_then_fine(fine_then_drips), tmp_path) as server:
        reach(server)
        assert ask(http, server.url) == "{}"
        assert lost(http, server.url) == (Problem.NETWORK, True)
        assert ask(http, server.url) == "{}"
        assert server.visits == 2


def test_a_proxy_that_drips(
    tmp_path: Path, reach: Any, http: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tracker never saw the call."""

    def script(visit: tls_server.Visit) -> None:
        visit.read_request()
        visit.drip(b"HTTP/1.1 200 Connection established\r\nX-Long: " + b"x" * 40 + b"\r\n\r\n")
        answering(OK)(visit)

    with Server(script, tmp_path) as server:
        monkeypatch.setenv("HTTPS_PROXY", server.url.replace("https:", "http:"))
        reach(server)
        assert lost(http, "https://localhost/") == (Problem.NETWORK, False)


def test_many_addresses_of_which_none_answers(
    reach: Any, http: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each may take its time, but not all of them one after another."""
    tried: list[Any] = []

    class BlackHole(socket.socket):
        def connect(self, address: Any) -> None:
            tried.append(address)
            threading.Event().wait(0.2)
            raise TimeoutError

    found = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [found] * 99)
    monkeypatch.setattr(socket, "socket", BlackHole)
    assert lost(http, "https://tracker.test/") == (Problem.NETWORK, False)
    assert 0 < len(tried) < 99


@pytest.mark.parametrize("script", [answering(OK), tls_server.dripping_body, tls_server.cut_body])
def test_nothing_runs_on_after_a_call(tmp_path: Path, reach: Any, http: HttpClient, script: Any) -> None:
    with Server(script, tmp_path) as server:
        reach(server)
        ask(http, server.url)
        assert [each for each in threading.enumerate() if isinstance(each, threading.Timer)] == []
