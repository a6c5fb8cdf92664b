"""Each fix that names a command or a rule has its page, in words for the browser."""

import re
import string

import pytest

from homeroom.console.fixes import FIXES, STEPS, Way
from homeroom.console.pages import BY_NAME
from homeroom.console.rule_parts import PARTS
from homeroom.console.telling import fix_words, told
from homeroom.issues.catalogue import ENTRIES, tell

# What somebody who reads it in a browser cannot do anything with.
NAMES_A_COMMAND = re.compile(r"\bhomeroom [a-z]|\(rule |\(write rule |rules \(|rule scope\.|key\)")
EVERY = {**FIXES, **{f"step {name}": way for name, way in STEPS.items()}}
every = pytest.mark.parametrize("way", EVERY.values(), ids=EVERY)


def facts_of(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_every_fix_that_names_a_command_or_a_rule_has_words_for_the_browser() -> None:
    named = {code for code, entry in ENTRIES.items() if NAMES_A_COMMAND.search(entry.fix)}
    assert len(named) > 40, "the expression finds them"
    assert named - FIXES.keys() == set()


def test_no_words_stand_there_for_a_code_that_is_none() -> None:
    assert FIXES.keys() - ENTRIES.keys() == set()


@every
def test_words_for_the_browser_are_a_sentence_without_a_command(way: Way) -> None:
    words = str(way.words)
    assert words[0].isupper()
    assert words.endswith(".")
    assert not re.search(r"homeroom|--|\brule [a-z_]+\.", words)


@every
def test_a_page_is_there_and_has_all_that_its_address_needs(way: Way) -> None:
    if not way.page:
        assert not way.link
        return
    asked = set(re.findall(r"<\w+:(\w+)>", BY_NAME[way.page].path))
    assert asked - {"key", "sis"} == set(way.given)
    assert str(way.link)
    if way.page == "rules-part":
        assert way.given["part"] in PARTS


def test_only_what_no_page_does_is_without_one() -> None:
    # To say what an app is takes the command line; the other step is mended on its own page.
    without = {name for name, way in EVERY.items() if not way.page}
    assert without == {"checks.role", "step courses and categories"}


@pytest.mark.parametrize("code", FIXES)
def test_words_for_the_browser_tell_facts_that_the_case_has(code: str) -> None:
    entry = ENTRIES[code]
    assert facts_of(str(FIXES[code].words)) <= facts_of(entry.words + entry.fix)


def test_the_command_line_tells_its_command_and_the_browser_its_page() -> None:
    facts = {"fields": "email"}
    assert tell("quality.required", facts).fix.endswith("or ask for less: homeroom quality")
    here = told("quality.required", facts)
    assert here.words == tell("quality.required", facts).words
    assert here.fix == (
        "Fill email in the system that it comes from, or ask for less in the rules."
    )


def test_what_names_no_command_is_told_alike() -> None:
    facts = {"due": "1 May", "terms": "S1"}
    code = "line_item.due_outside_terms"
    assert told(code, facts) == tell(code, facts)
    assert fix_words(code) == ENTRIES[code].fix
