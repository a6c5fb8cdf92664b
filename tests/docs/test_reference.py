"""The reference says what the code knows: nothing is missing, nothing is left over."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from homeroom.issues.catalogue import ENTRIES
from homeroom.rules.windows import GradeWindow
from homeroom.runs.ingest.safety import Threshold
from homeroom.runs.scheduling import LEAST_MINUTES, MOST_MINUTES
from homeroom.store.columns import TABLES
from homeroom.store.runs import STALE_SECONDS
from tests.docs.generate import BLOCK, MAKERS, REFERENCE, made_anew
from tests.docs.reading import DOCS, ROOT, text_of

SOURCE = ROOT / "src" / "homeroom"
SCHEMA = "\n".join(text_of(path) for path in sorted((SOURCE / "store" / "schema").glob("*.sql")))
REMOVALS = "explanation/removals-and-the-safety-threshold.md"
# Names of the settings page that are examples of a form, not variables.
FORMS = {"HOMEROOM_X", "HOMEROOM_X_FILE"}


@pytest.mark.parametrize("page", sorted(REFERENCE.glob("*.md")), ids=lambda page: page.name)
def test_a_page_shows_what_the_code_says_now(page: Path) -> None:
    assert text_of(page) == made_anew(text_of(page)), "Out of date. Run: make docs"


def test_every_maker_writes_into_exactly_one_page() -> None:
    used = [
        found["name"] for page in REFERENCE.glob("*.md") for found in BLOCK.finditer(text_of(page))
    ]
    assert sorted(used) == sorted(MAKERS)


def test_every_issue_code_is_documented() -> None:
    text = text_of(REFERENCE / "issue-codes.md")
    assert set(re.findall(r"^\| `([a-z_0-9.]+)` \|", text, re.MULTILINE)) == set(ENTRIES)


def test_issue_codes_in_other_pages_exist() -> None:
    rooms = {code.partition(".")[0] for code in ENTRIES}
    for page in DOCS.rglob("*.md"):
        for code in re.findall(r"`([a-z_]+\.[a-z_0-9]+)`", text_of(page)):
            room, _, rest = code.partition(".")
            if room in rooms and rest not in ("toml", "csv", "zip", "key", "json"):
                assert code in ENTRIES, f"{page.name}: {code}"


def test_every_variable_is_documented_and_no_other() -> None:
    text = text_of(REFERENCE / "settings.md")
    listed = set(re.findall(r"^\| `(HOMEROOM_[A-Z_]+)` \|", text, re.MULTILINE))
    assert (
        listed
        == {
            name
            for name in variables()
            if name.removesuffix("_FILE") not in listed or name in listed
        }
        - FORMS
    )


@cache
def variables() -> frozenset[str]:
    """Return every variable that the code reads or names."""
    return frozenset(_named_in_code())


def _named_in_code() -> Iterator[str]:
    for path in SOURCE.rglob("*.py"):
        text = text_of(path)
        if path.relative_to(SOURCE).parts[0] == "sandbox":
            continue
        yield from (
            f"HOMEROOM_{name}" for name in re.findall(r"\b(?:knob|switch)\(\"([A-Z_]+)\"", text)
        )
        yield from re.findall(r"HOMEROOM_[A-Z_]+[A-Z]", text)


@cache
def of_tests() -> frozenset[str]:
    """Return every variable that the tests themselves read."""
    texts = [text_of(path) for path in (ROOT / "tests" / "integration").rglob("*.py")]
    read = r"environ\.get\(\"(HOMEROOM_[A-Z_]+)\""
    return frozenset(name for text in texts for name in re.findall(read, text))


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_no_page_names_a_variable_that_is_not_there(page: Path) -> None:
    known = variables() | FORMS | of_tests()
    for name in re.findall(r"HOMEROOM_[A-Z_]+", text_of(page)):
        assert name in known or name.removesuffix("_FILE") in known, name


def test_every_table_is_in_the_data_model_and_no_other() -> None:
    made = set(re.findall(r"^CREATE TABLE ([a-z_]+)", SCHEMA, re.MULTILINE))
    text = text_of(REFERENCE / "data-model.md")
    rows = set(re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE))
    records = {table.name for table in TABLES.values()}
    assert rows == made - records
    assert all(f"`{name}`" in text for name in records)


@pytest.mark.parametrize(
    ("heading", "table"),
    [
        ("Runs", "runs"),
        ("Deliveries", "deliveries"),
        ("Apps", "apps"),
        ("Records of a source", "source_records"),
    ],
)
def test_every_state_that_the_database_knows_is_explained(heading: str, table: str) -> None:
    found = re.search(rf"CREATE TABLE {table} .*?state IN\s*\((.*?)\)", SCHEMA, re.DOTALL)
    assert found is not None
    known = re.findall(r"'([^']+)'", found[1])
    text = text_of(REFERENCE / "states.md")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)) == sorted(known)


USUAL = Threshold()
WINDOW = GradeWindow()
FLOODS = "how-to/approve-removals-and-deletions.md"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (REMOVALS, f"at least {USUAL.retired_minimum} and more than {USUAL.retired_percent} %"),
        (REMOVALS, f"at least {USUAL.changed_minimum} records and more than"
                   f" {USUAL.changed_percent} % changed"),
        (FLOODS, f"over {WINDOW.hours} hours. When at least {WINDOW.changed_minimum} grades there,"
                 f" and more than {WINDOW.changed_percent} % of those that stand"),
        (FLOODS, f"at least {WINDOW.emptied_minimum}, and more than {WINDOW.emptied_percent} % of"
                 " what is sent"),
        ("reference/states.md", f"sign of life for {STALE_SECONDS} seconds"),
        ("how-to/set-a-schedule.md", f"from {LEAST_MINUTES} to {MOST_MINUTES} (a week)"),
    ],
)  # fmt: skip
def test_a_number_in_the_prose_is_the_one_in_the_code(page: str, words: str) -> None:
    assert words in " ".join(text_of(DOCS / page).split())


def test_every_key_that_a_command_prints_is_documented() -> None:
    text = text_of(REFERENCE / "json.md")
    documented = set(re.findall(r"`([a-z_]+)`", text))
    for module in sorted((SOURCE / "cli").glob("*.py")):
        lacking = set(printed_keys(module)) - documented
        assert not lacking, f"{module.name}: {sorted(lacking)}"


def printed_keys(module: Path) -> Iterator[str]:
    """Yield the keys of objects written out in functions that print JSON, or make it."""
    for function in ast.walk(ast.parse(text_of(module))):
        if isinstance(function, ast.FunctionDef) and "json" in ast.unparse(function):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "print_json":
                    yield from _keys(node)


def _keys(call: ast.Call) -> Iterator[str]:
    for node in ast.walk(call):
        if isinstance(node, ast.Dict):
            for key in node.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value
