"""The trackers: one file each, with a table of what every reply means. They know nothing of each other."""
