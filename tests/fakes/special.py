"""Kodi's ``special://`` folders, under a throw-away home."""

from pathlib import Path


class SpecialFolders:
    """Translates ``special://`` paths."""

    def __init__(self, home: Path) -> None:
        self._folders = {
            "special://home/": home,
            "special://xbmc/": home / "xbmc",
            "special://masterprofile/": home / "userdata",
            "special://userdata/": home / "userdata",
            "special://profile/": home / "userdata",
            "special://temp/": home / "temp",
            "special://logpath/": home / "temp",
        }
        for folder in self._folders.values():
            folder.mkdir(parents=True, exist_ok=True)

    def translate(self, path: str) -> str:
        """Return the real path; any other path comes back as it is."""
        for prefix, folder in self._folders.items():
            if path.startswith(prefix):
                return f"{folder}/{path[len(prefix) :]}"
        return path

    def data_of(self, addon_id: str) -> Path:
        """Return the folder that an add-on's data goes to."""
        return self._folders["special://profile/"] / "addon_data" / addon_id
