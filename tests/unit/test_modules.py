"""The module add-ons of the tests are filled from whatever archive pip chose, wheel or sources."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from in_kodi.modules import find_archive, unpack

KINDS = ["zip", "gztar"]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A source tree as setuptools packs it."""
    root = tmp_path / "sources" / "Sample-1.2"
    for name in ("sample/__init__.py", "sample/parts/__init__.py", "Sample.egg-info/PKG-INFO", "setup.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"# {name}\n", encoding="utf-8")
    return root


@pytest.mark.parametrize("kind", KINDS)
def test_a_source_archive_is_found_and_its_package_unpacked(sources: Path, tmp_path: Path, kind: str) -> None:
    downloads, library = tmp_path / "downloads", tmp_path / "lib"
    downloads.mkdir()
    library.mkdir()
    made = shutil.make_archive(str(downloads / sources.name), kind, sources.parent, sources.name)
    archive = find_archive(downloads, "sample", "1.2")
    assert archive == Path(made)
    unpack(archive, library)
    found = sorted(str(path.relative_to(library)) for path in library.rglob("*.py"))
    assert found == ["sample/__init__.py", "sample/parts/__init__.py"]
    assert [path.name for path in library.iterdir()] == ["sample"]


def test_a_wheel_is_found_and_unpacked(sources: Path, tmp_path: Path) -> None:
    downloads, library = tmp_path / "downloads", tmp_path / "lib"
    downloads.mkdir()
    (sources / "sample-1.2.dist-info").mkdir()
    (sources / "sample-1.2.dist-info" / "METADATA").write_text("", encoding="utf-8")
    made = shutil.make_archive(str(downloads / "sample-1.2-py3-none-any"), "zip", sources)
    wheel = Path(made).rename(Path(made).with_suffix(".whl"))
    assert find_archive(downloads, "sample", "1.2") == wheel
    unpack(wheel, library)
    assert (library / "sample" / "__init__.py").is_file()
    assert not (library / "sample-1.2.dist-info").exists()


def test_another_version_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "sample-1.20.zip").touch()
    assert find_archive(tmp_path, "sample", "1.2") is None
