"""What commands print: sentences and tables for people, one line of JSON for programs."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table

# Wide enough that no cell is folded where programs such as grep read on.
_PIPE_WIDTH = 400


def shared_console() -> Console:
    """Return the console for people; in a pipe it is plain, and a row of a table is one line."""
    wide = None if sys.stdout.isatty() else _PIPE_WIDTH
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, width=wide)


def print_json(value: Any) -> None:
    """Print one JSON object on one line."""
    click.echo(json.dumps(msgspec.to_builtins(value, enc_hook=_plain), default=_plain))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table for people, or a sentence when it is empty."""
    table = Table(*columns, box=None, pad_edge=False)
    some = False
    for row in rows:
        some = True
        table.add_row(*(word(value) for value in row))
    if some:
        if title:
            click.echo(title)
        shared_console().print(table)
    else:
        click.echo(f"{title}: none." if title else "None.")


def word(value: Any) -> str:
    """Return a value as people read it in a table."""
    if value is None or value == "":
        return "-"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {word(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return " ".join(word(one) for one in value)
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


def print_pairs(pairs: Mapping[str, Any]) -> None:
    """Print names and values, a line each."""
    width = max((len(name) for name in pairs), default=0)
    for name, value in pairs.items():
        click.echo(f"{name:<{width}}  {word(value)}")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    return str(value)
