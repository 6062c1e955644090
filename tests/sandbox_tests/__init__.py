"""Tests of the sandbox itself: that it behaves as the trackers are known to."""
