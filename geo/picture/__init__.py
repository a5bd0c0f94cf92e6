"""The map as a picture: SVG, PNG and PDF, in true projections, made of the same bytes for the same view."""
