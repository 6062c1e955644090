"""One run of the demo: sign in to each tracker, show what is stored, restart, check."""

from __future__ import annotations

import json
import os
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import xbmcaddon

from fakes.kodi import ADDON_ID, FakeKodi
from sandbox import Sandbox
from tools.console import Console, masked_settings, scan
from tools.phone import Phone
from trackpass.kodi import script, service
from trackpass.kodi.settings import CLIENT_IDS, CLIENT_SECRETS, START_DELAY
from trackpass.model import TRACKERS

if TYPE_CHECKING:
    import argparse

PHONE_WAITS = 3.0
"""Seconds until the built-in phone has scanned the code and approves."""
CHECK_WAITS = 15.0
ENDED_BADLY = ("denied", "expired", "gone", "failed")
ACTION_NAV_BACK = 92


@dataclass
class Result:
    """How one account fared."""

    title: str
    tracker: str
    signed_in: str = ""
    after_restart: str = ""
    name: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it was connected both times, with nothing to note."""
        return self.signed_in == self.after_restart == "connected" and not self.notes


class Demo:
    """One run: a pretended Kodi, the sandbox unless it is live, and a phone unless a person has one."""

    def __init__(self, kodi: FakeKodi, box: Sandbox | None, phone: Phone | None) -> None:
        self._kodi, self._box, self._phone = kodi, box, phone
        self._console = Console(kodi)
        self.say = self._console.say

    def sign_in(self, result: Result) -> None:
        """Do what ``RunScript(script.trackpass,connect,...)`` does, until the window is closed."""
        self.say("", f"== connect {result.tracker}: {result.title}")
        interpreter = self._kodi.run(script.main, ["connect", result.tracker])
        known, link, phone_at = "", "", 0.0
        while interpreter.is_alive():
            time.sleep(0.05)
            look = self._console.look()
            asked_for = look.code or (look.layout and look.address)
            if asked_for and asked_for != known:
                known, phone_at = asked_for, time.monotonic() + PHONE_WAITS
                link = self._link(result.tracker)
                self._tell_person(link)
            if self._phone and phone_at and time.monotonic() > phone_at:
                phone_at = 0.0
                self._approve(link, look.code)
            if look.phase in ENDED_BADLY and self._kodi.windows:
                self._kodi.press(ACTION_NAV_BACK)
        if link and scan(self._console.drawn) not in (None, link):
            result.notes.append("the QR code above does not read as the address with the code")
        result.signed_in, result.name = self._state(result.tracker), self._name(result.tracker)
        if interpreter.error:
            result.notes.append(f"the script raised {interpreter.error!r}")

    def restart(self, results: list[Result]) -> None:
        """Shut the pretended Kodi down, start it again, and see what the service finds."""
        self.say("", "== Kodi is shut down and started again")
        began = time.monotonic()
        self._kodi.restart()
        self.say(f"  The service was down within {time.monotonic() - began:.1f} s.")
        before = len(self._box.log) if self._box else 0
        self._kodi.run(service.run)
        end = time.monotonic() + CHECK_WAITS
        for result in results:
            checked = f"trackpass.{result.tracker}.checked"
            while not self._kodi.home_property(checked) and time.monotonic() < end:
                time.sleep(0.05)
            self._console.look()
            result.after_restart = self._state(result.tracker)
            name = self._name(result.tracker)
            self.say(f"  {result.title}: {result.after_restart}" + (f" as {name}" if name else ""))
        for request in self._box.log[before:] if self._box else ():
            self.say(f"    {request.method} https://{request.host}{request.path}: {request.status}")

    def show_settings(self) -> None:
        """Print what is stored, with tokens masked."""
        path = self._kodi.settings(ADDON_ID).path
        self.say(
            "", f"== {path.parent.name}/{path.name} (mode {path.stat().st_mode & 0o777:o}), tokens masked"
        )
        self.say(*("  " + line for line in masked_settings(path)))

    def summary(self, results: list[Result]) -> bool:
        """Print how it went, and return whether all is well."""
        self.say("", "== Result")
        for one in results:
            who = f" as {one.name}" if one.name else ""
            self.say(f"  {one.title:<28}{one.signed_in}{who}; after the restart: {one.after_restart}")
            self.say(*(f"    {note}" for note in one.notes))
        good = all(one.good for one in results) and not self._kodi.errors
        if self._box is not None:
            count = len([request for request in self._box.log if request.route != "phone"])
            self.say(
                f"  {count} requests to the trackers, {len(self._box.violations)} rules of theirs broken"
            )
            self.say(*("    " + line for line in self._box.violations))
            good = good and not self._box.violations
        self.say("", "All is well." if good else "Something went wrong; see above and the log:")
        if not good:
            self.say(*("  " + text for _, text in self._kodi.log[-30:]))
        return good

    def _tell_person(self, link: str) -> None:
        if self._phone is None and self._box is not None:
            parts = urlsplit(link)
            query = f"?{parts.query}" if parts.query else ""
            self.say(f"  Your phone's page: {self._box.control_url}/phone/{parts.netloc}{parts.path}{query}")

    def _approve(self, link: str, code: str) -> None:
        assert self._phone is not None
        outcome = self._phone.approve(link, code.replace(" ", ""))
        self.say(f"  [phone] Opened {link}: {outcome}.")

    def _link(self, tracker: str) -> str:
        view = json.loads(self._kodi.home_property(f"trackpass.{tracker}.signin"))
        return str(view["verification_uri_complete"])

    def _state(self, tracker: str) -> str:
        return self._kodi.home_property(f"trackpass.{tracker}.state")

    def _name(self, tracker: str) -> str:
        return self._kodi.home_property(f"trackpass.{tracker}.name")


def run(options: argparse.Namespace) -> bool:
    """Do what the command line says; True when every account was connected both times."""
    with ExitStack() as stack:
        box = None if options.live else stack.enter_context(Sandbox())
        if box is not None:
            os.environ.update(box.environment)
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="trackpass-demo-")))
        kodi = stack.enter_context(FakeKodi(home))
        xbmcaddon.Addon(ADDON_ID).setSetting(START_DELAY, "0")  # nobody wants to watch it wait
        results = _prepare(options, box)
        phone = Phone(box.proxy_url, box.ca_path) if box and not options.phone else None
        demo = Demo(kodi, box, phone)
        kodi.run(service.run)
        for result in results:
            demo.sign_in(result)
        demo.show_settings()
        demo.restart(results)
        return demo.summary(results)


def _prepare(options: argparse.Namespace, box: Sandbox | None) -> list[Result]:
    """Enter app IDs into the settings, as the owner would, and say what is to be signed in to."""
    if box is None:
        _enter(options.live, options.client_id, options.client_secret)
        return [Result(f"{TRACKERS[options.live]}, for real", options.live)]
    results = []
    for kind in options.tracker or ("simkl", "trakt", "tmdb"):
        tracker = kind.split("-")[0]
        if tracker == "simkl":
            generation = 1 if kind == "simkl-v1" else 2
            app, title = box.simkl.add_app(generation=generation), f"Simkl, generation {generation}"
        else:
            app, title = box.tracker(tracker).add_app(), TRACKERS[tracker]
        _enter(tracker, app.client_id, app.client_secret)
        results.append(Result(title, tracker))
    return results


def _enter(tracker: str, client_id: str, client_secret: str) -> None:
    addon = xbmcaddon.Addon(ADDON_ID)
    addon.setSetting(CLIENT_IDS[tracker], client_id)
    if tracker in CLIENT_SECRETS:
        addon.setSetting(CLIENT_SECRETS[tracker], client_secret)
