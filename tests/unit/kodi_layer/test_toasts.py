"""One toast for each notice, in plain words, one after the other, never over a playing video: it comes once,
after the video.
"""

from __future__ import annotations

import math
from typing import get_args

import pytest
import xbmcaddon

from fakes.kodi import ADDON_ID, FakeKodi
from trackpass.kodi import settings
from trackpass.kodi import toasts as toasts_module
from trackpass.kodi.toasts import MOST_LOOKS, UP, Toasts, sentence
from trackpass.model import AccountView, Notice, NoticeKind, SignInView

ANN = AccountView("trakt", "connected", "ann")
SIGNED_IN = Notice("signed_in", ANN, SignInView("r", "connected", name="ann"))
ENDED = Notice("reconnect", AccountView("simkl", "reconnect", "bob", problem="ended"))


class Clock:
    """Moved by hand."""

    now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def toasts(fake: FakeKodi, clock: Clock) -> Toasts:
    return Toasts(clock)


def pass_by(toasts: Toasts, clock: Clock, seconds: float) -> None:
    """Time passes, and the worker ticks whenever it is due."""
    end = clock.now + seconds
    while toasts.due <= end:
        clock.now = max(clock.now, toasts.due)
        toasts.tick()
    clock.now = end


def shown(fake: FakeKodi) -> list[tuple[str, str]]:
    return [(call.heading, call.message) for call in fake.dialogs.of("notification")]


SENTENCES = [
    (SIGNED_IN, "Connected as ann"),
    (Notice("signed_in", ANN, SignInView("r", "connected")), "Connected"),
    (Notice("sign_in_ended", ANN, SignInView("r", "denied")), "The sign-in was refused on the phone."),
    (Notice("sign_in_ended", ANN, SignInView("r", "expired")), "This code has run out."),
    (
        Notice("sign_in_ended", AccountView("tmdb"), SignInView("r", "expired", kind="link")),
        "TMDb sent no approval: it was refused, or it came too late.",
    ),
    (
        Notice("sign_in_ended", ANN, SignInView("r", "failed", problem="app_id")),
        "Trakt doesn't know this app ID. Copy it once more.",
    ),
    (ENDED, "Sign-in ended. Please sign in again."),
    (Notice("checked", ANN), "Connected as ann"),
    (Notice("checked", AccountView("trakt", "connected")), "Connected"),
    (Notice("checked", AccountView("trakt")), "Not signed in"),
    (Notice("checked", AccountView("trakt", "unverified")), "Not checked yet"),
    (
        Notice("checked", AccountView("trakt", "unverified", "ann", problem="network")),
        "Can't reach Trakt. Trying again.",
    ),
    (Notice("signed_out", AccountView("simkl", "connected", "bob")), "Signed out of Simkl"),
    (Notice("signed_out", AccountView("simkl", "reconnect", "bob", problem="ended")), "Signed out of Simkl"),
    (
        Notice("left_behind", AccountView("simkl", "connected", "bob")),
        "Signed out here only. Remove Trackpass at simkl.com/settings/connected-apps too.",
    ),
    (
        Notice("left_behind", AccountView("trakt", "unverified", "ann", problem="network")),
        "Signed out here only. Remove Trackpass at app.trakt.tv/settings/apps too.",
    ),
    (
        Notice("left_behind", AccountView("tmdb", "connected", "ann")),
        "Signed out here only. Remove Trackpass at themoviedb.org/settings too.",
    ),
    (
        Notice("replaced", AccountView("tmdb", "connected", "ann", 5, former="bob")),
        "Connected as ann instead of bob",
    ),
    (
        Notice("trouble", AccountView("", problem="files_lost")),
        "Damaged files: Trackpass lost its sign-ins. Please sign in again.",
    ),
    (
        Notice("trouble", AccountView("", problem="copied")),
        "Sign-ins shared with another box. Open Trackpass to sign in anew.",
    ),
    (
        Notice("reconnect", AccountView("trakt", "reconnect", "ann", problem="place_taken")),
        "Sign-in ended. Please sign in again.",
    ),
    (
        Notice("checked", AccountView("trakt", "reconnect", "ann", problem="place_taken")),
        "Sign-in ended. Please sign in again.",
    ),
    (Notice("welcome", AccountView("")), "Open it under Add-ons to sign in."),
    (
        Notice("signed_in", ANN, SignInView("r", "connected", name="ann", former="bob")),
        "Connected as ann instead of bob",
    ),
]


@pytest.mark.parametrize(("notice", "words"), SENTENCES)
def test_each_notice_in_words(fake: FakeKodi, notice: Notice, words: str) -> None:
    assert sentence(notice) == words


@pytest.mark.parametrize("kind", get_args(NoticeKind))
def test_each_kind_of_notice_has_its_words(kind: NoticeKind) -> None:
    assert kind in {notice.kind for notice, _ in SENTENCES}


OFF = {
    settings.TOASTS_SIGN_INS: {"signed_in", "sign_in_ended", "signed_out", "left_behind", "replaced"},
    settings.TOASTS_TROUBLE: {"reconnect", "trouble", "welcome"},
    settings.TOASTS_CHECKS: {"checked"},
}


@pytest.mark.parametrize("switch", OFF)
def test_each_kind_can_be_turned_off(
    fake: FakeKodi, toasts: Toasts, clock: Clock, monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    monkeypatch.setattr(toasts_module, "sentence", lambda notice: notice.kind)
    kinds = get_args(NoticeKind)
    for value in ("false", "true"):
        xbmcaddon.Addon(ADDON_ID).setSetting(switch, value)
        for kind in kinds:
            toasts.notify(Notice(kind, ANN))
        pass_by(toasts, clock, 30)
    words = [message for _, message in shown(fake)]
    assert words == [kind for kind in kinds if kind not in OFF[switch]] + list(kinds)


def test_one_that_waits_for_a_video_is_dropped_if_turned_off_meanwhile(
    fake: FakeKodi, toasts: Toasts
) -> None:
    fake.play_video()
    toasts.notify(ENDED)
    xbmcaddon.Addon(ADDON_ID).setSetting(settings.TOASTS_TROUBLE, "false")
    fake.play_video(False)
    toasts.tick()
    assert shown(fake) == []


def test_trouble_of_no_single_tracker_is_ours(fake: FakeKodi, toasts: Toasts) -> None:
    toasts.notify(Notice("trouble", AccountView("", problem="copied")))
    assert [heading for heading, _ in shown(fake)] == ["Trackpass"]


def test_a_toast_carries_the_trackers_name_and_our_icon_and_makes_no_noise(
    fake: FakeKodi, toasts: Toasts
) -> None:
    toasts.notify(SIGNED_IN)
    (call,) = fake.dialogs.of("notification")
    assert (call.heading, call.message) == ("Trakt", "Connected as ann")
    assert call.options["icon"].endswith("/resources/icon.png")
    assert 4000 <= call.options["time"] <= 10000
    assert call.options["sound"] is False
    assert toasts.due == math.inf


def test_toasts_wait_during_a_video_and_come_once_after(fake: FakeKodi, toasts: Toasts, clock: Clock) -> None:
    fake.play_video()
    toasts.notify(SIGNED_IN)
    toasts.notify(ENDED)
    toasts.tick()
    assert shown(fake) == []
    assert toasts.due == math.inf  # an idle box is not woken
    fake.play_video(False)
    toasts.video_ended()
    assert shown(fake) == []
    assert clock.now < toasts.due <= clock.now + 3
    pass_by(toasts, clock, 10)
    both = [("Trakt", "Connected as ann"), ("Simkl", "Sign-in ended. Please sign in again.")]
    assert shown(fake) == both
    toasts.video_ended()
    assert toasts.due == math.inf
    toasts.tick()
    assert shown(fake) == both


def test_the_next_video_of_a_series_is_not_disturbed(fake: FakeKodi, toasts: Toasts, clock: Clock) -> None:
    fake.play_video()
    toasts.notify(SIGNED_IN)
    toasts.video_ended()  # and the next one has begun before the toast was due
    clock.now = toasts.due
    toasts.tick()
    assert shown(fake) == []
    assert toasts.due == math.inf
    fake.play_video(False)
    toasts.video_ended()
    clock.now = toasts.due
    toasts.tick()
    assert shown(fake) == [("Trakt", "Connected as ann")]


def test_what_comes_after_the_video_brings_along_what_waited(
    fake: FakeKodi, toasts: Toasts, clock: Clock
) -> None:
    fake.play_video()
    toasts.notify(SIGNED_IN)
    fake.play_video(False)
    toasts.video_ended()
    toasts.notify(ENDED)
    pass_by(toasts, clock, 3)
    assert [heading for heading, _ in shown(fake)] == ["Trakt", "Simkl"]
    toasts.notify(SIGNED_IN)
    assert [heading for heading, _ in shown(fake)] == ["Trakt", "Simkl", "Trakt"]


def test_a_notice_between_a_videos_end_and_its_players_is_not_stuck(
    fake: FakeKodi, toasts: Toasts, clock: Clock
) -> None:
    fake.play_video()
    toasts.notify(SIGNED_IN)
    toasts.video_ended()
    clock.now += 0.5
    toasts.notify(ENDED)  # the player still says that it plays
    fake.play_video(False)
    assert toasts.due <= clock.now + 3
    pass_by(toasts, clock, 5)
    assert len(shown(fake)) == 2


def test_a_first_notice_between_a_videos_end_and_its_players_is_not_stuck(
    fake: FakeKodi, toasts: Toasts, clock: Clock
) -> None:
    """Nothing waited when the video ended; the next video's end may be a day away."""
    fake.play_video()
    toasts.video_ended()
    clock.now += 0.5
    toasts.notify(ENDED)  # the player still says that it plays
    assert clock.now < toasts.due <= clock.now + 3
    fake.play_video(False)
    pass_by(toasts, clock, 5)
    assert len(shown(fake)) == 1
    assert toasts.due == math.inf


def test_long_after_a_videos_end_a_player_that_plays_is_the_next_videos(
    fake: FakeKodi, toasts: Toasts, clock: Clock
) -> None:
    toasts.video_ended()
    clock.now += 60
    fake.play_video()
    toasts.notify(ENDED)
    assert toasts.due == math.inf


def test_a_videos_end_with_nothing_to_tell_wakes_nobody(fake: FakeKodi, toasts: Toasts) -> None:
    toasts.video_ended()
    assert toasts.due == math.inf


def test_they_come_one_after_the_other(fake: FakeKodi, toasts: Toasts, clock: Clock) -> None:
    toasts.notify(SIGNED_IN)
    fake.conditions[UP] = True
    toasts.notify(ENDED)
    pass_by(toasts, clock, 8)
    assert [heading for heading, _ in shown(fake)] == ["Trakt"]
    fake.conditions[UP] = False
    pass_by(toasts, clock, 2)
    assert [heading for heading, _ in shown(fake)] == ["Trakt", "Simkl"]
    assert toasts.due == math.inf


def test_a_toast_that_is_not_up_yet_counts_as_one(fake: FakeKodi, toasts: Toasts, clock: Clock) -> None:
    toasts.notify(SIGNED_IN)
    toasts.notify(ENDED)
    assert [heading for heading, _ in shown(fake)] == ["Trakt"]
    assert clock.now < toasts.due


def test_a_foreign_toast_is_waited_for_but_not_for_ever(fake: FakeKodi, toasts: Toasts, clock: Clock) -> None:
    fake.conditions[UP] = True
    toasts.notify(SIGNED_IN)
    pass_by(toasts, clock, MOST_LOOKS - 1)
    assert shown(fake) == []
    pass_by(toasts, clock, 2)
    assert len(shown(fake)) == 1
    toasts.notify(ENDED)
    pass_by(toasts, clock, MOST_LOOKS - 1)
    assert len(shown(fake)) == 1
    pass_by(toasts, clock, 2)
    assert len(shown(fake)) == 2


def test_one_that_waits_for_another_waits_for_a_video_too(
    fake: FakeKodi, toasts: Toasts, clock: Clock
) -> None:
    toasts.notify(SIGNED_IN)
    toasts.notify(ENDED)
    fake.play_video()
    pass_by(toasts, clock, 5)
    assert len(shown(fake)) == 1
    assert toasts.due == math.inf
    fake.play_video(False)
    toasts.video_ended()
    pass_by(toasts, clock, 5)
    assert len(shown(fake)) == 2
