"""The marks of this box, to notice that the add-on's data was copied to a second one.

Two boxes that share one sign-in end it for each other sooner or later, since a refresh token works once.
Kodi's own label for the network address is not used: asking for it makes Kodi call strangers' servers.
"""

from __future__ import annotations

import os
import sys
from typing import List

from trackpass.notebook import Notebook

IS_LINUX = sys.platform.startswith("linux")
ADAPTERS = "/sys/class/net"
"""Where Linux lists its network adapters; Android hides it, and then there is no verdict."""


class Machine:
    """Compares network addresses and host name with those in the notebook, kept as salted hashes."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def is_another(self) -> bool:
        """Whether address and name are others than last time; the new ones are kept, so that it is told once.

        One alone means nothing: boxes get new names and new adapters.
        """
        known = dict(self._notebook.section("machine"))
        salt = str(known.get("salt") or os.urandom(8).hex())
        addresses = [_digest(salt, address) for address in network_addresses()]
        name = _digest(salt, host_name())
        if not addresses:
            return False
        for key, value in (("salt", salt), ("addresses", addresses), ("name", name)):
            self._notebook.put("machine", key, value)
        former = known.get("addresses")
        moved = isinstance(former, list) and not set(former) & set(addresses)
        return moved and known.get("name") not in (None, name)


def host_name() -> str:
    """The name of this box in its network."""
    if hasattr(os, "uname"):
        return os.uname().nodename
    import socket

    return socket.gethostname()


def network_addresses() -> List[str]:
    """The hardware addresses of this box's network adapters, sorted; empty where they cannot be known."""
    if IS_LINUX:
        return sorted(address for address in map(_address_of, _adapters()) if address)
    import uuid

    node = uuid.getnode()
    is_made_up = node >> 40 & 1
    return [] if is_made_up else [f"{node:012x}"]


def _adapters() -> List[str]:
    """The adapters that are real devices; bridges and tunnels come and go."""
    try:
        names = os.listdir(ADAPTERS)
    except OSError:
        return []
    return [name for name in names if os.path.exists(os.path.join(ADAPTERS, name, "device"))]


def _address_of(adapter: str) -> str:
    try:
        with open(os.path.join(ADAPTERS, adapter, "address"), encoding="ascii") as file:
            return file.read().strip()
    except (OSError, ValueError):
        return ""


def _digest(salt: str, value: str) -> str:
    import hashlib

    return hashlib.sha256(f"{salt}:{value}".encode("utf-8", "surrogateescape")).hexdigest()[:32]
