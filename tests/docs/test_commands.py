"""What the pages print can be typed: commands, options, rules, settings and make targets exist."""

import contextlib
import io
import re
from itertools import pairwise
from pathlib import Path

import click
import pytest

from homeroom.cli.main import homeroom
from homeroom.connectors.gallery import gallery
from homeroom.rules.toml import from_toml
from homeroom.runs.ingest.safety import Threshold
from tests.docs.made_commands import every_command
from tests.docs.made_sandbox import campus_parser
from tests.docs.reading import (
    ROOT,
    homeroom_calls,
    inline_code,
    name_of,
    pages,
    shell_lines,
    toml_blocks,
)

OPTIONS = {
    context.command_path: {
        name for one in context.command.params for name in (*one.opts, *one.secondary_opts)
    }
    for context in every_command()
}
EVERYWHERE = {"-h", "--help"}


def calls() -> list[tuple[Path, list[str]]]:
    found = [(page, homeroom_calls(words)) for page in pages() for words in shell_lines(page)]
    return [(page, words) for page, words in found if words is not None]


def said(call: tuple[Path, list[str]]) -> str:
    return f"{call[0].name}: {' '.join(call[1])[:60]}"


@pytest.mark.parametrize("call", calls(), ids=said)
def test_every_command_in_a_shell_block_is_understood(call: tuple[Path, list[str]]) -> None:
    _, words = call
    if words[:2] == ["sandbox", "infinite-campus"]:
        with contextlib.redirect_stderr(io.StringIO()) as complaint:
            try:
                campus_parser().parse_args(words[2:])
            except SystemExit:
                pytest.fail(complaint.getvalue())
        return
    command, context = descend(words)
    rest = words[context.command_path.count(" ") :]
    try:
        command.make_context(context.info_name, rest, parent=context.parent)
    except click.UsageError as problem:
        pytest.fail(problem.format_message())


def descend(words: list[str]) -> tuple[click.Command, click.Context]:
    """Return the command that these words name, as deep as they go."""
    command: click.Command = homeroom
    context = click.Context(homeroom, info_name="homeroom")
    for word in words:
        below = command.get_command(context, word) if isinstance(command, click.Group) else None
        if below is None:
            break
        command, context = below, click.Context(below, info_name=word, parent=context)
    return command, context


def mentions() -> list[tuple[Path, str]]:
    return [
        (page, code)
        for page in pages()
        for code in inline_code(page)
        if re.match(r"homeroom [a-z-]", code)
    ]


@pytest.mark.parametrize("mention", mentions(), ids=lambda one: f"{one[0].name}: {one[1][:60]}")
def test_every_command_in_the_prose_exists_with_its_options(mention: tuple[Path, str]) -> None:
    words = mention[1].split()[1:]
    _, context = descend(words)
    path = context.command_path
    assert path != "homeroom" or words[0].startswith("-"), mention[1]
    named = {word.partition("=")[0] for word in words if word.startswith("-")}
    if path != "homeroom sandbox":
        assert named <= OPTIONS[path] | EVERYWHERE
    if isinstance(context.command, click.Group) and not context.command.invoke_without_command:
        assert len(words) - len(named) == path.count(" "), f"{path} has no such command"


def values_of(option: str) -> list[str]:
    return [value for _, words in calls() for name, value in pairwise(words) if name == option]


def test_every_field_of_delivery_config_in_the_pages_exists() -> None:
    known = {field.name for one in gallery().values() for field in one.settings}
    named = {pair.partition("=")[0] for pair in values_of("--set")}
    assert named
    assert named <= known


def test_every_rule_in_the_pages_can_be_set_as_written() -> None:
    rules = gallery()["infinite_campus"].rules
    assert rules is not None
    for pair in values_of("--rule"):
        name, _, choice = pair.partition("=")
        mode, comma, limit = choice.partition(",")
        assert rules.edited({name: [mode, int(limit)] if comma else mode})


def test_every_part_of_the_threshold_in_the_pages_exists() -> None:
    named = {pair.partition("=")[0] for pair in values_of("--safety")}
    assert named <= set(Threshold.__struct_fields__)


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_make_target_in_a_page_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    lines = [words for words in shell_lines(page) if words[:1] == ["make"]]
    lines += [code.split() for code in inline_code(page) if code.startswith("make ")]
    assert {words[1] for words in lines} <= targets


@pytest.mark.parametrize("page", [page for page in pages() if toml_blocks(page)], ids=name_of)
def test_rules_in_a_page_can_be_imported(page: Path) -> None:
    for block in toml_blocks(page):
        assert from_toml(block)
