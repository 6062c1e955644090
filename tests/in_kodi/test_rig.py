"""The rig, proven with an add-on of its own: what the other tests rely on works in this Kodi."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from in_kodi import trivial
from in_kodi.installer import install_zip
from in_kodi.kodi import Kodi
from in_kodi.screen import read_qr, read_text, reads_like, shows_code
from in_kodi.toasts import VISIBLE, Toast
from in_kodi.trivial import QR_TEXT, TRIVIAL_ID
from in_kodi.waiting import wait_for

OUTSIDE = (60, 900)  # a place on the screen, beside the window
HELLO = "Hello from the rig"
SCROLLED = "Kodi's own skin scrolls what is longer."
PREVIOUS_MENU, NAV_BACK = " 10", " 92"  # what a window's onAction is told


def test_the_rig(new_kodi: Callable[..., Kodi], tmp_path: Path) -> None:
    kodi = new_kodi()
    kodi.start()
    install_zip(kodi, trivial.write_zip(tmp_path))
    wait_for("the service", lambda: kodi.home_property("rig.service") == "up")
    assert kodi.home_property("rig.requests") == "2.31.0"

    see_the_window(kodi, tmp_path / "window.png")
    use_keys_and_mouse(kodi)
    see_toasts(kodi)
    survive_restarts(kodi)


def see_the_window(kodi: Kodi, picture: Path) -> None:
    kodi.execute_addon(TRIVIAL_ID, QR_TEXT, "WXYZ", "5678")
    wait_for("the window", lambda: kodi.home_property("rig.window") == "open")
    wait_for("its label", lambda: kodi.window_property("text") == "WXYZ 5678")
    assert kodi.window_file().endswith("rig-trivial.xml")
    wait_for("the QR code", lambda: read_qr(kodi.screenshot(picture)) == [QR_TEXT])
    assert shows_code(read_text(picture), "WXYZ5678")


def use_keys_and_mouse(kodi: Kodi) -> None:
    kodi.walk_to("Second")
    kodi.select()
    wait_for("the button's click", lambda: kodi.home_property("rig.clicks") == " 9002")
    kodi.click(*OUTSIDE)
    wait_for("the click outside", lambda: kodi.home_property("rig.actions").endswith(" 100"))
    kodi.click(*OUTSIDE, button="right")
    # A right click reaches a window as "previous menu" first; only then as what it is.
    wait_for("the right click", lambda: kodi.home_property("rig.actions").endswith(PREVIOUS_MENU + " 101"))
    kodi.back()
    wait_for("Back", lambda: kodi.home_property("rig.window") == "closed")
    assert kodi.home_property("rig.actions").endswith(NAV_BACK)


def see_toasts(kodi: Kodi) -> None:
    assert see_a_toast(kodi, HELLO).message == HELLO
    assert reads_like(see_a_toast(kodi, f"{HELLO}. {SCROLLED}").message, HELLO)


def see_a_toast(kodi: Kodi, text: str) -> Toast:
    before = len(kodi.toasts())
    kodi.notify_all("rig", "toast", {"text": text})
    wait_for("the toast", lambda: len(kodi.toasts()) > before)
    wait_for("its end", lambda: not kodi.boolean(VISIBLE))
    (toast,) = kodi.toasts()[before:]
    assert toast.heading == "Trivial"
    return toast


def survive_restarts(kodi: Kodi) -> None:
    took = kodi.quit()
    assert not kodi.running
    assert took < 20, "Kodi itself takes about 2 s"
    kodi.start()
    wait_for("the service", lambda: kodi.home_property("rig.service") == "up")
    kodi.kill()
    assert not kodi.running
    assert kodi.log_text().count("Starting Kodi") == 2
