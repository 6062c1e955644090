"""Whether a call that brought no answer may have reached the tracker, and a call cut while it connects."""

from __future__ import annotations

import gc
import socket
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.unit import tls_server
from tests.unit.test_wire import SOON, Call
from tests.unit.tls_server import OK, Server, answering, long_ago
from tests.unit.wire_cases import client
from trackpass import web
from trackpass.errors import Problem, Unreachable
from trackpass.web import HttpClient
from trackpass.wire import Lines


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> Callable[[Server], None]:
    """Lets the client trust a server's authority and use no proxy; it soon gives up."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(web, "CONNECT_TIMEOUT", 0.5)
    monkeypatch.setattr(web, "READ_TIMEOUT", 0.3)
    return lambda server: monkeypatch.setenv("REQUESTS_CA_BUNDLE", server.ca)


def lost(http: HttpClient, url: str) -> tuple[Problem, bool]:
    with pytest.raises(Unreachable) as caught:
        http.post(url, {"refresh_token": "x"})
    return caught.value.problem, caught.value.lost


def large(visit: tls_server.Visit) -> None:
    answering(OK.replace(b": 2\r", b": 9999999\r") + b"x" * (1 << 21))(visit)
    visit.hang()


# How far the call got.
CASES: list[Any] = [
    pytest.param(tls_server.hang_up, {}, Problem.NETWORK, False, id="cut in the handshake"),
    pytest.param(tls_server.mute, {}, Problem.NETWORK, False, id="no handshake"),
    pytest.param(answering(OK), long_ago(), Problem.CERTIFICATE, False, id="certificate ended"),
    pytest.param(tls_server.no_answer, {}, Problem.NETWORK, True, id="no answer"),
    pytest.param(tls_server.no_http, {}, Problem.NETWORK, True, id="no HTTP"),
    pytest.param(tls_server.half_body, {}, Problem.NETWORK, True, id="half an answer"),
    pytest.param(tls_server.cut_body, {}, Problem.NETWORK, True, id="cut in the answer"),
    pytest.param(tls_server.no_tls, {}, Problem.NETWORK, True, id="an answer without TLS"),
    pytest.param(large, {}, Problem.GARBLED, True, id="answer without end"),
]


@pytest.mark.parametrize(("script", "options", "problem", "is_lost"), CASES)
def test_lost(
    tmp_path: Path,
    reach: Any,
    http: HttpClient,
    script: Any,
    options: dict[str, Any],
    problem: Problem,
    is_lost: bool,
) -> None:
    with Server(script, tmp_path, **options) as server:
        reach(server)
        assert lost(http, server.url) == (problem, is_lost)


def test_nobody_listens(reach: Any, http: HttpClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert lost(http, f"https://localhost:{port}/") == (Problem.NETWORK, False)


def test_after_a_call_that_got_through(tmp_path: Path, reach: Any, http: HttpClient) -> None:
    """What the former call did says nothing about this one."""
    with Server(answering(OK.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n")), tmp_path) as server:
        reach(server)
        http.get(server.url)
        url = server.url
    assert lost(http, url) == (Problem.NETWORK, False)


@pytest.mark.parametrize(
    ("fault", "is_lost"), [("drop_before", True), ("drop_after", True), ("hang", True), ("outage", False)]
)
def test_through_the_proxy(
    box: Sandbox, http: HttpClient, monkeypatch: pytest.MonkeyPatch, fault: str, is_lost: bool
) -> None:
    """From outside a request that the tracker never saw looks like an answer that was lost."""
    monkeypatch.setattr(web, "READ_TIMEOUT", 0.3)
    if fault == "outage":
        box.outage("trakt")
    else:
        box.fault("trakt", "*", fault)
    app = box.trakt.add_app(public=True)
    headers = {"trakt-api-version": "2", "trakt-api-key": app.client_id}
    with pytest.raises(Unreachable) as caught:
        http.post("https://auth.trakt.tv/oauth/device/code", {"client_id": app.client_id}, headers=headers)
    assert (caught.value.problem, caught.value.lost) == (Problem.NETWORK, is_lost)
    box.release()
    box.recover()


def test_cut_before_the_socket_is_known() -> None:
    """The line that comes too late is refused, and ended."""
    left, right = socket.socketpair()
    lines = Lines(lambda: True)
    lines.cut()
    with pytest.raises(OSError, match="cut"):
        lines.add(lines, left)
    left.close()
    lines.close()
    right.settimeout(SOON)
    assert right.recv(1) == b""
    right.close()


def test_interrupt_while_the_name_is_looked_up(
    tmp_path: Path, reach: Any, http: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()
    look_up = socket.getaddrinfo

    def slow(*args: Any, **options: Any) -> Any:
        began.set()
        assert go_on.wait(SOON)
        return look_up(*args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with Server(tls_server.no_answer, tmp_path) as server:
        reach(server)
        call = Call(http, server.url)
        assert began.wait(SOON)
        http.interrupt()
        go_on.set()
        assert call.over()
        assert (call.means, server.visits) == ("Unreachable network", 0)


@pytest.mark.parametrize("warm", [False, True], ids=["first call", "connection kept"])
def test_what_is_not_sent_when_kodi_stops_is_never_sent(
    tmp_path: Path, reach: Any, http: HttpClient, monkeypatch: pytest.MonkeyPatch, warm: bool
) -> None:
    """A one-time token that is still on its way would be spent, and its answer cut."""
    began, go_on = threading.Event(), threading.Event()
    ready = HttpClient._ready

    def slow(client: HttpClient) -> Any:
        found = ready(client)
        began.set()
        assert go_on.wait(SOON)
        return found

    with Server(answering(OK, OK), tmp_path) as server:
        reach(server)
        if warm:
            http.get(server.url)
        monkeypatch.setattr(HttpClient, "_ready", slow)
        with ThreadPoolExecutor() as pool:
            call = pool.submit(lost, http, server.url)
            assert began.wait(SOON)
            http.send_no_more()
            go_on.set()
            assert call.result(SOON) == (Problem.NETWORK, False)
        assert len(server.requests) == warm


def test_the_answer_to_what_was_sent_before_kodi_stops_may_come_in(
    tmp_path: Path, reach: Any, http: HttpClient
) -> None:
    go_on = threading.Event()

    def script(visit: tls_server.Visit) -> None:
        visit.shake_hands()
        visit.read_request()
        server.arrived.set()
        assert go_on.wait(SOON)
        visit.send(OK)

    with Server(script, tmp_path) as server:
        reach(server)
        with ThreadPoolExecutor() as pool:
            call = pool.submit(http.get, server.url)
            assert server.arrived.wait(SOON)
            http.send_no_more()
            go_on.set()
            assert call.result(SOON).status == 200
        assert lost(http, server.url) == (Problem.NETWORK, False), "and nothing after it"
        assert server.visits == 1


def test_whoever_stops_does_not_wait_for_the_library_to_load(
    http: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a slow card it takes seconds, and Kodi grants five."""
    began, go_on = threading.Event(), threading.Event()

    def load_slowly() -> None:
        began.set()
        assert go_on.wait(SOON)

    monkeypatch.setattr(web, "_leave_out_guesser", load_slowly)
    with ThreadPoolExecutor() as pool:
        call = pool.submit(lost, http, "https://tracker.test/")
        assert began.wait(SOON)
        for stop in (http.send_no_more, http.interrupt, http.close):
            pool.submit(stop).result(SOON)
        go_on.set()
        assert call.result(SOON) == (Problem.NETWORK, False)


def test_interrupt_while_nobody_answers_the_connect(
    http: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A black hole behind two addresses: neither is waited for."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        full = [socket.socket() for _ in range(4)]
        for line in full:
            line.setblocking(False)
            line.connect_ex(listener.getsockname())
        found = (socket.AF_INET, socket.SOCK_STREAM, 6, "", listener.getsockname())
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [found] * 2)
        call = Call(http, "https://tracker.test/")
        assert not call.over(0.3)
        http.interrupt()
        assert call.over()
        assert call.means == "Unreachable network"
        for line in full:
            line.close()


def test_nothing_is_left_to_the_garbage_collector(tmp_path: Path, reach: Any) -> None:
    gc.collect()
    with Server(answering(OK), tmp_path) as server, warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always", ResourceWarning)
        reach(server)
        http = client()
        http.get(server.url)
        http.close()
        del http
        gc.collect()
    assert [str(each.message) for each in found if each.category is ResourceWarning] == []


def test_proxy_of_another_kind(http: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOCKS has connections of its own; without its library it is no network."""
    monkeypatch.setenv("HTTPS_PROXY", "socks5h://127.0.0.1:9")
    assert lost(http, "https://tracker.test/")[0] is Problem.NETWORK
