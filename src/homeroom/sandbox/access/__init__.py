"""Connections, their rights and their tokens."""
