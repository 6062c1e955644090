"""Stand-ins for what the core is given: time, a provider, a board, settings. Each behaves; none is a mock."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from trackpass.clocks import Clock, Clocks
from trackpass.errors import Problem
from trackpass.journal import Journal
from trackpass.model import AccountView, App, Challenge, Credentials, Notice, SignInView
from trackpass.notebook import Notebook
from trackpass.providers.base import Poll
from trackpass.redaction import Redactor
from trackpass.vault import Vault

EPOCH = 1_800_000_000.0


class FakeTime:
    """The clocks of a box, moved by hand; ``jump`` moves its own alone, as when a box learns the date."""

    def __init__(self, monotonic: float = 1000.0, epoch: float = EPOCH) -> None:
        self.now = monotonic
        self._offset = epoch - monotonic
        self._off = 0.0
        self.clocks = Clocks(self.monotonic, self.wall, self.epoch)

    def monotonic(self) -> float:
        return self.now

    def epoch(self) -> float:
        """The trackers' time."""
        return self.monotonic() + self._offset

    def wall(self) -> float:
        """The box's own time."""
        return self.epoch() + self._off

    def pass_by(self, seconds: float) -> None:
        self.now += seconds

    def sleep(self, seconds: float) -> None:
        """The box sleeps, and its monotonic clock with it."""
        self._offset += seconds

    def jump(self, seconds: float) -> None:
        self._off += seconds


class ScriptedProvider:
    """Answers each call with the next answer of its script and notes the call.

    An exception in the script is raised, a function is called for its answer.

    A call with no answer left fails the test: nothing may be asked that was not foreseen.
    """

    def __init__(self, time: FakeTime, key: str = "trakt", events: list[Any] | None = None) -> None:
        self.key = key
        self.refresh_works_once = key == "trakt"
        self.calls: list[tuple[str, float]] = []
        """Names of the calls, with the moment of the monotonic clock."""
        self.given: list[Any] = []
        """What each call was given."""
        self._time = time
        self._events = events if events is not None else []
        self._script: dict[str, deque[Any]] = defaultdict(deque)

    def will(self, call: str, *answers: Any) -> None:
        self._script[call].extend(answers)

    def start(self, app: App) -> Challenge:
        return self._answer("start", app)

    def poll(self, app: App, challenge: Challenge) -> Poll:
        return self._answer("poll", (app, challenge))

    def check(self, credentials: Credentials) -> None:
        return self._answer("check", credentials)

    def mistake(self, app: App) -> Problem | None:
        return None if app.client_id else Problem.APP_ID_MISSING

    def probe(self, app: App) -> None:
        return self._answer("probe", app)

    def identify(self, credentials: Credentials) -> Credentials:
        """The script holds the account's name."""
        return credentials._replace(name=self._answer("identify", credentials))

    def refresh(self, app: App, credentials: Credentials) -> Credentials:
        return self._answer("refresh", (app, credentials))

    def revoke(self, app: App, credentials: Credentials) -> bool:
        return self._answer("revoke", (app, credentials))

    def asked(self, call: str) -> int:
        return [name for name, _ in self.calls].count(call)

    def _answer(self, call: str, given: Any) -> Any:
        self.calls.append((call, self._time.now))
        self.given.append(given)
        self._events.append((self.key, call))
        assert self._script[call], f"nobody foresaw this call of {call}"
        answer = self._script[call].popleft()
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer


@dataclass
class Board:
    """Keeps what is up now, and everything that ever was, in order."""

    events: list[Any] = field(default_factory=list)
    accounts: dict[str, AccountView] = field(default_factory=dict)
    sign_ins: dict[str, SignInView | None] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    watched: set[str] = field(default_factory=set)
    """Trackers whose sign-in a window shows."""
    copied: bool = False

    def show_account(self, view: AccountView) -> None:
        self.accounts[view.tracker] = view
        self.events.append(("account", view.tracker, view.state))

    def show_sign_in(self, tracker: str, view: SignInView | None) -> None:
        self.sign_ins[tracker] = view
        self.events.append(("window", tracker, view.phase if view else "closed"))

    def show_copied(self, copied: bool) -> None:
        self.copied = copied

    def is_watched(self, tracker: str) -> bool:
        return tracker in self.watched

    def notify(self, notice: Notice) -> None:
        self.notices.append(notice)
        self.events.append(("notice", notice.account.tracker, notice.kind))

    def phase(self, tracker: str) -> str:
        view = self.sign_ins.get(tracker)
        return view.phase if view else ""

    def state(self, tracker: str) -> str:
        return self.accounts[tracker].state


class Settings:
    """Kodi's settings, with what its dialog does to them.

    While it is open a write changes the dialog's copy only; OK writes that whole copy, Cancel drops it. A
    disk that is full or closed takes nothing, but a full one has emptied the file by then.
    """

    def __init__(self, events: list[Any] | None = None, **values: str) -> None:
        self.values = values
        self.dialog: dict[str, str] | None = None
        """What the open dialog holds."""
        self.disk: Literal["sound", "full", "closed"] = "sound"
        self._events = events if events is not None else []

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def get_all(self, names: Sequence[str]) -> dict[str, str]:
        return {name: self.get(name) for name in names}

    def set(self, name: str, value: str) -> None:
        self._events.append(("setting", name, "written" if value else "emptied"))
        if self.dialog is not None:
            self.dialog[name] = value
        elif self.disk == "sound":
            self.values[name] = value
        elif self.disk == "full":
            self.values = {}

    def is_held(self) -> bool:
        return self.dialog is not None

    def open_dialog(self) -> None:
        self.dialog = dict(self.values)

    def close_dialog(self, ok: bool, **typed: str) -> None:
        """Closes it with OK, after the owner typed something, or with Cancel."""
        assert self.dialog is not None
        if ok:
            self.values = {**self.dialog, **typed}
        self.dialog = None


ACCOUNTS = {"trakt": "trakt.account", "simkl": "simkl.account", "tmdb": "tmdb_sync.account"}
MARK = "install.mark"
TRAKT, SIMKL = (("trakt.client_id", "trakt.client_secret"), ("simkl.client_id", "simkl.client_secret"))
OWNED = (*TRAKT, *SIMKL, "tmdb_sync.api_key")
CHOICES = ("toasts.checks", "start.delay")


@dataclass
class Disk:
    """What outlives a restart: the settings and the journal's file."""

    path: Path
    settings: Settings = field(default_factory=Settings)
    redactor: Redactor = field(default_factory=Redactor)
    clock: Clock = lambda: 0.0

    def open(self) -> tuple[Notebook, Vault]:
        """Notebook and vault as a service that starts has them; the vault is not opened yet."""
        notebook = Notebook(Journal(self.path), self.redactor)
        own = (ACCOUNTS, OWNED, CHOICES, MARK)
        return notebook, Vault(self.settings, notebook, self.redactor, *own, self.clock)


class Memory(dict[str, str]):
    """Facts that a provider keeps."""

    def recall(self, key: str) -> str:
        return self.get(key, "")

    def remember(self, key: str, value: str) -> None:
        self[key] = value


def run(time: FakeTime, due: Callable[[], float], tick: Callable[[], None], seconds: float) -> None:
    """Lets time pass as a worker would: from one due moment to the next, for so many seconds."""
    end = time.now + seconds
    steps = 0
    while due() <= end:
        time.now = max(time.now, due())
        tick()
        steps += 1
        assert steps < 2000, "it is always due and never done"
    if not math.isinf(end):
        time.now = end


APP = App("id-1", "app-secret")
CHALLENGE = Challenge(
    flow="test",
    client_id="id-1",
    device_code="device-code-1",
    user_code="USERCODE",
    verification_uri="https://tracker.test/activate",
    verification_uri_complete="https://tracker.test/activate/USERCODE",
    expires_in=600,
    interval=5,
)
CREDENTIALS = Credentials("access-token-1", "id-1", refresh_token="refresh-token-1", obtained_at=int(EPOCH))
"""They do not expire."""
LIFE = 604800
PAIR = CREDENTIALS._replace(expires_at=int(EPOCH) + LIFE, name="ann")
"""A week's pair."""
APPROVED = Poll("approved", CREDENTIALS)
PENDING = Poll("pending")
