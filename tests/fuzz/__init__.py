"""Broken and hostile files, made from sound ones."""
