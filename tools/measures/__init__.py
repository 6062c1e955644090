"""What ``dev.py bench`` measures, a file for each kind of figure."""
