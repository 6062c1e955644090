"""A phone for the demo: it opens the address from the QR code and presses the buttons on the page."""

from html.parser import HTMLParser

import requests

MOST_PAGES = 4
TIMEOUT = 10


class Page(HTMLParser):
    """What a person can do on a tracker's page: fields to fill, buttons to press, an outcome to read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.buttons: list[str] = []
        self.outcome = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up one element."""
        found = {name: value or "" for name, value in attrs}
        if tag == "input":
            self.fields[found.get("name", "")] = found.get("value", "")
        elif tag == "button":
            self.buttons.append(found.get("value", ""))
        self.outcome = found.get("data-outcome", self.outcome)


class Phone:
    """A browser of its own, on the same network as the TV."""

    def __init__(self, proxy_url: str, ca_path: str) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.proxies = {"https": proxy_url}
        self._session.verify = ca_path
        self._session.headers["User-Agent"] = "Mozilla/5.0 (Linux; Android 15) Mobile"

    def approve(self, link: str, code: str) -> str:
        """Open the link, type the code where it is asked for, press Approve; return what came of it."""
        page = Page(self._session.get(link, timeout=TIMEOUT).text)
        for _ in range(MOST_PAGES):
            if page.outcome:
                break
            fields = {**page.fields, "code": code}
            if "approve" in page.buttons:
                fields["action"] = "approve"
            page = Page(self._session.post(link, data=fields, timeout=TIMEOUT).text)
        return page.outcome or "nothing"
