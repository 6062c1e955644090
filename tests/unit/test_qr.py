"""The QR picture: the very text that was asked for, black on white, with its quiet zone, large enough."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pyqrcode
import pytest
from PIL import Image

from tests.unit.needs import need
from trackpass import qr

TEXTS = [
    pytest.param("https://simkl.com/pin/B52B8", id="Simkl, short"),
    pytest.param("https://simkl.com/pin?user_code=BDWP-HQPK", id="Simkl"),
    pytest.param("https://auth.trakt.tv/activate/5055CC52", id="Trakt"),
    pytest.param("http://192.168.178.123:48123/k3y/" + "x" * 40, id="the box's own page"),
    pytest.param("https://simkl.com/pin/ÄÖ", id="not ASCII"),
    pytest.param("1234567", id="digits"),
]


def picture(text: str) -> Image.Image:
    return Image.open(io.BytesIO(qr.png(text)))


def modules(image: Image.Image) -> list[list[int]]:
    """The picture as rows of modules with 1 for black; checks that each module is of one colour."""
    grey = image.convert("L")
    width, height = grey.size
    assert width == height
    assert {colour for _, colour in grey.getcolors()} == {0, 255}
    first_black = next(x for x in range(width) for y in range(width) if grey.getpixel((x, y)) == 0)
    scale = first_black // qr.QUIET_ZONE
    assert width % scale == 0
    small = grey.resize((width // scale, width // scale), Image.Resampling.NEAREST)
    assert small.resize(grey.size, Image.Resampling.NEAREST).tobytes() == grey.tobytes()
    side = small.size[0]
    return [[int(small.getpixel((x, y)) == 0) for x in range(side)] for y in range(side)]


@pytest.mark.parametrize("text", TEXTS)
def test_says_the_text(text: str) -> None:
    """Module by module what the library makes of the text, four modules of white around it."""
    code = pyqrcode.create(text, error="M", encoding="utf-8").code
    side = len(code) + 2 * qr.QUIET_ZONE
    expected = [[0] * side for _ in range(side)]
    for y, row in enumerate(code):
        expected[y + qr.QUIET_ZONE][qr.QUIET_ZONE : -qr.QUIET_ZONE] = [int(bit) for bit in row]
    assert modules(picture(text)) == expected


@pytest.mark.parametrize("text", TEXTS)
def test_a_phone_reads_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / "qr.png"
    file.write_bytes(qr.png(text))
    read = subprocess.run([need("zbarimg"), "--quiet", "--raw", str(file)], capture_output=True, check=True)
    assert read.stdout.decode().strip() == text


@pytest.mark.parametrize("text", TEXTS)
def test_is_never_scaled_up(text: str) -> None:
    assert qr.SMALLEST <= picture(text).size[0] <= 2 * qr.SMALLEST


def test_another_code_is_another_picture() -> None:
    assert qr.png("https://simkl.com/pin/B52B8") != qr.png("https://simkl.com/pin/B52B9")


def test_too_much_text() -> None:
    with pytest.raises(ValueError, match=r"\w"):
        qr.png("x" * 5000)
