"""What is built and under which name it goes; and that an idle box loads nothing it does not need."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import xbmcaddon

from fakes.kodi import ADDON_ID, ROOT, FakeKodi
from tests.unit.kodi_layer.door import Doors
from trackpass.kodi import bus, wiring
from trackpass.kodi.board import KodiBoard
from trackpass.kodi.toasts import SETTLE, Toasts
from trackpass.kodi.wiring import user_agent
from trackpass.model import TRACKERS, AccountView, Notice, PageView, SignInView

AGENTS = [
    ("20.1 (20.1.0) Git:20230312-2be9a7b4cb", ["Linux"], "Trackpass/1.2.3 (Kodi 20.1; Linux)"),
    ("21.2 (21.2.0) Git:20250115-3a8a8c8d25", ["Windows"], "Trackpass/1.2.3 (Kodi 21.2; Windows)"),
    ("22.0-ALPHA2 (21.90.801) Git:2026", ["Android", "Linux"], "Trackpass/1.2.3 (Kodi 22.0-ALPHA2; Android)"),
    ("21.2", ["LinuxRaspberryPi", "Linux"], "Trackpass/1.2.3 (Kodi 21.2; LinuxRaspberryPi)"),
    ("21.2", ["OSX"], "Trackpass/1.2.3 (Kodi 21.2; OSX)"),
    ("21.2", [], "Trackpass/1.2.3 (Kodi 21.2; Unknown)"),
    ("", ["Linux"], "Trackpass/1.2.3 (Kodi 0; Linux)"),
    ("21.2;\r\nX-Evil:1 (x)", ["Linux"], "Trackpass/1.2.3 (Kodi 21.2; Linux)"),
    ("21(2) x", ["Linux"], "Trackpass/1.2.3 (Kodi 212; Linux)"),
]


@pytest.mark.parametrize(("build", "platforms", "agent"), AGENTS)
def test_who_we_say_we_are(fake: FakeKodi, build: str, platforms: list[str], agent: str) -> None:
    fake.labels["System.BuildVersion"] = build
    fake.conditions = {f"System.Platform.{name}": True for name in platforms}
    assert user_agent("1.2.3") == agent


def test_calls_go_out_under_our_own_name_and_version(fake: FakeKodi) -> None:
    version = xbmcaddon.Addon(ADDON_ID).getAddonInfo("version")
    parts = wiring.build()
    assert parts.http.user_agent == f"Trackpass/{version} (Kodi 20.1; Linux)"
    assert re.fullmatch(r"[\x20-\x7e]+", parts.http.user_agent)


def test_building_starts_nothing_and_writes_nothing(fake: FakeKodi) -> None:
    threads = threading.active_count()
    wiring.build()
    assert threading.active_count() == threads
    assert fake.settings().writes == 0
    assert not fake.settings().path.parent.exists()
    assert fake.properties == {}
    assert fake.jsonrpc_calls == []


def test_the_clocks_are_handed_in(fake: FakeKodi) -> None:
    parts = wiring.build(lambda: 5.0, lambda: 1900000000.0)
    fake.playing_video = True
    parts.toasts.notify(Notice("signed_out", AccountView("trakt")))
    parts.toasts.video_ended()
    assert parts.toasts.due == 5.0 + SETTLE


@pytest.mark.parametrize(
    ("delay", "first"), [("", 20.0), ("15", 20.0), ("0", 5.0), ("40", 45.0), ("x", 20.0)]
)
def test_the_first_check_comes_as_long_after_the_start_as_the_settings_say(
    fake: FakeKodi, delay: str, first: float
) -> None:
    xbmcaddon.Addon(ADDON_ID).setSetting(
        "trakt.account", '{"access_token": "a-token", "client_id": "an-app"}'
    )
    if delay:
        xbmcaddon.Addon(ADDON_ID).setSetting("start.delay", delay)
    parts = wiring.build(lambda: 5.0, lambda: 1900000000.0)
    parts.open()
    assert parts.desk.due == first


def test_kodis_proxy_is_looked_for_anew_when_the_settings_change(
    fake: FakeKodi, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[str] = []
    monkeypatch.setattr("trackpass.wire.Wire.use_proxy", lambda _, url: used.append(url))
    monkeypatch.setattr("trackpass.wire.Wire.send", lambda *_, **__: (200, {}, b"{}"))
    values = {
        "network.usehttpproxy": True,
        "network.httpproxytype": 0,
        "network.httpproxyserver": "proxy.home",
        "network.httpproxyport": 8080,
    }
    fake.jsonrpc["Settings.GetSettingValue"] = lambda params: {"value": values.get(params["setting"], "")}
    parts = wiring.build()
    assert fake.jsonrpc_calls == []
    parts.http.get("https://tracker.test/")
    values["network.usehttpproxy"] = False
    parts.http.get("https://tracker.test/")
    parts.settings_changed()
    parts.http.get("https://tracker.test/")
    parts.http.close()
    assert used == ["http://proxy.home:8080", ""]


def test_the_board_is_the_home_window_and_toasts(fake: FakeKodi) -> None:
    board = KodiBoard(Toasts())
    account, view = AccountView("trakt", "connected", "ann", 5), SignInView("r", "connected", name="ann")
    board.show_account(account)
    board.show_sign_in("trakt", view)
    assert (bus.account("trakt"), bus.sign_in("trakt")) == (account, view)
    assert (board.account("trakt"), board.sign_in("trakt")) == (account, view)
    board.show_sign_in("trakt", None)
    assert bus.sign_in("trakt") is board.sign_in("trakt") is None
    board.show_copied(True)
    assert bus.is_copied()
    assert not board.is_watched("trakt")
    bus.watch("trakt", True)
    assert board.is_watched("trakt")
    board.notify(Notice("signed_in", account, view))
    assert [call.message for call in fake.dialogs.of("notification")] == ["Connected as ann"]


def test_the_door_is_built_at_the_first_need_with_what_it_works_with(
    fake: FakeKodi, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Address and port are asked for afresh each time it opens."""
    parts = wiring.build(lambda: 5.0, lambda: 1900000000.0)
    parts.worker.start()
    try:
        assert doors.built == []
        fake.address = "192.168.1.5"
        parts.page.open()
        assert bus.page() == PageView("http://192.168.1.5:8788/page-token/")
        fake.address = "192.168.1.6"
        xbmcaddon.Addon(ADDON_ID).setSetting("page.port", "9000")
        parts.page.open()
        assert bus.page() == PageView("http://192.168.1.6:9000/page-token/")
    finally:
        assert parts.worker.stop(3)
    door = doors.only
    assert door.clock() == 5.0
    assert door.words.text("CONNECT", "tmdb") == "Connect TMDb"
    assert Path(door.parts["folder"]) == ROOT / "resources" / "phone"
    assert [door.line.app(tracker).has_browser_flow for tracker in TRACKERS] == [True, False, False]
    assert [door.line.app(tracker).takes_secret for tracker in TRACKERS] == [True, True, False]


IDLE = """
import sys, tempfile
from pathlib import Path
from fakes.kodi import FakeKodi
from trackpass.kodi import script, service
from xbmcgui import ACTION_NAV_BACK

with tempfile.TemporaryDirectory() as home, FakeKodi(Path(home)) as kodi:
    interpreter = kodi.run(service.run)
    for tracker in ("simkl", "trakt", "tmdb"):
        kodi.wait_until(lambda: kodi.home_property(f"trackpass.{tracker}.state"))
    script.main(["check"])
    accounts = kodi.run(script.main, [])
    kodi.wait_until(lambda: kodi.windows)
    kodi.press(ACTION_NAV_BACK)
    kodi.wait_until(lambda: not accounts.is_alive())
    kodi.abort()
    assert interpreter.error is None, interpreter.error
phone = {name for name in sys.modules if name.startswith("trackpass.phone.")}
print(*sorted({"requests", "urllib3", "pyqrcode", "png", "bottle"} & set(sys.modules) | phone))
"""


def test_without_accounts_no_library_is_loaded() -> None:
    paths = [ROOT / "lib", ROOT / "tests", ROOT / "tests/fakes/modules"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    done = subprocess.run(
        [sys.executable, "-c", IDLE], env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
