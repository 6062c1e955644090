"""Kodi's own screensaver: it goes as long as somebody reads a code, and only then."""

from __future__ import annotations

import pytest

from in_kodi.tv import Tv
from in_kodi.waiting import stays, wait_for

DIM = "screensaver.xbmc.builtin.dim"
ACTIVE = "System.ScreenSaverActive"


@pytest.mark.timeout(600)
def test_no_screensaver_over_a_code(tv: Tv) -> None:
    """It is called here: by itself it takes a minute to come. What holds it off sends it away as well."""
    tv.give_app("trakt")
    set_screensaver(tv, DIM)
    try:
        tv.start_sign_in("trakt")
        darken(tv)
        wait_for("the light for who reads", lambda: not tv.kodi.boolean(ACTIVE))
        assert tv.in_window
        tv.kodi.back()
        tv.wait_closed()
        darken(tv)
        stays("the darkness where nobody reads", lambda: tv.kodi.boolean(ACTIVE), 25)
    finally:
        tv.kodi.back()  # which only wakes the screen
        set_screensaver(tv, "")
    assert not tv.kodi.boolean(ACTIVE)


def darken(tv: Tv) -> None:
    """Call the screensaver."""
    tv.kodi.builtin("ActivateScreensaver")
    wait_for("the screensaver", lambda: tv.kodi.boolean(ACTIVE), every=0.02)


def set_screensaver(tv: Tv, name: str) -> None:
    """Choose Kodi's screensaver, "" for none."""
    tv.kodi.rpc("Settings.SetSettingValue", setting="screensaver.mode", value=name)
