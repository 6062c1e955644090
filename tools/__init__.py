"""The developer commands; ``dev.py NAME`` runs ``tools/NAME.py``."""
