"""What the add-on's own files have to agree on; each check returns its findings as sentences."""
