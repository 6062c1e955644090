"""Builds the module add-ons that Trackpass requires, since a test does not reach Kodi's own repository.

Each is made from the package on PyPI, under the id, version, library folder and dependencies that it has in
Kodi's repository (https://github.com/xbmc/repo-scripts, branch matrix, which Kodi 19 and later read: urllib3
in pull request 2693, idna in 2694, certifi in 2474; branch omega for what Kodi 21 has newer).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

PYTHON_API = ("xbmc.python", "3.0.0")


@dataclass(frozen=True)
class Module:
    """One module add-on: what it is in Kodi's repository, and the PyPI packages that fill its library."""

    addon_id: str
    version: str
    packages: tuple[str, ...]
    requires: tuple[tuple[str, str], ...] = (PYTHON_API,)


MODULES = (
    Module("script.module.certifi", "2023.5.7", ("certifi==2023.5.7",)),
    # chardet, not the charset-normalizer that pip would choose: requests takes whichever is there.
    Module("script.module.chardet", "5.1.0", ("chardet==5.1.0",)),
    Module("script.module.idna", "3.10.0", ("idna==3.10",)),
    Module("script.module.urllib3", "2.2.3", ("urllib3==2.2.3",)),
    Module(
        "script.module.requests",
        "2.31.0",
        ("requests==2.31.0",),
        (
            PYTHON_API,
            ("script.module.certifi", "2023.5.7"),
            ("script.module.chardet", "5.1.0"),
            ("script.module.idna", "3.4.0"),
            ("script.module.urllib3", "1.26.16+matrix.1"),
        ),
    ),
    Module("script.module.bottle", "0.12.25", ("bottle==0.12.25",)),
    Module("script.module.pyqrcode", "1.2.1+matrix.2", ("PyQRCode==1.2.1", "pypng==0.20220715.0")),
)

# What a release of Kodi has in another version: bottle 0.12 does not run on its Python.
NEWER = {
    "21": (
        Module("script.module.bottle", "0.13.2", ("bottle==0.13.2",)),
        Module("script.module.pyqrcode", "1.2.1+matrix.4", ("PyQRCode==1.2.1", "pypng==0.20220715.0")),
    )
}


def modules_of(release: str) -> list[Module]:
    """Return the module add-ons as a release of Kodi, such as "20", has them; dependencies first."""
    newer = {module.addon_id: module for module in NEWER.get(release, ())}
    return [newer.get(module.addon_id, module) for module in MODULES]


def build_modules(cache: Path, release: str) -> list[Path]:
    """Return the add-on folders, dependencies first; what `cache` holds already is not made again.

    Raises:
        subprocess.CalledProcessError: pip could not get a package.
    """
    return [_build(module, cache) for module in modules_of(release)]


def _build(module: Module, cache: Path) -> Path:
    finished = cache / f"{module.addon_id}-{module.version}" / module.addon_id
    if finished.exists():
        return finished
    finished.parent.mkdir(parents=True, exist_ok=True)
    # Made aside and moved, so that another run at the same time never meets half a folder.
    addon = Path(tempfile.mkdtemp(dir=finished.parent))
    try:
        _fill(addon, module, cache / "pypi")
        addon.chmod(0o755)
        if not finished.exists():
            addon.rename(finished)
    finally:
        shutil.rmtree(addon, ignore_errors=True)
    return finished


def _fill(addon: Path, module: Module, downloads: Path) -> None:
    library = addon / "lib"
    library.mkdir()
    for package in module.packages:
        unpack(_download(package, downloads), library)
    if module.addon_id == "script.module.pyqrcode":
        _tuck_in_png(library)
    (addon / "addon.xml").write_text(addon_xml(module), encoding="utf-8")


def _download(package: str, folder: Path) -> Path:
    """Return the archive of one package, asking the package index only if it is not in `folder` yet."""
    name, version = package.lower().split("==")
    folder.mkdir(parents=True, exist_ok=True)
    found = find_archive(folder, name, version)
    if found is None:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--dest",
            str(folder),
            package,
        ]
        subprocess.run(command, check=True, timeout=300)
        found = find_archive(folder, name, version)
    if found is None:
        raise FileNotFoundError(f"pip downloaded {package}, but no archive of it is in {folder}")
    return found


def find_archive(folder: Path, name: str, version: str) -> Path | None:
    """Return the archive of a package: a wheel, or a source archive of either kind, as pip chooses."""
    start = f"{name}-{version}"
    files = [
        path
        for path in sorted(folder.iterdir())
        if path.name.lower().startswith((start + "-", start + ".tar", start + ".zip"))
    ]
    return files[0] if files else None


def unpack(archive: Path, library: Path) -> None:
    """Put the importable part of a wheel or source archive into `library`."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            names = [n for n in wheel.namelist() if not n.split("/")[0].endswith((".dist-info", ".data"))]
            wheel.extractall(library, names)
        return
    with tempfile.TemporaryDirectory() as folder:
        shutil.unpack_archive(archive, folder)
        (source,) = Path(folder).iterdir()
        for package in source.iterdir():
            if (package / "__init__.py").is_file():
                shutil.copytree(package, library / package.name)


def _tuck_in_png(library: Path) -> None:
    """Move pypng into the pyqrcode package, where Kodi's add-on has it: there is no top-level `png`."""
    (library / "png.py").rename(library / "pyqrcode" / "png.py")
    builder = library / "pyqrcode" / "builder.py"
    text = builder.read_text(encoding="utf-8")
    assert text.count("    import png\n") == 1
    builder.write_text(text.replace("    import png\n", "    from . import png\n"), encoding="utf-8")


def addon_xml(module: Module) -> str:
    """Return the addon.xml of a module add-on."""
    name = module.addon_id.rsplit(".", 1)[1]
    imports = "".join(
        f"    <import addon={quoteattr(addon)} version={quoteattr(version)}/>\n"
        for addon, version in module.requires
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<addon id="{module.addon_id}" name="{name}" version="{module.version}" provider-name="{name}">\n'
        f"  <requires>\n{imports}  </requires>\n"
        '  <extension point="xbmc.python.module" library="lib"/>\n'
        '  <extension point="xbmc.addon.metadata">\n'
        f'    <summary lang="en_GB">{name} for Python</summary>\n'
        f'    <description lang="en_GB">{", ".join(module.packages)}, packed for a test.</description>\n'
        "    <license>see the package on PyPI</license>\n"
        "    <platform>all</platform>\n"
        "  </extension>\n"
        "</addon>\n"
    )
