"""Stand-ins of the trackers, for tests: reached by their true host names, strict, and breakable on demand.

Read first: ``box.py`` (what a test does), ``server.py`` (how a request gets in), then a tracker
(``trakt.py``).
"""

from .box import Sandbox
from .grants import Account, App
from .records import Refused, Request
from .signins import SignIn

__all__ = ["Account", "App", "Refused", "Request", "Sandbox", "SignIn"]
