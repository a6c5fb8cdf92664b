"""Every text of the console that can be translated: python -m homeroom.console.texts.

Found as makemessages finds them, without its tools: what is marked in code and templates. Besides
there are words of other rooms, which know no translation; a page looks them up when it shows them.
"""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize
from msgspec import Struct

# Words that stand in a module are marked as it is imported, which asks for the settings.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeroom.settings")

from homeroom.connectors.gallery import beside, gallery
from homeroom.console import rooms
from homeroom.console.guides import parts
from homeroom.console.names import plain_title
from homeroom.issues.catalogue import ENTRIES
from homeroom.issues.entry import Owner, Severity
from homeroom.issues.notices import NOTICES
from homeroom.model.entities import ENTITIES
from homeroom.runs.setup.modes import PLANS

CONSOLE = Path(__file__).parent
# Besides the console's own code: what people are called when they sign in.
OTHERS = (CONSOLE.parent / "access" / "roles.py",)
ONE = frozenset({"gettext", "gettext_lazy", "gettext_noop"})
SEVERAL = frozenset({"ngettext", "ngettext_lazy"})
_TEXT = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_MARKED = re.compile(rf"\b(?:gettext|_)\({_TEXT}\)|\bngettext\({_TEXT},\s*{_TEXT}")


class Text(Struct, frozen=True, order=True):
    """A text as it stands in the source, and its plural where it counts something."""

    one: str
    several: str = ""


def in_code(source: str) -> Iterator[Text]:
    """Yield the texts that Python code marks for translation."""
    tree = ast.parse(source)
    names = _marks(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        given = [_text(one) for one in node.args]
        meant = names.get(node.func.id, "")
        if meant in ONE and given and given[0]:
            yield Text(given[0])
        elif meant in SEVERAL and len(given) > 1 and given[0] and given[1]:
            yield Text(given[0], given[1])


def _marks(tree: ast.AST) -> dict[str, str]:
    """Return what functions that mark a text are called in a module."""
    return {
        one.asname or one.name: one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for one in node.names
        if one.name in ONE | SEVERAL
    }


def _text(node: ast.expr) -> str:
    held = node.value if isinstance(node, ast.Constant) else ""
    return held if isinstance(held, str) else ""


def in_template(source: str) -> Iterator[Text]:
    """Yield the texts that a template marks for translation."""
    for found in _MARKED.finditer(templatize(source)):
        one, first, second = (ast.literal_eval(text) if text else "" for text in found.groups())
        yield Text(one) if one else Text(first, second)


def of_other_rooms() -> Iterator[Text]:
    """Yield words that pages show and look up: problems, modes, notices, guides, attributes."""
    for entry in ENTRIES.values():
        yield Text(entry.words)
        yield Text(entry.fix)
    for word in (*Owner, *Severity):
        yield Text(word.value)
    for plan in PLANS:
        yield from map(Text, (plan.says, *plan.steps))
    for notice in NOTICES.values():
        yield Text(notice.title)
    yield from map(Text, rooms.texts())
    for connector in gallery().values():
        yield from map(Text, parts(beside(connector, "guide.md")))
    for entity in ENTITIES.values():
        for field in entity.fields:
            yield Text(plain_title(field.wire))


def texts() -> list[Text]:
    """Return every text once, in the order of the alphabet."""
    found = set(of_other_rooms())
    for path in (*CONSOLE.rglob("*.py"), *OTHERS):
        found |= set(in_code(path.read_text(encoding="utf-8")))
    for path in (CONSOLE / "templates").rglob("*.*"):
        found |= set(in_template(path.read_text(encoding="utf-8")))
    counted = {one.one for one in found if one.several}
    return sorted(one for one in found if one.several or one.one not in counted)


def catalogue() -> str:
    """Return all texts as a template of a message catalogue, to be filled in."""
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    return "\n".join([head, *(_entry(one) for one in texts())])


def _entry(text: Text) -> str:
    if not text.several:
        return f'msgid {_quoted(text.one)}\nmsgstr ""\n'
    first, second = _quoted(text.one), _quoted(text.several)
    return f'msgid {first}\nmsgid_plural {second}\nmsgstr[0] ""\nmsgstr[1] ""\n'


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{plain}"'


if __name__ == "__main__":
    print(catalogue(), end="")
