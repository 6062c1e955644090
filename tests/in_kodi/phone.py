"""The phone of the person on the sofa: a headless Chromium that opens what the QR code says."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from selenium.common.exceptions import (
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
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
    # The sandbox signs with a certificate authority of its own, made anew for each run.
    "--ignore-certificate-errors",
)

SCREEN = {"width": 390, "height": 844, "deviceScaleFactor": 3, "mobile": True}
"""Of a common phone. A window of this browser is never less than 500 wide, so it has to be told."""

GONE = (
    "does not belong to the document",
    "No node with given id",
    "Cannot find context",
    "context was destroyed",
)
"""What the browser itself says of an element, or of a whole page, that has just been replaced."""


class Phone:
    """A browser in the TV's home network, with the sandbox for the rest. Use it in a `with` statement."""

    def __init__(self, proxy_url: str) -> None:
        """Start the browser, with an empty profile."""
        self._profile = tempfile.mkdtemp(prefix="trackpass-phone-")
        options = ChromeOptions()
        options.binary_location = _path("chromium")
        network = (f"--proxy-server={proxy_url}", f"--proxy-bypass-list={home_address()}")
        for flag in (*FLAGS, *network, f"--user-data-dir={self._profile}"):
            options.add_argument(flag)
        try:
            self._browser = Chrome(options, Service(_path("chromedriver")))
        except BaseException:
            shutil.rmtree(self._profile, ignore_errors=True)
            raise
        self._browser.set_page_load_timeout(60)
        self._browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", SCREEN)

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
        return self.text_of("body")

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

    @property
    def widths(self) -> tuple[int, ...]:
        """How wide the screen shows the page, and how wide the page is; nothing while it is shown anew."""
        script = "return `${innerWidth} ${arguments[0].scrollWidth}`"
        shown = self._of("html", lambda page: str(self._browser.execute_script(script, page)))
        return tuple(map(int, shown.split()))

    def text_of(self, selector: str) -> str:
        """The text of the first element that a CSS selector finds, "" for none or one that has just gone."""
        return self._of(selector, lambda element: str(element.text))

    def attribute_of(self, selector: str, name: str) -> str:
        """An attribute of that element."""
        return self._of(selector, lambda element: str(element.get_attribute(name) or ""))

    def fill(self, element_id: str, text: str) -> None:
        """Replace what stands in a field."""
        wait_for(
            f"the field {element_id}", lambda: self._of(f"#{element_id}", lambda one: _fill(one, text)), 30
        )

    def click(self, selector: str) -> None:
        """Press what a CSS selector finds, as soon as it is there."""
        wait_for(f"{selector} on the page", lambda: self._of(selector, _click), 30)

    def _of(self, selector: str, ask: Callable[[WebElement], str]) -> str:
        """Ask the first element that is found; "" for none, or when the page is just shown anew.

        An element that went while it was asked has two names: StaleElementReferenceException, and a bare
        WebDriverException with the browser's own words for it.
        """
        try:
            return ask(self._browser.find_element(By.CSS_SELECTOR, selector))
        except NoSuchElementException:
            return ""
        except WebDriverException as error:
            if _is_gone(error):
                return ""
            raise

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


def _is_gone(error: WebDriverException) -> bool:
    """Whether an element could not be asked because the page was shown anew."""
    words = str(error.msg)
    return isinstance(error, StaleElementReferenceException) or any(one in words for one in GONE)


def _click(element: WebElement) -> str:
    element.click()
    return "pressed"


def _fill(field: WebElement, text: str) -> str:
    field.clear()
    field.send_keys(text)
    return "filled"


def home_address() -> str:
    """This machine's address in its network, where the phone reaches the TV; the sandbox plays the rest."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.connect(("203.0.113.1", 9))  # nothing is sent
        return str(line.getsockname()[0])


def _path(program: str) -> str:
    found = shutil.which(program)
    assert found, f"{program} is not installed"
    return found
