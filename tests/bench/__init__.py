"""Measures the atlas against its rivals, in one run: `make bench`. Prints medians and ratios, asserts nothing."""
