"""What stands in a cell: references, lists, pairs in braces."""

import re
from typing import Any

_PAIR = re.compile(r"\s*\{([^{}:]*):([^{}]*)\}\s*(?:,|$)")


def identifier(cell: str) -> str:
    """Return an id without the blanks around it."""
    return cell.strip()


def reference(cell: str) -> dict[str, str]:
    """Return a reference to a record."""
    return {"sourcedId": cell.strip()}


def references(cell: str) -> list[dict[str, str]]:
    """Return the references of a list of ids."""
    return [{"sourcedId": word} for word in words(cell)]


def words(cell: str) -> list[str]:
    """Return the texts of a list; blanks between its commas say nothing."""
    return [word.strip() for word in cell.split(",") if word.strip()]


def user_ids(cell: str) -> Any:
    """Return the ids of `{type:id},{type:id}`; what is written otherwise is left to the decoder."""
    pairs = _pairs(cell)
    return cell if pairs is None else [{"type": left, "identifier": right} for left, right in pairs]


def scale_values(cell: str) -> Any:
    """Return the lines of `{A+:100},{A:94}`; what is written otherwise is left to the decoder."""
    pairs = _pairs(cell)
    if pairs is None:
        return cell
    return [{"itemValueLHS": left, "itemValueRHS": right} for left, right in pairs]


def lower(cell: str) -> str:
    """Return a word of a vocabulary that knows only small letters."""
    return cell.strip().lower()


def _pairs(cell: str) -> list[tuple[str, str]] | None:
    found, at = [], 0
    while at < len(cell):
        pair = _PAIR.match(cell, at)
        if pair is None:
            return None
        found.append((pair[1].strip(), pair[2].strip()))
        at = pair.end()
    return found
