"""Before the first delivery it is asked for what has no sound default, and for nothing else."""

from typing import Any

import pytest

from homeroom.issues.catalogue import ENTRIES
from homeroom.model.gradebook import ScoreScale
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.push.checks.category_place import Target
from homeroom.push.checks.checklist import (
    DELIVERED,
    Line,
    Readiness,
    Source,
    Stored,
    checklist,
    missing,
)
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.places import Where
from homeroom.rules.toml import from_toml
from homeroom.store.in_use import UsedCategory, UsedLetter
from tests.unit.push.cases import LETTERS, WHERE, rules, scale

ELSEWHERE = Where(class_="bio-1", course="bio", school="elm")
NAMES = ["roles", "master fields", "categories", "scales"]
ITEM_DOMAIN = '[[uniqueness]]\nentity = "lineItem"\nfields = ["class", "title"]\n'
PRESET = "masters_by_role = true\n"


def target(**changes: Any) -> Target:
    """Return Infinite Campus over API 1.2, which has shown the categories Quizzes and Tests."""
    plain: dict[str, Any] = {
        "key": "campus", "title": "Campus", "rules": rules(), "version": "1.2",
        "titles": ["Quizzes", "Tests"],
    }  # fmt: skip
    return Target(**plain | changes)


def source(key: str, role: str = "learning", **more: Any) -> Source:
    plain = {"title": key.title(), "said": False, "takes": False, "hands": role == "learning"}
    return Source(key=key, role=role, **{**plain, **more})


CAMPUS = source("campus", "sis", takes=True, hands=True)
MATHLY, READO = source("mathly"), source("reado")


def stored(*sources: Source, **more: Any) -> Stored:
    return Stored(sources=sources or (CAMPUS, MATHLY), **more)


def lacking(found: Stored, decided: Rules = NO_RULES, **changes: Any) -> list[tuple[str, str]]:
    """Return code and subject of each missing line."""
    lines = checklist(decided, target(**changes), found)
    return [(one.code, one.app) for one in missing(lines)]


def lines_of(name: str, found: Stored, decided: Rules = NO_RULES, **changes: Any) -> list[Line]:
    return [one for one in checklist(decided, target(**changes), found) if one.check == name]


def test_one_sis_and_one_app_need_no_decision() -> None:
    lines = checklist(NO_RULES, target(), stored())
    assert [(one.check, one.state) for one in lines] == [(one, Readiness.OK) for one in NAMES]
    assert all(one.words and not one.fix for one in lines)


def test_every_check_has_a_line_and_what_is_missing_has_its_fix() -> None:
    found = stored(
        CAMPUS, MATHLY, READO, source("roster", "sis"),
        categories=[UsedCategory("mathly", WHERE, "Labs", 3)],
        letters=[UsedLetter("mathly", WHERE, None, "O", False, 7)],
    )  # fmt: skip
    decided = from_toml(ITEM_DOMAIN + '[categories]\nunknown = [{then = "hold"}]\n')
    lines = checklist(decided, target(), found)
    assert list(dict.fromkeys(one.check for one in lines)) == NAMES
    assert {one.state for one in lines} == {Readiness.MISSING}
    for one in lines:
        assert one.fix
        assert ENTRIES[one.code].severity == "error"
        assert "..." not in one.words


# Who is what: a role is asked for only where several could be the SIS.
@pytest.mark.parametrize(
    ("others", "asked"),
    [
        ((), []),
        ((MATHLY, READO), []),
        ((source("roster", "sis"),), ["roster"]),
        ((source("roster", "sis", said=True),), []),
        ((source("lms", "sis", hands=True), source("csv", "sis")), ["lms", "csv"]),
        ((source("east", "sis", takes=True, hands=True),), []),
        ((source("lms", said=True),), []),
    ],
    ids=["alone", "apps", "a roster", "said", "two", "another target", "a said app"],
)
def test_a_role_is_asked_of_what_may_be_a_second_sis(
    others: tuple[Source, ...], asked: list[str]
) -> None:
    assert lacking(stored(CAMPUS, *others)) == [("checks.role", key) for key in asked]


def test_the_only_sis_is_known_even_before_grades_go_to_it() -> None:
    assert lacking(stored(source("campus", "sis"), MATHLY)) == []


def test_two_apps_whose_records_never_meet_need_no_master() -> None:
    assert lacking(stored(CAMPUS, MATHLY, READO)) == []


def test_two_gradebooks_that_may_meet_need_a_rule_for_grades() -> None:
    found = stored(CAMPUS, MATHLY, READO)
    lines = lines_of("master fields", found, from_toml(ITEM_DOMAIN))
    assert [one.facts["kind"] for one in lines] == ["lineItem", "result"]
    assert lines[0].words == (
        "campus, mathly and reado may speak of the same line item, and no master field says whose"
        " title, class, description, assignDate, dueDate and 8 more counts."
    )
    assert lines[0].fix.endswith("homeroom rules preset")
    assert lacking(found, from_toml(PRESET + ITEM_DOMAIN)) == []


def test_records_that_were_merged_by_hand_meet_as_well() -> None:
    both = frozenset({"mathly", "reado"})
    found = stored(CAMPUS, MATHLY, READO, shared={Kind.LINE_ITEM: both})
    kinds = [one.facts["kind"] for one in lines_of("master fields", found)]
    assert kinds == ["lineItem", "result"]
    found = stored(CAMPUS, MATHLY, READO, shared={Kind.CATEGORY: both})
    assert [one.facts["kind"] for one in lines_of("master fields", found)] == ["category"]


def test_a_domain_of_the_gradebook_asks_nothing_of_one_gradebook() -> None:
    assert (
        lacking(stored(source("campus", "sis", takes=True), MATHLY), from_toml(ITEM_DOMAIN)) == []
    )


MASTERED = """
[[masters]]
entity = "category"
field = "title"
sources = [{sources}]

[[masters]]
entity = "category"
field = "weight"
sources = [{sources}]
"""


# With all but one source in the order of a field, no two can differ without a rule.
@pytest.mark.parametrize(
    ("order", "decided"),
    [
        ('{app = "mathly"}, {app = "reado"}', True),
        ('{app = "mathly"}', False),
        ('{role = "learning"}', True),
        ('{role = "sis"}', False),
        ('{role = "sis"}, {app = "reado", mode = "do not override"}', True),
        ('{app = "gone"}, {app = "reado"}', False),
    ],
)
def test_master_fields_are_complete_when_no_two_sources_can_differ(
    order: str, decided: bool
) -> None:
    three = frozenset({"campus", "mathly", "reado"})
    found = stored(CAMPUS, MATHLY, READO, shared={Kind.CATEGORY: three})
    held = from_toml(MASTERED.format(sources=order))
    assert (lacking(found, held) == []) is decided


@pytest.mark.parametrize("kind", DELIVERED, ids=str)
def test_the_preset_decides_every_field_of_the_gradebook(kind: Kind) -> None:
    assert kind in GRADEBOOK
    found = stored(CAMPUS, MATHLY, READO, shared={kind: frozenset({"campus", "mathly", "reado"})})
    assert lacking(found) != []
    assert lacking(found, from_toml(PRESET)) == []


HOLD = '[categories]\nunknown = [{then = "hold"}]\n'
HOLD_AT_OAK = '[categories]\nunknown = [{place = "school:oak", then = "hold"}]\n'
MAP = 'mappings = [{title = "Labs", to = "Tests"}]\n'
MAP_TO_NOWHERE = 'mappings = [{title = "Labs", to = "Lab work"}]\n'
DEFAULT = 'defaults = [{title = "Tests"}]\n'
WAITS, REFUSED = "checks.category", "checks.category_unknown"


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        ("quizzes ", "", ""),
        (None, HOLD, ""),
        ("Labs", HOLD, WAITS),
        ("Labs", HOLD + MAP, ""),
        ("Labs", HOLD + MAP_TO_NOWHERE, WAITS),
        ("Labs", HOLD + DEFAULT, WAITS),
        ("Labs", HOLD_AT_OAK, WAITS),
        ("Labs", "", REFUSED),
        ("Labs", "[categories]\n" + DEFAULT, ""),
        ("Labs", "[categories]\n" + MAP_TO_NOWHERE + DEFAULT, REFUSED),
    ],
)
def test_a_category_is_missing_only_where_the_rules_hold_it(
    title: str | None, text: str, code: str
) -> None:
    found = stored(categories=[UsedCategory("mathly", WHERE, title, 4)])
    lines = [one for one in lines_of("categories", found, from_toml(text)) if one.code]
    assert [one.code for one in lines] == ([code] if code else [])
    assert [one.facts["many"] for one in lines] == ([4] if code else [])
    assert bool(lacking(found, from_toml(text))) is (code == WAITS)


def test_a_hold_of_one_school_says_nothing_of_another() -> None:
    found = stored(categories=[UsedCategory("mathly", ELSEWHERE, "Labs", 4)])
    assert lacking(found, from_toml(HOLD_AT_OAK)) == []


def test_line_items_of_a_category_are_counted_over_all_classes() -> None:
    used = [UsedCategory("mathly", where, "Labs", 4) for where in (WHERE, ELSEWHERE)]
    (line,) = lines_of("categories", stored(categories=used), from_toml(HOLD))
    assert line.facts["many"] == 8
    assert line.words.startswith('Work of mathly is in the category "Labs" (8), which the SIS')


@pytest.mark.parametrize(
    "changes",
    [
        {"titles": []},
        {"version": "1.1"},
        {"default_category": "tests"},
        {"takes_categories": True},
        {"rules": rules(category_required="off")},
    ],
    ids=["nothing shown", "not needed on 1.1", "default", "made there", "rule off"],
)
def test_a_category_with_a_default_is_not_mentioned(changes: dict[str, Any]) -> None:
    found = stored(categories=[UsedCategory("mathly", WHERE, "Labs", 4)])
    (line,) = lines_of("categories", found, **changes)
    assert line.state is Readiness.OK


@pytest.mark.parametrize(("then", "takes", "held"), [
    ("create", True, False), ("create", False, True), ("hold", True, True), ("hold", False, True),
    ("use default", True, False), ("use default", False, False),
])  # fmt: skip
def test_what_shall_be_made_waits_where_the_target_takes_no_categories(
    then: str, takes: bool, held: bool
) -> None:
    found = stored(categories=[UsedCategory("mathly", WHERE, "Labs", 4)])
    text = f'[categories]\nunknown = [{{then = "{then}"}}]\n'
    assert bool(lacking(found, from_toml(text), takes_categories=takes)) is held
    assert lacking(found, from_toml(text + MAP_TO_NOWHERE), takes_categories=True) != [] or (
        then == "use default"
    )


WORDS = scale(("O", "outstanding"), ("S", "satisfactory"))
PERCENT = scale(("0", "0"), ("100", "100"), type_="percent")
TABLE = """
[[scales.tables]]
name = "marks"
letters = [{letter = "O", percent = 95}, {letter = "S", percent = 80}]

[[scales.conversions]]
table = "marks"
"""
UNKNOWN, SINGLE = "checks.scale", "checks.letter"


@pytest.mark.parametrize(
    ("texts", "of", "text", "codes"),
    [
        (("A", "B"), LETTERS, "", []),
        (("A", "Q"), LETTERS, "", [SINGLE]),
        (("Q",), LETTERS, "", [UNKNOWN]),
        (("O", "S"), WORDS, "", [UNKNOWN]),
        (("O", "S"), None, "", [UNKNOWN]),
        (("O", "S"), WORDS, TABLE, []),
        (("O", "N"), WORDS, TABLE, [SINGLE]),
        (("O", "S"), WORDS, '[[scales.conversions]]\nlevel = "refuse"\n', []),
        (("O", "S"), WORDS, TABLE.replace("table = ", 'place = "school:elm"\ntable = '), [UNKNOWN]),
        (("O",), WORDS, TABLE.replace("table = ", 'app = "campus"\ntable = '), []),
        (("O",), WORDS, TABLE.replace("table = ", 'app = "other"\ntable = '), [UNKNOWN]),
    ],
)
def test_a_scale_is_missing_when_none_of_its_letters_has_a_number(
    texts: tuple[str, ...], of: ScoreScale | None, text: str, codes: list[str]
) -> None:
    found = stored(letters=[UsedLetter("mathly", WHERE, of, one, False, 3) for one in texts])
    lines = [one for one in lines_of("scales", found, from_toml(text)) if one.code]
    assert [one.code for one in lines] == codes
    assert bool(lacking(found, from_toml(text))) is (codes == [UNKNOWN])


def test_the_letters_are_named_with_how_many_grades_wait_for_a_number() -> None:
    letters = [UsedLetter("mathly", WHERE, WORDS, one, False, 3) for one in "ABCDEFG"]
    (line,) = lines_of("scales", stored(letters=letters))
    assert line.words == (
        "No letter that mathly gives in the scale Letters has a number: A, B, C, D, E and 2 more,"
        " in 21 of its grades."
    )


@pytest.mark.parametrize(
    ("of", "scored", "known"),
    [(None, True, True), (PERCENT, True, True), (WORDS, True, False), (None, False, False)],
    ids=["a label", "a percent", "a level with a number", "a level alone"],
)
def test_a_letter_that_labels_a_score_needs_no_number(
    of: ScoreScale | None, scored: bool, known: bool
) -> None:
    found = stored(letters=[UsedLetter("mathly", WHERE, of, "O", scored, 1)])
    assert (lacking(found) == []) is known


def test_letters_that_a_connection_refuses_are_decided() -> None:
    found = stored(letters=[UsedLetter("mathly", WHERE, None, "O", False, 1)])
    assert lacking(found) == [("checks.scale", "mathly")]
    assert lacking(found, rules=rules(level="refuse")) == []
