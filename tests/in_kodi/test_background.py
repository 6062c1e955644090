"""A sign-in without its window: it goes on, tells once how it ended, and really ends when it is cancelled."""

from __future__ import annotations

from in_kodi.toasts import LONGEST, Toast
from in_kodi.tv import Tv
from in_kodi.waiting import stays

OUTSIDE = (60, 900)  # a place on the screen, beside the window
WORD = (1100, 610)  # a place in the window where no button is


def test_back_hides_the_window_and_the_sign_in_goes_on(tv: Tv) -> None:
    tv.give_app("trakt")
    code = tv.start_sign_in("trakt")
    toasts = tv.no_toast()
    tv.kodi.back()
    tv.wait_closed()
    tv.wait_polls("trakt", 3)
    assert tv.state("trakt") == "waiting"

    tv.box.trakt.approve(code.user_code)
    tv.wait_state("trakt", "connected")
    assert words(tv.toasts_since(toasts)) == [("Trakt", "Connected as ann")]
    assert not tv.in_window


def test_back_then_connect_shows_the_same_code(tv: Tv) -> None:
    tv.give_app("simkl-v2")
    code = tv.start_sign_in("simkl")
    toasts = tv.no_toast()
    tv.kodi.back()
    tv.wait_closed()
    assert tv.start_sign_in("simkl") is code
    assert len(tv.box.requests(route="start")) == 1
    tv.box.simkl.approve(code.user_code)
    tv.wait_phase("connected")
    tv.wait_closed()
    stays("no toast: the window told it", lambda: len(tv.kodi.toasts()) == toasts, 3)


def test_a_code_that_runs_out_behind_the_scenes_is_told_once(tv: Tv) -> None:
    tv.give_app("trakt")
    code = tv.start_sign_in("trakt")
    toasts = tv.no_toast()
    tv.kodi.back()
    tv.wait_closed()
    tv.box.trakt.expire(code.user_code)
    tv.wait_state("trakt", "signed_out")
    assert words(tv.toasts_since(toasts)) == [("Trakt", "This code has run out.")]


def test_cancel_ends_the_polling(tv: Tv) -> None:
    tv.give_app("trakt")
    code = tv.start_sign_in("trakt")
    tv.wait_polls("trakt", 1)
    toasts = tv.no_toast()
    tv.choose("Cancel")
    tv.wait_closed()
    tv.wait_state("trakt", "signed_out")

    asked = tv.polls("trakt")
    tv.box.trakt.approve(code.user_code)
    stays("the peace after Cancel", lambda: tv.polls("trakt") == asked, 5)  # five intervals
    assert tv.state("trakt") == "signed_out"
    assert tv.account("trakt") == {}
    assert len(tv.kodi.toasts()) == toasts


def test_the_mouse_does_not_close_the_window(tv: Tv) -> None:
    tv.give_app("trakt")
    tv.start_sign_in("trakt")
    tv.wait_focus("New code")
    for place in (OUTSIDE, WORD):
        for button in ("right", "left"):
            tv.kodi.click(*place, button=button)
            stays("the window", lambda: tv.in_window, 1)
            assert tv.state("trakt") == "waiting"
            tv.wait_focus("New code")
    assert len(tv.box.requests(route="start")) == 1, "no click took a new code"

    tv.choose("Cancel")
    tv.wait_closed()
    tv.wait_state("trakt", "signed_out")


def test_two_trackers_at_once(tv: Tv) -> None:
    tv.give_app("simkl-v1")
    tv.give_app("trakt")
    codes = {}
    for tracker in ("simkl", "trakt"):
        codes[tracker] = tv.start_sign_in(tracker)
        tv.kodi.back()
        tv.wait_closed()
    toasts = tv.no_toast()
    for tracker in codes:
        tv.wait_polls(tracker, 2)
        assert tv.state(tracker) == "waiting"

    for tracker, code in codes.items():
        tv.box.tracker(tracker).approve(code.user_code, {"simkl": "sue", "trakt": "tom"}[tracker])
        tv.wait_state(tracker, "connected")
    told = sorted(words(tv.toasts_since(toasts)))
    assert told == [("Simkl", "Connected as sue"), ("Trakt", "Connected as tom")]
    assert (tv.account("simkl")["name"], tv.account("trakt")["name"]) == ("sue", "tom")


def test_one_window_over_the_other(tv: Tv) -> None:
    tv.give_app("simkl-v2")
    tv.give_app("trakt")
    below = tv.start_sign_in("simkl")
    above = tv.start_sign_in("trakt")
    assert tv.kodi.window_property("title") == "Connect Trakt"
    tv.box.trakt.approve(above.user_code)
    tv.wait_phase("connected")
    assert tv.wait_code("simkl") is below
    assert tv.kodi.window_property("title") == "Connect Simkl"
    tv.box.simkl.approve(below.user_code)
    tv.wait_phase("connected")
    tv.wait_closed()
    assert (tv.state("simkl"), tv.state("trakt")) == ("connected", "connected")


def words(toasts: list[Toast]) -> list[tuple[str, str]]:
    """What toasts said, none of them for so long that it must have been two."""
    assert all(toast.seconds < LONGEST for toast in toasts), toasts
    return [(toast.heading, toast.message) for toast in toasts]
