"""Text to a QR code as PNG, drawn on this box: no picture service ever sees a sign-in code."""

from __future__ import annotations

import struct
import zlib
from typing import Sequence

QUIET_ZONE = 4
"""Modules of white around the code (ISO/IEC 18004, 9.1)."""
SMALLEST = 600
"""Pixels a picture has at least on each side, so that it is never scaled up on a 1080p screen."""


def png(text: str) -> bytes:
    """The text as a black-on-white PNG with its quiet zone, error correction level M.

    Raises:
        ValueError: the text does not fit into a QR code.
    """
    import pyqrcode

    code = pyqrcode.create(text, error="M", encoding="utf-8").code
    size = len(code) + 2 * QUIET_ZONE
    scale = -(-SMALLEST // size)
    margin = [[0] * len(code)] * QUIET_ZONE
    lines = b"".join(_line(row, scale) * scale for row in (*margin, *code, *margin))
    header = struct.pack(">IIBBBBB", size * scale, size * scale, 1, 0, 0, 0, 0)  # one bit a pixel, grey
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(lines)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _line(row: Sequence[int], scale: int) -> bytes:
    """A line of pixels: the number of its filter, none, and the pixels; a 1 is white in PNG, dark in QR.

    The library's own writer goes pixel by pixel, which takes a TV box a tenth of a second.
    """
    edge = "1" * (QUIET_ZONE * scale)
    dark, light = "0" * scale, "1" * scale
    pixels = edge + "".join(dark if module else light for module in row) + edge
    pixels += "1" * (-len(pixels) % 8)
    return b"\0" + int(pixels, 2).to_bytes(len(pixels) // 8, "big")


def _chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG file: its length, name, content and checksum (PNG specification, 5.3)."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
