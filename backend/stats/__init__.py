"""How good it is and who uses it: rows of samples in, the stats page's figures out."""
