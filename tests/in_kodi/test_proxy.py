"""A box that reaches the trackers only through the proxy of Kodi's own settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from in_kodi.hand import add_hand, fit_for_tests
from in_kodi.installer import install_zip
from in_kodi.kodi import Kodi
from in_kodi.processes import free_port
from in_kodi.tv import Tv
from in_kodi.waiting import wait_for
from sandbox import Sandbox

USER, PASSWORD = "ann-of-the-house", "pass:word/1"


@pytest.mark.timeout(600)
def test_kodis_own_proxy(new_kodi: Callable[..., Kodi], box: Sandbox, archive: Path) -> None:
    """First its port is wrong, so nothing goes out; put right, the sign-in that waits goes on by itself."""
    without_proxy = {name: value for name, value in box.environment.items() if "proxy" not in name.lower()}
    tv = Tv(new_kodi(without_proxy), box)
    tv.kodi.start()
    host, port = urlsplit(box.proxy_url).hostname, urlsplit(box.proxy_url).port
    set_proxy(tv, server=host, port=free_port(), username=USER, password=PASSWORD)
    install_zip(tv.kodi, archive)
    add_hand(tv.kodi)
    fit_for_tests(tv.kodi)
    tv.give_app("trakt")
    tv.connect("trakt")
    wait_for("the trouble", lambda: tv.kodi.window_property("status").startswith("Can't reach Trakt"))
    assert box.log == []

    set_proxy(tv, port=port)
    code = tv.wait_code("trakt")
    box.trakt.approve(code.user_code)
    tv.wait_phase("connected")
    assert tv.account("trakt")["name"] == "ann"
    assert not [secret for secret in (USER, PASSWORD) if secret in tv.kodi.log_text()]


def set_proxy(tv: Tv, **values: object) -> None:
    """Fill in what Kodi's settings have under System > Internet access."""
    for name, value in values.items():
        tv.kodi.rpc("Settings.SetSettingValue", setting=f"network.httpproxy{name}", value=value)
    tv.kodi.rpc("Settings.SetSettingValue", setting="network.usehttpproxy", value=True)
