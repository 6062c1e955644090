"""The report for help: opened with the remote, read off the screen and by a phone, and free of secrets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from in_kodi.home import ADDON_ID
from in_kodi.screen import read_qr, reads_like
from in_kodi.tv import SETTINGS_DIALOG, Tv
from in_kodi.waiting import wait_for
from sandbox import App

YES_NO_DIALOG = 10100
TEXT_DIALOG = 10147
QUESTION = "Include account names?"


@pytest.mark.timeout(600)
def test_the_report(tv: Tv, tmp_path: Path) -> None:
    apps = [tv.give_app("trakt"), tv.give_app("simkl-v2")]
    for tracker in ("trakt", "simkl"):
        tv.sign_in(tracker)
    tv.box.outage("trakt")
    tv.kodi.execute_addon(ADDON_ID, "check", "trakt")
    tv.wait_state("trakt", "unverified")

    tv.kodi.builtin(f"Addon.OpenSettings({ADDON_ID})")
    tv.kodi.wait_window(SETTINGS_DIALOG)
    tv.kodi.walk_to("Report for help")
    tv.kodi.select()
    summary = answer_and_scan(tv, "No", tmp_path / "report.png")
    assert " ".join(summary[:4]).startswith("Trackpass ")
    assert {"trakt", "unverified,", "simkl", "connected,", "simkl-device,"} <= set(summary)
    assert "network" in " ".join(summary)
    tv.can_be_read("Scan the QR code with your phone")
    tv.can_be_read("Send the text to whoever helps you")
    tv.can_be_read("Nothing secret is in it: no keys, no app IDs, no network addresses.")

    text = read_text(tv)
    assert {"Trakt: unverified", "Simkl: connected"} <= set(text.splitlines())
    for piece in ("Trakt: unverified", "Simkl: connected", "flow simkl-device, app own", "errors: network x"):
        assert piece in text
        wait_for(f"{piece!r} on the screen", lambda: reads_like(tv.kodi.screen_text(), piece))  # noqa: B023
    is_clean(tv, apps, text + " ".join(summary))
    assert "ann" not in text + " ".join(summary)
    tv.kodi.back()
    tv.wait_window()
    tv.kodi.back()
    tv.wait_closed()
    assert tv.kodi.home_property("trackpass.report") == ""
    tv.box.recover()


@pytest.mark.timeout(600)
def test_with_names(tv: Tv, tmp_path: Path) -> None:
    app = tv.give_app("trakt")
    tv.sign_in("trakt")
    tv.kodi.execute_addon(ADDON_ID, "report")
    summary = answer_and_scan(tv, "Yes", tmp_path / "report.png")
    assert "name ann," in " ".join(summary)
    text = read_text(tv)
    assert "name ann, flow trakt-device" in text
    is_clean(tv, [app], text + " ".join(summary))


def answer_and_scan(tv: Tv, label: str, picture: Path) -> list[str]:
    """Answer whether names may be in it, and return the words of the QR code then on the screen."""
    tv.kodi.wait_window(YES_NO_DIALOG)
    wait_for("the question", lambda: reads_like(tv.kodi.screen_text(), QUESTION))
    tv.choose(label, "left")
    tv.wait_window()
    return wait_for("the QR code", lambda: read_qr(tv.kodi.screenshot(picture)))


def read_text(tv: Tv) -> str:
    """Press the button for the text and return it."""
    tv.wait_focus("Close")
    tv.choose("Show as text", "left")
    tv.kodi.wait_window(TEXT_DIALOG)
    return wait_for("the text", lambda: tv.kodi.info_label("Control.GetLabel(5)"))


def is_clean(tv: Tv, apps: list[App], told: str) -> None:
    """Assert that what was told holds no secret, no app ID and no address."""
    secrets = {*tv.box.secrets, *(app.client_id for app in apps), *(app.client_secret for app in apps)}
    wanted = [secret for secret in secrets if secret] + [tv.kodi.settings()["remote.key"]]
    assert len(wanted) > 5
    assert [secret for secret in wanted if secret in told] == []
    assert re.search(r"\d+\.\d+\.\d+\.\d+", told) is None
