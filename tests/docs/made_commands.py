"""The command line, as its own help texts tell it."""

import textwrap
from collections.abc import Iterator

import click

from homeroom.cli.main import homeroom
from tests.docs.markdown import code, table


def every_command() -> Iterator[click.Context]:
    """Yield each command with the names it is called by, parents before children."""
    yield from _below(click.Context(homeroom, info_name="homeroom"))


def _below(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            child = context.command.get_command(context, name)
            assert child is not None
            yield from _below(click.Context(child, info_name=name, parent=context))


def command_line() -> str:
    """Return every command: how it is called, what it does, its options."""
    return "\n\n".join(_shown(context) for context in every_command() if context.parent)


def _shown(context: click.Context) -> str:
    depth = context.command_path.count(" ")
    usage = " ".join([context.command_path, *context.command.collect_usage_pieces(context)])
    words = textwrap.dedent(context.command.help or "").strip()
    parts = [f"{'#' * (depth + 1)} {context.command_path}", f"    {usage}", words]
    rows = [
        (code(record[0]), _meaning(option, record[1], context))
        for option in context.command.params
        if (record := option.get_help_record(context)) and isinstance(option, click.Option)
    ]
    if rows:
        parts.append(table(["Option", "Meaning"], rows))
    return "\n\n".join(parts)


def _meaning(option: click.Option, words: str, context: click.Context) -> str:
    words = words.replace("  [required]", " Required.")
    if option.multiple:
        words += " May be given several times."
    default = option.get_default(context, call=False)
    shown = isinstance(default, int | str) and not isinstance(default, bool) and default != ""
    return f"{words} Default: {code(str(default))}." if shown else words
