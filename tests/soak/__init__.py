"""Visitors who click anywhere and ask for anything, for a long time, on a server of this machine: `make soak`."""
