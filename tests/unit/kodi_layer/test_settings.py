"""Settings are read and written afresh each time, in a file that is ours alone; where app IDs come from."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import xbmcaddon

from fakes.kodi import ADDON_ID, ROOT, FakeKodi
from trackpass.kodi.settings import (
    ACCOUNTS,
    CLIENT_IDS,
    CLIENT_SECRETS,
    MARK,
    OWNED,
    REMOTE_KEY,
    KodiSettings,
    addon_path,
    data_path,
)
from trackpass.model import TRACKERS, App
from trackpass.redaction import HIDDEN, Redactor


@pytest.fixture
def redactor() -> Redactor:
    return Redactor()


@pytest.fixture
def settings(fake: FakeKodi, redactor: Redactor) -> KodiSettings:
    return KodiSettings(redactor)


def others_write(name: str, value: str) -> None:
    """What the settings dialog or a script does meanwhile."""
    xbmcaddon.Addon(ADDON_ID).setSetting(name, value)


def test_it_reads_what_others_wrote_since(settings: KodiSettings) -> None:
    assert settings.get("trakt.account") == ""
    others_write("trakt.account", "theirs")
    assert settings.get("trakt.account") == "theirs"


def test_a_write_keeps_what_others_wrote_since(settings: KodiSettings) -> None:
    settings.set("trakt.account", "first")  # a kept object would have its copy from here on
    assert settings.get("simkl.client_id") == ""
    others_write("simkl.client_id", "typed by the owner")
    settings.set("trakt.account", "second")
    assert settings.get("simkl.client_id") == "typed by the owner"
    assert settings.get("trakt.account") == "second"


def test_app_ids_are_read_afresh(settings: KodiSettings) -> None:
    assert settings.app_for("trakt") == App("")
    others_write("trakt.client_id", "one")
    assert settings.app_for("trakt") == App("one")
    others_write("trakt.client_id", "two")
    assert settings.app_for("trakt") == App("two")


@pytest.mark.parametrize("value", ["", '{"access_token":"a b","name":"Zoë <&> \\"李\\""}', "x" * 5000])
def test_a_value_comes_back_as_it_was(settings: KodiSettings, value: str) -> None:
    settings.set("simkl.account", value)
    assert settings.get("simkl.account") == value


def test_the_file_is_for_the_owner_of_the_process_alone(fake: FakeKodi, settings: KodiSettings) -> None:
    path = fake.settings().path
    others_write("simkl.client_id", "x")
    path.chmod(0o644)  # as Kodi makes it
    settings.set("trakt.account", "token")
    assert path.stat().st_mode & 0o777 == 0o600
    settings.set("trakt.account", "")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_write_into_an_open_dialog_is_no_error(fake: FakeKodi, settings: KodiSettings) -> None:
    dialog = fake.open_settings_dialog()
    settings.set("trakt.account", "token")  # there is no file yet whose mode could be set
    assert settings.get("trakt.account") == ""
    dialog.cancel()


def test_a_disk_without_modes_is_no_error(settings: KodiSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_modes(*_: Any, **__: Any) -> None:
        raise PermissionError(1, "Operation not permitted")  # FAT, and some storage of Android

    monkeypatch.setattr(os, "chmod", no_modes)
    settings.set("trakt.account", "token")
    assert settings.get("trakt.account") == "token"


@pytest.mark.parametrize(("typed", "taken"), [("id", "id"), ("  id\n", "id"), ("   ", ""), ("", "")])
def test_what_is_typed_or_pasted_is_stripped(settings: KodiSettings, typed: str, taken: str) -> None:
    others_write("simkl.client_id", typed)
    others_write("simkl.client_secret", f"\t{typed} ")
    assert settings.app_for("simkl") == App(taken, taken)


def test_a_trackers_ids_are_its_own(settings: KodiSettings) -> None:
    others_write("simkl.client_id", "s")
    others_write("trakt.client_id", "t")
    others_write("trakt.client_secret", "ts")
    others_write("tmdb_sync.api_key", "k")
    assert [settings.app_for(tracker) for tracker in TRACKERS] == [App("s"), App("t", "ts"), App("k")]


def test_the_secret_is_known_to_the_log_before_anybody_has_it(
    settings: KodiSettings, redactor: Redactor
) -> None:
    others_write("trakt.client_id", "id")
    others_write("trakt.client_secret", " the-secret ")
    app = settings.app_for("trakt")
    assert redactor.clean("the-secret") == HIDDEN
    assert "the-secret" not in repr(app)


def test_tmdbs_key_is_known_to_the_log_too(settings: KodiSettings, redactor: Redactor) -> None:
    """An ID that is a secret itself."""
    others_write("tmdb_sync.api_key", " the-key ")
    assert settings.app_for("tmdb") == App("the-key")
    assert redactor.clean("the-key") == HIDDEN


@pytest.mark.parametrize("tracker", TRACKERS)
def test_an_app_that_is_filled_in_is_the_owners(
    settings: KodiSettings, redactor: Redactor, tracker: str
) -> None:
    """Hidden before it is stored; TMDb has no secret, and none is made up for it."""
    app = App("typed-id", "typed-secret") if settings.takes_secret(tracker) else App("typed-id")
    settings.set_app(tracker, app)
    assert settings.own_app(tracker) == settings.app_for(tracker) == app
    assert redactor.clean("typed-id typed-secret").split()[0] == HIDDEN
    settings.set_app(tracker, App("other-id"))
    assert settings.own_app(tracker) == App("other-id")
    assert [settings.own_app(other) for other in TRACKERS if other != tracker] == [App(""), App("")]


def test_which_trackers_take_a_secret(settings: KodiSettings) -> None:
    assert [settings.takes_secret(tracker) for tracker in TRACKERS] == [True, True, False]


@pytest.fixture
def shipped(fake: FakeKodi, tmp_path: Path) -> Path:
    """The file of a build that has its own app IDs; the add-on is installed with it."""
    folder = tmp_path / "built"
    for name in ("addon.xml", "resources/settings.xml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    fake.install(folder)
    return folder / "resources/app_ids.json"


def test_shipped_ids_serve_where_the_owner_has_none(
    settings: KodiSettings, redactor: Redactor, shipped: Path
) -> None:
    shipped.write_text(json.dumps({"trakt.client_id": "built", "trakt.client_secret": "built-secret"}))
    assert settings.app_for("trakt") == App("built", "built-secret")
    assert settings.app_for("simkl") == App("")
    assert redactor.clean("built-secret") == HIDDEN
    others_write("trakt.client_id", "  ")
    assert settings.app_for("trakt").client_id == "built"


def test_the_owners_id_is_never_sent_with_a_shipped_secret(settings: KodiSettings, shipped: Path) -> None:
    shipped.write_text(json.dumps({"trakt.client_id": "built", "trakt.client_secret": "built-secret"}))
    others_write("trakt.client_id", "own")
    assert settings.app_for("trakt") == App("own", "")
    others_write("trakt.client_id", "")
    others_write("trakt.client_secret", "own-secret")
    assert settings.app_for("trakt") == App("built", "built-secret")


def test_the_owners_own_app_is_never_a_shipped_one(settings: KodiSettings, shipped: Path) -> None:
    shipped.write_text(json.dumps({"trakt.client_id": "built", "tmdb_sync.api_key": "built-key"}))
    assert settings.own_app("trakt") == settings.own_app("tmdb") == App("")
    assert settings.app_for("tmdb") == App("built-key")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"id"', "\udcff"])
def test_a_broken_file_of_shipped_ids_is_none(settings: KodiSettings, shipped: Path, text: str) -> None:
    shipped.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert settings.app_for("trakt") == App("")


@pytest.mark.parametrize(("value", "taken"), [(" built\n", "built"), (None, ""), (5, "")])
def test_shipped_ids_are_cleaned_too(settings: KodiSettings, shipped: Path, value: Any, taken: str) -> None:
    shipped.write_text(json.dumps({"trakt.client_id": value, "trakt.client_secret": value}))
    assert settings.app_for("trakt") == App(taken, taken)


def test_paths_are_real_ones(fake: FakeKodi) -> None:
    assert Path(addon_path()) == ROOT
    assert Path(data_path()) == fake.settings().path.parent
    assert "special://" not in addon_path() + data_path()


def test_settings_are_named_as_the_contract_says() -> None:
    assert ACCOUNTS == {"simkl": "simkl.account", "trakt": "trakt.account", "tmdb": "tmdb_sync.account"}
    assert CLIENT_IDS == {
        "simkl": "simkl.client_id",
        "trakt": "trakt.client_id",
        "tmdb": "tmdb_sync.api_key",
    }
    assert CLIENT_SECRETS == {"simkl": "simkl.client_secret", "trakt": "trakt.client_secret"}
    assert set(OWNED) == {*CLIENT_IDS.values(), *CLIENT_SECRETS.values(), REMOTE_KEY}
    assert MARK == "install.mark"
