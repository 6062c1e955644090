"""What the demo prints: the QR code as it was drawn, and no secret."""

import json
import shutil
from pathlib import Path

import pyqrcode
import pytest

from tools.console import BLACK_ON_WHITE, draw, masked_settings, modules, scan
from trackpass import qr

LINK = "https://auth.trakt.tv/activate/AB12CD34"


def test_the_squares_are_those_of_the_code() -> None:
    squares = modules(qr.png(LINK))
    code = [
        [bool(square) for square in row] for row in pyqrcode.create(LINK, error="M", encoding="utf-8").code
    ]
    margin = qr.QUIET_ZONE
    assert [row[margin:-margin] for row in squares[margin:-margin]] == code
    assert len(squares) == len(squares[0]) == len(code) + 2 * margin


def test_two_rows_of_squares_make_one_line() -> None:
    squares = [[True, False, True], [True, True, False], [False, False, True]]
    assert draw(squares, colour=False) == ["█▄▀", "  ▀"]
    assert draw(squares, colour=True)[0].startswith(BLACK_ON_WHITE)


@pytest.mark.skipif(not shutil.which("zbarimg"), reason="no zbarimg that reads QR codes")
@pytest.mark.parametrize("colour", [False, True])
def test_what_is_drawn_can_be_scanned(colour: bool) -> None:
    lines = draw(modules(qr.png(LINK)), colour)
    assert scan(lines) == LINK
    assert scan(lines[:9]) == scan([]) == ""


def test_without_a_reader_nothing_is_said_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert scan(draw(modules(qr.png(LINK)), colour=False)) is None


def test_tokens_and_secrets_are_masked(tmp_path: Path) -> None:
    account = json.dumps({"access_token": "a" * 40, "refresh_token": "", "name": "ann"})
    path = tmp_path / "settings.xml"
    path.write_text(
        f'<settings><setting id="trakt.account">{account}</setting>'
        f'<setting id="trakt.client_secret">{"b" * 64}</setting><setting id="x" /></settings>'
    )
    text = "\n".join(masked_settings(path))
    assert '"access_token": "aaaa…(40)"' in text
    assert '"name": "ann"' in text
    assert '<setting id="trakt.client_secret">bbbb…(64)</setting>' in text
