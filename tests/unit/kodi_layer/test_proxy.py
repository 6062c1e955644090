"""Kodi's own proxy: read from its settings, its name and password kept secret."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

from fakes.kodi import FakeKodi
from trackpass.kodi.proxy import KodiProxy
from trackpass.redaction import HIDDEN, Redactor

SET_UP: dict[str, Any] = {
    "network.usehttpproxy": True,
    "network.httpproxytype": 0,
    "network.httpproxyserver": "192.168.1.2",
    "network.httpproxyport": 3128,
    "network.httpproxyusername": "",
    "network.httpproxypassword": "",
}


def proxy(fake: FakeKodi, redactor: Redactor | None = None, **changes: Any) -> KodiProxy:
    values = {**SET_UP, **{f"network.{name}": value for name, value in changes.items()}}
    fake.jsonrpc["Settings.GetSettingValue"] = lambda params: {"value": values[params["setting"]]}
    return KodiProxy(redactor or Redactor())


ADDRESSES: list[tuple[dict[str, Any], str]] = [
    ({}, "http://192.168.1.2:3128"),
    ({"httpproxytype": 5}, "https://192.168.1.2:3128"),
    ({"httpproxyserver": "fd00::2"}, "http://[fd00::2]:3128"),
    ({"httpproxyusername": "ann"}, "http://ann:@192.168.1.2:3128"),
    (
        {"httpproxyusername": "a@home", "httpproxypassword": "p:w/d"},
        "http://a%40home:p%3Aw%2Fd@192.168.1.2:3128",
    ),
    ({"usehttpproxy": False}, ""),
    ({"httpproxyserver": ""}, ""),
    ({"httpproxytype": 9}, ""),
]


@pytest.mark.parametrize(("changes", "address"), ADDRESSES)
def test_address(fake: FakeKodi, changes: dict[str, Any], address: str) -> None:
    assert proxy(fake, **changes).url() == address


def test_a_kodi_that_does_not_tell_has_none(fake: FakeKodi) -> None:
    assert KodiProxy(Redactor()).url() == ""


def test_a_proxy_that_is_off_costs_one_question(fake: FakeKodi) -> None:
    proxy(fake, usehttpproxy=False).url()
    assert [call["params"]["setting"] for call in fake.jsonrpc_calls] == ["network.usehttpproxy"]


SOCKS = [(1, "socks4"), (2, "socks4a"), (3, "socks5"), (4, "socks5h")]


@pytest.mark.parametrize(("number", "scheme"), SOCKS)
@pytest.mark.parametrize("able", [True, False])
def test_socks_only_if_requests_can(
    fake: FakeKodi,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    number: int,
    scheme: str,
    able: bool,
) -> None:
    caplog.set_level("DEBUG")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if able else None)
    found = proxy(fake, httpproxytype=number).url()
    assert found == (f"{scheme}://192.168.1.2:3128" if able else "")
    assert [record.levelname for record in caplog.records if scheme in record.message] == ["DEBUG"] * (
        not able
    )


def test_name_and_password_are_secrets(fake: FakeKodi) -> None:
    redactor = Redactor()
    url = proxy(fake, redactor, httpproxyusername="ann.o", httpproxypassword="geheim/1").url()
    assert (
        redactor.clean(f"{url} ann.o geheim/1")
        == f"http://{HIDDEN}:{HIDDEN}@192.168.1.2:3128 {HIDDEN} {HIDDEN}"
    )
