"""What goes wrong at a sign-in: the right sentence on the screen, and a way out with the remote."""

from __future__ import annotations

import pytest

from in_kodi.phone import Phone
from in_kodi.tv import SETTINGS_DIALOG, Tv
from in_kodi.waiting import wait_for

KEYBOARD = 10103

# How a code ends, by kind of app: what the trackers answer differs (Simkl V1 sends a new code unasked).
ENDS = {
    "trakt": "This code has run out.",
    "simkl-v2": "This code has run out.",
    "simkl-v1": "Simkl no longer takes this code.",
}


def test_denied_on_the_phone(tv: Tv, phone: Phone) -> None:
    tv.give_app("trakt")
    code = tv.start_sign_in("trakt")
    phone.open(f"https://auth.trakt.tv/activate/{code.user_code}")
    phone.deny()
    tv.wait_phase("denied")
    tv.reads("The sign-in was refused on the phone.")
    tv.wait_focus("New code")
    assert tv.state("trakt") == "signed_out"

    tv.kodi.select()
    finish(tv, "trakt")


@pytest.mark.parametrize("kind", list(ENDS))
def test_expired_then_new_code(tv: Tv, kind: str) -> None:
    tv.give_app(kind)
    tracker = kind.split("-")[0]
    code = tv.start_sign_in(tracker)
    tv.box.tracker(tracker).expire(code.user_code)
    wait_for("the end of the code", lambda: tv.phase in ("expired", "gone"))
    tv.reads(ENDS[kind])
    tv.wait_focus("New code")
    assert tv.state(tracker) == "signed_out"
    asked = tv.polls(tracker)

    tv.kodi.select()
    new = tv.wait_code(tracker, other_than=code)
    assert new.user_code != code.user_code
    assert tv.polls(tracker) - asked <= 1, "only the new code is asked for"
    tv.wait_focus("New code")
    finish(tv, tracker)


@pytest.mark.parametrize(
    ("kind", "sentence", "label"),
    [
        ("simkl-v1", "This code has run out.", "New code"),
        ("tmdb", "TMDb sent no approval: it was refused, or it came too late.", "Try again"),
    ],
    ids=["simkl", "tmdb"],
)
def test_a_sign_in_ends_by_our_own_clock(tv: Tv, kind: str, sentence: str, label: str) -> None:
    """Simkl may answer "pending" for ever, TMDb does; what the window counts down is the end all the same."""
    tv.give_app(kind)
    tracker = kind.split("-")[0]
    tv.box.simkl.set(expired_shape="pending")
    tv.box.tracker(tracker).set(expires_in=5)
    tv.connect(tracker)
    left = wait_for("the time left", lambda: tv.kodi.window_property("time_left"))
    assert left in ("0:05 left", "0:04 left", "0:03 left")
    tv.wait_phase("expired")
    tv.reads(sentence)
    tv.wait_focus(label)
    tv.box.tracker(tracker).set(expires_in=900)
    tv.kodi.select()
    finish(tv, tracker)


def test_slow_down(tv: Tv) -> None:
    tv.give_app("trakt")
    tv.start_sign_in("trakt")
    tv.box.fault("trakt", "poll", "slow_down")
    tv.reads("Trakt asks us to wait. Slowing down.")
    tv.wait_focus("New code")
    tv.wait_polls("trakt", 1)  # six seconds later; an earlier one would be a violation
    tv.reads("Waiting for your phone")
    finish(tv, "trakt")


def test_network_gone_and_back(tv: Tv) -> None:
    tv.give_app("simkl-v2")
    code = tv.start_sign_in("simkl")
    tv.box.outage("simkl")
    tv.reads("Can't reach Simkl. Trying again.")
    tv.wait_focus("New code")
    tv.can_be_read("simkl.com/pin")  # the phone may well have a network
    assert tv.state("simkl") == "waiting"
    tv.box.recover("simkl")
    tv.reads("Waiting for your phone")
    assert tv.box.simkl.find() is code
    finish(tv, "simkl")


def test_no_network_at_the_start(tv: Tv) -> None:
    tv.give_app("trakt")
    tv.box.outage("trakt")
    tv.connect("trakt")
    tv.reads("Can't reach Trakt. Trying again.")
    tv.wait_focus("Cancel")
    tv.box.recover("trakt")
    tv.wait_code("trakt")
    tv.wait_focus("New code")
    finish(tv, "trakt")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("simkl-v2", "Simkl doesn't know this app ID. Copy it once more."),
        ("trakt", "Trakt doesn't know this app ID. Copy it once more."),
        ("tmdb", "TMDb doesn't know this API key. Copy it once more."),
    ],
    ids=["simkl", "trakt", "tmdb"],
)
def test_wrong_app_id(tv: Tv, kind: str, sentence: str) -> None:
    tracker = kind.split("-")[0]
    tv.enter_app(tracker, "0" * (32 if tracker == "tmdb" else 64))
    tv.connect(tracker)
    tv.wait_phase("failed")
    tv.reads(sentence)
    tv.wait_focus("Use your phone")
    tv.choose("Close")
    tv.wait_closed()

    tv.give_app(kind)
    tv.sign_in(tracker)


def test_app_id_entered_with_the_remote(tv: Tv) -> None:
    """Who has no phone at hand finds the fields in the settings."""
    tv.set_level("Advanced")
    tv.open_settings("App IDs")
    app = tv.box.trakt.add_app(public=True)
    type_app_id(tv, app.client_id)
    tv.box.trakt.set(interval=1)
    wait_for("the app ID on disk", lambda: tv.kodi.settings().get("trakt.client_id") == app.client_id)
    tv.sign_in("trakt")


def type_app_id(tv: Tv, client_id: str) -> None:
    """Enter Trakt's app ID in the category of the settings that has just opened, and save."""
    kodi = tv.kodi
    tv.wait_focus("App ID")
    for label in ("App secret", "App ID"):  # Simkl's come first, under the same labels
        kodi.down()
        tv.wait_focus(label)
    kodi.select()
    kodi.wait_window(KEYBOARD)
    kodi.rpc("Input.SendText", text=client_id, done=True)
    kodi.wait_window(SETTINGS_DIALOG)
    tv.close_settings()


def test_wrong_secret(tv: Tv) -> None:
    app = tv.give_app("trakt")
    tv.enter_app("trakt", app.client_id, "f" * 64)
    tv.connect("trakt")
    tv.wait_phase("failed")
    tv.reads("Trakt doesn't accept this app. Check its ID and secret.")
    tv.wait_focus("Use your phone")
    assert tv.state("trakt") == "signed_out"
    tv.kodi.back()
    tv.wait_closed()

    tv.enter_app("trakt", app.client_id, app.client_secret)
    tv.sign_in("trakt")


def test_app_deleted_while_waiting(tv: Tv) -> None:
    app = tv.give_app("trakt-public")
    tv.start_sign_in("trakt")
    tv.box.trakt.delete_app(app.client_id)
    tv.wait_phase("failed")
    status = tv.kodi.window_property("status")
    assert status.startswith("Trakt doesn't ")
    tv.reads(status)
    tv.wait_focus("Use your phone")
    asked = tv.polls("trakt")
    tv.choose("Close")
    tv.wait_closed()
    assert tv.polls("trakt") == asked


def finish(tv: Tv, tracker: str) -> None:
    """The way out: the code that now stands on the screen is approved, and all is well."""
    code = tv.wait_code(tracker)
    tv.box.tracker(tracker).approve(code.user_code)
    tv.wait_phase("connected")
    tv.wait_closed()
    assert tv.state(tracker) == "connected"
