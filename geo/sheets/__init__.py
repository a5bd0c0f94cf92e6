"""What the sheet of a pole and the sheet of a region say, beside their values."""
