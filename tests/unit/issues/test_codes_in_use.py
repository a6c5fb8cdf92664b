"""The catalogue and the code agree: what is said is in it, and what is in it is said."""

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from homeroom.issues.catalogue import ENTRIES
from homeroom.rules.rows import LISTS, VALUES

SOURCE = Path(__file__).parents[3] / "src" / "homeroom"
SUBJECTS = {code.partition(".")[0] for code in ENTRIES}
SAYING = {"Issue", "Refuse", "Hold", "Ending"}


@cache
def nodes() -> list[ast.AST]:
    """Return everything that the source consists of; it is read once."""
    found: list[ast.AST] = []
    for path in sorted(SOURCE.rglob("*.py")):
        inside = path.relative_to(SOURCE).parts
        if inside[0] not in ("issues", "sandbox") and "tests" not in inside:
            found += ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return found


def texts() -> Iterator[str]:
    for node in nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def said() -> set[str]:
    """Return every text of the source that has the form of a code."""
    found = {one for one in texts() if one.count(".") == 1 and one.replace(".", "").isidentifier()}
    # "record." is the beginning of several, and none itself.
    return {one for one in found if one.partition(".")[0] in SUBJECTS and not one.endswith(".")}


def calls() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield codes with the facts that stand beside them in the source, where both are written."""
    for node in nodes():
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id not in SAYING:
            continue
        by_name = {word.arg: word.value for word in node.keywords}
        code = by_name.get("code", node.args[0] if node.args else None)
        facts = by_name.get("facts", node.args[1] if len(node.args) > 1 else None)
        if isinstance(code, ast.Constant) and isinstance(facts, ast.Dict | None):
            keys = facts.keys if facts else []
            names = {str(key.value) for key in keys if isinstance(key, ast.Constant)}
            yield str(code.value), tuple(sorted(names))


# Events of the audit log, names of pages, lists and values of the rules have the same form.
OTHER = {"reconcile.repair", "record.show", *LISTS, *VALUES}


def test_every_code_that_is_said_is_in_the_catalogue() -> None:
    assert said() - OTHER - ENTRIES.keys() == set()


def test_every_entry_of_the_catalogue_is_said_somewhere() -> None:
    assert ENTRIES.keys() - said() == set()


def test_the_source_was_really_read() -> None:
    assert len(said()) > 40
    assert len({code for code, _ in calls()}) > 20


def test_the_facts_that_words_need_are_given() -> None:
    """One test for all, so that those who only look for tests need not read the source."""
    lacking = {}
    for code, facts in calls():
        entry = ENTRIES[code]
        words = string.Formatter().parse(entry.words + entry.fix)
        if less := {name for _, name, _, _ in words if name} - set(facts):
            lacking[code] = less
    assert lacking == {}
