"""Kodi's C++ side takes text only where text is due."""


def need_text(value: str) -> str:
    """Return the value; Kodi raises TypeError for anything that is no text."""
    if not isinstance(value, str):
        raise TypeError(f"argument must be unicode or str, not {type(value).__name__}")
    return value
