"""The tests of the OneRoster CSV connector."""
