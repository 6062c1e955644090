"""Toasts are told from what the rig of the tests in a real Kodi saw of them: how many, and in what words."""

from __future__ import annotations

import pytest
from PIL import Image

from in_kodi.toasts import LONGEST, Still, toasts_of

BEGIN, END = "Sign-ins shared with another box. C", "»x. Open Trackpass to sign in anew."


def still(since: float, until: float, text: str, appearance: int = 0) -> Still:
    return Still(Image.new("L", (1, 1)), appearance, since, until, text)


def told(*stills: Still) -> list[tuple[str, str]]:
    return [(toast.heading, toast.message) for toast in toasts_of(list(stills))]


def test_a_message_that_scrolls_is_read_at_its_beginning_however_long_its_end_stood() -> None:
    seen = [still(0.9, 2.0, f"Trackpass\n{BEGIN}"), still(7.1, 8.6, f"Trackpass\n{END}")]
    assert told(*seen) == [("Trackpass", BEGIN)]
    assert toasts_of(seen)[0].seconds == 8.6 - 0.9


def test_a_machine_that_stutters_makes_no_second_toast_of_the_end() -> None:
    assert told(still(0, 0.7, f"Trackpass\n{BEGIN}"), still(9.1, 10.0, f"Trackpass\n{END}")) == [
        ("Trackpass", BEGIN)
    ]


@pytest.mark.parametrize("seen", [0, 9, 24, 29, 33])
def test_what_is_cut_while_the_toast_comes_is_not_read(seen: int) -> None:
    cut = still(0, 0.3, f"Trackpass\n{BEGIN[:seen]}")
    assert told(cut, still(0.6, 1.7, f"Trackpass\n{BEGIN}"), still(6, 8, f"Trackpass\n{END}")) == [
        ("Trackpass", BEGIN)
    ]


def test_what_does_not_stand_while_the_toast_comes_or_goes_is_none() -> None:
    ann = "Trakt\nConnected as ann"
    assert told(still(0, 0, "oe\noe a aie ee"), still(0.6, 6, ann), still(7, 7, "= =")) == [
        ("Trakt", "Connected as ann")
    ]


def test_one_that_was_gone_before_it_could_stand_is_one() -> None:
    assert told(still(0, 0, "Trakt\nConnected as ann")) == [("Trakt", "Connected as ann")]


def test_one_that_begins_like_the_last_one_is_another() -> None:
    ann = "Connected as ann"
    assert told(still(0, 6, f"Trakt\n{ann}"), still(7, 13, f"Trakt\n{ann} instead of bob")) == [
        ("Trakt", ann),
        ("Trakt", f"{ann} instead of bob"),
    ]


def test_a_message_that_fits_is_read_as_it_stood_the_longest() -> None:
    assert told(
        still(0, 0.3, "Trakt\nConnected as anm"),
        still(0.6, 6, "Trakt\nConnected as ann"),
        still(6.3, 6.6, "Trakt\nConnected a5 ann"),
    ) == [("Trakt", "Connected as ann")]


def test_another_heading_or_message_or_appearance_is_another_toast() -> None:
    ann, sue = "Trakt\nConnected as ann", "Trakt\nSigned out of Trakt"
    assert told(still(0, 6, ann), still(7, 13, sue), still(14, 20, "Simkl\nConnected as ann")) == [
        ("Trakt", "Connected as ann"),
        ("Trakt", "Signed out of Trakt"),
        ("Simkl", "Connected as ann"),
    ]
    assert len(told(still(0, 6, ann), still(7, 13, ann, appearance=1))) == 2


def test_two_long_ones_right_after_one_another_are_two() -> None:
    one = [still(0, 1, f"Trackpass\n{BEGIN}"), still(6, 7, f"Trackpass\n{END}")]
    other = [still(LONGEST, LONGEST + 1, f"Trackpass\n{BEGIN}")]
    assert len(told(*one, *other)) == 2
