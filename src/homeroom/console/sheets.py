"""CSV of what a list shows, sent while it is read, so that its length does not matter."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext

from homeroom.console.here import Here
from homeroom.store import audit

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "@", "\t", "\r")


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def sheet(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Return the rows as a file to keep; a cell that looks like a formula begins with a quote.

    `heads` are marked for translation, and translated here.
    """
    return plain_sheet(name, [gettext(one) for one in heads], rows)


def plain_sheet(
    name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """Do the same with heads that come from the data, which nobody translates."""
    answer = StreamingHttpResponse(_lines(heads, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def note_export(here: Here, what: str, facts: Mapping[str, Any]) -> None:
    """Write down that somebody took pupils' data along as a file; the facts name no pupil."""
    audit.note(here.scope, here.actor, "data.export", what, facts)


def _lines(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([plain(head) for head in heads])
    for row in rows:
        yield writer.writerow([plain(cell) for cell in row])


def plain(cell: Any) -> str:
    """Return a cell as text that no spreadsheet runs."""
    text = "" if cell is None else str(cell)
    risky = text.startswith(_FORMULA) or (text.startswith("-") and not _is_number(text))
    return f"'{text}" if risky else text


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdigit()
