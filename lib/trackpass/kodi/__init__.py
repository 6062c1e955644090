"""All that touches Kodi: the only modules that import ``xbmc*``."""
