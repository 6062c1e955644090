"""The zip holds the add-on and nothing else, and is the same bytes each time."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from tools.package import PackageError, build

SETTINGS = """<settings version="1"><setting id="simkl.client_id" type="string"/>
<setting id="trakt.client_id" type="string"/><setting id="simkl.account" type="string"/></settings>"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The least that can be packaged, with things beside it that must stay out."""
    files = {
        "addon.xml": '<addon id="script.trackpass" version="1.2.3"/>',
        "CHANGELOG.md": "# Changes\n\n## 1.2.3\n\n- new\n\n## 1.2.2\n",
        "resources/settings.xml": SETTINGS,
        "lib/trackpass/__init__.py": "",
        "lib/trackpass/__pycache__/x.pyc": "no",
        "lib/.DS_Store": "no",
        "resources/app_ids.json": "no",
        "tests/test_x.py": "no",
        "dev.py": "no",
    }
    files.update(dict.fromkeys(("default.py", "service.py", "LICENSE.txt", "README.md"), "x"))
    for name, text in files.items():
        path = tmp_path / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "root"


def test_only_the_addon_is_in_the_zip(root: Path, tmp_path: Path) -> None:
    target = build(root, tmp_path / "dist")
    assert target.name == "script.trackpass-1.2.3.zip"
    names = zipfile.ZipFile(target).namelist()
    assert names == sorted(
        f"script.trackpass/{name}"
        for name in (
            "addon.xml",
            "default.py",
            "service.py",
            "LICENSE.txt",
            "README.md",
            "CHANGELOG.md",
            "resources/settings.xml",
            "lib/trackpass/__init__.py",
        )
    )


def test_two_builds_are_the_same_bytes(root: Path, tmp_path: Path) -> None:
    first = build(root, tmp_path / "one").read_bytes()
    (root / "default.py").chmod(0o755)
    os.utime(root / "service.py", (1, 1))
    second = build(root, tmp_path / "two")
    assert second.read_bytes() == first
    assert {entry.external_attr >> 16 for entry in zipfile.ZipFile(second).infolist()} == {0o100644}


@pytest.mark.parametrize(
    ("changelog", "sentence"),
    [("## 1.2.4\n\n## 1.2.3\n", "the top one in CHANGELOG.md is 1.2.4"), ("nothing", "has no line like")],
)
def test_the_version_has_to_be_the_top_of_the_changelog(
    root: Path, tmp_path: Path, changelog: str, sentence: str
) -> None:
    (root / "CHANGELOG.md").write_text(changelog)
    with pytest.raises(PackageError, match=sentence):
        build(root, tmp_path / "dist")


def test_app_ids_go_into_the_zip(root: Path, tmp_path: Path) -> None:
    ids = tmp_path / "ids.json"
    ids.write_text('{"trakt.client_id": " b2 ", "simkl.client_id": "a1"}')
    archive = zipfile.ZipFile(build(root, tmp_path / "dist", ids))
    packed = json.loads(archive.read("script.trackpass/resources/app_ids.json"))
    assert packed == {"simkl.client_id": "a1", "trakt.client_id": "b2"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "is not JSON"),
        ("[]", "JSON object"),
        ("{}", "JSON object"),
        ('{"simkl.account": "a1"}', "simkl.account is not known"),
        ('{"simkl.client_id": " "}', "simkl.client_id is empty"),
        ('{"simkl.client_id": 5}', "simkl.client_id is empty"),
        ('{"simkl.client_id": "YOUR_CLIENT_ID"}', "looks like a placeholder"),
        ('{"simkl.client_id": "<id>"}', "looks like a placeholder"),
        ('{"simkl.client_id": "xxxx"}', "looks like a placeholder"),
    ],
)
def test_app_ids_that_cannot_be_right_are_refused(
    root: Path, tmp_path: Path, text: str, sentence: str
) -> None:
    ids = tmp_path / "ids.json"
    ids.write_text(text)
    with pytest.raises(PackageError, match=sentence):
        build(root, tmp_path / "dist", ids)
    assert not (tmp_path / "dist").exists()


def test_a_missing_file_is_named(root: Path, tmp_path: Path) -> None:
    (root / "LICENSE.txt").unlink()
    with pytest.raises(PackageError, match=r"missing: LICENSE\.txt"):
        build(root, tmp_path / "dist")
