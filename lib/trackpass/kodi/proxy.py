"""Kodi's own proxy (Settings > System > Internet access), for the calls to trackers."""

from __future__ import annotations

import json
import logging
from typing import Any

import xbmc

from trackpass.redaction import Redactor

log = logging.getLogger(__name__)

SCHEMES = {0: "http", 1: "socks4", 2: "socks4a", 3: "socks5", 4: "socks5h", 5: "https"}
"""By ``network.httpproxytype`` (system/settings/settings.xml of Kodi 20 and 21)."""
SOCKS = "socks"
"""Begins a scheme's name, and is the module without which requests cannot go that way."""


class KodiProxy:
    """Asks Kodi for its proxy; name and password are secrets."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def url(self) -> str:
        """The proxy's address as requests takes it, "" for none or one of a kind that requests cannot use."""
        server = str(_setting("httpproxyserver") or "") if _setting("usehttpproxy") is True else ""
        if not server:
            return ""
        from importlib.util import find_spec

        scheme = SCHEMES.get(_setting("httpproxytype"), "")
        if not scheme or (scheme.startswith(SOCKS) and find_spec(SOCKS) is None):
            log.debug("Kodi's proxy is of a kind that cannot be used here (%s); going without", scheme)
            return ""
        host = f"[{server}]" if ":" in server else server
        return f"{scheme}://{self._user()}{host}:{_setting('httpproxyport')}"

    def _user(self) -> str:
        """Name and password as they stand before the host, "" without a name."""
        from urllib.parse import quote

        name, password = (str(_setting(f"httpproxy{part}") or "") for part in ("username", "password"))
        quoted = [quote(text, safe="") for text in (name, password)]
        self._redactor.hide(name, password, *quoted)
        return f"{':'.join(quoted)}@" if name else ""


def _setting(name: str) -> Any:
    """One of Kodi's network settings, None when Kodi does not tell it."""
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "Settings.GetSettingValue",
        "params": {"setting": f"network.{name}"},
    }
    try:
        return json.loads(xbmc.executeJSONRPC(json.dumps(call)))["result"]["value"]
    except (ValueError, KeyError, TypeError):
        return None
