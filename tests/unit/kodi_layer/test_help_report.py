"""The report for help on the TV: asked for, fetched from the service, shown, and free of secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest
import xbmcgui

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.background import Background, Tracker, write_setting
from tests.unit.kodi_layer.door import Doors
from trackpass import qr
from trackpass.clocks import TrackerTime
from trackpass.errors import Problem, Unreachable
from trackpass.kodi import bus, report_window, script
from trackpass.kodi.reporter import Reporter
from trackpass.kodi.settings import CLIENT_IDS, REMOTE, TOASTS_CHECKS, KodiSettings
from trackpass.model import AccountView, Command
from trackpass.redaction import Redactor
from trackpass.report import Account, Standing

AS_TEXT, CLOSE = 9001, 9002
BACK = xbmcgui.ACTION_NAV_BACK
QUESTION = "Include account names?"


class Sofa:
    """Who asks for the report, and what is seen of it."""

    def __init__(self, fake: FakeKodi, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fake = fake
        self.drawn: list[str] = []
        """What each QR code held."""
        monkeypatch.setattr(qr, "png", lambda text: self.drawn.append(text) or b"a picture")
        self.script: Any = None

    def ask(self) -> None:
        """Starts the script, as the row in the settings does, and waits for the window."""
        self.script = self.fake.run(script.main, ["report"])
        self.fake.wait_until(lambda: self.fake.windows and self.fake.top_window().getProperty("qr"))

    def leave(self) -> None:
        self.fake.press(BACK)
        self.fake.wait_until(lambda: not self.script.is_alive())
        assert self.script.error is None

    def text(self) -> str:
        """Presses the button for the text and reads it."""
        before = len(self.fake.dialogs.of("textviewer"))
        self.fake.click(AS_TEXT)
        self.fake.wait_until(lambda: len(self.fake.dialogs.of("textviewer")) > before)
        return self.fake.dialogs.of("textviewer")[-1].message

    def lines(self) -> list[str]:
        """All of it, from the first press to the last."""
        self.ask()
        found = self.text().splitlines()
        self.leave()
        return found


@pytest.fixture
def sofa(fake: FakeKodi, monkeypatch: pytest.MonkeyPatch) -> Sofa:
    return Sofa(fake, monkeypatch)


def test_text_and_code(background: Background, sofa: Sofa) -> None:
    background.sign_in_before()
    background.start()
    background.becomes("connected")
    sofa.fake.dialogs.answer("yesno", False)
    sofa.ask()
    window = sofa.fake.top_window()
    assert [window.getProperty(name) for name in ("title", "first", "second", "layout", "address")] == [
        "Report for help",
        "Show as text",
        "Close",
        "link",
        "",
    ]
    assert window.getProperty("scan") == "Scan the QR code with your phone"
    text = sofa.text()
    assert {"Trakt: connected", "Simkl: signed_out", "app own"} <= set(text.splitlines())
    assert text.splitlines()[2].startswith("service up ")
    (summary,) = sofa.drawn
    assert "trakt connected" in summary
    assert summary.splitlines()[0] == text.splitlines()[1]
    assert [call.message for call in sofa.fake.dialogs.of("yesno")] == [QUESTION]
    assert "ann" not in text + summary
    assert sofa.fake.home_property("trackpass.report") == ""
    sofa.fake.click(CLOSE)
    sofa.fake.wait_until(lambda: not sofa.script.is_alive())


def test_names_if_the_owner_wishes(background: Background, sofa: Sofa) -> None:
    background.sign_in_before()
    background.start()
    sofa.fake.dialogs.answer("yesno", True)
    assert any(line.startswith("name ann, ") for line in sofa.lines())
    assert "name ann" in sofa.drawn[0]


def test_nobody_is_asked_about_names_where_there_are_none(background: Background, sofa: Sofa) -> None:
    background.start()
    assert "Trakt: signed_out" in sofa.lines()
    assert sofa.fake.dialogs.of("yesno") == []


def test_no_secret_of_a_life_with_trouble(background: Background, sofa: Sofa, trakt: Tracker) -> None:
    """A refresh, a sign-in that waits, errors, and a code in the file where the flow should be."""
    background.sign_in_before()
    background.sign_in_before("simkl")
    account = background.setting("simkl")
    write_setting("simkl.account", json.dumps({**account, "flow": account["access_token"]}))
    background.start_at(1900000000)
    background.becomes("connected")
    assert "refresh" in trakt.calls
    trakt.trouble = Unreachable(Problem.NETWORK)
    bus.send("check", "trakt")
    background.becomes("unverified")
    bus.send("connect", "tmdb")
    background.becomes("waiting", "tmdb")
    sofa.fake.dialogs.answer("yesno", True)
    told = "\n".join(sofa.lines()) + sofa.drawn[0]
    assert "network x1" in told
    assert "TMDb: waiting" in told
    key = background.journal()["owned"]["remote.key"]
    secrets = [secret for one in background.trackers.values() for secret in one.secrets]
    hidden = [*secrets, key, "app-of-", "device-code", sofa.fake.address]
    assert len(secrets) >= 7
    assert [secret for secret in hidden if secret in told] == []
    assert [secret for secret in hidden[:-1] if secret in "".join(background.seen)] == []


def test_the_redactor_goes_over_all_of_it(fake: FakeKodi) -> None:
    redactor = Redactor()
    redactor.hide("a-leaked-token")

    class Desk:
        def standing(self, names: bool) -> Standing:
            return Standing(1, [Account("trakt", "connected", flow="a-leaked-token")])

    time = TrackerTime(lambda: 1.0, lambda: 2.0)
    reporter = Reporter(Desk(), KodiSettings(redactor), time, redactor)  # type: ignore[arg-type]
    reporter.put_up(Command("report", request="r"))
    text, summary = bus.take_report("r") or ("", "")
    assert "flow ***, " in text
    assert "flow ***" in summary


def test_what_the_settings_and_files_tell(background: Background, sofa: Sofa, doors: Doors) -> None:
    write_setting(REMOTE, "true")
    write_setting(TOASTS_CHECKS, "false")
    write_setting(CLIENT_IDS["simkl"], "")
    background.fake.settings().path.with_name("accounts.json").write_text("half a jour")
    background.start()
    lines = sofa.lines()
    assert lines[2].split(", ")[1:3] == ["clock unknown", "journal damaged"]
    assert {"set aside 1", "toasts no checks", "remote on"} <= set(lines[2].split(", "))
    assert lines[lines.index("Simkl: signed_out") + 1] == "app missing"
    assert lines[lines.index("Trakt: signed_out") + 1] == "app own"
    assert lines[1].endswith("Linux, skin.estuary")


@pytest.mark.parametrize(
    ("environment", "kodi", "fact"),
    [
        ({}, False, "proxy no"),
        ({"https_proxy": "http://10.1.2.3:80"}, False, "proxy yes"),
        ({}, True, "proxy yes"),
    ],
)
def test_a_proxy(
    background: Background,
    sofa: Sofa,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    kodi: bool,
    fact: str,
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    values = {
        "network.usehttpproxy": kodi,
        "network.httpproxyserver": "proxy.home",
        "network.httpproxytype": 0,
    }
    sofa.fake.jsonrpc["Settings.GetSettingValue"] = lambda asked: {"value": values.get(asked["setting"], "")}
    background.start()
    lines = sofa.lines()
    assert fact in lines[2].split(", ")
    assert "proxy.home" not in "".join(lines)
    assert "10.1.2.3" not in "".join(lines)


def test_without_the_service_it_tells_that_and_what_is_there(
    sofa: Sofa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "SERVICE_ANSWERS_WITHIN", 0.05)
    lines = sofa.lines()
    assert lines[2].startswith("service no answer, ")
    assert lines[1].startswith("Trackpass ")
    assert "service no answer" in sofa.drawn[0]


def test_a_service_that_is_busy_is_waited_for(sofa: Sofa, monkeypatch: pytest.MonkeyPatch) -> None:
    """It heard the command: a tracker's answer comes first. Not for ever, though."""
    monkeypatch.setattr(bus, "SERVICE_ANSWERS_WITHIN", 0.05)
    monkeypatch.setattr(report_window, "REPORT_COMES_WITHIN", 0.5)
    monkeypatch.setattr(bus, "is_heard", lambda request: True)
    looks: list[str] = []
    late = [None] * 20 + [("first\nsecond", "summary")]
    monkeypatch.setattr(bus, "take_report", lambda request: looks.append(request) or late[len(looks) - 1])
    assert sofa.lines() == ["first", "second"]
    late[:] = [None] * 1000
    assert sofa.lines()[2].startswith("service no answer, ")


def test_a_report_is_for_who_asked_and_taken_once(fake: FakeKodi) -> None:
    bus.show_report("mine", "text", "summary")
    assert bus.take_report("another's") is None
    assert bus.take_report("mine") == ("text", "summary")
    assert bus.take_report("mine") is None
    bus.show_report("mine", "text", "summary")
    bus.clear()
    assert bus.take_report("mine") is None


@pytest.mark.parametrize("rubbish", ["", "{", "[1]", "null", '"abc'])
def test_rubbish_is_no_report(fake: FakeKodi, rubbish: str) -> None:
    fake.set_property(10000, "trackpass.report", rubbish)
    assert bus.take_report("mine") is None


def test_kodi_stops_meanwhile(fake: FakeKodi) -> None:
    bus.show_account(AccountView("trakt"))
    fake.aborting = True
    seen: list[str] = []
    fake.watch(lambda kind, details: seen.append(kind))
    report_window.show_report()
    assert set(seen) <= {"property"}  # no window, no dialog
