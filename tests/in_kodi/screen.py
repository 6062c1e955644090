"""What a viewer sees: screenshots of a display, the text and QR codes in them, and the mouse."""

from __future__ import annotations

import difflib
import io
import os
import subprocess
from pathlib import Path

from PIL import Image, ImageOps, ImageStat

# left, top, width, height in the 1920 x 1080 units that windows are laid out in
Region = tuple[int, int, int, int]
LAYOUT_WIDTH = 1920
BUTTONS = {"left": "1", "right": "3"}

# Those that trackers make codes of: none that people mistake for another (no I and 1, no O and 0).
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LOOKS = ((0.33, 0.33), (0.5, 0.5), (0.4, 0.5), (1.0, 1.0), (0.4, 0.4))

# Characters that look the same to a machine, and nearly so to people.
_ALIKE = str.maketrans("QDO1Il|!5S8B6G2Z", "0001111155886622")


class Screen:
    """The picture on one X display."""

    def __init__(self, display: str) -> None:
        self.display = display

    def screenshot(self, path: Path) -> Path:
        """Save the whole screen as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._run("import", "-window", "root", str(path))
        return path

    def picture(self, region: Region | None = None) -> Image.Image:
        """Return the screen, or a part of it, in grey."""
        whole = Image.open(
            io.BytesIO(self._run("import", "-window", "root", "-depth", "8", "pgm:-"))
        ).convert("L")
        return crop(whole, region)

    def screen_text(self, region: Region | None = None) -> str:
        """Return the text on the screen, or in a part of it, as far as tesseract can read it."""
        return text_of(self.picture(region))

    def move_mouse(self, x: int, y: int) -> None:
        """Move the mouse to a place given in layout units."""
        scale = int(self._run("xdotool", "getdisplaygeometry").split()[0]) / LAYOUT_WIDTH
        self._run("xdotool", "mousemove", str(round(x * scale)), str(round(y * scale)))

    def click(self, x: int, y: int, button: str = "left") -> None:
        """Click with the left or right button at a place given in layout units."""
        self.move_mouse(x, y)
        self._run("xdotool", "click", BUTTONS[button])

    def _run(self, *command: str) -> bytes:
        environment = {**os.environ, "DISPLAY": self.display}
        return subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60).stdout


def crop(picture: Image.Image, region: Region | None) -> Image.Image:
    """Return the part of a picture of the whole screen that `region` names."""
    if not region:
        return picture
    scale = picture.width / LAYOUT_WIDTH
    left, top, width, height = (round(value * scale) for value in region)
    return picture.crop((left, top, left + width, top + height))


def read_text(picture: Path, region: Region | None = None) -> str:
    """Return the text in a saved screenshot, or in a part of it."""
    with Image.open(picture) as image:
        return text_of(crop(image, region))


def text_of(picture: Image.Image, block: bool = False) -> str:
    """Return the text in a picture, line by line, as far as tesseract can read it.

    Args:
        block: the picture is one block of text; without it tesseract looks for text anywhere.
    """
    # tesseract is trained on dark print of about 300 dpi on white paper
    text = _tesseract(_as_print(picture, (3, 3)), "--psm", "6" if block else "11")
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def reads_code(picture: Path, region: Region, code: str) -> bool:
    """Return whether this very code stands in a part of a saved screenshot, in one line and alone.

    Tesseract guesses words and now and then takes one letter of a code for another, so it has five looks,
    each at another size. In 120 codes each alone failed two or three times, hardly ever two at once.
    """
    with Image.open(picture) as image:
        row = crop(image, region)
    options = ["--psm", "7", "-c", "load_system_dawg=0", "-c", "load_freq_dawg=0"]
    options += ["-c", f"tessedit_char_whitelist={CODE_LETTERS}-"]
    wanted = code.replace("-", "")
    for scale in _LOOKS:
        text = _tesseract(_as_print(row, scale), *options)
        if "".join(text.split()).replace("-", "") == wanted:
            return True
    return False


def _as_print(picture: Image.Image, scale: tuple[float, float]) -> Image.Image:
    """Return a picture of bright letters as dark ones on white with a margin, stretched."""
    grey = picture.convert("L")
    if ImageStat.Stat(grey).mean[0] < 128:
        grey = ImageOps.invert(grey)
    grey = ImageOps.expand(ImageOps.autocontrast(grey), 20, 255)
    size = (round(grey.width * scale[0]), round(grey.height * scale[1]))
    return grey.resize(size, Image.Resampling.LANCZOS)


def _tesseract(picture: Image.Image, *options: str) -> str:
    data = io.BytesIO()
    picture.save(data, "PNG")
    # One thread: on two cores tesseract is slower with more, and Kodi needs the other.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    command = ["tesseract", "-", "-", "-l", "eng", *options]
    done = subprocess.run(
        command, input=data.getvalue(), env=environment, check=True, capture_output=True, timeout=120
    )
    return done.stdout.decode("utf-8", "replace")


def read_qr(picture: Path) -> list[str]:
    """Return the texts of all QR codes in a picture; empty when there is none."""
    command = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.stdout.split()


def shows_code(text: str, code: str) -> bool:
    """Return whether text read off the screen holds the code, gaps and look-alike characters aside."""
    return _plain(code) in _plain(text)


def reads_like(text: str, sentence: str) -> bool:
    """Return whether text read off the screen holds the sentence, a few misread characters aside."""
    seen, wanted = _plain(text), _plain(sentence)
    matcher = difflib.SequenceMatcher(None, "", wanted, False)
    for start in range(max(1, len(seen) - len(wanted) + 1)):
        matcher.set_seq1(seen[start : start + len(wanted)])
        if matcher.real_quick_ratio() >= 0.9 and matcher.quick_ratio() >= 0.9 and matcher.ratio() >= 0.9:
            return True
    return False


def _plain(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum() or c in "|!").translate(_ALIKE)
