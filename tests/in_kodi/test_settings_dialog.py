"""Kodi's settings dialog swallows what is stored while it is open, old copies undo it: no pair is lost."""

from __future__ import annotations

import pytest

from in_kodi import hand
from in_kodi.home import ADDON_ID
from in_kodi.test_power import refreshes, sign_in_everywhere, works_after_restart
from in_kodi.tv import SETTINGS_DIALOG, Tv
from in_kodi.waiting import stays, wait_for

TOKEN_LIFE = 8.0
"""Seconds; a refresh is due after four."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("leave", ["Cancel", "OK"])
def test_a_refresh_falls_due_while_the_dialog_is_open(tv: Tv, leave: str) -> None:
    sign_in_everywhere(tv, TOKEN_LIFE)
    tv.kodi.builtin(f"Addon.OpenSettings({ADDON_ID})")
    tv.kodi.wait_window(SETTINGS_DIALOG)
    while_open = refreshes(tv)
    stays("no refresh while the dialog is open", lambda: refreshes(tv) == while_open, TOKEN_LIFE)
    if leave == "OK":
        tv.choose("OK")
    else:
        tv.kodi.back()
    wait_for("the dialog to close", lambda: tv.kodi.current_window() != SETTINGS_DIALOG)
    wait_for("the refreshes after it", lambda: refreshes(tv) >= while_open + 2)
    works_after_restart(tv)


@pytest.mark.timeout(600)
def test_a_sign_in_is_approved_while_the_dialog_is_open(tv: Tv) -> None:
    """The pair cannot wait: it is stored in the journal, and in the settings once the dialog is cancelled."""
    tv.give_app("trakt")
    code = tv.start_sign_in("trakt")
    tv.kodi.back()
    tv.wait_closed()
    tv.kodi.builtin(f"Addon.OpenSettings({ADDON_ID})")
    tv.kodi.wait_window(SETTINGS_DIALOG)
    tv.box.trakt.approve(code.user_code)
    tv.wait_state("trakt", "connected")
    tv.kodi.back()
    wait_for("the setting", lambda: tv.account("trakt").get("name") == "ann")
    tv.kodi.quit()
    tv.kodi.start()
    tv.wait_state("trakt", "connected")


@pytest.mark.timeout(600)
def test_another_interpreter_writes_back_an_old_copy(tv: Tv) -> None:
    sign_in_everywhere(tv, TOKEN_LIFE)
    with hand.stale_copy(tv.kodi, "simkl.client_secret"):
        before = refreshes(tv)
        wait_for("new pairs", lambda: refreshes(tv) >= before + 2)
    works_after_restart(tv)
