"""The real service on pretended trackers that live in this process."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import xbmcaddon

from fakes.kodi import ADDON_ID, FakeKodi
from trackpass.kodi import service, wiring
from trackpass.model import App, Challenge, Credentials
from trackpass.providers.base import Outcome, Poll

HOME = 10000
EPOCH = 1900000000
"""When the tests play."""
HALF_LIFE = 3600


class Tracker:
    """Gives codes that are asked for every 0.02 s; a test sets what it answers."""

    def __init__(self, key: str) -> None:
        self.key = self.settings_key = key
        self.outcome: Outcome = "pending"
        self.starting: Exception | None = None
        self.trouble: Exception | None = None
        self.refresh_works_once = False
        self.refreshing: Callable[[], None] = lambda: None
        """Called while a refresh is on its way."""
        self.calls: list[str] = []
        self.secrets: list[str] = []
        """Device codes and tokens; none may ever be seen anywhere."""

    def start(self, app: App) -> Challenge:
        self.calls.append("start")
        if self.starting:
            raise self.starting
        number = self.calls.count("start")
        self.secrets.append(f"device-code-{self.key}-{number}")
        code, page = f"CODE000{number}", f"https://{self.key}.tv/pin"
        return Challenge(
            "pin",
            app.client_id,
            self.secrets[-1],
            code,
            page,
            f"{page}/{code}",
            expires_in=600,
            interval=0.02,
        )

    def poll(self, app: App, challenge: Challenge) -> Poll:
        self.calls.append("poll")
        if self.outcome != "approved":
            return Poll(self.outcome)
        self.secrets.append(f"access-token-{self.key}")
        return Poll("approved", Credentials(self.secrets[-1], challenge.client_id, flow=challenge.flow))

    def check(self, credentials: Credentials) -> None:
        self.calls.append("check")
        if self.trouble:
            raise self.trouble

    def account_name(self, credentials: Credentials) -> str:
        self.calls.append("name")
        if self.trouble:
            raise self.trouble
        return "ann"

    def refresh(self, app: App, credentials: Credentials) -> Credentials:
        self.calls.append("refresh")
        self.refreshing()
        number = self.calls.count("refresh")
        self.secrets += [f"refreshed-access-{self.key}-{number}", f"refreshed-refresh-{self.key}-{number}"]
        return replace(
            credentials,
            access_token=self.secrets[-2],
            refresh_token=self.secrets[-1],
            obtained_at=EPOCH,
            expires_at=EPOCH + 7200,
        )

    def revoke(self, app: App, credentials: Credentials) -> bool:
        return True


def write_setting(name: str, value: str) -> None:
    """What somebody else, with a fresh copy, writes into the settings."""
    xbmcaddon.Addon(ADDON_ID).setSetting(name, value)


class Background:
    """The service in its own interpreter, and what it put up for all to see."""

    def __init__(self, fake: FakeKodi, monkeypatch: pytest.MonkeyPatch, trackers: dict[str, Tracker]) -> None:
        self.fake = fake
        self.trackers = trackers
        monkeypatch.setattr(wiring, "Simkl", lambda *_, **__: self.trackers["simkl"])
        monkeypatch.setattr(wiring, "Trakt", lambda *_, **__: self.trackers["trakt"])
        self.seen: list[str] = []
        """Name and value of every property that was ever set, every dialog and every toast."""
        fake.watch(lambda kind, details: self.seen.append(f"{kind} {details}"))
        for tracker in trackers:
            write_setting(f"{tracker}.client_id", f"app-of-{tracker}")

    def start_at(self, moment: float) -> Any:
        """Starts the service as :meth:`start` does, on a box whose clock says this moment."""
        began = time.monotonic()
        build = partial(wiring.build, wall=lambda: moment + time.monotonic() - began)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(wiring, "build", build)
            return self.start()

    def sign_in_before(self, tracker: str = "trakt") -> None:
        """An account from an earlier time: half of its token's life is over at ``EPOCH``."""
        account = {
            "access_token": f"first-access-{tracker}",
            "refresh_token": f"first-refresh-{tracker}",
            "client_id": f"app-of-{tracker}",
            "obtained_at": EPOCH - HALF_LIFE,
            "expires_at": EPOCH + HALF_LIFE,
            "name": "ann",
        }
        self.trackers[tracker].secrets += [account["access_token"], account["refresh_token"]]
        write_setting(f"{tracker}.account", json.dumps(account))

    def setting(self, tracker: str = "trakt") -> dict[str, Any]:
        """The account as the settings have it, empty for none."""
        return dict(json.loads(xbmcaddon.Addon(ADDON_ID).getSetting(f"{tracker}.account") or "{}"))

    def journal(self) -> dict[str, Any]:
        """All that the journal has."""
        return dict(json.loads((self.fake.settings().path.parent / "accounts.json").read_text()))

    def kept(self, tracker: str = "trakt") -> dict[str, Any]:
        """The account as the journal has it, empty for none."""
        return dict(self.journal().get("accounts", {}).get(tracker, {}))

    def start(self) -> Any:
        """Starts the service and waits until it has put up every account."""
        interpreter = self.fake.run(service.run)
        self.fake.wait_until(lambda: self.state("simkl") and self.state("trakt"))
        return interpreter

    def state(self, tracker: str = "trakt") -> str:
        return self.fake.home_property(f"trackpass.{tracker}.state")

    def becomes(self, state: str, tracker: str = "trakt") -> None:
        self.fake.wait_until(lambda: self.state(tracker) == state)

    @property
    def properties(self) -> dict[str, str]:
        """All that stands on the Home window in our name."""
        home = self.fake.properties.get(HOME, {})
        return {name: value for name, value in home.items() if name.startswith("trackpass.")}

    @property
    def toasts(self) -> list[tuple[str, str]]:
        return [(call.heading, call.message) for call in self.fake.dialogs.of("notification")]
