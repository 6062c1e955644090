"""A person installs the zip; the dependencies come as add-ons of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from in_kodi.hand import add_hand
from in_kodi.home import ADDON_ID
from in_kodi.installer import install_zip
from in_kodi.kodi import Kodi
from in_kodi.modules import MODULES
from in_kodi.tv import NOBODY, TRACKERS, Tv
from in_kodi.waiting import stays, wait_for
from sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]


def test_install_from_zip_file(new_kodi: Callable[..., Kodi], box: Sandbox, archive: Path) -> None:
    kodi = new_kodi(box.environment)
    kodi.start()
    assert kodi.addon(ADDON_ID) == {}
    assert install_zip(kodi, archive) == ADDON_ID
    manifest = ElementTree.parse(ROOT / "addon.xml").getroot()
    installed = kodi.addon(ADDON_ID)
    assert (installed["version"], installed["enabled"], installed["broken"]) == (
        manifest.attrib["version"],
        True,
        False,
    )
    for required in manifest.findall("requires/import[@addon]"):
        if required.attrib["addon"] != "xbmc.python":
            assert kodi.addon(required.attrib["addon"])["enabled"]
    modules = {
        addon["addonid"] for addon in kodi.rpc("Addons.GetAddons", type="xbmc.python.module")["addons"]
    }
    assert modules >= {module.addon_id for module in MODULES}

    tv = Tv(kodi, box)
    for tracker in TRACKERS:
        tv.wait_state(tracker, "signed_out")
    open_from_the_menu(tv)
    first_sign_in_loads_requests(tv)


def open_from_the_menu(tv: Tv) -> None:
    """Add-ons > Program add-ons > Trackpass, with the remote."""
    tv.kodi.go_home()
    tv.kodi.open_window("programs", "addons://sources/executable/")
    tv.kodi.walk_to("Trackpass")
    tv.kodi.select()
    assert tv.wait_rows() == NOBODY
    tv.kodi.back()
    tv.kodi.go_home()


def first_sign_in_loads_requests(tv: Tv) -> None:
    """A box with nothing to do loads no `requests`: Python writes bytecode when it first loads a module."""
    loaded = tv.kodi.home.addons / "script.module.requests" / "lib" / "requests" / "__pycache__"
    assert list(tv.kodi.home.addons.glob("script.trackpass/lib/trackpass/__pycache__/*.pyc"))
    assert not loaded.exists()
    tv.kodi.restart()
    tv.wait_state("trakt", "signed_out")
    stays("the rest", lambda: not loaded.exists(), 2)
    assert tv.box.log == []

    add_hand(tv.kodi)
    tv.give_app("trakt")
    tv.start_sign_in("trakt")
    wait_for("requests to be loaded", loaded.exists)
    tv.choose("Cancel")
    tv.wait_closed()
