"""Never run: navigation needs a page."""
