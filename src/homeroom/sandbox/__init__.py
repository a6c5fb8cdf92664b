"""A pretend Infinite Campus server, and a pretend learning app beside it, for demos and tests."""
