"""The questions, as Kodi's own dialogs show them."""

from __future__ import annotations

import pytest
import xbmcgui

from fakes.kodi import FakeKodi
from trackpass.kodi import dialogs
from trackpass.model import AccountView


@pytest.mark.parametrize(("answer", "meaning"), [(1, "yes"), (0, "later"), (2, "never"), (-1, "")])
def test_the_quick_repair_asks_in_words(fake: FakeKodi, answer: int, meaning: str) -> None:
    fake.dialogs.answer("yesnocustom", answer)
    assert dialogs.ask_repair(AccountView("trakt", "reconnect", "ann", 5, "ended"), "Mend it") == meaning
    (call,) = fake.dialogs.of("yesnocustom")
    assert call.heading == "Trakt · ann · Sign-in ended"
    assert call.message == (
        "Trakt ended this sign-in. Please sign in again.[CR]"
        "Later: asks again tomorrow. Never: doesn't ask about this again."
    )
    labels = [call.options[name] for name in ("yeslabel", "nolabel", "customlabel")]
    assert labels == ["Mend it", "Later", "Never"]
    assert call.options["defaultbutton"] == xbmcgui.DLG_YESNO_YES_BTN


@pytest.mark.parametrize("answer", [True, False])
def test_signing_out_is_asked_back(fake: FakeKodi, answer: bool) -> None:
    fake.dialogs.answer("yesno", answer)
    assert dialogs.confirm_sign_out("simkl") is answer
    (call,) = fake.dialogs.of("yesno")
    assert (call.heading, call.message) == ("Simkl", "Sign out of Simkl on this box?")


def test_leaving_the_question_signs_nobody_out(fake: FakeKodi) -> None:
    assert dialogs.confirm_sign_out("simkl") is False


def test_a_sentence_with_one_button(fake: FakeKodi) -> None:
    dialogs.say("Something.")
    (call,) = fake.dialogs.of("ok")
    assert (call.heading, call.message) == ("Trackpass", "Something.")
