"""``dev.py package``: the zip that a person installs in Kodi, the same bytes every time."""

import argparse
import json
import re
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]

FILES = ("addon.xml", "default.py", "service.py", "LICENSE.txt", "README.md", "CHANGELOG.md")
FOLDERS = ("lib", "resources")
APP_IDS = "resources/app_ids.json"

OLDEST_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can hold; a real one would make each build differ."""
PLAIN_FILE = 0o100644 << 16
MADE_ON_UNIX = 3
LEVEL = 9

VERSION_LINE = re.compile(r"^## \[?v?(\d+\.\d+\.\d+\S*?)\]?(?:\s|$)", re.MULTILINE)
PLACEHOLDER = re.compile(
    r"[<>{}\s]|^(?:x+|\.+|-+|0+)$|(?<![a-z0-9])(?:your|my|todo)(?![a-z0-9])"
    r"|example|placeholder|change.?me|client.?id|secret",
    re.IGNORECASE,
)


class PackageError(Exception):
    """Why no zip was made, as a sentence for the developer."""


def build(root: Path, out_dir: Path, app_ids: "Path | None" = None) -> Path:
    """Write ``script.trackpass-<version>.zip`` into ``out_dir`` and return its path.

    Args:
        root: the add-on's folder.
        out_dir: made if it is not there.
        app_ids: a JSON file with the IDs of registered apps, to go into the zip as resources/app_ids.json.

    Raises:
        PackageError: the sources are not fit to be packaged.

    """
    addon = ElementTree.parse(root / "addon.xml").getroot()
    name, version = addon.attrib["id"], addon.attrib["version"]
    check_version(version, (root / "CHANGELOG.md").read_text(encoding="utf-8"))
    contents = {path.relative_to(root).as_posix(): path.read_bytes() for path in shipped_files(root)}
    if app_ids is not None:
        contents[APP_IDS] = read_app_ids(app_ids, known_app_ids(root))
    out_dir.mkdir(parents=True, exist_ok=True)
    target = out_dir / f"{name}-{version}.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(contents):
            entry = zipfile.ZipInfo(f"{name}/{path}", OLDEST_DATE)
            entry.create_system = MADE_ON_UNIX
            entry.external_attr = PLAIN_FILE
            archive.writestr(entry, contents[path], zipfile.ZIP_DEFLATED, LEVEL)
    return target


def shipped_files(root: Path) -> list[Path]:
    """Return the files that belong into the zip; app IDs lying about do not."""
    found = [root / name for name in FILES]
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            parts = path.relative_to(root).parts
            hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
            if path.is_file() and not hidden and path.suffix != ".pyc" and "/".join(parts) != APP_IDS:
                found.append(path)
    missing = [path.name for path in found if not path.is_file()]
    if missing:
        raise PackageError(f"These files are missing: {', '.join(missing)}.")
    return found


def check_version(version: str, changelog: str) -> None:
    """Refuse a version in addon.xml that is not the top one in CHANGELOG.md."""
    top = VERSION_LINE.search(changelog)
    if top is None:
        raise PackageError("CHANGELOG.md has no line like '## 1.2.3'.")
    if top[1] != version:
        raise PackageError(f"addon.xml says version {version}, but the top one in CHANGELOG.md is {top[1]}.")


def known_app_ids(root: Path) -> set[str]:
    """Return the settings that hold app IDs: they are what a builder may add."""
    settings = ElementTree.parse(root / "resources/settings.xml").iter("setting")
    ends = (".client_id", ".client_secret", ".api_key")
    return {one.attrib["id"] for one in settings if one.attrib["id"].endswith(ends)}


def read_app_ids(path: Path, known: set[str]) -> bytes:
    """Read and check a builder's app IDs; the result is the same bytes for the same IDs."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PackageError(f"Cannot read {path}: {error.strerror}.") from error
    except ValueError as error:
        raise PackageError(f"{path} is not JSON: {error}.") from error
    if not isinstance(found, dict) or not found:
        raise PackageError(f'{path} has to be a JSON object like {{"simkl.client_id": "..."}}.')
    for name, value in found.items():
        if name not in known:
            raise PackageError(f"{path}: {name} is not known. Known: {', '.join(sorted(known))}.")
        if not isinstance(value, str) or not value.strip():
            raise PackageError(f"{path}: {name} is empty. Leave out what you have not got.")
        if PLACEHOLDER.search(value.strip()):
            raise PackageError(f"{path}: {name} looks like a placeholder.")
    tidy = {name: value.strip() for name, value in sorted(found.items())}
    return (json.dumps(tidy, indent=2) + "\n").encode()


def main() -> int:
    """Package the add-on as the command line says."""
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.add_argument(
        "--app-ids", type=Path, metavar="FILE", help="JSON file with the IDs of your own apps"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR", help="default: dist")
    options = parser.parse_args()
    try:
        target = build(ROOT, options.out, options.app_ids)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    size = target.stat().st_size
    shown = target.relative_to(ROOT) if target.is_relative_to(ROOT) else target
    print(f"{shown} ({size / 1024:.0f} KB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
