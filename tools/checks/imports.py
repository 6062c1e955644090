"""Imports go one way, Kodi stays in ``kodi/``, and what is slow to load is loaded late."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tools.checks.sources import PACKAGE, Import, Source, library

LAYERS = (
    ("errors", "redaction", "clocks", "trust"),
    ("model",),
    ("journal", "qr", "wire", "worker", "board", "pkce", "history"),
    ("notebook", "report"),
    ("rests",),
    ("web",),
    ("providers",),
    ("attempt", "vault"),
    ("signin", "browser", "renewal", "health", "copied", "patience"),
    ("keeper",),
    ("attempts",),
    ("desk",),
    ("phone",),
    ("kodi",),
    ("api",),
)
"""Top-level modules of the package; each may import from the rows above its own, and a folder from itself."""

LATE = (
    *("requests", "urllib3", "pyqrcode", "png", "bottle"),
    *(
        "dataclasses",
        "email",
        "hashlib",
        "hmac",
        "http",
        "inspect",
        "pathlib",
        "random",
        "secrets",
        "socket",
        "ssl",
        "urllib",
    ),
)
"""A box with nothing to do loads none of these: libraries, and what is large in Python's own."""
STARTERS = ("trackpass.kodi.service", "trackpass.kodi.script")


def check_imports(root: Path) -> Iterator[str]:
    """Check each import of the package on its own."""
    for source in library(root):
        for one in source.imports:
            for problem in _problems(source, one):
                yield f"{source.name}:{one.line}: {problem}"


def check_late_imports(root: Path) -> Iterator[str]:
    """Check that starting the service or the script loads nothing slow."""
    sources = {source.module: source for source in library(root)}
    for starter in STARTERS:
        way = _way_to_late_import(sources, starter)
        if way:
            yield f"{sources[starter].name}: loads {way[-1]} at start, by way of {' -> '.join(way[1:-1])}"


def check_module_names(root: Path) -> Iterator[str]:
    """Check that lib/ holds one name, and that no module is called like one of Python's own."""
    for path in sorted((root / "lib").iterdir()):
        if path.name not in ("trackpass", "__pycache__"):
            yield f"lib/{path.name}: lib/ is on other add-ons' path and holds trackpass only"
    known = {name for row in LAYERS for name in row}
    for source in library(root):
        parts = source.module.split(".")
        if parts[-1] in sys.stdlib_module_names:
            yield f"{source.name}: Python has a module {parts[-1]} of its own"
        if len(parts) > 1 and parts[1] not in known:
            yield f"{source.name}: {parts[1]} has no place in LAYERS of tools/checks/imports.py"


def _problems(source: Source, one: Import) -> Iterator[str]:
    if one.relative:
        yield "imports are absolute"
    top = one.name.split(".")[0]
    if top.startswith("xbmc") and not source.name.startswith(f"{PACKAGE}/kodi/"):
        yield f"{top} is imported under {PACKAGE}/kodi/ only"
    target, here = _room(one.name), _room(source.module)
    if top != "trackpass" or not target or not here:
        return
    if target != here and _layer(target) >= _layer(here):
        yield f"{here} must not know {target}"
    if target == here == "providers":
        family, other = source.module.split(".")[-1].split("_")[0], _provider(one.name)
        if other not in ("base", "__init__", family):
            yield f"the provider {family} must not know {other}"


def _room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def _provider(name: str) -> str:
    parts = name.split(".")
    return parts[2].split("_")[0] if len(parts) > 2 else "__init__"


def _layer(room: str) -> int:
    return next((number for number, row in enumerate(LAYERS) if room in row), len(LAYERS))


def _way_to_late_import(sources: dict[str, Source], starter: str) -> list[str]:
    """Follow the imports done at start; the way ends with the slow library, and is empty without one."""
    ways = [[starter]] if starter in sources else []
    seen: set[str] = set()
    for way in ways:  # grows while it is walked
        for one in sources[way[-1]].imports:
            if not one.at_start:
                continue
            if one.name.split(".")[0] in LATE:
                return [*way, one.name.split(".")[0]]
            for module in (one.name, one.name.rpartition(".")[0]):
                if module in sources and module not in seen:
                    seen.add(module)
                    ways.append([*way, module])
    return []
