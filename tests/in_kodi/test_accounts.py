"""The account list, what can be done with an account, and the settings dialog."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from in_kodi.home import ADDON_ID
from in_kodi.screen import Region, read_qr, read_text, reads_like
from in_kodi.tv import NOBODY, YES_NO_DIALOG, Tv
from in_kodi.waiting import stays, wait_for

SETTINGS: Region = (480, 190, 1060, 700)  # where Kodi's settings dialog has its rows
ROWS = ["All accounts", "Simkl", "Trakt", "TMDb", "Report for help"]
CONNECTED_APPS = "simkl.com/settings/connected-apps"
CONNECTED = re.compile(r"Connected as ann · checked at \d{1,2}:\d\d( [AP]M)?")


def test_a_row_opens_the_sign_in_window(tv: Tv) -> None:
    tv.give_app("trakt")
    tv.open_accounts()
    assert tv.wait_rows() == NOBODY
    tv.choose("Trakt", "down")
    code = tv.wait_code("trakt")
    tv.kodi.back()
    waiting = {"Trakt": "Waiting for your phone", "Connect all": "One after another: Simkl, TMDb"}
    wait_for("the state", lambda: tv.wait_rows() == {**NOBODY, **waiting})

    tv.choose("Trakt", "down")
    assert tv.wait_code("trakt") is code
    tv.box.trakt.approve(code.user_code)
    tv.wait_phase("connected")
    tv.wait_row("Trakt", CONNECTED)
    rows = tv.wait_rows()
    assert rows["Simkl"] == "Not signed in"
    wait_for("the row on the screen", lambda: reads_like(tv.kodi.screen_text(), rows["Trakt"]))


def test_check_now(tv: Tv) -> None:
    tv.give_app("trakt")
    tv.sign_in("trakt")
    checked = float(tv.kodi.home_property("trackpass.trakt.checked"))
    toasts = tv.no_toast()
    tv.open_page("Trakt")
    before = len(tv.box.requests(route="check"))
    tv.choose("Check now", "down")
    tv.wait_row("Trakt", CONNECTED)
    assert float(tv.kodi.home_property("trackpass.trakt.checked")) > checked
    assert len(tv.box.requests(route="check")) == before + 1
    assert [toast.message for toast in tv.toasts_since(toasts)] == ["Connected as ann"]


@pytest.mark.parametrize(
    ("kind", "title", "app_id"),
    [("simkl-v2", "Simkl", "simkl.client_id"), ("tmdb", "TMDb", "tmdb_sync.api_key")],
    ids=["simkl", "tmdb"],
)
def test_sign_out(tv: Tv, kind: str, title: str, app_id: str) -> None:
    """It ends at the tracker as well, and the app ID stays."""
    app = tv.give_app(kind)
    tracker = title.lower()
    tv.sign_in(tracker)
    tv.open_page(title)
    tv.choose("Sign out", "down")
    answer(tv, "No")
    tv.wait_row(title, CONNECTED)
    assert tv.state(tracker) == "connected"

    toasts = tv.no_toast()
    tv.choose_account(title)
    tv.choose("Sign out", "down")
    answer(tv, "Yes")
    tv.wait_row(title, "Not signed in")
    assert tv.state(tracker) == "signed_out"
    assert tv.account(tracker) == {}
    assert [toast.message for toast in tv.toasts_since(toasts)] == [f"Signed out of {title}"]
    (session,) = tv.box.tracker(tracker).access_tokens.values()
    assert session.grant.revoked
    assert tv.kodi.settings()[app_id] == app.client_id


def test_sign_out_where_the_tracker_has_no_call_for_it(tv: Tv, tmp_path: Path) -> None:
    """A page on the TV leads the phone to where the owner can remove the app; Back leaves it."""
    tv.give_app("simkl-v1")
    tv.sign_in("simkl")
    toasts = tv.no_toast()
    tv.open_page("Simkl")
    tv.choose("Sign out", "down")
    answer(tv, "Yes")
    wait_for("the page", lambda: tv.kodi.window_property("layout") == "link")
    picture = tmp_path / "page.png"
    wait_for("its QR code", lambda: read_qr(tv.kodi.screenshot(picture)) == [f"https://{CONNECTED_APPS}"])
    assert reads_like(read_text(picture), CONNECTED_APPS)
    assert tv.kodi.focused_label() == "Close"
    tv.kodi.back()
    tv.wait_row("Simkl", "Not signed in")
    assert tv.no_toast() == toasts


def test_back_leaves_the_list(tv: Tv) -> None:
    tv.open_accounts()
    tv.kodi.back()
    wait_for("the list to close", lambda: not tv.in_list)
    stays("the peace", lambda: not tv.in_list, 1)


def test_close_leaves_the_list(tv: Tv) -> None:
    """For a mouse, and for who looks for a way out."""
    tv.open_accounts()
    tv.choose("Close", "right")
    wait_for("the list to close", lambda: not tv.in_list)


def test_the_list_is_live(tv: Tv) -> None:
    """A sign-in that goes on behind it shows in its row, and the focus stays where it is."""
    tv.give_app("trakt")
    code = tv.start_sign_in("trakt")
    tv.kodi.back()
    tv.open_accounts()
    tv.kodi.walk_to("TMDb", "down", 8)
    tv.wait_row("Trakt", "Waiting for your phone")
    tv.box.trakt.approve(code.user_code)
    tv.wait_row("Trakt", CONNECTED)
    assert tv.kodi.focused_label() == "TMDb"
    wait_for("the row on the screen", lambda: reads_like(tv.kodi.screen_text(), "Connected as ann"))


def test_the_script_s_own_commands(tv: Tv) -> None:
    tv.give_app("trakt")
    tv.sign_in("trakt")
    before = len(tv.box.requests(route="check"))
    for arguments in (["check", "trakt"], ["check"]):
        tv.kodi.execute_addon(ADDON_ID, *arguments)
        before += 1
        wait_for("the check", lambda: len(tv.box.requests(route="check")) == before)  # noqa: B023
    tv.kodi.execute_addon(ADDON_ID, "disconnect", "trakt")
    tv.wait_state("trakt", "signed_out")
    assert tv.account("trakt") == {}


def test_the_settings_dialog(tv: Tv) -> None:
    """Each account has a line that is live, also while the dialog is open."""
    tv.give_app("trakt")
    code = tv.start_sign_in("trakt")
    tv.kodi.back()
    tv.wait_closed()
    tv.set_level("Standard")
    tv.open_settings()
    passed = []
    for row in ROWS:
        tv.kodi.walk_to(row, limit=6)
        wait_for("the rows without the focus", lambda: read_off(tv) >= set(ROWS) - {row})  # noqa: B023
        passed.append(tv.kodi.focused_label())
    assert passed == ROWS
    wait_for("the state", lambda: reads_like(tv.kodi.screen_text(SETTINGS), "Waiting for your phone"))
    tv.box.trakt.approve(code.user_code)
    tv.wait_state("trakt", "connected")
    wait_for("the new state", lambda: reads_like(tv.kodi.screen_text(SETTINGS), "Connected as ann"))
    tv.kodi.walk_to("Trakt")
    tv.kodi.select()
    wait_for("the account's page", lambda: "Check now" in tv.kodi.focused_label())
    tv.kodi.back()
    wait_for("the account", lambda: tv.account("trakt").get("name") == "ann")


def read_off(tv: Tv) -> set[str]:
    """The rows of the settings dialog that can be read off the screen; the focus makes one too bright."""
    text = tv.kodi.screen_text(SETTINGS)
    return {row for row in ROWS if reads_like(text, row)}


def answer(tv: Tv, label: str) -> None:
    """Answer Kodi's question."""
    tv.kodi.wait_window(YES_NO_DIALOG)
    tv.choose(label, "left")
