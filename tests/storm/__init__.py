"""Hours of a TV box's life in minutes: the real service's parts, a clock that jumps, all going wrong."""
