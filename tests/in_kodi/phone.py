"""The phone of the person on the sofa: a headless Chromium that opens what the QR code says."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from in_kodi.waiting import wait_for

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=390,844",
    # The sandbox signs with a certificate authority of its own, made anew for each run.
    "--ignore-certificate-errors",
)


class Phone:
    """A browser whose whole network is the sandbox. Use it in a `with` statement."""

    def __init__(self, proxy_url: str) -> None:
        """Start the browser, with an empty profile."""
        self._profile = tempfile.mkdtemp(prefix="trackpass-phone-")
        options = ChromeOptions()
        options.binary_location = _path("chromium")
        for flag in (*FLAGS, f"--proxy-server={proxy_url}", f"--user-data-dir={self._profile}"):
            options.add_argument(flag)
        try:
            self._browser = Chrome(options, Service(_path("chromedriver")))
        except BaseException:
            shutil.rmtree(self._profile, ignore_errors=True)
            raise
        self._browser.set_page_load_timeout(60)

    def __enter__(self) -> Phone:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the browser and forget its profile."""
        try:
            self._browser.quit()
        finally:
            shutil.rmtree(self._profile, ignore_errors=True)

    @property
    def address(self) -> str:
        """The address of the page that is open."""
        return str(self._browser.current_url)

    @property
    def text(self) -> str:
        """The text that the page shows."""
        return str(self._browser.find_element(By.TAG_NAME, "body").text)

    def open(self, address: str) -> None:
        """Open an address, as the camera app does with the text of a QR code."""
        self._browser.get(address if "://" in address else "https://" + address)

    def type_code(self, code: str) -> None:
        """Type the code that the TV shows into the page, and go on."""
        box = self._element("code")
        box.clear()
        box.send_keys(code)
        self._element("continue").click()

    def approve(self) -> str:
        """Allow the app in; return what the page then says."""
        return self._answer("approve")

    def deny(self) -> str:
        """Refuse the app; return what the page then says."""
        return self._answer("deny")

    def screenshot(self, path: Path) -> Path:
        """Save a picture of the page as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._browser.save_screenshot(str(path))
        return path

    def _answer(self, button: str) -> str:
        """Press one of the two buttons; a page with the code filled in is sent off first, as a thumb does."""
        wait_for("the question", lambda: self._has(button) or self._has("continue"), 30)
        if not self._has(button):
            self._element("continue").click()
        self._element(button).click()
        return str(self._element("result").text)

    def _has(self, element_id: str) -> bool:
        return bool(self._browser.find_elements(By.ID, element_id))

    def _element(self, element_id: str) -> WebElement:
        """Return the element with this id as soon as the page has it.

        Raises:
            TimeoutError: it does not come.
        """
        found = wait_for(
            f"#{element_id} on the page of {self.address}",
            lambda: self._browser.find_elements(By.ID, element_id),
            30,
        )
        return found[0]


def _path(program: str) -> str:
    found = shutil.which(program)
    assert found, f"{program} is not installed"
    return found
