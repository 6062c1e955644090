"""A stand-in for Kodi's windows: what the sign-in window would show, printed on a terminal or into a file."""

import io
import json
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from xml.etree import ElementTree

from PIL import Image, ImageOps

from fakes.kodi import FakeKodi
from in_kodi.screen import read_qr

QR_IMAGE = 9010
BLACK_ON_WHITE, NORMAL = "\x1b[38;5;16;48;5;231m", "\x1b[0m"
HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
FINDER = 7
"""Modules that the square in a QR code's corner is wide (ISO/IEC 18004, 6.3.3)."""
SECRET_SETTING = re.compile(r"[._](secret|api_key|key)$")
SHOWN = 4
"""Characters of a secret that are shown, so that two can be told apart."""


@dataclass(frozen=True)
class Look:
    """What the sign-in window shows at one moment."""

    title: str = ""
    address: str = ""
    code: str = ""
    status: str = ""
    time_left: str = ""
    phase: str = ""
    layout: str = ""
    picture: Path | None = None


class Console:
    """Prints what is new on the screen each time it is told to look."""

    def __init__(self, kodi: FakeKodi, out: TextIO = sys.stdout) -> None:
        self._kodi = kodi
        self._out = out
        self._seen = self._printed = Look()
        self._dialogs = 0
        self.drawn: list[str] = []
        """The lines of the QR code that was printed last."""

    def say(self, *lines: str) -> None:
        """Print lines at once, so that they are there when the output goes into a file."""
        if lines:
            print(*lines, sep="\n", file=self._out, flush=True)

    def look(self) -> Look:
        """Print what is new and return it; a window that is just being painted waits for the next look."""
        look = self._now()
        settled, self._seen = look == self._seen, look
        if settled and look != self._printed:
            self._print(look)
        for call in self._kodi.dialogs.calls[self._dialogs :]:
            self._dialogs += 1
            self.say(f"  ({call.kind}) {call.heading}: {call.message}")
        return self._printed

    def _now(self) -> Look:
        windows = list(self._kodi.windows)  # the script may close it meanwhile
        if not windows:
            return Look()
        window = windows[-1]
        names = ("title", "address", "code", "status", "time_left", "phase", "layout")
        images = window.getControl(QR_IMAGE).fake_images
        picture = Path(images[-1][0]) if images and window.getProperty("qr") else None
        return Look(**{name: window.getProperty(name) for name in names}, picture=picture)

    def _print(self, look: Look) -> None:
        former, self._printed = self._printed, look
        parts = [(one.address, one.code, one.picture) for one in (look, former)]
        if look.layout and parts[0] != parts[1]:
            self.say("", f"  {look.title}", "")
            self.drawn = []
            if look.picture and look.picture.exists():
                self.drawn = draw(modules(look.picture.read_bytes()), self._out.isatty())
                self.say(*("  " + line for line in self.drawn))
            self.say(f"  Scan it, or open   {look.address}")
            self.say(*([f"  and type the code  {look.code}"] if look.code else []), "")
        if look.status and (look.status, look.phase) != (former.status, former.phase):
            self.say(f"  {look.status}" + (f" ({look.time_left})" if look.time_left else ""))


def modules(png: bytes) -> list[list[bool]]:
    """Read a QR code's squares off its picture, with the white around them; True is black."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    dark = [[value < 128 for value in row] for row in _rows(picture)]
    top = next(number for number, row in enumerate(dark) if any(row))
    left = dark[top].index(True)
    scale = dark[top][left:].index(False) // FINDER
    middle = scale // 2
    return [row[middle::scale] for row in dark[middle::scale]]


def draw(squares: list[list[bool]], colour: bool) -> list[str]:
    """Draw two rows of squares a line: on a terminal black on white, else with blocks only."""
    if len(squares) % 2:
        squares = [*squares, [False] * len(squares[0])]
    lines = []
    for upper, lower in zip(squares[::2], squares[1::2], strict=True):
        text = "".join(HALVES[pair] for pair in zip(upper, lower, strict=True))
        lines.append(f"{BLACK_ON_WHITE}{text}{NORMAL}" if colour else text.rstrip())
    return lines


def scan(lines: list[str]) -> str | None:
    """Read a drawing as a phone's camera does, "" if that fails; None where there is no reader (zbarimg)."""
    if shutil.which("zbarimg") is None:
        return None
    halves = {text: pair for pair, text in HALVES.items()}
    plain = [line.removeprefix(BLACK_ON_WHITE).removesuffix(NORMAL) for line in lines]
    photo = Image.new("1", (max(map(len, plain), default=1), 2 * len(plain) or 1), 1)
    for row, line in enumerate(plain):
        for column, text in enumerate(line):
            for half, is_dark in enumerate(halves[text]):
                photo.putpixel((column, 2 * row + half), not is_dark)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        ImageOps.expand(ImageOps.scale(photo, 6, Image.Resampling.NEAREST), 24, 1).save(file, "PNG")
        file.flush()
        return " ".join(read_qr(Path(file.name)))


def masked_settings(path: Path) -> list[str]:
    """Return the lines of an add-on's settings.xml with tokens and secrets masked."""
    lines = []
    for setting in ElementTree.parse(path).iter("setting"):
        name, value = setting.attrib["id"], setting.text or ""
        if SECRET_SETTING.search(name):
            value = mask(value)
        elif value.startswith("{"):
            value = json.dumps(_masked(json.loads(value)), indent=4, ensure_ascii=False)
        lines += f'<setting id="{name}">{value}</setting>'.splitlines()
    return lines


def mask(secret: str) -> str:
    """Show how a secret begins, and how long it is."""
    return f"{secret[:SHOWN]}…({len(secret)})" if secret else ""


def _masked(value: object) -> object:
    if isinstance(value, dict):
        secret = re.compile(r"token$|secret|session|device_code|user_code")
        if value.get("session_id"):
            value = {**value, "client_id": mask(str(value["client_id"]))}  # TMDb's key is a secret
        return {
            key: mask(one) if isinstance(one, str) and secret.search(key) else _masked(one)
            for key, one in value.items()
        }
    return value


def _rows(picture: Image.Image) -> list[bytes]:
    data, width = picture.tobytes(), picture.width
    return [data[start : start + width] for start in range(0, len(data), width)]
