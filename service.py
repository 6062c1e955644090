"""Entry of the service: what Kodi starts with itself."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))

from trackpass.kodi import service

service.run()
