"""Which way a call goes: through the proxy that was told, unless the environment names one."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator

import pytest

from tests.unit.wire_cases import AGENT, meaning
from trackpass.redaction import Redactor
from trackpass.web import HttpClient

VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
TRACKER = "https://tracker.test/"


class ProxyServer:
    """Notes what it is asked for, and refuses it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            line, _ = self._listener.accept()
            with line, line.makefile("rb") as stream:
                request = stream.readline()
                if not request:
                    return
                headers = iter(stream.readline, b"\r\n")
                login = [each for each in headers if each.lower().startswith(b"proxy-authorization")]
                self.asked.append(b"".join([request, *login]).decode().strip())
                line.sendall(b"HTTP/1.1 502 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        with socket.create_connection(self._listener.getsockname()):
            pass
        self._thread.join(3)
        self._listener.close()


@pytest.fixture
def told() -> Iterator[ProxyServer]:
    server = ProxyServer()
    yield server
    server.close()


@pytest.fixture
def named() -> Iterator[ProxyServer]:
    """The one of the environment."""
    server = ProxyServer()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class Kodi:
    """Says which proxy is set up, and how often it was asked."""

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        return self.url


def ask(http: HttpClient) -> str:
    return meaning(lambda: http.get(TRACKER).status)


def client(kodi: Kodi) -> HttpClient:
    return HttpClient(AGENT, Redactor(), proxy=kodi)


def test_through_the_proxy_with_name_and_password(told: ProxyServer) -> None:
    http = client(Kodi(f"http://ann:p%40ss@{told.place}"))
    assert ask(http) == "Unreachable network"
    login = b64encode(b"ann:p@ss").decode()
    (asked,) = told.asked
    assert asked.startswith("CONNECT tracker.test:443 ")
    assert asked.endswith(f"Proxy-Authorization: Basic {login}")
    http.close()


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_the_environment_wins(
    told: ProxyServer, named: ProxyServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, f"http://{named.place}")
    http = client(Kodi(f"http://{told.place}"))
    ask(http)
    assert (len(named.asked), told.asked) == (1, [])
    http.close()


def test_it_is_asked_for_before_the_first_call_and_no_earlier(
    told: ProxyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kodi = Kodi(f"http://{told.place}")
    http = client(kodi)
    assert kodi.asked == 0
    ask(http)
    assert (kodi.asked, len(told.asked)) == (1, 1)
    http.close()


def test_after_a_call_that_failed_it_is_asked_for_again(told: ProxyServer, named: ProxyServer) -> None:
    kodi = Kodi(f"http://{told.place}")
    http = client(kodi)
    ask(http)
    kodi.url = f"http://{named.place}"
    ask(http)
    assert (kodi.asked, len(told.asked), len(named.asked)) == (2, 1, 1)
    http.close()


def test_after_a_good_call_it_is_not_asked_for_again_until_the_settings_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trackpass.wire.Wire.send", lambda *_, **__: (200, {}, b"{}"))
    kodi = Kodi()
    http = client(kodi)
    assert [ask(http), ask(http), kodi.asked] == ["200", "200", 1]
    http.settings_changed()
    assert [ask(http), ask(http), kodi.asked] == ["200", "200", 2]
    http.close()


@pytest.mark.parametrize("url", ["http://[broken:1", "nonsense://127.0.0.1:1", "http://:0"])
def test_a_proxy_that_makes_no_sense_is_network_trouble(url: str) -> None:
    http = client(Kodi(url))
    assert ask(http) == "Unreachable network"
    http.close()
