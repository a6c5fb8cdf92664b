"""The catalogue of data problems: stable code, severity, words, fix, owner."""
