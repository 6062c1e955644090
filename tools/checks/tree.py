"""Nothing in the repository tells of the machine that it was made on."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

PERSONAL = re.compile(r"(?<![\w.}])/(?:(?:home|Users)/[\w.-]+(?=/)|root(?=/)|tmp/\w)")
SHORTEST_ROOT = 6
"""A shorter root folder, like /src, may well stand in a text by chance."""


def check_paths(root: Path) -> Iterator[str]:
    """Check that no text file names somebody's home, a temporary file, or this very folder."""
    for path in _files(root):
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            found = PERSONAL.search(line)
            if found or (len(str(root)) >= SHORTEST_ROOT and str(root) in line):
                what = found[0] if found else str(root)
                yield f"{path.relative_to(root).as_posix()}:{number}: a path of one machine: {what}"


def _files(root: Path) -> list[Path]:
    """What git has or would take; without git, all but what is made here."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        found = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
        kept = [path for path in found if not path.parts[0].startswith(".") and path.parts[0] != "dist"]
        return sorted(root / path for path in kept if "__pycache__" not in path.parts)
    return sorted({root / name for name in listed.split("\0") if name})
