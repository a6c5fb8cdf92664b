"""The catalogue and the code agree: what is said is in it, and what is in it is said."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom.issues.catalogue import ENTRIES

SOURCE = Path(__file__).parents[3] / "src" / "homeroom"
SUBJECTS = {code.partition(".")[0] for code in ENTRIES}
SAYING = {"Issue", "Refuse", "Hold", "Ending"}


def trees() -> Iterator[ast.Module]:
    for path in sorted(SOURCE.rglob("*.py")):
        inside = path.relative_to(SOURCE).parts
        if inside[0] not in ("issues", "sandbox") and "tests" not in inside:
            yield ast.parse(path.read_text(encoding="utf-8"))


def texts() -> Iterator[str]:
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def said() -> set[str]:
    """Return every text of the source that has the form of a code."""
    found = {one for one in texts() if one.count(".") == 1 and one.replace(".", "").isidentifier()}
    return {one for one in found if one.partition(".")[0] in SUBJECTS}


def calls() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield codes with the facts that stand beside them in the source, where both are written."""
    for tree in trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id not in SAYING:
                continue
            by_name = {word.arg: word.value for word in node.keywords}
            code = by_name.get("code", node.args[0] if node.args else None)
            facts = by_name.get("facts", node.args[1] if len(node.args) > 1 else None)
            if isinstance(code, ast.Constant) and isinstance(facts, ast.Dict | None):
                names = {key.value for key in facts.keys if isinstance(key, ast.Constant)} if (
                    facts
                ) else set()  # fmt: skip
                yield str(code.value), tuple(sorted(str(name) for name in names))


# Events of the audit log have the same form.
OTHER = {"reconcile.repair"}


def test_every_code_that_is_said_is_in_the_catalogue() -> None:
    assert said() - OTHER - ENTRIES.keys() == set()


def test_every_entry_of_the_catalogue_is_said_somewhere() -> None:
    assert ENTRIES.keys() - said() == set()


def test_the_source_was_really_read() -> None:
    assert len(said()) > 40
    assert len({code for code, _ in calls()}) > 20


@pytest.mark.parametrize(("code", "facts"), sorted(set(calls())), ids=str)
def test_the_facts_that_words_need_are_given(code: str, facts: tuple[str, ...]) -> None:
    entry = ENTRIES[code]
    needed = {name for _, name, _, _ in string.Formatter().parse(entry.words + entry.fix) if name}
    assert needed <= set(facts)
