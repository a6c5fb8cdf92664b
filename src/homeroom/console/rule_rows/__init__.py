"""Rules as rows: forms that add one, and words that show one, for those who write no TOML."""
