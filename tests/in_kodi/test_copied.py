"""The add-on's data copied to a second box: a hint, once, and a way to sign-ins of its own; never a block."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from in_kodi.home import ADDON_ID
from in_kodi.installer import install_zip
from in_kodi.kodi import Kodi
from in_kodi.screen import reads_like
from in_kodi.test_accounts import YES_NO_DIALOG, answer
from in_kodi.test_background import words
from in_kodi.test_power import TRACKERS, sign_in_everywhere
from in_kodi.test_restart import restart
from in_kodi.tv import Tv
from in_kodi.waiting import stays, wait_for

HINT = "Sign-ins shared with another box."
QUESTION = "These sign-ins came from another box, and two boxes that share one lose it sooner or later."

UNSHARE = ("unshare", "--mount", "--uts", "--propagation", "unchanged")
DISGUISE = (
    'mount --make-private /sys && mount --bind "$1" /sys/class/net && hostname "$2" && shift 2 && exec "$@"'
)


def on_machine(folder: Path, name: str, address: str) -> list[str]:
    """What shows Kodi a machine of this name with one network adapter of this address.

    Only the names are others (Linux namespaces of mounts and host names): the network goes on as it is.
    """
    adapters = folder / f"{name}-{address.replace(':', '')}"
    (adapters / "eth0" / "device").mkdir(parents=True)
    (adapters / "eth0" / "address").write_text(f"{address}\n", encoding="ascii")
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    return [*UNSHARE, *as_root, "sh", "-c", DISGUISE, "disguise", str(adapters), name]


@pytest.mark.timeout(900)
def test_data_copied_to_another_box(
    own_tv: Tv, new_kodi: Callable[..., Kodi], archive: Path, tmp_path: Path
) -> None:
    first = own_tv
    move(first, on_machine(tmp_path, "living-room", "02:00:00:00:00:01"))
    sign_in_everywhere(first)
    toasts = first.no_toast()
    move(first, on_machine(tmp_path, "living-room", "02:00:00:00:00:02"))
    all_connected(first)
    stays("no hint: only the adapter is another", lambda: not is_copied(first), 2)
    assert len(first.kodi.toasts()) == toasts
    first.kodi.quit()

    second = Tv(new_kodi(first.box.environment), first.box)
    second.kodi.start()
    install_zip(second.kodi, archive)
    second.kodi.quit()
    data = second.kodi.home.settings_file().parent
    shutil.rmtree(data)
    shutil.copytree(first.kodi.home.settings_file().parent, data)
    toasts = len(second.kodi.toasts())
    move(second, on_machine(tmp_path, "bedroom", "02:00:00:00:00:03"))
    told = words(second.toasts_since(toasts))
    assert [heading for heading, _ in told] == ["Trackpass"]
    assert reads_like(told[0][1], HINT)
    all_connected(second)

    toasts = second.no_toast()
    restart(second)
    all_connected(second)
    sign_in_anew(second)
    restart(second)
    all_connected(second)
    assert not is_copied(second)
    assert len(second.kodi.toasts()) == toasts, "it was told once"


def move(tv: Tv, machine: list[str]) -> None:
    """Start Kodi anew, on this machine."""
    tv.kodi.wrapper = machine
    restart(tv)


def all_connected(tv: Tv) -> None:
    """Both accounts work."""
    for tracker in TRACKERS:
        tv.wait_state(tracker, "connected")


def is_copied(tv: Tv) -> bool:
    """Whether the owner is still to decide."""
    return bool(tv.kodi.home_property("trackpass.copied"))


def sign_in_anew(tv: Tv) -> None:
    """Open the account list, answer Yes, and approve both sign-ins."""
    assert is_copied(tv)
    copied = {tracker: tv.account(tracker)["access_token"] for tracker in TRACKERS}
    tv.kodi.execute_addon(ADDON_ID)
    tv.kodi.wait_window(YES_NO_DIALOG)
    wait_for("the question on the screen", lambda: reads_like(tv.kodi.screen_text(), QUESTION))
    former = {tracker: tv.box.tracker(tracker).find() for tracker in TRACKERS}
    answer(tv, "Yes")
    for tracker in TRACKERS:
        code = tv.wait_code(tracker, other_than=former[tracker])
        tv.box.tracker(tracker).approve(code.user_code)
        tv.wait_phase("connected")
    tv.wait_rows()
    for tracker in TRACKERS:
        assert tv.account(tracker)["access_token"] != copied[tracker]
        assert tv.account(tracker)["access_token"] in tv.box.tracker(tracker).access_tokens
    tv.kodi.go_home()
    tv.open_accounts()  # nothing is asked this time
    tv.kodi.go_home()
