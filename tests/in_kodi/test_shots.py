"""The pictures of `dev.py kodi --shots`: the walk through the screens still finds its way."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from in_kodi.kodi import CACHE
from in_kodi.processes import SCREEN
from in_kodi.tv import Tv
from tools import shots

PUBLISHED = CACHE.parent / "resources/screenshots"


@pytest.mark.timeout(600)
def test_each_screen_is_in_the_album(tv: Tv, tmp_path: Path) -> None:
    taken = list(shots.take(tv.kodi, tv.box, tmp_path))
    assert sorted(taken) == sorted(tmp_path.glob("*.png"))
    assert {path.name for path in taken} >= {path.name for path in PUBLISHED.glob("*.png")}
    for path in taken:
        with Image.open(path) as picture:
            assert picture.size == SCREEN
            low, high = picture.convert("L").getextrema()
            assert high - low > 100, f"{path.name} is all one colour"
