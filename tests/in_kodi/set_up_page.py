"""The page that the TV serves to the phone, as a thumb uses it."""

from __future__ import annotations

import json

from in_kodi.phone import SCREEN, Phone
from in_kodi.screen import read_qr
from in_kodi.tv import Tv
from in_kodi.waiting import wait_for


class SetUpPage:
    """What a person can do on the page once it is open in the phone's browser."""

    def __init__(self, tv: Tv, phone: Phone) -> None:
        self._tv = tv
        self.phone = phone
        self.address = ""

    def scan(self) -> SetUpPage:
        """Open what the QR code on the TV says."""
        picture = self._tv.kodi.home.path / "page.png"

        def seen() -> str:
            codes = read_qr(self._tv.kodi.screenshot(picture))
            return codes[0] if codes and codes[0].startswith("http://") else ""

        self.address = wait_for("the page's QR code", seen)
        self.visit()
        return self

    def visit(self, path: str = "") -> None:
        """Go to a sheet of the page; without a path to the one with all trackers."""
        self.phone.open(self.address + path)
        self.fits()

    def open(self, tracker: str) -> None:
        """Open the form of a tracker's app."""
        self.visit()
        self.phone.click(f"#{tracker} a[href$='/{tracker}']")
        wait_for("the form", lambda: self.phone.attribute_of("#client_id", "id"))
        self.fits()

    def fits(self) -> None:
        """Assert that the sheet is as wide as the phone: nobody has to push it to and fro."""
        assert wait_for("the sheet", lambda: self.phone.widths) == (SCREEN["width"],) * 2

    def paste(self, client_id: str, client_secret: str = "") -> None:
        """Paste an ID, and a secret if there is one, and save."""
        self.phone.fill("client_id", client_id)
        if client_secret:
            self.phone.fill("client_secret", client_secret)
        self.phone.click("form[action$='/app'] button")

    def press(self, tracker: str, action: str) -> None:
        """Press a button of a tracker's card, such as `connect` or `cancel`."""
        self.phone.click(f"#{tracker} form[action$='/{tracker}/{action}'] button")

    def wait_says(self, sentence: str) -> None:
        """Wait until the page says this."""
        wait_for(f"{sentence!r} on the page", lambda: sentence in self.phone.text)
        self.fits()

    def wait_card(self, tracker: str, sentence: str) -> None:
        """Wait until a tracker's card says this; the page shows itself anew while a sign-in waits."""
        wait_for(f"{sentence!r} on the card", lambda: sentence in self.phone.text_of(f"#{tracker}"))

    def link(self, tracker: str) -> str:
        """Where the card's big button leads to: the tracker's own page."""
        return wait_for(
            "the link", lambda: self.phone.attribute_of(f"#{tracker} a[href^='https://']", "href")
        )


def shown_address(tv: Tv) -> str:
    """The page's address as the service put it up, "" while the page is closed."""
    text = tv.kodi.home_property("trackpass.page")
    return str(json.loads(text)["url"]) if text else ""
