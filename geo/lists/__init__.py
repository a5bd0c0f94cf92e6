"""Lists of places that visitors bring: read from bytes, understood, placed, written back. Nothing goes to disk."""
