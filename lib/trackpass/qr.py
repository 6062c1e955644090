"""Text to a QR code as PNG, drawn on this box: no picture service ever sees a sign-in code."""

from __future__ import annotations

import io

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

    code = pyqrcode.create(text, error="M", encoding="utf-8")
    modules = len(code.code) + 2 * QUIET_ZONE
    picture = io.BytesIO()
    code.png(picture, scale=-(-SMALLEST // modules), quiet_zone=QUIET_ZONE)
    return picture.getvalue()
