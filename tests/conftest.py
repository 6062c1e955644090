"""Fixtures that every test may use, and the rule that no test leaves this machine."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.kodi import FakeKodi

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeKodi]:
    """A pretended Kodi with this add-on installed; at the end nothing runs, and no callback raised."""
    with FakeKodi(tmp_path / "kodi") as kodi:
        yield kodi
    assert kodi.errors == []


@pytest.fixture(autouse=True)
def stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
