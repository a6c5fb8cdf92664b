"""Texts of the rooms below that reach a page as they are: found in their code, as templates.

Those rooms know no translation, and put values into their sentences as they make them. What stands
for a value is a name in braces here: `There is no run {run_id}.`
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOMS = Path(__file__).parent.parent
# Where problems come from that a page tells, and what else a page shows of these rooms.
BELOW = ("access", "connectors", "model", "push", "rules", "runs", "store")
ERRORS = frozenset({"NeedsDistrict", "NeedsOperator", "NeedsDeveloper", "RetryLater"})
# What a form of the rules says of a row that cannot be.
OF_RULES = frozenset({"ValueError"})
# Where a page shows more of than problems: whatever looks like words there.
_SHOWN = ("connectors/", "runs/", "rules/retention.py", "model/api_scopes.py")
_LABELS = frozenset({"label", "summary"})
_CHECKING = frozenset({"timed", "_passed", "_failed", "_skipped", "_done", "_open"})
_WORDS = re.compile(r"[A-Za-z]{2,}[,:]? [a-z{]")
_NO_WORDS = re.compile(r"^/|^[a-z_.]+$|\b(SELECT|UPDATE|WHERE|FROM|AND)\b")


def modules(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the modules of rooms, without the tests of connectors."""
    for room in rooms:
        for path in sorted((ROOMS / room).rglob("*.py")):
            if "tests" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def template(node: ast.expr) -> str:
    """Return a text of the code with a name in braces for each value; blank where it is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    names: list[str] = []
    parts = []
    for one in node.values:
        if isinstance(one, ast.FormattedValue):
            names.append(_free(_name(one.value), names))
            parts.append("{" + names[-1] + "}")
        elif isinstance(one, ast.Constant):
            parts.append(str(one.value))
    return "".join(parts)


def _name(node: ast.expr) -> str:
    """Return the word that says best what a value is."""
    words = [one.id if isinstance(one, ast.Name) else one.attr
             for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute)]  # fmt: skip
    return words[0] if words else "value"


def _free(name: str, taken: list[str]) -> str:
    plain = name.strip("_").lower() or "value"
    return plain if plain not in taken else f"{plain}_{len(taken) + 1}"


@cache
def texts() -> frozenset[str]:
    """Return all texts of other rooms that pages show, as templates."""
    found: set[str] = set()
    for room in BELOW:
        for path, tree in modules(room):
            shown = str(path.relative_to(ROOMS)).startswith(_SHOWN)
            found |= said_in(tree) | (shown_in(tree) if shown else set())
            found |= said_in(tree, OF_RULES) if room == "rules" else set()
    return frozenset(found)


def said_in(tree: ast.Module, errors: frozenset[str] = ERRORS) -> set[str]:
    """Return what errors of a module say: messages and what to do about them."""
    named = _constants(tree)
    return {
        text
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _says(call, errors)
        for given in (*call.args[:1], *(one.value for one in call.keywords if one.arg == "fix"))
        for text in _texts(given, named)
    }


def _says(call: ast.Call, errors: frozenset[str]) -> bool:
    """Say whether a call makes an error, by its own name or by what it is given."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in errors or any(one.arg == "fix" for one in call.keywords)


def shown_in(tree: ast.Module) -> set[str]:
    """Return whatever looks like words in a module, without what explains its code."""
    passed = {id(one) for node in ast.walk(tree) for one in _unseen(node)}
    found = {
        template(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in passed
    }
    named = {text for node in ast.walk(tree) for text in _names(node)}
    return {one for one in found if _WORDS.search(one) and not _NO_WORDS.search(one)} | named


def _names(node: ast.AST) -> Iterator[str]:
    """Yield what fields and checks are called, be it a single word."""
    if isinstance(node, ast.keyword) and node.arg in _LABELS:
        yield from filter(None, [template(node.value)])
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _CHECKING:
        yield from filter(None, map(template, node.args))


def _unseen(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what nobody reads: docstrings, parts of texts, and what goes into the log."""
    body = getattr(node, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
        yield body[0].value
    if isinstance(node, ast.JoinedStr):
        yield from (one for value in node.values for one in ast.walk(value))
    if isinstance(node, ast.Call) and _logs(node.func):
        yield from (one for given in node.args for one in ast.walk(given))


def _logs(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "log"


def _texts(node: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Yield the texts that an expression may become, as far as it is written in the module."""
    if isinstance(node, ast.Name):
        for one in named.get(node.id, ()):
            yield from _texts(one, {})
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, named)
        yield from _texts(node.orelse, named)
    elif isinstance(node, ast.BinOp):
        yield from _texts(node.left, named)
        yield from _texts(node.right, named)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _texts(node.func.value, named)
    elif text := template(node):
        yield text


def _constants(tree: ast.Module) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found
