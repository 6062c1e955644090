"""Draws every picture of the add-on: icon, fanart, row icons and the textures of the sign-in window.

Run `python -m tools.art` from the root after a change here, look at the result and commit the drawn files.
The zip is built from them and needs neither Pillow nor a font. The same Pillow and fonts give the same bytes.

All shapes are our own. The letters come from DejaVu (Debian: fonts-dejavu-core), whose licence allows drawing
them into pictures.
"""

import random
import string
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont, ImageMath

RESOURCES = Path("resources")
TEXTURES = RESOURCES / "skins" / "Default" / "media" / "trackpass"

# The window's panel is #141a21 (in the skin); the backgrounds here run around it.
INK = "#10151b"  # a little darker than the panel; also what stands on a bright shape
DUSK = "#243140"  # a little brighter than the panel
ACCENT = "#79c6ff"
GREEN = "#5ac88c"
ROW_ICONS = {"simkl": ("S", "#b3a1ff"), "trakt": ("T", "#ff8fa3"), "tmdb": ("M", "#ffc46b")}

PAGE_ICON = 96  # pixels, on the page for the phone

# Shapes are drawn this many times larger and then averaged down: Pillow itself draws hard edges.
OVERSAMPLING = 4

CODE_FONT = "DejaVuSansMono-Bold.ttf"  # its zero has a dot, its 1 and I have feet
LETTER_FONT = "DejaVuSans-Bold.ttf"
GLYPH_CELL = (96, 144)
GLYPH_BASELINE = 116
# At 151 px a capital is 110 px high. Small letters are drawn smaller: their tails must stay in the cell, and
# it helps to tell c, o, s, v, w, x, z from the capitals.
CAPITAL_SIZE = 151
SMALL_LETTER_SIZE = 126

Point = tuple[float, float]
Paint = Callable[["Pen"], None]


class Pen:
    """Paints on a mask (0 = nothing, 255 = shape). Lengths are pixels of the finished picture."""

    def __init__(self, mask: Image.Image) -> None:
        self._draw = ImageDraw.Draw(mask)

    def block(self, corner: Point, opposite: Point, radius: float = 0, ink: int = 255) -> None:
        """A rectangle with rounded corners. `opposite` is just outside of it."""
        (x0, y0), (x1, y1) = _large(corner), _large(opposite)
        self._draw.rounded_rectangle((x0, y0, x1 - 1, y1 - 1), radius * OVERSAMPLING, fill=ink)

    def disc(self, centre: Point, radius: float, ink: int = 255) -> None:
        """A filled circle."""
        x, y = centre
        (x0, y0), (x1, y1) = _large((x - radius, y - radius)), _large((x + radius, y + radius))
        self._draw.ellipse((x0, y0, x1 - 1, y1 - 1), fill=ink)

    def stroke(self, points: list[Point], width: float, ink: int = 255) -> None:
        """A line through the points, round at its ends and bends."""
        self._draw.line([_large(point) for point in points], ink, round(width * OVERSAMPLING))
        for point in points:
            self.disc(point, width / 2, ink)

    def triangle(self, points: list[Point], radius: float, ink: int = 255) -> None:
        """A filled triangle; the radius widens it to all sides and rounds its corners."""
        self._draw.polygon([_large(point) for point in points], fill=ink)
        self.stroke([*points, points[0]], 2 * radius, ink)

    def tick(self, centre: Point, size: float, ink: int = 255) -> None:
        """A check mark, about 2.6 times `size` wide."""
        x, y = centre
        corners = [(-1.0, 0.06), (-0.31, 0.72), (1.0, -0.66)]
        self.stroke([(x + dx * size, y + dy * size) for dx, dy in corners], 0.6 * size, ink)

    def letter(self, place: Point, text: str, font: str, size: float, ink: int = 255) -> None:
        """A letter. `place` is the middle of its baseline."""
        face = ImageFont.truetype(font, round(size * OVERSAMPLING))
        self._draw.text(_large(place), text, ink, face, "ms")


def main() -> None:
    """Draws all pictures below the current folder."""
    for name, picture in textures().items():
        _save(picture, TEXTURES / f"{name}.png")
    for name, (letter, colour) in ROW_ICONS.items():
        _save(row_icon(letter, colour), RESOURCES / "media" / f"{name}.png")
    _save(ticket(ACCENT, _paint_phone), RESOURCES / "media" / "phone.png")
    _save(ticket(GREEN, lambda pen: pen.tick((128, 128), 70)), RESOURCES / "media" / "all.png")
    _save(icon(), RESOURCES / "icon.png")
    _save(icon().resize((PAGE_ICON, PAGE_ICON), Image.Resampling.LANCZOS), RESOURCES / "phone" / "icon.png")
    _save(fanart(), RESOURCES / "fanart.jpg")


def textures() -> dict[str, Image.Image]:
    """The textures of the sign-in window, by name.

    The ones to be stretched keep their corners through the `border` attribute in the skin, on all four sides:
    panel and panel-top 32, button 16, bar 12, bar-thin 6. Kodi draws the corners as they are, so a stretched
    texture must not be smaller than two borders.
    """
    pictures = {
        "panel": white(96, 96, lambda pen: pen.block((0, 0), (96, 96), 24)),
        "panel-top": white(96, 96, lambda pen: pen.block((0, 0), (96, 96 + 24), 24)),
        "button": white(48, 48, lambda pen: pen.block((0, 0), (48, 48), 12)),
        "bar": white(48, 24, lambda pen: pen.block((0, 0), (48, 24), 12)),
        "bar-thin": white(24, 12, lambda pen: pen.block((0, 0), (24, 12), 6)),
        "dot": white(48, 48, lambda pen: pen.disc((24, 24), 23)),
        "tick": white(256, 256, _paint_tick),
        "alert": white(256, 256, _paint_alert),
        "white": Image.new("L", (8, 8), 255),
        "shade": Image.new("L", (8, 8), 0),
        "glyph/hyphen": white(*GLYPH_CELL, lambda pen: pen.block((22, 53), (74, 73), 3)),
    }
    for number in "123":
        pictures[f"step-{number}"] = white(48, 48, _painter_of_step(number))
    for character in string.ascii_uppercase + string.digits:
        pictures[f"glyph/{character}"] = glyph(character, CAPITAL_SIZE)
    for character in string.ascii_lowercase:
        # Where Kodi runs, two files may not differ by case alone; so the small letters have a prefix.
        pictures[f"glyph/lower-{character}"] = glyph(character, SMALL_LETTER_SIZE)
    return pictures


def white(width: int, height: int, paint: Paint) -> Image.Image:
    """A white shape, to be coloured by the skin (`colordiffuse`).

    It is white even where it is wholly transparent: Kodi's smoothing would draw a dark rim otherwise.
    """
    alpha = _mask(width, height, paint).reduce(OVERSAMPLING)
    return Image.merge("LA", (Image.new("L", alpha.size, 255), alpha))


def glyph(character: str, size: int) -> Image.Image:
    """One character of a code in a cell of its own. All of them stand on one baseline."""
    place = (GLYPH_CELL[0] / 2, GLYPH_BASELINE)
    return white(*GLYPH_CELL, lambda pen: pen.letter(place, character, CODE_FONT, size))


def row_icon(letter: str, colour: str) -> Image.Image:
    """The icon of a tracker in the account list: its letter on a coloured ticket."""
    return ticket(colour, lambda pen: pen.letter((128, 187), letter, LETTER_FONT, 162))


def ticket(colour: str, paint: Paint) -> Image.Image:
    """A coloured ticket with a dark shape on it."""

    def paint_ticket(pen: Pen) -> None:
        pen.block((8, 8), (248, 248), 44)
        pen.disc((4, 128), 26, 0)
        pen.disc((252, 128), 26, 0)

    picture = Image.new("RGB", (256, 256), colour)
    picture.paste(INK, mask=_mask(256, 256, paint).reduce(OVERSAMPLING))
    picture.putalpha(_mask(256, 256, paint_ticket).reduce(OVERSAMPLING))
    return picture


def icon() -> Image.Image:
    """The mark of Trackpass, a ticket to play with its stub ticked off, on the whole square."""
    down = Image.linear_gradient("L").resize((512, 512), Image.Resampling.BICUBIC)
    picture = Image.composite(Image.new("RGB", (512, 512), INK), Image.new("RGB", (512, 512), DUSK), down)
    ticket, stub = mark(512)
    picture.paste(ACCENT, mask=ticket)
    picture.paste(GREEN, mask=stub)
    return picture


def fanart() -> Image.Image:
    """A calm dark background: lists and text stand on it, so the mark only shimmers through on the right."""
    width, height, x, y = 1920, 1080, 1400, 540  # (x, y) is the middle of the mark and of the light behind it
    reach, size = 1400, 840
    away = Image.radial_gradient("L").convert("F").resize((2 * reach, 2 * reach), Image.Resampling.BICUBIC)
    picture = _blend(DUSK, INK, away.crop((reach - x, reach - y, reach - x + width, reach - y + height)))
    for colour, shape in zip((ACCENT, GREEN), mark(size), strict=True):
        picture.paste(colour, (x - size // 2, y - size // 2), shape.point(lambda opacity: opacity // 9))
    return picture


def mark(size: int) -> tuple[Image.Image, Image.Image]:
    """The masks of the mark's two parts, ticket and stub, as squares of that many pixels."""
    left, top, right, bottom, tear = 38, 124, 474, 388, 324
    middle = (top + bottom) / 2

    def paint_ticket(pen: Pen) -> None:
        pen.block((left, top), (right, bottom), 44)
        pen.block((tear - 6, top), (right, bottom), 0, 0)
        paint_notches(pen)
        pen.triangle([(136, middle - 66), (136, middle + 66), (244, middle)], 16, 0)

    def paint_stub(pen: Pen) -> None:
        pen.block((left, top), (right, bottom), 44)
        pen.block((left, top), (tear + 6, bottom), 0, 0)
        paint_notches(pen)
        pen.tick((402, middle), 43, 0)

    def paint_notches(pen: Pen) -> None:
        pen.disc((tear, top), 34, 0)
        pen.disc((tear, bottom), 34, 0)

    def finish(paint: Paint) -> Image.Image:
        tilted = _mask(512, 512, paint).rotate(10, Image.Resampling.BICUBIC)
        return tilted.resize((size, size), Image.Resampling.LANCZOS)

    return finish(paint_ticket), finish(paint_stub)


def _paint_phone(pen: Pen) -> None:
    pen.block((78, 46), (178, 210), 18)
    pen.block((90, 64), (166, 180), 6, 0)
    pen.disc((128, 195), 7, 0)


def _painter_of_step(number: str) -> Paint:
    return lambda pen: pen.letter((24, 34), number, LETTER_FONT, 28)


def _paint_tick(pen: Pen) -> None:
    pen.disc((128, 128), 124)
    pen.tick((128, 128), 64, 0)


def _paint_alert(pen: Pen) -> None:
    pen.disc((128, 128), 124)
    pen.stroke([(128, 70), (128, 140)], 38, 0)
    pen.disc((128, 192), 22, 0)


def _large(point: Point) -> tuple[int, int]:
    return round(point[0] * OVERSAMPLING), round(point[1] * OVERSAMPLING)


def _mask(width: int, height: int, paint: Paint) -> Image.Image:
    """An oversampled mask with the shape on it."""
    mask = Image.new("L", _large((width, height)), 0)
    paint(Pen(mask))
    return mask


def _blend(start: str, end: str, way: Image.Image) -> Image.Image:
    """A picture that runs from one colour to another, as far at each point as `way` (0 to 255) says.

    Rounded up or down by a fixed throw of dice: rounded plainly, a dark blend shows bands on a TV.
    """
    dice = Image.frombytes("L", way.size, random.Random(1).randbytes(way.width * way.height))

    def channel(first: int, last: int) -> Image.Image:
        exact = way.point(lambda part: part * ((last - first) / 255) + first)
        thrown: Image.Image = ImageMath.lambda_eval(
            lambda images: images["exact"] + images["dice"] / 256.0, exact=exact, dice=dice
        )
        return thrown.convert("L")

    ends = zip(ImageColor.getrgb(start), ImageColor.getrgb(end), strict=True)
    return Image.merge("RGB", [channel(first, last) for first, last in ends])


def _save(picture: Image.Image, path: Path) -> None:
    """Writes the picture, as small as its format gets it without a visible loss."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, optimize=True, quality=97, subsampling=0)


if __name__ == "__main__":
    main()
