"""The real service on pretended trackers that live in this process."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import xbmcaddon

from fakes.kodi import ADDON_ID, FakeKodi
from trackpass.errors import Problem
from trackpass.journal import Journal
from trackpass.kodi import service, wiring
from trackpass.kodi.settings import ACCOUNTS, CLIENT_IDS, REMOTE_KEY, START_DELAY
from trackpass.model import TRACKERS, App, Authorization, Challenge, Credentials
from trackpass.notebook import Notebook
from trackpass.providers.base import Outcome, Poll
from trackpass.redaction import Redactor

HOME = 10000
EPOCH = 1900000000
"""When the tests play."""
HALF_LIFE = 3600


class Tracker:
    """Gives codes, TMDb links, that are asked for every 0.02 s; a test sets what it answers."""

    def __init__(self, key: str) -> None:
        self.key = key
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
        whole = f"{page}/{code}"
        if self.key == "tmdb":
            code, page = "", whole
        return Challenge("pin", app.client_id, self.secrets[-1], code, page, whole, 600, 0.02)

    def mistake(self, app: App) -> Problem | None:
        missing = Problem.APP_KEY_MISSING if self.key == "tmdb" else Problem.APP_ID_MISSING
        return None if app.client_id else missing

    def probe(self, app: App) -> None:
        self.calls.append("probe")
        if self.starting:
            raise self.starting

    def authorization_url(self, app: App, authorization: Authorization) -> str:
        """Its consent page, for Simkl."""
        self.calls.append("authorize")
        return f"https://{self.key}.tv/authorize?state={authorization.state}"

    def exchange(self, app: App, authorization: Authorization, code: str) -> Poll:
        """Any code is good."""
        self.calls.append("exchange")
        self.secrets.append(f"exchanged-{self.key}")
        return Poll("approved", Credentials(self.secrets[-1], app.client_id))

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

    def identify(self, credentials: Credentials) -> Credentials:
        self.calls.append("identify")
        if self.trouble:
            raise self.trouble
        return credentials._replace(name="ann")

    def refresh(self, app: App, credentials: Credentials) -> Credentials:
        self.calls.append("refresh")
        self.refreshing()
        number = self.calls.count("refresh")
        self.secrets += [f"refreshed-access-{self.key}-{number}", f"refreshed-refresh-{self.key}-{number}"]
        return credentials._replace(
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
        for name, tracker in trackers.items():
            monkeypatch.setattr(wiring, name.capitalize(), lambda *_, found=tracker, **__: found)
        self.seen: list[str] = []
        """Name and value of every property that was ever set, every dialog and every toast."""
        fake.watch(lambda kind, details: self.seen.append(f"{kind} {details}"))
        for tracker in trackers:
            write_setting(CLIENT_IDS[tracker], f"app-of-{tracker}")
        write_setting(START_DELAY, "0")
        journal = Journal(fake.settings().path.parent / "accounts.json")
        Notebook(journal, Redactor()).remember("welcomed", "yes")  # it is not the first start of all

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
        write_setting(ACCOUNTS[tracker], json.dumps(account))

    def setting(self, tracker: str = "trakt") -> dict[str, Any]:
        """The account as the settings have it, empty for none."""
        return dict(json.loads(xbmcaddon.Addon(ADDON_ID).getSetting(ACCOUNTS[tracker]) or "{}"))

    def journal(self) -> dict[str, Any]:
        """All that the journal has."""
        return dict(json.loads((self.fake.settings().path.parent / "accounts.json").read_text()))

    def kept(self, tracker: str = "trakt") -> dict[str, Any]:
        """The account as the journal has it, empty for none."""
        return dict(self.journal().get("accounts", {}).get(tracker, {}))

    def start(self) -> Any:
        """Starts the service and waits until it has put up every account and made its key, its last write."""
        interpreter = self.fake.run(service.run)
        self.fake.wait_until(lambda: all(self.state(tracker) for tracker in TRACKERS))
        self.fake.wait_until(lambda: xbmcaddon.Addon(ADDON_ID).getSetting(REMOTE_KEY))
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
