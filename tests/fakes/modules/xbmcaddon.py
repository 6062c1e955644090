"""Stand-in for Kodi's module ``xbmcaddon``."""

from fakes.kodi import current
from fakes.settings import SettingsCopy
from fakes.text import need_text


class Addon:
    """One add-on, with a copy of its settings that is as old as its first read."""

    def __init__(self, id: "str | None" = None) -> None:
        """Find the add-on. Raises RuntimeError when there is no such add-on."""
        kodi = current()
        self._addon = kodi.addon(id)
        self._copy = SettingsCopy(kodi.settings(self._addon.id))

    def getAddonInfo(self, id: str) -> str:
        """Return id, name, version, author, path, profile, icon or fanart."""
        return self._addon.info(need_text(id))

    def getLocalizedString(self, id: int) -> str:
        """Return the English text with this number, empty when there is none."""
        return self._addon.texts.get(id, "")

    def getSetting(self, id: str) -> str:
        """Return a setting as text."""
        return self._copy.get(need_text(id))

    def getSettingString(self, id: str) -> str:
        """Return a setting as text."""
        return self._copy.get(need_text(id))

    def getSettingBool(self, id: str) -> bool:
        """Return a setting as a bool."""
        return self._copy.get(need_text(id)) == "true"

    def getSettingInt(self, id: str) -> int:
        """Return a setting as an int."""
        return int(self._copy.get(need_text(id)) or 0)

    def setSetting(self, id: str, value: str) -> None:
        """Write a setting, and with it this object's whole copy."""
        self._copy.set(need_text(id), need_text(value))

    def setSettingString(self, id: str, value: str) -> bool:
        """Write a setting as text."""
        self._copy.set(need_text(id), need_text(value))
        return True

    def setSettingBool(self, id: str, value: bool) -> bool:
        """Write a setting as a bool."""
        self._copy.set(need_text(id), "true" if value else "false")
        return True

    def setSettingInt(self, id: str, value: int) -> bool:
        """Write a setting as an int."""
        self._copy.set(need_text(id), str(value))
        return True

    def openSettings(self) -> None:
        """Record that the settings dialog was asked for; a test opens it with ``open_settings_dialog``."""
        current().opened_settings.append(self._addon.id)
