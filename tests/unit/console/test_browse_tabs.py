"""The lists of Data Browsing hold together: columns, what sorts them, what can be compared."""

import pytest

from homeroom.console.browse_tabs import BY_KEY, TABS, Tab, hows
from homeroom.console.names import OWN, title_of
from homeroom.model.fields import Shape
from homeroom.model.kinds import Kind
from homeroom.store.browsing import Order
from homeroom.store.browsing_words import How
from homeroom.store.columns import TABLES

EVERY = pytest.mark.parametrize("tab", TABS, ids=[one.key for one in TABS])


@EVERY
def test_the_usual_columns_are_attributes_of_the_records(tab: Tab) -> None:
    assert set(tab.columns) <= {*tab.fields, *OWN}
    assert len(set(tab.columns)) == len(tab.columns)


@EVERY
def test_every_attribute_lies_in_a_column_of_its_table(tab: Tab) -> None:
    columns = TABLES[tab.kind].types()
    assert {tab.column_of(wire) for wire in (*tab.fields, "sourcedId")} <= set(columns)
    assert len({tab.column_of(wire) for wire in tab.fields}) == len(tab.fields)


@EVERY
def test_every_attribute_can_be_compared_and_found_where_it_is_blank(tab: Tab) -> None:
    for wire, field in tab.fields.items():
        assert {How.EMPTY, How.FILLED} <= set(hows(field)), wire
    assert hows(None) == (How.IS,)


def test_only_what_has_an_order_can_be_above_or_below() -> None:
    for tab in TABS:
        for wire, field in tab.fields.items():
            ordered = field.shape in (Shape.NUMBER, Shape.DAY, Shape.MOMENT)
            assert (How.LESS in hows(field)) is ordered, wire
            assert (How.MORE in hows(field)) is ordered, wire


def test_people_are_in_one_list_each_and_no_demographics_are_listed() -> None:
    people = [one.person for one in TABS if one.kind is Kind.USER]
    assert sorted(people) == ["administrator", "contact", "student", "teacher"]
    assert Kind.DEMOGRAPHICS not in {one.kind for one in TABS}


@pytest.mark.parametrize(
    ("tab", "asked", "name", "order"),
    [
        ("students", "", "familyName", Order((("name_folded", "text"),))),
        ("students", "-familyName", "-familyName", Order((("name_folded", "text"),), True)),
        # What no index bears sorts nothing, whatever an address says.
        ("students", "email", "familyName", Order((("name_folded", "text"),))),
        ("students", "--familyName", "familyName", Order((("name_folded", "text"),))),
        ("results", "", "", Order((), True)),
        ("results", "student", "student", Order((("student_id", "uuid"),))),
        ("results", "id; DROP TABLE results", "", Order((), True)),
        ("schools", "name", "", Order()),
    ],
)
def test_a_list_is_sorted_by_what_an_index_bears(
    tab: str, asked: str, name: str, order: Order
) -> None:
    assert BY_KEY[tab].order(asked) == (name, order)


def test_a_place_in_a_list_ends_with_the_id_so_that_namesakes_have_an_order() -> None:
    for tab in TABS:
        assert tab.order("")[1].keys[-1] == ("id", "uuid")


@pytest.mark.parametrize(
    ("name", "title"),
    [("sourcedId", "Id"), ("courseCode", "Course code"), ("email", "Email"), ("", ""),
     ("userMasterIdentifier", "User master identifier")],
)  # fmt: skip
def test_attributes_are_called_in_words(name: str, title: str) -> None:
    assert title_of(name) == title
