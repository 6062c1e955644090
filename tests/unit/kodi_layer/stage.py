"""The sign-in window on a stage: a test puts up what a service would, and presses what a person would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import xbmc

from fakes.kodi import FakeKodi
from trackpass.kodi import bus, signin_window
from trackpass.model import Command, PageView, Phase, SignInView

NEW_CODE, CANCEL = 9001, 9002
QR, TIME_BAR = 9010, 9011
ESCAPE_KEY = 0xF01B
LOOK_EVERY = 0.006

CODE = "8K5M72PQ"
PAGE = "https://trakt.tv/activate"
LINK = f"{PAGE}/{CODE}"
TMDB_LINK = "https://www.themoviedb.org/authenticate/request-token"
PHONE_PAGE = "http://192.168.1.5:8788/page-token/"


class HandClock:
    """Stands for the module ``time`` in one of our modules."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@dataclass(frozen=True)
class Look:
    """What the person sees of the window, as far as it is words."""

    status: str
    first: str
    second: str
    focus: int
    tone: str


class Stage:
    """One window and all that happens to it."""

    def __init__(self, fake: FakeKodi, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fake = fake
        self.clock = clock
        self.looks = 0
        self.patience = 3.0
        self.tracker = "trakt"
        self.window: Any = None
        self.script: Any = None
        self.hidden: bool | None = None
        """What the window said in the end: whether the owner left it with Back."""
        plain = xbmc.Monitor.waitForAbort

        def counted(monitor: xbmc.Monitor, seconds: float = -1) -> bool:
            self.looks += 1
            return plain(monitor, seconds)

        monkeypatch.setattr(xbmc.Monitor, "waitForAbort", counted)

    def open(self, tracker: str = "trakt", heard: bool = True, more: int = 0) -> Stage:
        """Opens the window and waits until it shows something; the service has heard of it unless told."""
        self.tracker = tracker
        self.script = self.fake.run(
            lambda: setattr(self, "hidden", signin_window.show_sign_in(tracker, more))
        )
        self.window = self.fake.wait_until(lambda: self.fake.windows and self.fake.windows[-1])
        if heard:
            bus.confirm(Command("connect" if tracker else "open_page", tracker, self.request))
        self.fake.wait_until(lambda: self.reads("phase"))
        return self

    @property
    def commands(self) -> list[tuple[str, str, str]]:
        """Verb, tracker and request of each command that was sent, in order."""
        sent = [call["params"] for call in self.fake.jsonrpc_calls]
        return [(each["message"], each["data"]["tracker"], each["data"]["request"]) for each in sent]

    @property
    def verbs(self) -> list[str]:
        return [verb for verb, _, _ in self.commands]

    @property
    def request(self) -> str:
        """The id of the window's own last request; in the window of the phone page alone, for that page."""
        begin = ("connect", "renew") if self.tracker else ("open_page",)
        return [request for verb, _, request in self.commands if verb in begin][-1]

    def show_page(self, problem: str = "", url: str = PHONE_PAGE) -> None:
        """Puts up the phone page's address, as the service does, and waits until it is shown."""
        bus.show_page(PageView(url, problem))
        self.until(lambda: self.reads("address") == url and self.reads("phase") == "failed")

    def put_up(self, phase: Phase, **fields: Any) -> None:
        """Puts up a view of this window's request, as the service does."""
        bus.show_sign_in(self.tracker, SignInView(**{"request": self.request, "phase": phase, **fields}))

    def wait_for_phone(self, code: str = CODE, **fields: Any) -> None:
        """Puts up a code with ten minutes to live, and waits until it is shown."""
        given = {
            "user_code": code,
            "verification_uri": PAGE,
            "verification_uri_complete": f"{PAGE}/{code}",
            "deadline": self.clock.now + 600,
            "life": 600,
        }
        self.put_up("waiting", **{**given, **fields})
        self.until(lambda: self.reads("code").replace(" ", "") == code)

    def wait_for_link(self, address: str = TMDB_LINK, **fields: Any) -> None:
        """Puts up a link with an hour to live, and waits until it is shown."""
        given = {"verification_uri": address, "verification_uri_complete": address, "kind": "link"}
        self.put_up("waiting", **{**given, "deadline": self.clock.now + 3600, "life": 3600, **fields})
        self.until(lambda: self.reads("layout") == "link")

    def until(self, happened: Any) -> Any:
        return self.fake.wait_until(happened, self.patience)

    def settle(self) -> None:
        """Waits until the window has surely looked, painted and moved the focus once more."""
        enough = self.looks + 3
        self.until(lambda: self.looks >= enough or not self.fake.windows)

    def reads(self, name: str) -> str:
        return str(self.window.getProperty(name))

    @property
    def look(self) -> Look:
        named = [self.reads(name) for name in ("status", "first", "second")]
        return Look(*named, focus=self.window.fake_focus, tone=self.reads("tone"))

    @property
    def is_open(self) -> bool:
        return self.window in self.fake.windows

    def shows(self, phase: str) -> None:
        """Waits until the window shows this phase."""
        self.until(lambda: self.reads("phase") == phase)

    def key(self, action_id: int, button_code: int = 0) -> None:
        """A key or a mouse button; a key of a keyboard has a button code."""
        self.window.take_action(action_id, button_code)

    def is_closed(self) -> None:
        """Waits until the window is closed and its script has ended well."""
        self.until(lambda: not self.is_open)
        self.script.join(3)
        assert not self.script.is_alive()
        assert self.script.error is None

    def pictures(self) -> list[Any]:
        """The pictures of codes that lie on the disk."""
        folder = self.fake.settings().path.parent
        return sorted(folder.glob("*.png"))

    def drawn(self) -> Any:
        """Waits for the picture of the code and returns its file."""
        self.until(lambda: self.reads("qr"))
        return self.pictures()[-1]

    def code_on_screen(self) -> str:
        """The characters of the visible cells."""
        names = []
        for number in range(9101, 9117):
            cell = self.window.getControl(number)
            if cell.isVisible():
                names.append(cell.fake_images[-1][0].rsplit("/")[-1].removesuffix(".png"))
        return "".join({"hyphen": "-"}.get(name, name.removeprefix("lower-")) for name in names)
