"""A phone's browser that follows the trackers' own redirects and stops where one leads away."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import requests

from sandbox import Sandbox

AGENT = "Mozilla/5.0 (Linux; Android 14) Mobile"


class Browser:
    """Opens pages by the trackers' names, or under ``/phone`` of the control port; presses buttons."""

    def __init__(self, box: Sandbox, by_proxy: bool = True) -> None:
        self.box, self.by_proxy = box, by_proxy
        self.page = requests.Response()
        self.url = ""
        self.left_to = ""
        """Where a redirect led that is no page of a tracker."""

    def open(self, url: str) -> None:
        self._send("GET", url)

    def press(self, button: str) -> None:
        assert self.has(button), self.page.text
        self._send("POST", self.url, {"action": button})

    def has(self, element: str) -> bool:
        return f'id="{element}"' in self.page.text

    def text(self, element: str) -> str:
        return str(re.findall(rf'id="{element}"[^>]*>([^<]*)<', self.page.text)[0])

    def _send(self, method: str, url: str, form: dict[str, str] | None = None) -> None:
        self.url, self.left_to = url, ""
        asked = url if self.by_proxy else url.replace("https://", f"{self.box.control_url}/phone/")
        self.page = requests.request(
            method,
            asked,
            data=form,
            headers={"User-Agent": AGENT},
            timeout=5,
            allow_redirects=False,
            **(
                {"proxies": {"https": self.box.proxy_url}, "verify": self.box.ca_path}
                if self.by_proxy
                else {}
            ),
        )
        if self.page.status_code in (302, 303):
            self._follow(urljoin(asked, self.page.headers["Location"]))

    def _follow(self, target: str) -> None:
        here = target.replace(f"{self.box.control_url}/phone/", "https://")
        hosts = [f"https://{host}/" for tracker in self.box.trackers for host in tracker.phone_hosts]
        if here.startswith(tuple(hosts)):
            self._send("GET", here)
        else:
            self.left_to = target
