"""Trackpass: sign in to Simkl and Trakt on a TV, and stay signed in.

The package's core knows nothing of Kodi; all that imports ``xbmc*`` is in :mod:`trackpass.kodi`.
Imports go one way: model, errors -> web -> providers -> signin, vault -> keeper -> desk -> kodi.
"""
