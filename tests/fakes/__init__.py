"""Small stand-ins for Kodi's Python modules, with the traps that were measured on a real Kodi.

``fakes.kodi.FakeKodi`` is the one object behind them. The modules that the add-on imports (``xbmc``,
``xbmcaddon``, ``xbmcgui``, ``xbmcvfs``) are in ``fakes/modules``; that folder has to be on ``sys.path``.
"""
