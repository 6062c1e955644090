"""Stand-in for Kodi's module ``xbmcvfs``."""

import shutil
from pathlib import Path

from fakes.kodi import current
from fakes.text import need_text


def translatePath(path: str) -> str:
    """Turn a ``special://`` path into a real one."""
    return current().folders.translate(need_text(path))


def _real(path: str) -> Path:
    return Path(translatePath(path))


def exists(path: str) -> bool:
    """Tell whether a file is there; a folder counts only with a slash at its end, as in Kodi."""
    real = _real(path)
    return real.is_dir() if path.endswith(("/", "\\")) else real.is_file()


def mkdir(path: str) -> bool:
    """Make one folder."""
    return mkdirs(path) if _real(path).parent.is_dir() else False


def mkdirs(path: str) -> bool:
    """Make a folder and those above it."""
    _real(path).mkdir(parents=True, exist_ok=True)
    return True


def delete(file: str) -> bool:
    """Delete a file."""
    real = _real(file)
    if not real.is_file():
        return False
    real.unlink()
    return True


def rename(file: str, newFile: str) -> bool:
    """Rename a file."""
    try:
        _real(file).replace(_real(newFile))
    except OSError:
        return False
    return True


def rmdir(path: str, force: bool = False) -> bool:
    """Remove a folder, with all that is in it when forced."""
    try:
        shutil.rmtree(_real(path)) if force else _real(path).rmdir()
    except OSError:
        return False
    return True


def listdir(path: str) -> "tuple[list[str], list[str]]":
    """Return the names of the folders and of the files in a folder."""
    entries = sorted(_real(path).iterdir()) if _real(path).is_dir() else []
    return [one.name for one in entries if one.is_dir()], [one.name for one in entries if one.is_file()]
