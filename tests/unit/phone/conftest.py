"""A box that serves the page, and the phone that it belongs to."""

from __future__ import annotations

import logging
import time as real_time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.unit.phone.fake_service import ROOT, SECRETS, FakeLine, Words
from tests.unit.phone.phone import Phone
from trackpass.model import App, PageView
from trackpass.phone import door as door_module
from trackpass.phone import guard
from trackpass.phone.door import Door
from trackpass.redaction import Redactor

ADDRESS = "192.168.7.20"
KEY = "key-of-the-remote-set-up"


class Clock:
    """Real time, which a test can move forward: pages that wait do wait."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return real_time.monotonic() + self.ahead


@dataclass
class Box:
    clock: Clock = field(default_factory=Clock)
    redactor: Redactor = field(default_factory=Redactor)
    shown: list[PageView | None] = field(default_factory=list)
    address: str = ADDRESS
    port: int = 0
    asked_for_port: int = 0
    """How often the door looked into the settings."""
    words: Words = field(default_factory=Words)

    def __post_init__(self) -> None:
        self.line = FakeLine(self.clock)
        self.door = Door(
            self.line,
            self.words,
            self.clock,
            lambda: self.address,
            self._wished_port,
            str(ROOT / "resources" / "phone"),
            self.redactor,
            self.shown.append,
        )

    def phone(self) -> Phone:
        """Opens the page and scans the code."""
        self.door.open()
        view = self.shown[-1]
        assert view is not None
        return Phone(view.url, KEY)

    def _wished_port(self) -> int:
        self.asked_for_port += 1
        return self.port

    def with_apps(self) -> None:
        self.line.apps = {
            "simkl": App(SECRETS["id"], SECRETS["secret"]),
            "trakt": App(SECRETS["id"]),
            "tmdb": App(SECRETS["id"]),
        }


@pytest.fixture
def box() -> Iterator[Box]:
    found = Box()
    yield found
    assert found.door.stop(), "a handler outlived the door"


@pytest.fixture
def phone(box: Box) -> Iterator[Phone]:
    """The right phone; nothing that it was ever answered may hold a secret of the service."""
    found = box.phone()
    yield found
    for answer in found.answers:
        assert not [secret for secret in SECRETS.values() if secret.encode() in answer.body]
        assert not [secret for secret in SECRETS.values() if secret in str(answer.headers)]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strangers are slowed down here too, but a test has no time for it."""
    monkeypatch.setattr(guard, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(guard, "LONGEST_PAUSE", 0.01)


@pytest.fixture(autouse=True)
def time_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handlers that are cut off do end; how soon they do is up to the machine."""
    monkeypatch.setattr(door_module, "STOP_WITHIN", 20.0)


@pytest.fixture
def still_served(box: Box, phone: Phone, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a stranger did: the right phone gets in, nothing was done, and no log holds a secret."""
    caplog.set_level(logging.DEBUG)
    box.with_apps()
    box.door.remote(True, KEY)
    yield
    stranger_calls = list(box.line.calls)
    assert "Connect" in phone.get().seen
    assert phone.call("GET", "status").json["ok"] is True
    assert stranger_calls == []
    token = phone.root.strip("/")
    for secret in (*SECRETS.values(), token, KEY, phone.form_token()):
        assert secret not in caplog.text
        assert secret not in repr(box.shown)
        assert box.redactor.clean(secret) == "***" or secret in SECRETS.values()
