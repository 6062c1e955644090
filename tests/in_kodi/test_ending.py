"""The check at the end of every test can fail: each kind of fault is made once, and found."""

from __future__ import annotations

import shutil
import ssl
import urllib.request
from collections.abc import Generator
from typing import Any

import pytest

from in_kodi import ending, hand
from in_kodi.tv import Tv


@pytest.fixture
def hook(request: pytest.FixtureRequest) -> Any:
    """What wraps the call of every test here."""
    path = str(request.path.parent / "conftest.py")
    plugins = request.config.pluginmanager.get_plugins()
    (module,) = [plugin for plugin in plugins if getattr(plugin, "__file__", "") == path]
    return module.pytest_runtest_call


def test_a_traceback_is_found(tv: Tv, request: pytest.FixtureRequest, hook: Any) -> None:
    hand.raise_error(tv.kodi, "made on purpose")
    assert "made on purpose" in found_by(hook, request.node)
    forgive(tv, request.node)


def test_a_secret_is_found(tv: Tv, request: pytest.FixtureRequest, hook: Any) -> None:
    app = tv.give_app("trakt")
    code = tv.start_sign_in("trakt")
    for secret in (app.client_secret, code.user_code, code.device_code):
        hand.write_log(tv.kodi, f"carelessly {secret}")
        assert "carelessly" in found_by(hook, request.node)
        forgive(tv, request.node)
    tv.box.trakt.approve(code.user_code)
    tv.wait_phase("connected")
    for secret in (tv.account("trakt")["access_token"], tv.account("trakt")["refresh_token"]):
        hand.write_log(tv.kodi, f"carelessly {secret}")
        assert "carelessly" in found_by(hook, request.node)
        forgive(tv, request.node)


def test_a_script_that_kodi_had_to_kill_is_found(tv: Tv, request: pytest.FixtureRequest, hook: Any) -> None:
    hand.write_log(tv.kodi, "CPythonInvoker(3, x.py): script didn't stop in 5 seconds - let's kill it")
    assert "let's kill it" in found_by(hook, request.node)
    forgive(tv, request.node)


def test_a_broken_rule_is_found(tv: Tv, request: pytest.FixtureRequest, hook: Any) -> None:
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({"https": tv.box.proxy_url}),
        urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=tv.box.ca_path)),
    )
    with pytest.raises(OSError, match="HTTP Error"):
        opener.open("https://api.trakt.tv/users/settings")
    assert "generic User-Agent" in found_by(hook, request.node)
    tv.box.reset()


def test_a_host_that_is_no_tracker_is_found(tv: Tv, request: pytest.FixtureRequest, hook: Any) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"https": tv.box.proxy_url}))
    with pytest.raises(OSError, match="403"):
        opener.open("https://example.com/")
    assert "CONNECT example.com:443" in found_by(hook, request.node)
    tv.box.reset()


def test_a_test_without_a_kodi_is_found(tv: Tv, request: pytest.FixtureRequest, hook: Any) -> None:
    used = ending.used_by(request.node)
    kept = list(used)
    used.clear()
    assert "must have its Kodi looked at" in found_by(hook, request.node)
    used.extend(kept)


def found_by(hook: Any, item: pytest.Item) -> str:
    """What the check says of this test as it stands now."""
    around: Generator[None, Any, Any] = hook(item)
    next(around)
    with pytest.raises(AssertionError) as failure:
        around.send(None)
    assert (ending.folder_of(item) / "kodi.log").exists() == bool(ending.used_by(item))
    shutil.rmtree(ending.folder_of(item), ignore_errors=True)
    return str(failure.value)


def forgive(tv: Tv, item: pytest.Item) -> None:
    """Let the log begin here, so that the fault made on purpose does not fail this test."""
    ending.used_by(item).clear()
    ending.use(item, tv.kodi)
