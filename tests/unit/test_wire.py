"""The wire, against a real TLS server on this machine: what trouble is read as, and a call that hangs can be
cut off from another thread.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.unit import tls_server
from tests.unit.tls_server import OK, Server, answering, long_ago
from tests.unit.wire_cases import client, meaning
from trackpass import web
from trackpass.web import HttpClient

SOON = 3.0
"""Seconds within which what was cut must have ended; the client itself would wait for 9."""


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> Callable[[Server], None]:
    """Lets the client trust a server's authority and use no proxy."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return lambda server: monkeypatch.setenv("REQUESTS_CA_BUNDLE", server.ca)


def ask(http: HttpClient, url: str) -> str:
    return meaning(lambda: http.get(url).fields)


def test_connection_is_kept(tmp_path: Path, reach: Any, http: HttpClient) -> None:
    with Server(answering(OK, OK), tmp_path) as server:
        reach(server)
        assert [ask(http, server.url), ask(http, server.url)] == ["{}", "{}"]
        assert server.visits == 1
        http.close()


def test_connection_that_the_tracker_closed_is_made_anew(
    tmp_path: Path, reach: Any, http: HttpClient
) -> None:
    """Between two polls, or two days."""
    closing = OK.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n")
    with Server(answering(closing), tmp_path) as server:
        reach(server)
        assert [ask(http, server.url), ask(http, server.url)] == ["{}", "{}"]
        assert server.visits == 2


def test_what_goes_over_the_wire(tmp_path: Path, reach: Any, http: HttpClient) -> None:
    with Server(answering(OK), tmp_path) as server:
        reach(server)
        ask(http, server.url)
        lines = server.requests[0].decode().lower().split("\r\n")
    assert lines[0] == "get /path http/1.1"
    assert "user-agent: trackpass/1.2.3 (kodi 20.1; linux)" in lines
    assert not [line for line in lines if line.startswith(("cookie", "authorization"))]


TROUBLE = [
    pytest.param(tls_server.cut_body, {}, "Unreachable network", id="cut off in the body"),
    pytest.param(tls_server.no_http, {}, "Unreachable network", id="no HTTP"),
    pytest.param(answering(), {}, "Unreachable network", id="closed after the handshake"),
    pytest.param(answering(OK), {"host": "other.test"}, "Unreachable certificate", id="for another host"),
    pytest.param(answering(OK), long_ago(), "Unreachable certificate", id="certificate ended"),
]


@pytest.mark.parametrize(("script", "options", "means"), TROUBLE)
def test_trouble(
    tmp_path: Path, reach: Any, http: HttpClient, script: Any, options: dict[str, Any], means: str
) -> None:
    with Server(script, tmp_path, **options) as server:
        reach(server)
        assert ask(http, server.url) == means
        assert server.visits == 1, "it tried again by itself"


def test_unknown_authority(tmp_path: Path, http: HttpClient) -> None:
    """Nobody in between can put up a certificate of its own."""
    with Server(answering(OK), tmp_path) as server:
        assert ask(http, server.url) == "Unreachable certificate"


def test_nobody_listens(http: HttpClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert ask(http, f"https://localhost:{port}/") == "Unreachable network"


def test_name_not_found(http: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_found(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", not_found)
    assert ask(http, "https://api.tracker.test/") == "Unreachable network"


HANGS = [
    pytest.param(tls_server.mute, id="in the handshake"),
    pytest.param(tls_server.no_answer, id="before the answer"),
    pytest.param(tls_server.half_headers, id="in the headers"),
    pytest.param(tls_server.half_body, id="in the body"),
]


@pytest.mark.parametrize("script", HANGS)
def test_read_timeout(
    tmp_path: Path, reach: Any, http: HttpClient, monkeypatch: pytest.MonkeyPatch, script: Any
) -> None:
    """A call ends by itself as well, wherever it hangs."""
    monkeypatch.setattr(web, "CONNECT_TIMEOUT", 0.2)
    monkeypatch.setattr(web, "READ_TIMEOUT", 0.2)
    with Server(script, tmp_path) as server:
        reach(server)
        assert ask(http, server.url) == "Unreachable network"


class Call:
    """A call in a thread of its own."""

    def __init__(self, http: HttpClient, url: str) -> None:
        self.means = ""
        self._thread = threading.Thread(target=self._run, args=(http, url))
        self._thread.start()

    def _run(self, http: HttpClient, url: str) -> None:
        self.means = ask(http, url)

    def over(self, seconds: float = SOON) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()


WARM = [pytest.param(*case.values, True, id=f"{case.id}, connection kept") for case in HANGS[1:]]
"""A connection that was kept from an earlier call has its handshake behind it."""


@pytest.mark.parametrize(
    ("script", "warm"), [*(pytest.param(*case.values, False, id=case.id) for case in HANGS), *WARM]
)
def test_interrupt_frees_a_call(
    tmp_path: Path, reach: Any, http: HttpClient, script: Any, warm: bool
) -> None:
    """At once, and the other side sees it end too; no further call is made.

    What was cut in the headers may pass for an answer without a body: HTTP/1 cannot tell the difference.
    """

    def warmed(visit: tls_server.Visit) -> None:
        answering(OK)(visit)
        script(visit)

    with Server(warmed if warm else script, tmp_path) as server:
        reach(server)
        if warm:
            assert ask(http, server.url) == "{}"
        call = Call(http, server.url)
        assert server.arrived.wait(SOON)
        http.interrupt()
        assert call.over()
        assert call.means in ("Unreachable network", "Unreachable certificate", "{}")
        assert server.left.wait(SOON)
        assert ask(http, server.url) == "Unreachable network"
        assert server.visits == 1


def test_interrupt_frees_a_call_in_the_proxy(box: Sandbox, http: HttpClient) -> None:
    """The network swallows the connection before the handshake."""
    box.outage("trakt", "hang")
    call = Call(http, "https://api.trakt.tv/sync/last_activities")
    assert not call.over(0.2)
    http.interrupt()
    assert call.over()
    assert call.means == "Unreachable network"
    box.recover()


def test_a_connection_that_died_unnoticed_is_not_used_after_a_sleep(
    tmp_path: Path, reach: Any, http: HttpClient
) -> None:
    """The box slept; whoever was in between forgot it: nothing comes on it, no answer and no end."""

    def script(visit: tls_server.Visit) -> None:
        answering(OK)(visit)
        visit.hang()

    with Server(script, tmp_path) as server:
        reach(server)
        assert ask(http, server.url) == "{}"
        assert server.arrived.wait(SOON)
        http.connect_anew()
        assert server.left.wait(SOON), "a duplicate of its socket is still open"
        assert ask(http, server.url) == "{}"
        assert server.visits == 2


def test_connecting_anew_is_no_more_than_that(http: HttpClient, tmp_path: Path, reach: Any) -> None:
    """Before the first call there is nothing to give back; what is interrupted stays so."""
    http.connect_anew()
    with Server(answering(OK), tmp_path) as server:
        reach(server)
        assert ask(http, server.url) == "{}"
        http.interrupt()
        http.connect_anew()
        assert ask(http, server.url) == "Unreachable network"
        assert server.visits == 1


def test_close_gives_every_socket_back(tmp_path: Path, reach: Any) -> None:
    """The tracker sees the end of the connection, so no duplicate is left open."""

    def script(visit: tls_server.Visit) -> None:
        answering(OK)(visit)
        visit.hang()

    with Server(script, tmp_path) as server:
        reach(server)
        http = client()
        ask(http, server.url)
        assert server.arrived.wait(SOON)
        assert not server.left.is_set()
        http.close()
        assert server.left.wait(SOON)
