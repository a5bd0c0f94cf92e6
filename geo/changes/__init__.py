"""What changed between two versions of the poles, and how it is said."""
