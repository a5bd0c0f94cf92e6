"""Many points on a map: what a window shows of them, as counts per cell or as themselves."""
