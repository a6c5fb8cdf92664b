"""The query grammar of OneRoster, read without a database."""
