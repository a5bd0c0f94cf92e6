"""What the data says of itself: what is known of each field, what was corrected, the files, how to cite them."""
