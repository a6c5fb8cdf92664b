"""Backups: the whole hub in one encrypted file, and back on an empty machine."""
