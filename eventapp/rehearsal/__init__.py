"""A whole day of the sample: what is decided about everybody, the acts that follow, and what must come out."""
