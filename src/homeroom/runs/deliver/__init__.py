"""Grades out: which are due, what a person decides about them, and what became of them."""
