"""Pictures of every screen of the add-on, taken from a real Kodi on the way that an owner goes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from in_kodi.home import ADDON_ID
from in_kodi.kodi import Kodi
from in_kodi.screen import read_qr
from in_kodi.tv import YES_NO_DIALOG, Tv
from in_kodi.waiting import wait_for
from sandbox import Sandbox

SIZE = (1920, 1080)
SETTLE = 0.8
"""Seconds for fades and the focus to come to rest; the window of a success stays for three."""


def take(kodi: Kodi, box: Sandbox, folder: Path) -> Iterator[Path]:
    """Walk through the screens with the remote, save each as PNG, and tell its path."""
    album = _Album(Tv(kodi, box), folder)
    album.tv.no_toast()
    kodi.go_home()
    for chapter in (
        album.wrong_app,
        album.sign_in_to_trakt,
        album.wait_for_simkl,
        album.sign_in_to_tmdb,
        album.set_up,
        album.accounts,
        album.repair,
        album.settings,
    ):
        yield from chapter()


class _Album:
    """Where the pictures go; each chapter begins and ends on the home screen."""

    def __init__(self, tv: Tv, folder: Path) -> None:
        self.tv = tv
        self._folder = folder

    def wrong_app(self) -> Iterator[Path]:
        """An app ID that Trakt does not know."""
        self.tv.enter_app("trakt", "0" * 64)
        self.tv.connect("trakt")
        self.tv.wait_phase("failed")
        yield self._shot("wrong-app")
        self.tv.choose("Close")
        self.tv.wait_closed()

    def sign_in_to_trakt(self) -> Iterator[Path]:
        """A sign-in with all that can happen on the way."""
        tv, trakt = self.tv, self.tv.box.trakt
        tv.give_app("trakt")
        code = tv.start_sign_in("trakt")
        yield self._shot_with_qr("signin")
        tv.box.outage("trakt")
        wait_for("the trouble", lambda: tv.kodi.window_property("status").startswith("Can't reach"))
        yield self._shot("trouble")
        tv.box.recover()
        trakt.expire(code.user_code)
        tv.wait_phase("expired")
        yield self._shot("expired")
        tv.choose("New code")
        trakt.approve(tv.wait_code("trakt", other_than=code).user_code)
        tv.wait_phase("connected")
        yield self._shot("connected")
        tv.wait_closed()

    def wait_for_simkl(self) -> Iterator[Path]:
        """A sign-in that goes on behind the scenes."""
        self.tv.give_app("simkl-v2")
        self.tv.start_sign_in("simkl")
        yield self._shot_with_qr("signin-simkl")
        self.tv.kodi.back()
        self.tv.wait_closed()

    def sign_in_to_tmdb(self) -> Iterator[Path]:
        """A sign-in by a link: without a key it begins on the phone."""
        tv = self.tv
        tv.connect("tmdb")
        yield self._shot_with_qr("key-missing")
        tv.choose("Close")
        tv.wait_closed()
        tv.give_app("tmdb")
        tv.start_sign_in("tmdb")
        yield self._shot_with_qr("signin-tmdb")
        tv.choose("Cancel")
        tv.wait_closed()

    def set_up(self) -> Iterator[Path]:
        """The page for the phone, from the account list."""
        self.tv.kodi.execute_addon(ADDON_ID, "setup")
        self.tv.wait_window()
        yield self._shot_with_qr("setup")
        self.tv.kodi.back()
        self.tv.wait_closed()

    def accounts(self) -> Iterator[Path]:
        """The account list, and what can be done with an account."""
        self.tv.open_accounts()
        yield self._shot("accounts")
        self.tv.choose("Trakt", "down")
        wait_for("the account's menu", lambda: "Check now" in self.tv.kodi.focused_label())
        yield self._shot("account")
        self.tv.kodi.go_home()

    def repair(self) -> Iterator[Path]:
        """A sign-in that its tracker ended."""
        tv = self.tv
        tv.box.trakt.revoke_all()
        tv.kodi.execute_addon(ADDON_ID, "check", "trakt")
        tv.wait_state("trakt", "reconnect")
        tv.no_toast()
        tv.kodi.execute_addon(ADDON_ID)
        tv.kodi.wait_window(YES_NO_DIALOG)
        yield self._shot("repair")
        tv.kodi.back()
        tv.wait_rows()
        tv.choose("Trakt", "down")
        wait_for("the account's page", lambda: "What is wrong?" in tv.kodi.focused_label())
        yield self._shot("account-ended")
        tv.kodi.select()
        tv.wait_window()
        yield self._shot_with_qr("what-is-wrong")
        tv.kodi.go_home()

    def settings(self) -> Iterator[Path]:
        """The categories of the settings dialog."""
        kodi = self.tv.kodi
        self.tv.set_level("Advanced")
        self.tv.open_settings()
        yield self._shot("settings")
        for category, key in (("Phone", "down"), ("App IDs", "up")):
            kodi.left()  # a field with text in it would keep this key: the category with fields comes last
            kodi.walk_to(category, key)
            kodi.right()
            yield self._shot(f"settings-{category.lower().replace(' ', '-')}")
        kodi.go_home()

    def _shot(self, name: str) -> Path:
        time.sleep(SETTLE)
        return self.tv.kodi.screenshot(self._folder / f"{name}.png")

    def _shot_with_qr(self, name: str) -> Path:
        wait_for("the QR code", lambda: read_qr(self._shot(name)))
        return self._folder / f"{name}.png"
