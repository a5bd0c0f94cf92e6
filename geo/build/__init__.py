"""Build of the committed data: run by hand, never while a page is served."""
