"""Faults on demand: what servers and networks do to a client, seeded, counted and finite."""
