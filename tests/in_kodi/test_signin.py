"""The main job: `connect` on the TV, QR code and phone, and what rests in the settings afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_kodi.phone import Phone
from in_kodi.screen import read_qr, reads_code
from in_kodi.tv import CODE, TRACKERS, Tv
from in_kodi.waiting import wait_for
from sandbox import SignIn

# By kind of app: what the QR code must hold, and what the TV says to open.
ADDRESSES = {
    "simkl-v1": ("https://simkl.com/pin/{code}", "simkl.com/pin"),
    "simkl-v2": ("https://simkl.com/pin?user_code={code}", "simkl.com/pin"),
    "trakt": ("https://auth.trakt.tv/activate/{code}", "auth.trakt.tv/activate"),
    "trakt-public": ("https://auth.trakt.tv/activate/{code}", "auth.trakt.tv/activate"),
}
LIVES_FOR_EVER = ("simkl-v1",)


@pytest.mark.parametrize("kind", list(ADDRESSES))
def test_connect(tv: Tv, phone: Phone, tmp_path: Path, kind: str) -> None:
    app = tv.give_app(kind)
    tracker = kind.split("-")[0]
    link, address = ADDRESSES[kind]

    code = tv.start_sign_in(tracker)
    assert code.app is app
    assert tv.state(tracker) == "waiting"
    picture = tmp_path / "window.png"
    wait_for("the QR code", lambda: read_qr(tv.kodi.screenshot(picture)))
    assert read_qr(picture) == [link.format(code=code.user_code)]
    assert reads_code(picture, CODE, code.user_code)
    tv.can_be_read(address)
    tv.reads("Waiting for your phone")
    assert len(qr_pictures(tv)) == 1

    phone.open(read_qr(picture)[0])
    assert "is connected" in phone.approve()
    tv.wait_phase("connected")
    tv.reads("Connected as ann")
    tv.wait_closed()
    assert tv.state(tracker) == "connected"
    assert tv.kodi.home_property(f"trackpass.{tracker}.name") == "ann"
    assert qr_pictures(tv) == []
    see_what_is_stored(tv, kind, code)


def test_connect_tmdb(tv: Tv, phone: Phone, tmp_path: Path) -> None:
    """There is no code at TMDb: the QR code holds the address of a page made for this very sign-in."""
    key = tv.give_app("tmdb")
    link = tv.start_sign_in("tmdb")
    picture = tmp_path / "window.png"
    wait_for("the QR code", lambda: read_qr(tv.kodi.screenshot(picture)))
    address = f"https://www.themoviedb.org/authenticate/{link.user_code}"
    assert read_qr(picture) == [address]
    assert tv.kodi.window_property("address") == address.removeprefix("https://")
    tv.reads("Waiting for your phone")
    tv.wait_focus("Verify now")
    tv.kodi.select()
    tv.reads("TMDb doesn't know of your approval yet. Approve there first.")
    assert tv.kodi.window_property("phase") == "waiting"

    phone.open(address)
    assert "is connected" in phone.approve()
    tv.kodi.select()
    tv.wait_phase("connected")
    tv.reads("Connected as ann")
    tv.wait_closed()
    assert (tv.state("tmdb"), tv.kodi.home_property("trackpass.tmdb.name")) == ("connected", "ann")
    assert qr_pictures(tv) == []
    account = tv.account("tmdb")
    assert tv.box.tmdb.access_tokens[account["session_id"]].grant.account.key == "ann"
    assert (account["client_id"], account["name"], account["expires_at"]) == (key.client_id, "ann", 0)
    assert account["account_id"].isdecimal()
    assert tv.kodi.home.settings_file().stat().st_mode & 0o777 == 0o600


def see_what_is_stored(tv: Tv, kind: str, code: SignIn) -> None:
    """The settings hold what the tracker gave, under the names of the contract."""
    tracker = kind.split("-")[0]
    account = tv.account(tracker)
    given = tv.box.tracker(tracker)
    assert set(account) >= {"access_token", "expires_at", "client_id", "name"}
    assert given.access_tokens[account["access_token"]].grant.account.key == "ann"
    assert account["client_id"] == code.app.client_id
    assert account["name"] == "ann"
    if kind in LIVES_FOR_EVER:
        assert account["expires_at"] == 0
        assert not account.get("refresh_token")
    else:
        ends = given.access_tokens[account["access_token"]].expires_at
        assert ends is not None
        assert abs(account["expires_at"] - ends) < 5
        assert account["refresh_token"] in given.refresh_tokens
    assert [tv.account(other) for other in TRACKERS if other != tracker] == [{}, {}]
    assert tv.kodi.home.settings_file().stat().st_mode & 0o777 == 0o600


def qr_pictures(tv: Tv) -> list[str]:
    """Return the names of the pictures in the add-on's data folder."""
    return [path.name for path in tv.kodi.home.settings_file().parent.glob("*.png")]
