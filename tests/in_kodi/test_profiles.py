"""Two people, one Kodi: each profile has sign-ins of its own, and a switch takes nothing along."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from in_kodi.home import Home
from in_kodi.tv import Tv

MASTER, KIDS = "Master user", "Kids"
PLACES = {MASTER: "special://masterprofile/", KIDS: "profiles/kids/"}


@pytest.mark.timeout(900)
def test_a_switch_while_a_sign_in_waits(own_tv: Tv) -> None:
    tv = own_tv
    tv.kodi.quit()
    add_profile(tv.kodi.home)
    tv.kodi.start()
    tv.give_app("simkl-v2")
    tv.give_app("trakt")
    tv.sign_in("trakt")
    of_ann = tv.account("trakt")
    code = tv.start_sign_in("simkl")
    tv.kodi.back()
    tv.wait_closed()

    tv.kodi.load_profile(KIDS)
    for folder in tv.kodi.home.addon_folders():
        tv.kodi.enable_addon(folder.name)  # as the owner does once in a new profile
    for tracker in ("simkl", "trakt"):
        tv.wait_state(tracker, "signed_out")
    polls = tv.polls("simkl")
    tv.give_app("trakt")
    of_sue = tv.start_sign_in("trakt")
    tv.box.trakt.approve(of_sue.user_code, "sue")
    tv.wait_phase("connected")
    tv.wait_closed()
    assert tv.kodi.home_property("trackpass.trakt.name") == "sue"
    assert tv.polls("simkl") == polls
    assert tv.account("trakt") == of_ann, "the first profile's file is as it was"

    since = len(tv.box.requests(route="start"))
    tv.kodi.load_profile(MASTER)
    tv.wait_state("trakt", "connected")
    assert tv.kodi.home_property("trackpass.trakt.name") == "ann"
    tv.wait_state("simkl", "waiting")
    tv.box.simkl.approve(code.user_code)
    tv.wait_state("simkl", "connected")
    assert len(tv.box.requests(route="start")) == since, "the code is still the one on the phone"


def add_profile(home: Home) -> None:
    """Add a second profile, whose Kodi has the settings of the first one, so that it can be driven."""
    folder = home.userdata / PLACES[KIDS]
    folder.mkdir(parents=True)
    for name in ("guisettings.xml", "sources.xml"):
        (folder / name).write_bytes((home.userdata / name).read_bytes())
    root = ET.Element("profiles")
    heads = {"lastloaded": "0", "useloginscreen": "false", "nextIdProfile": str(len(PLACES))}
    for key, text in heads.items():
        ET.SubElement(root, key).text = text
    for number, (name, place) in enumerate(PLACES.items()):
        profile = ET.SubElement(root, "profile")
        for key, text in {"id": str(number), "name": name, "directory": place}.items():
            ET.SubElement(profile, key).text = text
        for key in ("hasdatabases", "canwritedatabases", "hassources", "canwritesources"):
            ET.SubElement(profile, key).text = "true"
    ET.ElementTree(root).write(home.userdata / "profiles.xml")
