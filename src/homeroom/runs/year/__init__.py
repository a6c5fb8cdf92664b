"""The turn of a school year, and what is suspended in it."""
