"""Rules of own places are taken out of a document and put back; no other row moves or changes."""

from datetime import date
from decimal import Decimal

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.categories import Categories, CategoryMapping
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.letters import Letter, LetterTable
from homeroom.rules.own import PLACED, merged, narrowed, places_in, rows_changed
from homeroom.rules.rows import LISTS, rows_of
from homeroom.rules.scales import Conversion, Scales
from homeroom.rules.scope import Deliver, FrozenDays, GradeScope, Mark, PlaceScope
from tests.rule_rows import ENTERED

OWN = {"school:oak", "class:oak-1"}.__contains__


def sent(place: str, word: str = "send") -> PlaceScope:
    return PlaceScope(place=place, deliver=Deliver(word))


def scope(*rows: PlaceScope) -> Rules:
    return Rules(scope=GradeScope(places=rows))


HELD = scope(sent("school:elm"), sent("school:oak"), sent("district"), sent("class:oak-1"))


def test_every_list_whose_rows_hold_in_a_place_is_among_them() -> None:
    """But for those that map to report cards and standards, which are the district's."""
    placed = {path for path, (_, row) in ENTERED.items() if hasattr(row, "place")}
    assert placed - set(PLACED) == {"standards.crosswalk", "posted.term_grades", "posted.windows"}
    assert set(PLACED) <= placed
    assert set(PLACED) <= set(LISTS)


def test_only_own_rows_are_taken_out_and_the_tables_that_they_name() -> None:
    table = LetterTable(name="letters", letters=(Letter(letter="A", percent=Decimal(95)),))
    here, there = (Conversion(place=one, table="letters") for one in ("school:oak", "school:elm"))
    held = Rules(
        scales=Scales(tables=(table,), conversions=(there, here)),
        scope=GradeScope(released=(Mark(app="a", key="k", value="v"),)),
    )
    found = narrowed(held, OWN)
    assert found == Rules(scales=Scales(tables=(table,), conversions=(here,)))
    assert list(places_in(found)) == ["school:oak"]


def test_a_row_is_changed_at_its_place() -> None:
    found = merged(HELD, scope(sent("school:oak", "hold"), sent("class:oak-1")), OWN)
    assert found == scope(
        sent("school:elm"), sent("school:oak", "hold"), sent("district"), sent("class:oak-1")
    )


def test_a_row_is_added_at_the_end_and_taken_out_of_the_midst() -> None:
    drafted = scope(sent("class:oak-1"))
    assert merged(HELD, drafted, OWN) == scope(
        sent("school:elm"), sent("district"), sent("class:oak-1")
    )
    other = scope(sent("school:elm"))
    assert merged(other, drafted, OWN) == scope(sent("school:elm"), sent("class:oak-1"))


def test_what_is_not_changed_is_the_same_document() -> None:
    assert merged(HELD, narrowed(HELD, OWN), OWN) == HELD
    assert not rows_changed(HELD, HELD)
    assert rows_changed(HELD, scope())


def test_days_that_differ_stand_side_by_side() -> None:
    def days(place: str, day: int) -> FrozenDays:
        first = date(2026, 10, day)
        return FrozenDays(place=place, first=first, last=first, why="report cards")

    held = Rules(scope=GradeScope(frozen=(days("school:oak", 1), days("school:elm", 1))))
    drafted = Rules(scope=GradeScope(frozen=(days("school:oak", 1), days("school:oak", 2))))
    assert rows_of(merged(held, drafted, OWN), "scope.frozen") == (
        days("school:oak", 1),
        days("school:elm", 1),
        days("school:oak", 2),
    )


@pytest.mark.parametrize("place", ["district", "school:elm", "class:elm-1", "teacher:t1"])
def test_a_draft_of_another_place_is_refused(place: str) -> None:
    with pytest.raises(NeedsDistrict, match="outside of your schools"):
        merged(HELD, scope(sent(place)), OWN)


def test_what_else_a_draft_says_does_not_count() -> None:
    drafted = Rules(
        scales=Scales(
            tables=(LetterTable(name="x", letters=(Letter(letter="A", percent=Decimal(1)),)),)
        ),
        scope=GradeScope(released=(Mark(app="a", key="k", value="v"),)),
    )
    assert merged(NO_RULES, drafted, OWN) == NO_RULES


def test_a_draft_that_names_what_is_not_there_is_refused_in_words() -> None:
    table = LetterTable(name="mine", letters=(Letter(letter="A", percent=Decimal(95)),))
    row = Conversion(place="school:oak", table="mine")
    drafted = Rules(scales=Scales(tables=(table,), conversions=(row,)))
    with pytest.raises(NeedsDistrict, match="does not go with the other rules"):
        merged(NO_RULES, drafted, OWN)


def test_a_category_is_told_by_its_key_however_it_is_written() -> None:
    def mapped(title: str, to: str) -> Rules:
        one = CategoryMapping(place="school:oak", title=title, to=to)
        return Rules(categories=Categories(mappings=(one,)))

    assert merged(mapped("Quiz", "A"), mapped("QUIZ", "B"), OWN) == mapped("QUIZ", "B")
