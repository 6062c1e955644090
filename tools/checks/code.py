"""House rules of the code that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.checks.sources import entries, library

MOST_LINES = 250
MOST_STATEMENTS = 14
"""kodi-addon-checker warns about an entry file from 15 logical lines on."""


def check_no_sleep(root: Path) -> Iterator[str]:
    """Check that nothing sleeps: only waitForAbort tells that Kodi stops."""
    for source in [*library(root), *entries(root)]:
        for node in ast.walk(source.tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "sleep"
                and isinstance(node.value, ast.Name)
                and node.value.id in ("time", "xbmc")
            ):
                yield f"{source.name}:{node.lineno}: {node.value.id}.sleep cannot hear that Kodi stops"
        for one in source.imports:
            if one.name in ("time.sleep", "xbmc.sleep"):
                yield f"{source.name}:{one.line}: {one.name} cannot hear that Kodi stops"


def check_file_sizes(root: Path) -> Iterator[str]:
    """Check that each file of the package can be read in one sitting."""
    for source in library(root):
        lines = source.text.count("\n")
        if lines > MOST_LINES:
            yield f"{source.name}: {lines} lines; make two files of it (at most {MOST_LINES})"


def check_entry_files(root: Path) -> Iterator[str]:
    """Check that the entry files only put lib/ first, import and call."""
    for source in entries(root):
        count = sum(isinstance(node, ast.stmt) for node in ast.walk(source.tree))
        if count > MOST_STATEMENTS:
            yield f"{source.name}: {count} logical lines (at most {MOST_STATEMENTS})"
