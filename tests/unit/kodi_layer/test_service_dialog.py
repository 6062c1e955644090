"""The service and the settings dialog: nothing stored while it is open is lost, nor is the owner's edit."""

from __future__ import annotations

from typing import Any

import pytest
import xbmc
import xbmcaddon

from fakes.kodi import ADDON_ID
from tests.unit.kodi_layer.background import EPOCH, Background, Tracker, write_setting
from trackpass.kodi import bus

NEW = "refreshed-access-trakt-1"
APPROVED = "access-token-trakt"


def pause(seconds: float = 0.1) -> None:
    """Longer than all rests of the service are here."""
    xbmc.Monitor().waitForAbort(seconds)


def both_have(background: Background, token: str) -> None:
    """Waits until settings and journal hold this token, in the same record."""
    background.fake.wait_until(
        lambda: (
            background.setting().get("access_token") == token and background.setting() == background.kept()
        )
    )


def works_after_a_restart(background: Background, token: str) -> None:
    background.fake.restart()
    calls = len(background.trackers["trakt"].calls)
    background.start()
    background.becomes("connected")
    assert background.trackers["trakt"].calls[calls:] == ["check"]
    assert background.setting()["access_token"] == background.kept()["access_token"] == token


@pytest.fixture
def open_when_due(background: Background, trakt: Tracker) -> Any:
    """The dialog is opened on a service that is well, and then the refresh falls due."""
    trakt.refresh_works_once = True
    background.sign_in_before()
    background.start_at(EPOCH - 2)
    background.becomes("connected")
    dialog = background.fake.open_settings_dialog()
    pause(2.1)
    return dialog


@pytest.mark.parametrize("leave", ["ok", "cancel"])
def test_a_refresh_that_falls_due_waits_for_the_dialog(
    background: Background, trakt: Tracker, open_when_due: Any, leave: str
) -> None:
    assert "refresh" not in trakt.calls
    assert background.state() == "connected"
    getattr(open_when_due, leave)()
    both_have(background, NEW)
    assert trakt.calls.count("refresh") == 1
    works_after_a_restart(background, NEW)
    assert background.toasts == []


def test_a_stale_copy_that_is_written_meanwhile_loses_nothing(
    background: Background, trakt: Tracker, open_when_due: Any
) -> None:
    stale = xbmcaddon.Addon(ADDON_ID)
    assert stale.getSetting("trakt.account")  # its copy is of now
    open_when_due.ok()
    both_have(background, NEW)
    stale.setSetting("simkl.client_secret", "theirs")  # and the old pair with it
    both_have(background, NEW)
    assert trakt.calls.count("refresh") == 1
    works_after_a_restart(background, NEW)


@pytest.mark.parametrize("leave", ["ok", "cancel"])
def test_a_sign_in_that_is_approved_meanwhile_is_made_good(
    background: Background, trakt: Tracker, leave: str
) -> None:
    background.start()
    bus.send("connect", "trakt")
    background.becomes("waiting")
    dialog = background.fake.open_settings_dialog()
    trakt.outcome = "approved"
    background.becomes("connected")
    pause()
    assert background.setting() == {}  # the dialog has it
    assert background.kept()["access_token"] == APPROVED
    getattr(dialog, leave)()
    both_have(background, APPROVED)
    works_after_a_restart(background, APPROVED)


@pytest.mark.parametrize("leave", ["kill", "ok", "cancel"])
def test_kodi_that_goes_down_with_the_dialog_open_loses_nothing(
    background: Background, trakt: Tracker, leave: str
) -> None:
    background.start()
    bus.send("connect", "trakt")
    dialog = background.fake.open_settings_dialog()
    trakt.outcome = "approved"
    background.becomes("connected")
    if leave != "kill":
        getattr(dialog, leave)()
    works_after_a_restart(background, APPROVED)


def test_a_sign_out_with_the_dialog_open_stays_one(background: Background, trakt: Tracker) -> None:
    background.sign_in_before()
    background.start_at(EPOCH - 1000)
    background.becomes("connected")
    dialog = background.fake.open_settings_dialog()
    bus.send("disconnect", "trakt")
    background.becomes("signed_out")
    dialog.cancel()  # its old account stays in the file
    background.fake.wait_until(lambda: background.setting() == {})
    pause()
    assert background.state() == "signed_out"
    assert "access_token" not in background.kept()


def test_the_owners_edit_is_kept_and_taken_into_the_journal(background: Background, trakt: Tracker) -> None:
    background.start()
    bus.send("connect", "trakt")
    background.becomes("waiting")
    dialog = background.fake.open_settings_dialog()
    dialog.set("simkl.client_id", "the owner's own")
    trakt.outcome = "approved"
    background.becomes("connected")
    dialog.ok()
    background.fake.wait_until(
        lambda: background.journal()["owned"].get("simkl.client_id") == "the owner's own"
    )
    both_have(background, APPROVED)
    assert xbmcaddon.Addon(ADDON_ID).getSetting("simkl.client_id") == "the owner's own"
    assert background.journal()["owned"]["trakt.client_id"] == "app-of-trakt"


def edited(background: Background) -> None:
    """The owner entered an app ID of their own, and the service took it in."""
    background.start()
    dialog = background.fake.open_settings_dialog()
    dialog.set("simkl.client_id", "the owner's own")
    dialog.ok()
    background.fake.wait_until(
        lambda: background.journal()["owned"].get("simkl.client_id") == "the owner's own"
    )


@pytest.mark.parametrize("keep", [0.0, 0.5])
def test_an_app_id_outlives_a_settings_file_that_was_lost(background: Background, keep: float) -> None:
    edited(background)
    background.fake.abort()
    background.fake.settings().cut_power(keep)
    background.fake.restart()
    background.start()
    assert xbmcaddon.Addon(ADDON_ID).getSetting("simkl.client_id") == "the owner's own"
    assert xbmcaddon.Addon(ADDON_ID).getSetting("trakt.client_id") == "app-of-trakt"


def test_an_app_id_outlives_a_file_that_is_damaged_while_kodi_runs(background: Background) -> None:
    """A full disk: Kodi cannot write it again, and says that the settings changed."""
    edited(background)
    background.fake.settings().cut_power(0.0)
    for monitor in list(background.fake.monitors):
        background.fake.deliver(monitor, "onSettingsChanged")
    pause()
    background.fake.restart()
    background.start()
    assert xbmcaddon.Addon(ADDON_ID).getSetting("simkl.client_id") == "the owner's own"


def test_an_edit_that_comes_with_a_reset_of_all_else_is_kept(background: Background, trakt: Tracker) -> None:
    """The dialog's "Reset" empties the hidden settings too, the mark and the account among them."""
    edited(background)
    bus.send("connect", "trakt")
    trakt.outcome = "approved"
    background.becomes("connected")
    dialog = background.fake.open_settings_dialog()
    dialog.values.update(dict.fromkeys(dialog.values, ""))
    dialog.set("simkl.client_id", "a newer one")
    dialog.ok()
    both_have(background, APPROVED)
    pause()
    assert xbmcaddon.Addon(ADDON_ID).getSetting("simkl.client_id") == "a newer one"
    assert background.journal()["owned"]["simkl.client_id"] == "a newer one"


def test_an_app_id_that_the_owner_emptied_stays_empty(background: Background) -> None:
    edited(background)
    write_setting("simkl.client_id", "")
    background.fake.wait_until(lambda: "simkl.client_id" not in background.journal()["owned"])
    background.fake.restart()
    background.start()
    assert xbmcaddon.Addon(ADDON_ID).getSetting("simkl.client_id") == ""


def test_the_services_own_writes_lead_to_no_others(background: Background, trakt: Tracker) -> None:
    background.start()
    bus.send("connect", "trakt")
    trakt.outcome = "approved"
    background.becomes("connected")
    pause()
    writes = background.fake.settings().writes
    pause(0.2)
    assert background.fake.settings().writes == writes
