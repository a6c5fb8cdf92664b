"""Forms of rows: what is entered makes a row, and a row fills its form again. No database."""

from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from django.forms import ChoiceField
from msgspec import structs

from homeroom.console.rule_parts import PARTS
from homeroom.console.rule_rows.base import Choices, RowForm
from homeroom.console.rule_rows.classes import ClassMapForm
from homeroom.console.rule_rows.lines import MOST, numbered
from homeroom.console.rule_rows.lists import LISTS_OF, VALUES_OF
from homeroom.console.rule_rows.others import FilterForm
from homeroom.console.rule_rows.posted import TermGradeForm
from homeroom.console.rule_rows.quality import RequirementForm, UsualForm
from homeroom.console.rule_rows.rule_list import RuleList
from homeroom.console.rule_rows.scales import ConversionForm, TableForm
from homeroom.console.rule_rows.score_words import DECISIONS
from homeroom.console.rule_rows.standards import StandardForm
from homeroom.errors import NeedsDistrict
from homeroom.model.entities import ENTITIES
from homeroom.rules.document import NO_RULES
from homeroom.rules.filters import Condition, FilterRule, How, Keep
from homeroom.rules.letters import Letter, LetterTable
from homeroom.rules.places import Level
from homeroom.rules.quality import Requirement
from homeroom.rules.rows import LISTS, VALUES, value_of, with_row
from homeroom.rules.scales import Conversion
from homeroom.rules.toml import parts_to_toml, with_parts
from homeroom.store.naming_places import Known
from tests.people import CLASS
from tests.rule_rows import ALL, ENTERED

OAK, ELM, OTHER = "0198-oak", "0198-elm", "0198-other"
THERE = {
    Level.SCHOOL: (Known(OAK, "Oak", ""), Known(ELM, "Elm", "12"), Known(OTHER, "Elm", "13")),
    Level.CLASS: (Known(CLASS, "English 6 - 01", "Oak"), Known("c-2", "English 6 - 02", "Oak")),
}
EVERY = {one.path: one for lists in LISTS_OF.values() for one in lists}
SAID = {"": "All apps", "mathly": "Mathly", "district": "The whole district",
        f"class:{CLASS}": "One class: English 6 - 01"}  # fmt: skip
every = pytest.mark.parametrize("path", EVERY)


def find(level: Level, text: str) -> list[Known]:
    some = THERE.get(level, ())
    return [one for one in some if text == one.id] or [one for one in some if text == one.name]


CHOICES = Choices(
    apps=[("mathly", "Mathly"), ("campus", "Campus")],
    targets=[("campus", "Campus")],
    tables=["letters", "habits"],
    groups=["habits"],
    find=find,
)


def entered(path: str, given: Mapping[str, Any]) -> dict[str, str]:
    prefix = path.replace(".", "-")
    return {f"{prefix}-{name}": str(value) for name, value in given.items()}


def sent(one: RuleList, given: Mapping[str, Any]) -> RowForm:
    return one.form(one.path, CHOICES, entered(one.path, given))


def offered(form: RowForm, name: str) -> list[str]:
    """Return what a field lets people choose from."""
    field = form.fields[name]
    assert isinstance(field, ChoiceField)
    choices: Any = field.choices
    return [str(key) for key, _ in choices]


def as_shown(form: RowForm) -> dict[str, str]:
    """Return what a browser would send back of a form that nobody has touched."""
    found = {}
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        found[field.html_name] = "on" if value is True else str(value)
    return found


def test_every_list_and_every_single_value_has_a_form_in_the_part_that_it_belongs_to() -> None:
    assert EVERY.keys() == LISTS.keys()
    values = {one.path: part for part, several in VALUES_OF.items() for one in several}
    assert sorted(values) == sorted(VALUES)
    parts = {one.path: part for part, several in LISTS_OF.items() for one in several}
    for path, part in {**parts, **values}.items():
        assert path.partition(".")[0] in PARTS[part].names


@every
def test_what_is_entered_makes_the_row(path: str) -> None:
    form = sent(EVERY[path], ENTERED[path][0])
    assert form.is_valid(), form.errors
    assert form.row == ENTERED[path][1]


@every
def test_a_row_fills_the_form_that_changes_it_and_comes_back_as_it_was(path: str) -> None:
    one, row = EVERY[path], ENTERED[path][1]
    shown = one.form(path, CHOICES, None, one.form.filled(row, CHOICES))
    again = one.form(path, CHOICES, as_shown(shown))
    assert again.is_valid(), again.errors
    assert again.row == row


@every
def test_a_row_is_said_in_as_many_words_as_its_list_has_columns(path: str) -> None:
    one = EVERY[path]
    cells = one.cells(ENTERED[path][1], SAID)
    assert len(cells) == len(one.columns)
    assert all(str(cell) for cell in cells)
    assert "district" not in map(str, cells), "a place is called as people call it"


@every
def test_what_has_to_be_entered_is_asked_for_at_its_field(path: str) -> None:
    form = sent(EVERY[path], {})
    assert not form.is_valid()
    needed = {name for name, field in form.fields.items() if field.required}
    assert needed <= form.errors.keys()
    for name in needed:
        assert form.errors[name][0] == "This field is required."


@every
def test_every_field_has_a_label_of_its_own(path: str) -> None:
    form = EVERY[path].form(path, CHOICES)
    labels = [str(field.label) for field in form.fields.values()]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_a_place_that_only_its_name_tells_is_shown_by_it_and_one_of_two_by_its_id() -> None:
    form = EVERY["categories.defaults"].form
    row = ENTERED["categories.defaults"][1]
    for id_, shown in ((OAK, "Oak"), (ELM, ELM), ("gone", "gone")):
        placed = type(row)(place=f"school:{id_}", title="Tests")
        filled = form.filled(placed, CHOICES)
        assert (filled["level"], filled["which"]) == ("school", shown)
        assert filled["title"] == "Tests"


def test_of_two_schools_of_one_name_the_one_that_is_meant_is_chosen() -> None:
    one = EVERY["categories.unknown"]
    form = sent(one, {"level": "school", "which": "Elm", "then": "hold"})
    assert form.errors == {"which": ["Several are called so. Choose the one that is meant."]}
    drawn = unescape(str(form["which"]))
    assert f'value="{ELM}">Elm · 12 · {ELM}' in drawn
    assert f'value="{OTHER}">Elm · 13 · {OTHER}' in drawn
    form = sent(one, {"level": "school", "which": OTHER, "then": "hold"})
    assert form.is_valid()
    assert form.row.place == f"school:{OTHER}"


@pytest.mark.parametrize("path", ["scales.conversions", "standards.crosswalk"])
def test_what_holds_for_no_teacher_offers_none(path: str) -> None:
    form = sent(EVERY[path], {**ENTERED[path][0], "level": "teacher", "which": "t-9"})
    assert form.errors.keys() == {"level"}
    assert "teacher" not in str(form["level"])


def test_grades_are_converted_on_the_way_to_what_takes_them() -> None:
    form = ConversionForm("scales.conversions", CHOICES)
    assert offered(form, "app") == ["", "campus"]
    assert offered(form, "table") == ["", "letters", "habits"]
    mapped = EVERY["categories.mappings"].form("categories.mappings", CHOICES)
    assert offered(mapped, "app") == ["", "mathly", "campus"]
    named = TermGradeForm("posted.term_grades", CHOICES)
    assert offered(named, "app") == ["mathly"], "what grades go to hands none over"
    assert offered(ClassMapForm("classes", CHOICES), "app") == ["mathly"]
    assert offered(named, "table") == ["", "letters", "habits"]


def test_a_conversion_that_says_nothing_is_none() -> None:
    form = sent(EVERY["scales.conversions"], ALL)
    assert form.errors == {"__all__": ["Say at least one thing that holds there."]}


def test_every_decision_of_a_conversion_has_its_words_and_each_choice_makes_it() -> None:
    decided = set(Conversion.__struct_fields__) - {"place", "app", "table", "digits"}
    assert {one.field for one in DECISIONS.values()} == decided
    for name, one in DECISIONS.items():
        assert set(one.words) == {each.value for each in one.kind}
        for value in one.words:
            form = sent(EVERY["scales.conversions"], {**ALL, name: value})
            assert form.is_valid(), form.errors
            assert form.row.said == {one.field: value}
            assert str(one.words[value]) in EVERY["scales.conversions"].cells(form.row, SAID)[2]


def test_digits_may_be_none_at_all_and_zero_is_said() -> None:
    one = EVERY["scales.conversions"]
    form = sent(one, {**ALL, "digits": "0"})
    assert form.is_valid()
    assert form.row.said == {"digits": 0}
    assert sent(one, {**ALL, "digits": "11"}).errors.keys() == {"digits"}


def test_a_table_shows_its_letters_and_some_lines_more() -> None:
    empty = TableForm("scales.tables", CHOICES)
    assert len(empty.lines) == 6
    filled = TableForm.filled(ENTERED["scales.tables"][1], CHOICES)
    letters = {f"letter{at}": f"L{at}" for at in range(1, 12)}
    assert len(TableForm("scales.tables", CHOICES, None, {**filled, **letters}).lines) == 14
    assert [field.name for field in empty.plain] == ["name"]
    assert [field.name for field in empty.lines[1]] == [
        "letter2", "minimum2", "percent2", "points2", "to2",
    ]  # fmt: skip
    assert len(empty.COLUMNS) == len(empty.lines[0])


def test_lines_that_stay_empty_are_left_out_wherever_they_stand() -> None:
    given = {"name": "short", "letter1": "A", "letter2": "", "letter3": "C", "percent2": "3"}
    form = sent(EVERY["scales.tables"], given)
    assert form.is_valid()
    assert [one.letter for one in form.row.letters] == ["A", "C"]


@pytest.mark.parametrize(
    ("path", "wrong", "words"),
    [
        ("scales.tables", {"minimum2": "ninety"}, "Enter a number."),
        ("scales.tables", {"letter2": " a "}, "The table letters has the letter a twice."),
        ("scales.tables", {"minimum2": "89.5"}, "The table letters has the minimum 89.5 twice."),
        ("standards.groups", {"levels": " \n "}, "This field is required."),
        ("standards.groups", {"levels": "O\no"}, "The score group habits has the level o twice."),
        ("posted.windows", {"last": "2026-09-30"}, "before it opens on 2026-10-01."),
        ("quality.requirements", {"attribute": "shoe"}, "Student has no attribute shoe"),
        ("quality.requirements", {"need": "recommended"}, "A row is not left out for what is only"),
        ("classes", {"section2": CLASS}, "needs at least one section, and each of them once."),
        ("classes", {"section3": "Latin 1"}, "Nothing here has the name or the id Latin 1."),
        ("categories.unknown", {"then": "forget"}, "forget is not one of the available choices."),
    ],
)
def test_what_cannot_be_is_said_in_words(path: str, wrong: dict[str, str], words: str) -> None:
    form = sent(EVERY[path], {**ENTERED[path][0], **wrong})
    assert not form.is_valid()
    said = " ".join(str(each) for errors in form.errors.values() for each in errors)
    assert words in said


def test_sections_are_named_as_people_know_them_and_kept_by_their_ids() -> None:
    one = EVERY["classes"]
    given = {**ENTERED["classes"][0], "section2": "English 6 - 02"}
    form = sent(one, given)
    assert form.is_valid(), form.errors
    assert form.row.sections == (CLASS, "c-2")
    filled = ClassMapForm.filled(form.row, CHOICES)
    assert (filled["section1"], filled["section2"]) == ("English 6 - 01", "English 6 - 02")
    assert len(ClassMapForm("classes", CHOICES, None, filled).lines) == 3
    assert one.cells(form.row, SAID)[2] == "One class: English 6 - 01; c-2"


@pytest.mark.parametrize(
    ("whose", "app", "role"),
    [("", "", ""), ("role sis", "", "sis"), ("role learning", "", "learning"),
     ("app mathly", "mathly", "")],
)  # fmt: skip
def test_rows_of_an_app_of_a_role_or_of_all_are_asked(whose: str, app: str, role: str) -> None:
    form = sent(EVERY["quality.requirements"], {
        "entity": "lineItem", "attribute": "dueDate", "whose": whose, "need": "recommended",
        "without": "ignore",
    })  # fmt: skip
    assert form.is_valid(), form.errors
    assert (form.row.app, form.row.role) == (app, role)
    assert RequirementForm.filled(form.row, CHOICES)["whose"] == whose


def test_every_entity_can_be_asked_for_every_attribute_that_it_has() -> None:
    for kind, entity in ENTITIES.items():
        for field in entity.fields:
            made = Requirement(entity=kind.value, attribute=field.wire)
            filled = RequirementForm.filled(made, CHOICES)
            data = entered("quality.requirements", {**filled, "whose": ""})
            form = RequirementForm("quality.requirements", CHOICES, data)
            assert form.is_valid(), (kind, field.wire, form.errors)


def test_the_usual_requirements_are_switched_by_a_box() -> None:
    on = UsualForm("quality.usual", CHOICES, {"quality-usual-usual": "on"})
    off = UsualForm("quality.usual", CHOICES, {})
    assert on.is_valid()
    assert off.is_valid()
    assert (on.row, off.row) == (True, False)
    (value,) = VALUES_OF["quality"]
    shown = {value.field: value_of(NO_RULES, value.path)}
    assert "checked" in str(value.form(value.path, CHOICES, None, shown)[value.field])


def test_a_score_group_has_to_be_there_before_an_objective_names_it() -> None:
    bare = Choices(apps=CHOICES.apps, find=find)
    form = StandardForm("standards.crosswalk", bare)
    assert offered(form, "group") == []


@pytest.mark.parametrize("many", [1, 3, 4, 9])
def test_a_filter_of_any_number_of_conditions_is_changed_without_losing_one(many: int) -> None:
    conditions = tuple(Condition("title", How.CONTAINS, f"word {at}") for at in range(many))
    row = FilterRule("mathly", "class", Keep.INCLUDE, conditions)
    form = FilterForm("filters", CHOICES, None, FilterForm.filled(row, CHOICES))
    assert len(form.lines) == max(3, many + 1)
    again = FilterForm("filters", CHOICES, as_shown(form))
    assert again.is_valid(), again.errors
    assert again.row == row


@pytest.mark.parametrize(
    ("path", "field"), [("categories.mappings", "to"), ("categories.defaults", "title")]
)
def test_a_category_that_the_sis_has_not_is_refused_with_those_that_it_has(
    path: str, field: str
) -> None:
    def check(title: str) -> None:
        if title != "Tests":
            raise NeedsDistrict(f"Campus has no category {title}.", fix="It has: Tests.")

    choices = structs.replace(CHOICES, check_category=check)
    for title, errors in (("Tests", {}), ("Nonsense", {field})):
        given = entered(path, {**ENTERED[path][0], field: title})
        form = EVERY[path].form(path, choices, given)
        assert form.errors.keys() == set(errors)
    assert form.errors[field] == ["Campus has no category Nonsense. It has: Tests."]


def test_lines_are_numbered_from_one() -> None:
    lines = [{"letter": "A", "to": ""}, {"letter": "B", "to": "NP"}]
    assert numbered(lines) == {"letter1": "A", "to1": "", "letter2": "B", "to2": "NP"}
    assert numbered([]) == {}


def test_no_form_has_lines_without_end() -> None:
    data = {f"scales-tables-letter{at}": "A" for at in range(1, 1000)}
    assert len(TableForm("scales.tables", CHOICES, data).lines) == MOST


def test_what_a_letter_means_is_said_with_its_numbers() -> None:
    table = ENTERED["scales.tables"][1]
    name, letters = EVERY["scales.tables"].cells(table, SAID)
    assert name == "letters"
    assert letters == (
        "A (From percent: 89.5, Counts as percent: 95);"
        " F (From percent: 0, Counts as percent: 50, Goes out as: NP)"
    )
    bare = LetterTable(name="bare", letters=(Letter(letter="P"),))
    assert EVERY["scales.tables"].cells(bare, SAID) == ("bare", "P")


@pytest.mark.parametrize(
    ("row", "whose"),
    [
        (Requirement(entity="class", attribute="terms"), "All apps"),
        (Requirement(entity="class", attribute="terms", role="sis"), "Every SIS"),
        (Requirement(entity="class", attribute="terms", role="learning"), "Every learning app"),
        (Requirement(entity="class", attribute="terms", app="mathly"), "Mathly"),
        (Requirement(entity="class", attribute="terms", app="gone"), "gone"),
    ],
)
def test_whose_rows_are_asked_is_said_as_people_know_them(row: Requirement, whose: str) -> None:
    assert str(EVERY["quality.requirements"].cells(row, SAID)[2]) == whose


@every
def test_what_is_wrong_beside_a_field_is_said_of_the_whole_form(path: str) -> None:
    form = sent(EVERY[path], ENTERED[path][0])
    assert form.is_valid()
    form.refuse(ValueError("it cannot stand beside the other one"))
    assert form.non_field_errors() == ["It cannot stand beside the other one."]


@every
def test_what_a_form_made_is_written_and_read_again_as_text(path: str) -> None:
    rules = NO_RULES
    for each in dict.fromkeys(("scales.tables", "standards.groups", path)):
        form = sent(EVERY[each], ENTERED[each][0])
        assert form.is_valid()
        rules = with_row(rules, each, form.row)
    names = [path.partition(".")[0]]
    assert with_parts(rules, names, parts_to_toml(rules, names)) == rules
