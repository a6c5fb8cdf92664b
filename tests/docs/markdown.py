"""Pieces of Markdown that the makers write."""

from collections.abc import Iterable, Sequence


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar inside a cell would end it."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def code(text: str) -> str:
    """Return a word of the program."""
    return f"`{text}`" if text else ""


def listed(words: Iterable[str]) -> str:
    """Return words of the program in a row."""
    return ", ".join(code(word) for word in words)
