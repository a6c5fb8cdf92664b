"""Whole numbers as an address or a form brings them."""

# More than any number that the database gives out, and less than what it could not compare.
MOST_DIGITS = 18


def whole(text: str) -> int | None:
    """Return a number of plain digits; whatever else somebody wrote is none."""
    plain = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if plain else None
