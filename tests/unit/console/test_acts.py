"""Every act that is written down has words, and no words are of an act that is none."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import homeroom
from homeroom.console.acts import ACTS, FACTS, acts_with, told, words_of

ROOT = Path(next(iter(homeroom.__path__)))
# Which argument is the act, by what is called: `audit.note(scope, actor, ACT, ...)`.
PLACES = {("audit", "note"): 2, ("access", "note"): 1, ("people", "note"): 1}
# Acts whose code is put together or handed on: where it is made.
FURTHER = {
    "access/signals.py": ("password.", "second-step."),
    "runs/setup/activation.py": ("app.active", "app.requested"),
    "runs/jobs.py": ("sync.", "comparison."),
}


def written() -> Iterator[str]:
    """Yield the acts that the code writes down."""
    for path in ROOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield from of_call(node)
        begins = FURTHER.get(path.relative_to(ROOT).as_posix(), ())
        yield from (one for one in texts(tree) if one.startswith(begins or ("\0",)))
    yield from FURTHER["runs/setup/activation.py"]


def of_call(node: ast.Call) -> Iterator[str]:
    called = node.func
    if not isinstance(called, ast.Attribute):
        return
    of = called.value.id if isinstance(called.value, ast.Name) else ""
    place = 1 if called.attr == "note_for_server" else PLACES.get((of, called.attr))
    if place is not None and len(node.args) > place:
        yield from texts(node.args[place])


def texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts in a part of the code that could be an act: a noun, a dot, what was done."""
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            text = one.value
            if text in ("sign-in", "sign-out") or ("." in text.strip(".") and " " not in text):
                yield text


def names() -> Iterator[str]:
    """Yield the names under which the code writes facts down beside an act."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and any(of_call(node)):
                given = (one for one in node.args if isinstance(one, ast.Dict))
                keys = (key for one in given for key in one.keys if isinstance(key, ast.Constant))
                yield from (str(key.value) for key in keys)


def test_every_fact_that_is_written_down_has_a_word() -> None:
    assert set(names()) <= FACTS.keys()


def test_facts_are_told_in_words() -> None:
    facts = {"grade_sync": True, "stopped": False, "scopes": ["a", "b"], "mode": None, "odd": 3}
    assert told(facts) == "Grade Sync: yes, stopped: no, scopes: a, b, odd: 3"


def test_the_words_are_those_of_the_acts_that_there_are() -> None:
    assert set(written()) == set(ACTS)


def test_no_two_acts_read_the_same() -> None:
    assert len({words_of(act) for act in ACTS}) == len(ACTS)


def test_an_act_of_an_older_version_is_shown_by_its_code() -> None:
    assert words_of("rules.save") == "rules.save"
    assert words_of("run.stop") == "Stopped a run"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("stopped a run", {"run.stop"}),
        ("IDENTITY", {"provider.add", "provider.off", "provider.on", "provider.rotate"}),
        ("ada@river.example", set()),
        ("  ", set()),
        ("", set()),
    ],
)
def test_acts_are_found_by_their_words(words: str, found: set[str]) -> None:
    assert set(acts_with(words)) == found
