"""Parameters get numbers once, instead of being looked for in the text each time."""

import pytest

from homeroom.rules.sharing import OptOut, Sharing
from homeroom.store.serving.bag import Bag
from homeroom.store.statements import Numbered, numbered


@pytest.mark.parametrize(
    ("named", "made"),
    [
        ("SELECT 1", Numbered(b"SELECT 1", ())),
        (
            "SELECT %(b)s::int, %(a)s, %(b)s",
            Numbered(b"SELECT $1::int, $2, $1", ("b", "a")),
        ),
        ("LIKE 'x%%' AND a %% 2 = %(one)s", Numbered(b"LIKE 'x%' AND a % 2 = $1", ("one",))),
        ("'%%(no)s' || %(é)s", Numbered(b"'%(no)s' || $1", ("é",))),
    ],
)
def test_each_name_has_one_number_in_the_order_of_coming(named: str, made: Numbered) -> None:
    assert numbered(named) == made


def test_a_bag_names_what_has_no_name_and_each_name_once() -> None:
    bag = Bag()
    words = [bag.hold("a"), bag.hold("b", "uuid", "parent_1"), bag.hold(3, "int")]
    assert words == ["%(p0)s::text", "%(parent_1)s::uuid", "%(p2)s::int"]
    assert bag.params == {"p0": "a", "parent_1": "b", "p2": 3}


def test_sharings_are_told_apart_by_all_that_an_app_sees_differently() -> None:
    one = Sharing()
    opted = OptOut("directoryOptOut", ("yes",))
    different = [
        one,
        Sharing(schools=frozenset()),
        Sharing(demographics=True),
        Sharing(opt_out=opted),
        Sharing(opt_out=OptOut("directoryOptOut", ("yes", "true"))),
        Sharing(attributes_left_out={"users": frozenset({"email"})}),  # type: ignore[dict-item]
    ]
    assert len({each.seen for each in different}) == len(different)
    assert Sharing().seen == one.seen
