"""Entry of the script: what the owner starts."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))

from trackpass.kodi import script

script.main(sys.argv[1:])
