"""Every row of the settings dialog does something: each is pressed, and what comes of it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from fakes.addons import read_po
from in_kodi.kodi import CACHE
from in_kodi.tv import Tv
from in_kodi.waiting import wait_for

ROOT = CACHE.parent
KEYBOARD, NUMBERS = 10103, 10109
ON, OFF = "(*)", "( )"


def opens_window(title: str) -> Callable[[Tv], None]:
    """OK closes the dialog and opens a window of the add-on."""

    def check(tv: Tv) -> None:
        tv.kodi.select()
        wait_for(f"the window {title!r}", lambda: tv.in_window and tv.kodi.window_property("title") == title)

    return check


def opens_dialog(window: int) -> Callable[[Tv], None]:
    """OK opens one of Kodi's own dialogs."""

    def check(tv: Tv) -> None:
        tv.kodi.select()
        tv.kodi.wait_window(window)

    return check


def opens_list(tv: Tv) -> None:
    """OK closes the dialog and opens the account list."""
    tv.kodi.select()
    wait_for("the list", lambda: tv.in_list)


def switches(tv: Tv) -> None:
    """OK turns it to the other side, and back again."""
    label = tv.kodi.focused_label()
    other = label.replace(ON, OFF) if ON in label else label.replace(OFF, ON)
    assert other != label
    for wanted in (other, label):
        tv.kodi.select()
        wait_for(wanted, lambda: tv.kodi.focused_label() == wanted)  # noqa: B023


def slides(tv: Tv) -> None:
    """Right moves it on, left back again."""
    label = tv.kodi.focused_label()
    tv.kodi.right()
    wait_for("another value", lambda: tv.kodi.focused_label() != label)
    tv.kodi.left()
    wait_for("the value", lambda: tv.kodi.focused_label() == label)


ROWS: dict[str, list[tuple[str, Callable[[Tv], None]]]] = {
    "Accounts": [
        ("All accounts", opens_list),
        ("Simkl", opens_window("Connect Simkl")),
        ("Trakt", opens_window("Connect Trakt")),
        ("TMDb", opens_window("Connect TMDb")),
        ("First check after Kodi's start", slides),
        ("Report for help", opens_window("Report for help")),
    ],
    "App IDs": [
        ("App ID", opens_dialog(KEYBOARD)),
        ("App secret", opens_dialog(KEYBOARD)),
        ("App ID", opens_dialog(KEYBOARD)),
        ("App secret", opens_dialog(KEYBOARD)),
        ("API key", opens_dialog(KEYBOARD)),
    ],
    "Notifications": [
        ("An account needs you", switches),
        ("Signed in or out", switches),
        ("Result of a check", switches),
    ],
    "Phone": [
        ("Set up with your phone", opens_window("Set up with your phone")),
        ("Port", opens_dialog(NUMBERS)),
        ("Control by other programs", switches),
        ("Key", opens_dialog(KEYBOARD)),
    ],
}


def declared() -> dict[str, list[str]]:
    """Each category's rows that can have the focus."""
    texts = read_po(ROOT / "resources/language/resource.language.en_gb/strings.po")
    found = {}
    for category in ElementTree.parse(ROOT / "resources/settings.xml").iter("category"):
        rows = [row for row in category.iter("setting") if row.findtext("visible") != "false"]
        labels = [texts[int(row.attrib["label"])] for row in rows if row.findtext("enable") != "false"]
        found[texts[int(category.attrib["label"])]] = labels
    return found


@pytest.mark.timeout(900)
@pytest.mark.parametrize("category", ROWS)
def test_every_row_does_something(tv: Tv, category: str) -> None:
    assert declared() == {name: [label for label, _ in rows] for name, rows in ROWS.items()}
    tv.set_level("Advanced")
    for number, (label, check) in enumerate(ROWS[category]):
        tv.open_settings(category)
        for passed, _ in ROWS[category][:number]:
            wait_for(passed, lambda: tv.kodi.focused_label().startswith(passed))  # noqa: B023
            tv.kodi.down()
        wait_for(label, lambda: tv.kodi.focused_label().startswith(label))  # noqa: B023
        check(tv)
        tv.kodi.go_home()
