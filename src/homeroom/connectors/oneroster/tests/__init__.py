"""The tests of the OneRoster connector."""
