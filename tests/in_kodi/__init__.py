"""The rig that drives a real Kodi, and the tests that use it.

`programs` names what must be installed, `modules` builds the add-ons that Trackpass requires, `home` lays out
a throw-away home, `kodi` starts Kodi there and is its remote control, `phone` is the browser on the sofa.
"""
