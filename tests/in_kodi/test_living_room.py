"""How an owner lives with it: first start, all trackers in one go, quick repair, what is wrong, toasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from in_kodi.home import ADDON_ID
from in_kodi.screen import read_qr, reads_like
from in_kodi.test_background import words
from in_kodi.test_restart import restart
from in_kodi.toasts import Toast
from in_kodi.tv import CONNECT_ALL, NOBODY, YES_NO_DIALOG, Tv
from in_kodi.waiting import stays, wait_for

ENDED = "Trakt ended this sign-in. A free account allows one app. Please sign in again."
IN_SHORT = "Trakt ended this sign-in. Please sign in again."
WELCOME = "Open it under Add-ons"
CHECKS = "Result of a check"
PLAYS = "Player.HasVideo"


@pytest.mark.timeout(600)
def test_the_first_start_of_all_is_told_once(own_tv: Tv) -> None:
    wait_for("the toast", lambda: greetings(own_tv.kodi.toasts()))
    own_tv.no_toast()
    own_tv.kodi.restart()
    own_tv.wait_state("trakt", "signed_out")
    stays("the peace", lambda: own_tv.kodi.current_window() == 10000, 3)
    assert greetings(own_tv.kodi.toasts()) == 1


def greetings(toasts: list[Toast]) -> int:
    """How often it was told how to begin."""
    return len([toast for toast in toasts if toast.message.startswith(WELCOME)])


@pytest.mark.timeout(600)
def test_connect_all(tv: Tv) -> None:
    """Cancel goes on to the next tracker, and so does success; Back ends the walk."""
    for kind in ("simkl-v2", "trakt", "tmdb"):
        tv.give_app(kind)
    tv.open_accounts()
    tv.choose(CONNECT_ALL, "down")
    tv.wait_code("simkl")
    assert tv.kodi.window_property("title") == "Connect Simkl (2 more)"
    tv.wait_focus("New code")
    tv.choose("Cancel")

    code = tv.wait_code("trakt")
    assert tv.kodi.window_property("title") == "Connect Trakt (1 more)"
    tv.box.trakt.approve(code.user_code)
    tv.wait_phase("connected")

    tv.wait_code("tmdb")
    assert tv.kodi.window_property("title") == "Connect TMDb"
    tv.kodi.back()
    tv.wait_row("TMDb", "Waiting for your phone")
    rows = tv.wait_rows()
    assert (rows["Simkl"], rows["TMDb"]) == ("Not signed in", "Waiting for your phone")
    assert rows["Trakt"].startswith("Connected as ann")
    assert CONNECT_ALL not in rows

    tv.close_accounts()
    tv.sign_out("tmdb")
    tv.open_accounts()
    tv.choose(CONNECT_ALL, "down")
    tv.wait_code("simkl")
    assert tv.kodi.window_property("title") == "Connect Simkl (1 more)"
    tv.kodi.back()
    assert CONNECT_ALL not in tv.wait_rows(), "one is waiting, one is signed in"


@pytest.mark.timeout(600)
def test_one_press_repairs(tv: Tv) -> None:
    sign_in_then_end(tv)
    open_question(tv)
    wait_for("the question on the screen", lambda: reads_like(tv.kodi.screen_text(), ENDED))
    tv.wait_focus("Sign in again")
    former = tv.box.trakt.find()
    tv.kodi.select()
    code = tv.wait_code("trakt", other_than=former)
    tv.box.trakt.approve(code.user_code)
    tv.wait_phase("connected")
    tv.wait_row("Trakt", "Connected as ann")
    tv.close_accounts()
    tv.open_accounts()  # nothing is asked this time


@pytest.mark.timeout(600)
@pytest.mark.parametrize("label", ["Later", "Never"])
def test_peace_until_later_or_for_good(tv: Tv, label: str) -> None:
    sign_in_then_end(tv)
    open_question(tv)
    tv.choose(label, "left")
    tv.wait_row("Trakt", IN_SHORT)
    wait_for("the answer to be noted", lambda: tv.kodi.home_property("trackpass.trakt.quiet"))
    tv.close_accounts()

    toasts = tv.no_toast()
    restart(tv)
    tv.wait_state("trakt", "reconnect")
    stays("the peace", lambda: len(tv.kodi.toasts()) == toasts, 4)
    tv.open_accounts()  # and no question before it
    tv.wait_row("Trakt", IN_SHORT)


@pytest.mark.timeout(600)
def test_each_start_tells_and_back_leads_to_the_list(tv: Tv) -> None:
    sign_in_then_end(tv)
    toasts = tv.no_toast()
    restart(tv)
    tv.wait_state("trakt", "reconnect")
    assert [toast.heading for toast in tv.toasts_since(toasts)] == ["Trakt"]
    open_question(tv)
    tv.kodi.back()
    tv.wait_row("Trakt", IN_SHORT)
    tv.close_accounts()
    open_question(tv)  # Back is no answer


@pytest.mark.timeout(600)
def test_what_is_wrong(tv: Tv, tmp_path: Path) -> None:
    """The sentence, the page of the tracker for phone and eye, and the one thing to do at hand."""
    sign_in_then_end(tv)
    tv.kodi.execute_addon(ADDON_ID, "account", "trakt")
    rows = tv.wait_rows("What is wrong?")
    assert list(rows) == ["What is wrong?", "Sign in again", "Check now", "Sign out", "Report for help"]
    assert rows["What is wrong?"] == ENDED
    tv.choose("What is wrong?", "down")
    tv.wait_window()
    tv.reads(ENDED)
    tv.can_be_read("app.trakt.tv/settings/apps")
    tv.can_be_read("See there which apps are connected")
    tv.wait_focus("Sign in again")
    former = tv.box.trakt.find()
    page = "https://app.trakt.tv/settings/apps"
    wait_for("the QR code", lambda: read_qr(tv.kodi.screenshot(tmp_path / "wrong.png")) == [page])
    tv.kodi.select()
    tv.wait_code("trakt", other_than=former)
    assert tv.kodi.window_property("title") == "Connect Trakt"


@pytest.mark.timeout(600)
def test_an_app_that_the_tracker_no_longer_knows_leads_to_the_phone(tv: Tv, tmp_path: Path) -> None:
    app = tv.give_app("trakt")
    tv.sign_in("trakt")
    tv.box.trakt.delete_app(app.client_id)
    tv.kodi.execute_addon(ADDON_ID, "check", "trakt")
    tv.wait_state("trakt", "unverified")
    tv.kodi.execute_addon(ADDON_ID)
    tv.wait_focus("Use your phone")  # it is one press away, too
    tv.kodi.back()
    tv.wait_rows()
    tv.choose_account("Trakt", "What is wrong?")
    tv.kodi.select()
    tv.wait_window()
    tv.reads("Trakt doesn't know this app ID. Copy it once more.")
    page = "https://developer.trakt.tv/apps"
    wait_for("the QR code", lambda: read_qr(tv.kodi.screenshot(tmp_path / "wrong.png")) == [page])
    tv.wait_focus("Use your phone")
    tv.kodi.select()
    wait_for("the phone page", lambda: tv.kodi.window_property("title") == "Set up with your phone")
    tv.kodi.back()
    tv.wait_rows()
    tv.close_accounts()

    tv.give_app("trakt")  # another one: the old sign-in is not of that, and no ID mends it any more
    wait_for("the check", lambda: tv.kodi.home_property("trackpass.trakt.problem") == "other_app")
    open_question(tv)
    sentence = "This Trakt sign-in belongs to another app ID. Please sign in again."
    wait_for("the question on the screen", lambda: reads_like(tv.kodi.screen_text(), sentence))
    tv.wait_focus("Sign in again")
    former = tv.box.trakt.find()
    tv.kodi.select()
    tv.box.trakt.approve(tv.wait_code("trakt", other_than=former).user_code)
    tv.wait_phase("connected")
    tv.wait_row("Trakt", "Connected as ann")


@pytest.mark.timeout(600)
def test_a_kind_of_toast_turned_off_with_the_remote(tv: Tv) -> None:
    tv.give_app("trakt")
    tv.sign_in("trakt")
    for value in ("false", "true"):
        toasts = tv.no_toast()
        tv.set_level("Standard")
        tv.open_settings("Notifications")
        tv.kodi.walk_to(CHECKS)
        tv.kodi.select()
        tv.close_settings()
        wait_for("the setting", lambda: tv.kodi.settings()["toasts.checks"] == value)  # noqa: B023
        checks = len(tv.box.requests(route="check"))
        tv.kodi.execute_addon(ADDON_ID, "check", "trakt")
        wait_for("the check", lambda: len(tv.box.requests(route="check")) > checks)  # noqa: B023
        if value == "false":
            stays("the peace", lambda: len(tv.kodi.toasts()) == toasts, 4)  # noqa: B023
    assert [toast.message for toast in tv.toasts_since(toasts)] == ["Connected as ann"]


@pytest.mark.timeout(600)
def test_a_toast_waits_for_the_end_of_the_film(tv: Tv) -> None:
    tv.give_app("trakt")
    tv.box.trakt.set(token_life=12)
    tv.sign_in("trakt")
    toasts = tv.no_toast()
    with film(tv):
        tv.box.trakt.revoke_all()
        tv.wait_state("trakt", "reconnect")  # the next refresh finds it out
        stays("the film", lambda: tv.kodi.boolean(PLAYS) and len(tv.kodi.toasts()) == toasts, 5)
    assert words(tv.toasts_since(toasts)) == [("Trakt", "Sign-in ended. Please sign in again.")]


def test_nobody_is_asked_anything_while_all_is_well(tv: Tv) -> None:
    tv.open_accounts()
    assert tv.wait_rows() == NOBODY


@contextmanager
def film(tv: Tv) -> Iterator[None]:
    """Play a black film of ten minutes, one picture a second, until it is stopped with the remote."""
    path = tv.kodi.home.path / "film.y4m"
    picture = b"FRAME\n" + bytes(64 * 64) + b"\x80" * (2 * 32 * 32)
    path.write_bytes(b"YUV4MPEG2 W64 H64 F1:1 Ip A1:1 C420jpeg\n" + 600 * picture)
    tv.kodi.rpc("Player.Open", item={"file": str(path)})
    wait_for("the film", lambda: tv.kodi.boolean(PLAYS))
    try:
        yield
    finally:
        tv.kodi.builtin("PlayerControl(Stop)")
        wait_for("the end of the film", lambda: not tv.kodi.boolean(PLAYS))


def sign_in_then_end(tv: Tv) -> None:
    """Sign in to Trakt, which then ends the sign-in, and let a check find that out."""
    tv.give_app("trakt")
    tv.sign_in("trakt")
    tv.box.trakt.revoke_all()
    toasts = tv.no_toast()
    tv.kodi.execute_addon(ADDON_ID, "check", "trakt")
    tv.wait_state("trakt", "reconnect")
    assert len(tv.toasts_since(toasts)) == 1


def open_question(tv: Tv) -> None:
    """Open the add-on, which leads straight to the account that needs its owner."""
    tv.kodi.execute_addon(ADDON_ID)
    tv.kodi.wait_window(YES_NO_DIALOG)
