"""What other rooms say reaches the browser without a command, and in the reader's language."""

import ast
import re
import string
from pathlib import Path

import pytest
from django.utils import translation

from homeroom.console import rooms, spoken
from homeroom.console.instead import INSTEAD
from homeroom.console.rooms import ROOMS, modules, said_in, shown_in, template
from homeroom.errors import NeedsDistrict
from tests.test_rooms import TABLE

COMMAND = re.compile(r"\bhomeroom [a-z{]|(?<!\w)--[a-z]")
# They end the process before there is a page: the database that comes with us, and restoring.
NEVER_ON_A_PAGE = ("store/embedded", "store/backup", "store/migrating.py")
# Problems of the catalogue and steps of a year have their words in console/fixes.py (test_fixes).
BY_CODE = ("issues/", "runs/year/roll_over.py")


def below(room: str) -> set[str]:
    """Return the rooms whose errors a room may see: those it imports, and theirs."""
    found: set[str] = set()
    ahead = [room]
    while ahead:
        here = ahead.pop()
        ahead += TABLE[here] - found
        found |= TABLE[here]
    return found


def reaching() -> list[tuple[str, str]]:
    """Return each text of an error that can come up to a page, with where it stands."""
    found = []
    for room in sorted(below("console")):
        for path, tree in modules(room):
            place = str(path.relative_to(ROOMS))
            if not place.startswith(NEVER_ON_A_PAGE + BY_CODE):
                found += [(place, text) for text in sorted(said_in(tree))]
    return found


def facts_of(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def filled(words: str) -> str:
    return words.format(**{name: f"[{name}]" for name in facts_of(words)})


def test_no_error_that_can_reach_the_browser_tells_a_command_there() -> None:
    every = reaching()
    assert len(every) > 350, "they are found"
    assert sum(bool(COMMAND.search(text)) for _, text in every) > 40, "commands are found"
    left = {(place, text) for place, text in every if COMMAND.search(spoken.spoken(filled(text)))}
    assert left == set()


def test_nothing_else_that_a_page_shows_of_other_rooms_names_a_command() -> None:
    steps = {text for path, tree in modules("runs") if path.name == "roll_over.py"
             for text in shown_in(tree)}  # fmt: skip
    named = {one for one in rooms.texts() - steps if COMMAND.search(one)} - INSTEAD.keys()
    assert named == {
        "homeroom worker {token_hex}",  # how a connection is called
        *(text for place, text in _of_the_server() if COMMAND.search(text)),
    }


def _of_the_server() -> list[tuple[str, str]]:
    return [
        (str(path), text)
        for path, tree in modules("store")
        if str(path.relative_to(ROOMS)).startswith(NEVER_ON_A_PAGE)
        for text in said_in(tree)
    ]


@pytest.mark.parametrize("said", INSTEAD)
def test_what_is_said_instead_is_a_sentence_about_what_is_said(said: str) -> None:
    words = str(INSTEAD[said])
    assert said in rooms.texts(), "somebody says so"
    assert COMMAND.search(said)
    assert not COMMAND.search(words)
    assert words[0].isupper()
    assert words.endswith(".")
    assert facts_of(words) <= facts_of(said)
    values = {name: f"[{name}]" for name in facts_of(said)}
    assert spoken.spoken(filled(said)) == words.format(**values)


def test_what_a_form_says_of_a_row_that_cannot_be_is_up_for_translation() -> None:
    said = {
        text
        for _, tree in modules("rules")
        for text in said_in(tree, rooms.OF_RULES) - said_in(tree)
    }
    assert len(said) > 50, "they are found"
    assert said <= rooms.texts()
    assert not [one for one in said if COMMAND.search(one)], "no form tells a command"


def test_an_error_is_told_whole() -> None:
    problem = NeedsDistrict("There is no run 7.", fix="See: homeroom runs")
    assert spoken.sentences(problem) == "There is no run 7. Look at Data Sync History."
    assert spoken.sentences(NeedsDistrict("It is late.")) == "It is late."


def test_what_nobody_knows_stays_as_it_is() -> None:
    for text in ("", "Grüße", "{no} such {thing}", "homeroom is a word, too"):
        assert spoken.spoken(text) == text


def test_values_are_carried_over_whatever_they_hold() -> None:
    for known in ("a, b", "", "x\ny", "{known}", "see: homeroom runs"):
        assert spoken.spoken(f"Name one with --to: {known}.") == f"Choose one: {known}."


@pytest.fixture
def backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language whose words are written backwards, but for what is filled in."""

    def turned(text: str) -> str:
        return "".join(
            part if part.startswith("{") else part[::-1]
            for part in reversed(re.split(r"(\{\w+\})", text))
        )

    monkeypatch.setattr(spoken, "_", turned)
    monkeypatch.setattr(spoken, "get_language", lambda: "xx")


@pytest.mark.usefixtures("backwards")
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("There is no run 17.", ".17 nur on si erehT"),
        ("token", "nekot"),
        ("a category has a title", "eltit a sah yrogetac a"),
        ("there is no table marks", "marks elbat on si ereht"),
        ("Connection is OK", "KO si noitcennoC"),
        ("Vendor Key", "yeK rodneV"),
        ("What a teacher wrote by hand", "dnah yb etorw rehcaet a tahW"),
        ("", ""),
    ],
    ids=[
        "a value",
        "a check",
        "a rule",
        "a rule with a value",
        "a sentence",
        "a label",
        "no text of ours",
        "nothing",
    ],
)
def test_texts_of_other_rooms_are_looked_up_with_their_values_taken_out(
    text: str, shown: str
) -> None:
    assert spoken.spoken(text) == shown


@pytest.mark.usefixtures("backwards")
def test_of_several_templates_the_one_that_says_most_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = frozenset({"The app {name} is here.", "The app {name}", "{all}", "{a} is {b}"})
    monkeypatch.setattr(rooms, "texts", lambda: known)
    assert spoken.spoken("The app Mathly is here.") == ".ereh si Mathly ppa ehT"
    assert spoken.spoken("The app Mathly is there.") == "Mathly is there. ppa ehT"
    # Too little of it is given: it may be anything.
    assert spoken.spoken("This is more") == "erom si sihT"


def test_english_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "texts", lambda: pytest.fail("asked"))
    with translation.override("en-us"):
        assert spoken.spoken("There is no run 17.") == "There is no run 17."


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("'Plain words.'", "Plain words."),
        ("f'There is no run {run_id}.'", "There is no run {run_id}."),
        ("f'{app.title} of {held.app.title}'", "{title} of {title_2}"),
        ("f'{len(rows):,} rows, {\", \".join(known)}'", "{len} rows, {join}"),
        ("f'{1 + 1} and {_words}'", "{value} and {words}"),
        ("7", ""),
        ("words", ""),
    ],
)
def test_a_text_of_the_code_has_a_name_for_each_value(code: str, found: str) -> None:
    assert template(ast.parse(code, mode="eval").body) == found


SOURCE = """
'''What this module is for.'''
WAIT = "Wait a little."
def go(app, busy):
    '''Say what this function does.'''
    log.info("something for the log", app=app)
    again = f"Ask {app.key} again."
    if busy:
        raise NeedsDistrict("It is busy.", fix=WAIT)
    if app:
        raise UnderWay(f"{app.title} is under way.", fix=again if busy else "Do " + WAIT)
    check(label="Key", words="the server gave a token")
    raise errors.NeedsOperator("It broke. {why}".strip())
"""


def test_errors_are_found_by_their_name_and_by_what_they_are_given() -> None:
    assert said_in(ast.parse(SOURCE)) == {
        "It is busy.", "Wait a little.", "{title} is under way.", "Ask {key} again.", "Do ",
        "It broke. {why}",
    }  # fmt: skip


def test_words_are_found_without_docstrings_and_the_log() -> None:
    assert shown_in(ast.parse(SOURCE)) == {
        "It is busy.", "Wait a little.", "{title} is under way.", "Ask {key} again.", "Key",
        "the server gave a token", "It broke. {why}",
    }  # fmt: skip


BARE = re.compile(r"\{\{ *[\w.]*(?:problem\.(?:message|fix)|check\.(?:name|words|fix)) *\}\}")
CONSOLE = Path(spoken.__file__).parent


def test_no_page_shows_a_problem_as_it_is() -> None:
    shown = {
        path.name: BARE.findall(path.read_text(encoding="utf-8"))
        for path in (CONSOLE / "templates").rglob("*.html")
    }
    assert {name: found for name, found in shown.items() if found} == {}
    assert BARE.search("{{ run.problem.fix }}")
    formed = [
        path.name for path in CONSOLE.rglob("*.py")
        if re.search(r"\{\w+\.message\}", path.read_text(encoding="utf-8"))
        and path.name != "spoken.py"
    ]  # fmt: skip
    assert formed == []
