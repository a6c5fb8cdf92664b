"""The outside: one folder per system; nothing else names a vendor."""
