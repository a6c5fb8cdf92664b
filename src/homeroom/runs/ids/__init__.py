"""A source calls its records by other ids from now on: planned, seen first, carried out."""
