"""All texts of the console can be translated, by number too, and a catalogue takes hold."""

import ast
import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from homeroom.console import texts
from homeroom.console.texts import Text

ROOM = Path(texts.__file__).parent
TEMPLATES = sorted(path for path in (ROOM / "templates").rglob("*.*") if path.is_file())
MODULES = sorted(ROOM.rglob("*.py"))
of_templates = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)

# What stays as it is in every language: names, commands, and tags of a block that is a class.
AS_THEY_ARE = {"Homeroom", "homeroom worker", "homeroom doctor", "PostgreSQL", "hr-narrow"}
SAID = re.compile(r'\b(?:aria-label|placeholder|title|alt)="([^"]*[A-Za-z]{2}[^"]*)"')
LITERAL = re.compile(r"(?:default(?:_if_none)?|yesno|pluralize|add):[\"']([^\"']*[a-z]{2}[^\"']*)")
# Values of attributes, which nobody reads.
LITERALS = {"post", "info", "none", "-chart"}
# What is counted, behind a number.
COUNTED = r"(?:line items|grades|records|schools|minutes|students|classes|syncs|cases|rules)\b"


def bare(source: str) -> Iterator[str]:
    """Yield what a template shows to people without asking for a translation."""
    parts, inside = [], 0
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.BLOCK:
            word = token.contents.split()[0]
            inside += word in ("blocktranslate", "comment")
            inside -= word in ("endblocktranslate", "endcomment")
        if token.token_type is TokenType.TEXT and not inside:
            parts.append(token.contents)
        elif token.token_type in (TokenType.VAR, TokenType.BLOCK):
            parts.append("\0")
            yield from set(LITERAL.findall(token.contents)) - LITERALS
    text = "".join(parts)
    yield from SAID.findall(text)
    plain = re.sub(r"&\w+;", "", re.sub(r"<[^>]*>", "\n", re.sub(r"<!--.*?-->", "", text)))
    for found in re.findall(r"[A-Za-z]{2}[^\n\0]*", plain):
        if found.strip() not in AS_THEY_ARE:
            yield found


@of_templates
def test_every_word_of_a_template_is_up_for_translation(path: Path) -> None:
    assert list(bare(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello there</p>",
        '<a title="Go on">1</a>',
        '{{ x|default:"nobody yet" }}',
        "{% if a %}No{% endif %}",
    ],
)
def test_a_bare_word_would_be_found(source: str) -> None:
    assert list(bare(source))


# Words that are stored, in the log or as the reason of a version, and words of the code itself.
NOT_SHOWN = {
    "console/fixes.py", "console/guides.py", "console/here.py", "console/instead.py",
    "console/views/answers.py",
}  # fmt: skip
STORED = re.compile(
    r"preset by role| given up|no master of|mappings of|domains of uniqueness|makes no row"
    r"|open pages are called directly|^\[scope\]|Grade Sync request|^scope\."
)
SENTENCE = re.compile(r"[a-z]{2} [a-z]{2}|^[A-Z][a-z]+( [A-Za-z]+)*\W?$")
# What is compared, and shown elsewhere: groups of lists, steps of the setup.
COMPARED = {"False", "Gradebook", "Sync Mode", "Delivery Config"}
STATES = {
    "done with issues", "on hold", "not applicable", "not submitted", "partially graded",
    "leave out", "score status", "with score",
}  # fmt: skip


def bare_in_code(source: str) -> Iterator[str]:
    """Yield sentences of code that are neither marked nor explain the code."""
    tree = ast.parse(source)
    marks = set(texts._marks(tree)) | {"_word"}
    passed: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            passed.add(id(body[0].value))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in marks:
            passed |= {id(each) for one in node.args for each in ast.walk(one)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            sentence = SENTENCE.search(re.sub(r"<[^>]*>?", "", node.value))
            if sentence and id(node) not in passed and node.value not in STATES | COMPARED:
                yield node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOM)))
def test_no_sentence_of_the_code_is_bare(path: Path) -> None:
    if str(path.relative_to(ROOM.parent)) in NOT_SHOWN or path.name == "texts.py":
        return
    found = bare_in_code(path.read_text(encoding="utf-8"))
    assert [one for one in found if not STORED.search(one)] == []


def test_a_bare_sentence_would_be_found() -> None:
    marked = "from django.utils.translation import gettext as _\nx = _('Go on now.')\n"
    assert list(bare_in_code(marked)) == []
    assert list(bare_in_code(marked + "y = 'Stay here now.'\n")) == ["Stay here now."]
    assert list(bare_in_code("y = '<br><b class=\"a bit\">Stay here now.'\n"))
    assert list(bare_in_code("y = '<br><b class=\"hr-badge hr-care\">'\n")) == []


@pytest.fixture(scope="module")
def every() -> list[Text]:
    return texts.texts()


def test_what_is_counted_has_a_word_for_one(every: list[Text]) -> None:
    number = re.compile(rf"(?:%\((?!first|last|most)\w+\)[ds]|%s|%d) {COUNTED}")
    alone = {one.one for one in every if not one.several and number.search(one.one)}
    # Always several: a chart of the last syncs, a list that was cut, and a choice of more than one.
    several = {
        "The last %(many)d syncs took about %(usual)s each.",
        "The last %(most)s line items are shown.",
        "Every %s minutes",
        "%(soon)s of the last %(all)s grades reached the SIS within a minute",
    }
    assert alone - several == set()


def test_texts_of_code_templates_and_other_rooms_are_found(every: list[Text]) -> None:
    assert len(every) > 1_000
    assert {
        Text("Grades are kept back"),
        Text("Skip to the content"),
        Text("Grades out"),
        Text("Course code"),
        Text('The title "{title}" has {length} characters; the SIS takes {limit}.'),
        Text("Primary District Admin"),
        Text("There is no run {run_id}."),
        Text("Vendor Key"),
        Text("Needed for grades with API 1.1 and 1.2, not for the roster. Ask Infinite Campus"
             " support for the key of this application."),
        Text("# Connect Infinite Campus"),
        Text("%d minute ago", "%d minutes ago"),
        Text("Auto Mapping has mapped %(many)s school. What it was not sure of is yours.",
             "Auto Mapping has mapped %(many)s schools. What it was not sure of is yours."),
    } <= set(every)  # fmt: skip


def test_each_text_stands_once_in_the_catalogue_and_quotes_do_not_break_it(
    every: list[Text],
) -> None:
    made = texts.catalogue()
    assert made.count("\nmsgid ") == len(every)
    assert made.startswith('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n')
    for line in made.splitlines():
        assert re.fullmatch(r'((msgid|msgid_plural|msgstr(\[\d\])?) )?"(\\.|[^"\\])*"|', line)


def test_the_template_is_written_where_nothing_is_set_up(every: list[Text]) -> None:
    bare = {name: held for name, held in os.environ.items() if not name.startswith("DJANGO_")}
    command = [sys.executable, "-m", "homeroom.console.texts"]
    done = subprocess.run(command, env=bare, capture_output=True, text=True, check=True)
    assert done.stdout.count("\nmsgid ") == len(every)


def compiled(words: dict[str, str]) -> bytes:
    """Return a message catalogue as programs read it: two tables, and the texts behind them."""
    head = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    pairs = sorted({"": head, **words}.items())
    count = len(pairs)
    at = 28 + 16 * count
    tables: list[bytes] = []
    bodies = b""
    for column in (0, 1):
        for pair in pairs:
            text = pair[column].encode()
            tables.append(struct.pack("<2I", len(text), at + len(bodies)))
            bodies += text + b"\0"
    start = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    return start + b"".join(tables) + bodies


SHOW = """
import django
django.setup()
from django.template import engines
from django.utils import translation
from homeroom.console.guides import guide
from homeroom.console.spoken import spoken
from homeroom.console.telling import told
page = '''{% load i18n homeroom %}{% translate "Rules" %}|{% translate "Help" %}|'''
page += '''{% blocktranslate count many=n %}'''
page += '''{{ many }} of them{% plural %}{{ many }} of these{% endblocktranslate %}|{{ n|many }}'''
made = engines["django"].from_string(page)
print(translation.get_language(), made.render({"n": 1}), made.render({"n": 2}), sep="|")
print(told("result.second", {}).fix)
print(spoken("There is no run 7."), guide("# Connect it\\n\\nFirst **this**.").replace("\\n", ""))
print(made.render({"n": 3}).startswith("Rules"))
"""


def shown_in(folder: Path, language: str) -> list[str]:
    own = {"HOMEROOM_HOME": str(folder), "HOMEROOM_LANGUAGE": language,
           "DJANGO_SETTINGS_MODULE": "homeroom.settings"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", SHOW], env={**os.environ, **own}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


def test_a_catalogue_in_the_folder_of_the_hub_takes_hold(tmp_path: Path) -> None:
    """A few invented words; what it does not name stays English."""
    folder = tmp_path / "locale" / "nb" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    words = {
        "Rules": "Rulleles",
        "%(many)s of them\0%(many)s of these": "%(many)s da\0%(many)s dar",
        "Delete the other one in the app.": "Velk den andre.",
        "There is no run {run_id}.": "Kein {run_id}-lop.",
        "First **this**.": "Erst **dat**.",
    }
    (folder / "django.mo").write_bytes(compiled(words))
    assert shown_in(tmp_path, "nb") == [
        "nb|Rulleles|Help|1 da|1|Rulleles|Help|2 dar|2", "Velk den andre.",
        "Kein 7-lop. <h3>Connect it</h3><p>Erst <strong>dat</strong>.</p>", "False",
    ]  # fmt: skip


@pytest.mark.parametrize("path", sorted((ROOM / "static").glob("*.js")), ids=lambda path: path.name)
def test_no_script_has_words_of_its_own(path: Path) -> None:
    """What people read comes with the page, where it can be translated."""
    code = re.sub(r"(?m)^\s*//.*$|/\*.*?\*/", "", path.read_text(encoding="utf-8"))
    words = re.findall(r'"([A-Z][a-z]+(?: [a-z]+)*)"', code)
    assert set(words) <= {"Escape"}  # the name of a key
