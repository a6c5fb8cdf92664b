"""The whole way of a grade on a pretend district, in one command."""
