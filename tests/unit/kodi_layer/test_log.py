"""Everything that is logged in our interpreter goes to kodi.log, at its level, without a secret."""

from __future__ import annotations

import logging

import pytest
import xbmc

from fakes.kodi import FakeKodi
from trackpass.kodi.log import set_up
from trackpass.redaction import Redactor

TOKEN = "t0k3n-of-ann"


@pytest.fixture(autouse=True)
def redactor(fake: FakeKodi) -> Redactor:
    found = Redactor()
    set_up(found)
    return found


OURS = logging.getLogger("trackpass.web")
THEIRS = logging.getLogger("urllib3.connectionpool")


@pytest.mark.parametrize(
    ("level", "kodi"),
    [
        (logging.DEBUG, xbmc.LOGDEBUG),
        (logging.INFO, xbmc.LOGINFO),
        (logging.WARNING, xbmc.LOGWARNING),
        (logging.ERROR, xbmc.LOGERROR),
    ],
)
def test_levels_are_kodis(fake: FakeKodi, level: int, kodi: int) -> None:
    OURS.log(level, "%s said %d", "trakt", 200)
    assert fake.log == [(kodi, "[Trackpass] trakt said 200")]


@pytest.mark.parametrize(("level", "least"), [(logging.CRITICAL, xbmc.LOGERROR), (35, xbmc.LOGWARNING)])
def test_a_grave_record_is_never_mere_debug(fake: FakeKodi, level: int, least: int) -> None:
    OURS.log(level, "grave")
    assert fake.log[0][0] >= least


def test_secrets_are_taken_out_of_text_and_arguments(fake: FakeKodi, redactor: Redactor) -> None:
    redactor.hide(TOKEN)
    OURS.info("Bearer t0k3n-of-ann, %s and %r", TOKEN, {"access_token": TOKEN})
    assert fake.log == [(xbmc.LOGINFO, "[Trackpass] Bearer ***, *** and {'access_token': '***'}")]


def test_a_secret_registered_later_is_out_of_later_lines(fake: FakeKodi, redactor: Redactor) -> None:
    redactor.hide(TOKEN)
    redactor.hide("another-secret")
    OURS.info("%s another-secret", TOKEN)
    assert fake.log[0][1] == "[Trackpass] *** ***"


def test_tracebacks_are_cleaned(fake: FakeKodi, redactor: Redactor) -> None:
    redactor.hide(TOKEN)
    try:
        try:
            raise KeyError(TOKEN)
        except KeyError as error:
            raise ValueError(f"https://api.trakt.tv/?token={TOKEN}") from error
    except ValueError:
        OURS.exception("A step failed")
    ((level, text),) = fake.log
    assert level == xbmc.LOGERROR
    assert "Traceback" in text
    assert "ValueError: https://api.trakt.tv/?token=***" in text
    assert "KeyError: '***'" in text
    assert TOKEN not in text


def test_warnings_of_libraries_go_the_same_way(fake: FakeKodi, redactor: Redactor) -> None:
    redactor.hide(TOKEN)
    THEIRS.warning("Retrying after connection broken: /oauth?device_code=%s", TOKEN)
    assert fake.log == [
        (xbmc.LOGWARNING, "[Trackpass] Retrying after connection broken: /oauth?device_code=***")
    ]


def test_chatter_of_libraries_is_left_out(fake: FakeKodi) -> None:
    THEIRS.debug('"GET /users/settings HTTP/1.1" 200')
    THEIRS.info("Starting new HTTPS connection")
    assert fake.log == []


def test_a_second_set_up_does_not_write_twice(fake: FakeKodi) -> None:
    set_up(Redactor())
    OURS.info("once")
    assert len(fake.log) == 1


UNWRITABLE = [
    ("%d", "t0k3n"),
    ("%s and %s", "t0k3n"),
    ("%(name)s", {"token": "t0k3n"}),
]


@pytest.mark.parametrize(("text", "value"), UNWRITABLE)
def test_a_record_that_cannot_be_formatted_harms_nobody(
    fake: FakeKodi, capsys: pytest.CaptureFixture[str], text: str, value: object
) -> None:
    set_up(Redactor())  # once more, since pytest has handlers of its own by now, and they raise
    THEIRS.warning(text, value)
    ((level, line),) = fake.log
    assert level == xbmc.LOGWARNING
    assert "urllib3.connectionpool" in line
    assert "t0k3n" not in line + capsys.readouterr().err
