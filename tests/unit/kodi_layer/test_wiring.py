"""What is built and under which name it goes; and that an idle box loads nothing it does not need."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading

import pytest
import xbmcaddon

from fakes.kodi import ADDON_ID, ROOT, FakeKodi
from trackpass.kodi import bus, wiring
from trackpass.kodi.toasts import SETTLE, Toasts
from trackpass.kodi.wiring import KodiBoard, user_agent
from trackpass.model import AccountView, Notice, SignInView

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


def test_the_board_is_the_home_window_and_toasts(fake: FakeKodi) -> None:
    board = KodiBoard(Toasts())
    account, view = AccountView("trakt", "connected", "ann", 5), SignInView("r", "connected", name="ann")
    board.show_account(account)
    board.show_sign_in("trakt", view)
    assert (bus.account("trakt"), bus.sign_in("trakt")) == (account, view)
    board.show_sign_in("trakt", None)
    assert bus.sign_in("trakt") is None
    board.show_copied(True)
    assert bus.is_copied()
    assert not board.is_watched("trakt")
    bus.watch("trakt", True)
    assert board.is_watched("trakt")
    board.notify(Notice("signed_in", account, view))
    assert [call.message for call in fake.dialogs.of("notification")] == ["Connected as ann"]


IDLE = """
import sys, tempfile
from pathlib import Path
from fakes.kodi import FakeKodi
from trackpass.kodi import script, service

with tempfile.TemporaryDirectory() as home, FakeKodi(Path(home)) as kodi:
    interpreter = kodi.run(service.run)
    for tracker in ("simkl", "trakt"):
        kodi.wait_until(lambda: kodi.home_property(f"trackpass.{tracker}.state"))
    script.main(["check"])
    script.main([])
    kodi.abort()
    assert interpreter.error is None, interpreter.error
print(*sorted({"requests", "urllib3", "pyqrcode", "png", "bottle"} & set(sys.modules)))
"""


def test_without_accounts_no_library_is_loaded() -> None:
    paths = [ROOT / "lib", ROOT / "tests", ROOT / "tests/fakes/modules"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    done = subprocess.run(
        [sys.executable, "-c", IDLE], env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
