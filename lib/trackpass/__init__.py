"""Trackpass: sign in to Simkl, Trakt and TMDb on a TV, and stay signed in.

The package's core knows nothing of Kodi; all that imports ``xbmc*`` is in :mod:`trackpass.kodi`.
Imports go one way: errors -> model -> web -> providers -> signin, vault -> keeper -> attempts -> desk
-> phone -> kodi -> api; ``LAYERS`` in ``tools/checks/imports.py`` has every module, and ``dev.py lint``
checks it.
"""
