"""What a filter of a list asks of the database: which part an index bears, and what is escaped."""

import pytest

from homeroom.model.kinds import Kind
from homeroom.store.browsing_words import Condition, How, conditions_of, school_words


@pytest.mark.parametrize(
    ("kind", "column", "how", "borne"),
    [
        (Kind.RESULT, "line_item_id", How.IS, True),
        (Kind.RESULT, "student_id", How.IS, True),
        (Kind.LINE_ITEM, "class_id", How.IS, True),
        (Kind.USER, "sourced_id", How.IS, True),
        # All but one class are most of the list: an index would be walked from end to end.
        (Kind.LINE_ITEM, "class_id", How.IS_NOT, False),
        (Kind.LINE_ITEM, "class_id", How.EMPTY, False),
        (Kind.RESULT, "score", How.IS, False),
        (Kind.USER, "email", How.IS, False),
    ],
)
def test_only_what_leaves_few_rows_is_left_to_an_index(
    kind: Kind, column: str, how: How, borne: bool
) -> None:
    narrow, loose, _ = conditions_of(kind, [Condition(column, how, "1")], "UTC")
    assert (len(narrow), len(loose)) == ((1, 0) if borne else (0, 1))


def test_values_never_become_part_of_the_statement() -> None:
    bad = "x'; DROP TABLE users; --"
    for how in How:
        narrow, loose, params = conditions_of(Kind.USER, [Condition("email", how, bad)], "UTC")
        assert "DROP" not in " ".join((*narrow, *loose))
        assert params["v0"] == bad


def test_two_conditions_on_one_column_have_a_value_each() -> None:
    asked = [Condition("score", How.MORE, "3"), Condition("score", How.LESS, "6")]
    _, loose, params = conditions_of(Kind.RESULT, asked, "UTC")
    assert params == {"v0": "3", "v1": "6", "zone": "UTC"}
    assert loose == ['t."score" > %(v0)s::numeric', 't."score" < %(v1)s::numeric']


def test_a_column_that_is_none_is_never_asked_for() -> None:
    with pytest.raises(KeyError):
        conditions_of(Kind.USER, [Condition("email\" = '' OR \"email", How.IS, "x")], "UTC")


@pytest.mark.parametrize(
    "kind",
    [Kind.ORG, Kind.COURSE, Kind.CLASS, Kind.USER, Kind.ENROLLMENT, Kind.DEMOGRAPHICS,
     Kind.LINE_ITEM, Kind.RESULT, Kind.ASSESSMENT_LINE_ITEM, Kind.ASSESSMENT_RESULT],
)  # fmt: skip
def test_what_belongs_to_a_school_is_asked_for_by_school(kind: Kind) -> None:
    assert "%(schools)s" in school_words(kind)
