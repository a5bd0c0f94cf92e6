"""The map as a picture: SVG and PNG, in true projections, made of the same bytes for the same view."""
