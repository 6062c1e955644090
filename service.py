"""Entry of the service: what Kodi starts with itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))

from trackpass.kodi import service

service.run()
