"""Kodi's own screensaver: not over a code that somebody reads, and again as soon as the code is gone."""

from __future__ import annotations

import pytest

from in_kodi.tv import Tv
from in_kodi.waiting import stays, wait_for

DIM = "screensaver.xbmc.builtin.dim"
ACTIVE = "System.ScreenSaverActive"
WAITS = 60
"""Seconds until Kodi's screensaver comes, at its shortest."""


@pytest.mark.timeout(600)
def test_no_screensaver_over_a_code(tv: Tv) -> None:
    tv.give_app("trakt")
    set_kodi(tv, "screensaver.mode", DIM)
    set_kodi(tv, "screensaver.time", WAITS // 60)
    try:
        tv.start_sign_in("trakt")
        stays("the light", lambda: not tv.kodi.boolean(ACTIVE), WAITS + 10)
        tv.kodi.back()
        tv.wait_closed()
        wait_for("the screensaver, where nobody reads", lambda: tv.kodi.boolean(ACTIVE))
    finally:
        set_kodi(tv, "screensaver.mode", "")
        tv.kodi.back()  # which only wakes the screen
    assert not tv.kodi.boolean(ACTIVE)


def set_kodi(tv: Tv, name: str, value: object) -> None:
    """Change one of Kodi's own settings."""
    tv.kodi.rpc("Settings.SetSettingValue", setting=name, value=value)
