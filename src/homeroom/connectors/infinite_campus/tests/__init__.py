"""The tests of the Infinite Campus connector."""
