"""The SQL by which apps read: what is shared, asked and sorted is words with parameters alone."""

from contextlib import suppress
from uuid import UUID

import pytest

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Shape
from homeroom.model.kinds import Kind, Version
from homeroom.model.v1p1 import MEMBERS_ONLY_1_2
from homeroom.rules.sharing import OptOut, Sharing
from homeroom.store.serving.bag import Bag
from homeroom.store.serving.chosen import chosen
from homeroom.store.serving.filters import Words
from homeroom.store.serving.hrefs import Hrefs
from homeroom.store.serving.members import together
from homeroom.store.serving.orders import order_words
from homeroom.store.serving.rendering import rendered, shown
from homeroom.store.serving.shared import Shared
from homeroom.store.serving.wanted import (
    Choice,
    Filter,
    Order,
    Predicate,
    Sign,
    UnknownName,
    UnusableValue,
)

SCHOOL = UUID("0198f000-0000-7000-8000-000000000001")
COURSE = UUID("0198f000-0000-7000-8000-000000000002")
EVERYTHING = Sharing(demographics=True)
LITTLE = Sharing(
    schools=frozenset({SCHOOL}),
    courses_left_out=frozenset({COURSE}),
    opt_out=OptOut("secretAttribute", ("secretvalue",)),
    demographics=True,
)
BAD = "x'); DROP TABLE users; --"
NO_SCHOOL = {Kind.ACADEMIC_SESSION, Kind.RESOURCE}
PLACES = {kind: f"https://hub.example/{kind.value}/" for kind in Kind}


# A scale may be one that the standard has no way to write.
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.SCORE_SCALE])
def test_where_everything_is_shared_nothing_is_asked(kind: Kind) -> None:
    bag = Bag()
    assert Shared(EVERYTHING, bag).words(kind, "t") == ""
    assert bag.params == {}


@pytest.mark.parametrize("kind", list(Kind))
def test_a_kind_of_which_nothing_is_shared_has_no_records(kind: Kind) -> None:
    sharing = Sharing(kinds_left_out=frozenset({kind}))
    assert Shared(sharing, Bag()).also(kind, "t") == " AND false"


@pytest.mark.parametrize("kind", list(Kind))
def test_what_belongs_to_a_school_is_asked_for_and_no_value_stands_in_the_words(kind: Kind) -> None:
    bag = Bag()
    words = Shared(LITTLE, bag).words(kind, "t")
    assert bool(words) == (kind not in NO_SCHOOL)
    for value in (str(SCHOOL), str(COURSE), "secretAttribute", "secretvalue"):
        assert value not in words
    assert all(f"%({name})s" in words for name in bag.params)


def test_a_value_is_held_once_however_often_it_is_asked_for() -> None:
    bag = Bag()
    shared = Shared(LITTLE, bag)
    first = shared.words(Kind.RESULT, "t")
    held = dict(bag.params)
    assert shared.words(Kind.RESULT, "t") == first
    assert bag.params == held


def paths(kind: Kind, version: Version) -> list[str]:
    """Return the members of a kind that can be compared by their own name."""
    lacking = MEMBERS_ONLY_1_2.get(kind, ()) if version is Version.V1P1 else ()
    return [
        field.wire
        for field in ENTITIES[kind].fields
        if field.wire not in lacking
        and field.shape not in (Shape.ROLES, Shape.STRUCTURE)
        and not (kind is Kind.DEMOGRAPHICS and field.name == "user")
    ]


@pytest.mark.parametrize("version", list(Version))
@pytest.mark.parametrize("kind", list(Kind))
def test_every_member_can_be_compared_and_its_value_is_a_parameter(
    kind: Kind, version: Version
) -> None:
    for path in ["sourcedId", "metadata.x", *paths(kind, version)]:
        for sign in Sign:
            bag = Bag()
            made = Words(kind, version, Shared(EVERYTHING, bag), bag)
            with suppress(UnusableValue):
                assert "DROP" not in made.of(Predicate(path, sign, BAD))
                assert bag.params


@pytest.mark.parametrize("kind", list(Kind))
def test_an_unknown_member_is_named(kind: Kind) -> None:
    bag = Bag()
    made = Words(kind, Version.V1P2, Shared(EVERYTHING, bag), bag)
    for path in ("nothing", f"{paths(kind, Version.V1P2)[0]}.x.y", "sourcedId.x", "", "."):
        with pytest.raises(UnknownName):
            made.of(Predicate(path, Sign.IS, "1"))


def test_an_attribute_that_is_left_out_is_as_unknown_as_one_that_there_is_not() -> None:
    sharing = Sharing(attributes_left_out={Kind.USER: frozenset({"email", "roles", "metadata"})})
    bag = Bag()
    for version in Version:
        made = Words(Kind.USER, version, Shared(sharing, bag), bag)
        for path in ("email", "roles.role", "role", "orgs.sourcedId", "metadata.x"):
            with pytest.raises(UnknownName):
                made.of(Predicate(path, Sign.IS, "1"))


def test_deleted_records_are_there_only_for_who_asks_for_them() -> None:
    def words(*predicates: Predicate) -> str:
        bag = Bag()
        asked = Filter(predicates) if predicates else None
        choice = Choice(kind=Kind.ORG, version=Version.V1P2, filter=asked)
        return chosen(choice, Shared(EVERYTHING, bag), bag)

    hidden = "t.retired_at IS NULL"
    assert hidden in words()
    assert hidden in words(Predicate("name", Sign.IS, "Oak"))
    assert hidden not in words(Predicate("status", Sign.IS, "tobedeleted"))
    assert hidden not in words(Predicate("dateLastModified", Sign.MORE, "2026-08-01"))


def test_every_list_is_of_one_district_and_joined_as_it_was_asked() -> None:
    both = (Predicate("name", Sign.IS, "a"), Predicate("type", Sign.IS, "b"))
    for any_of, join in ((False, " AND "), (True, " OR ")):
        bag = Bag()
        choice = Choice(
            kind=Kind.ORG, version=Version.V1P2, only="school", filter=Filter(both, any_of)
        )
        words = chosen(choice, Shared(EVERYTHING, bag), bag)
        assert "t.district_id = %(district)s AND t.type = 'school'" in words
        assert words.endswith(
            f'(lower(t."name") = %(p0)s::text{join}lower(t."type") = %(p1)s::text)'
        )


def test_an_order_ends_with_the_id_and_puts_blanks_last() -> None:
    def words(order: Order | None, *left_out: str) -> str:
        hidden = Sharing(attributes_left_out={Kind.USER: frozenset(left_out)})
        return order_words(Kind.USER, Version.V1P2, order, Shared(hidden, Bag()))

    assert words(None) == "t.id"
    assert words(Order("email")) == 't."email" COLLATE "C", t.id'
    assert words(Order("sourcedId", descending=True)) == ("t.sourced_id DESC NULLS LAST, t.id DESC")
    for path in ("roles", "grades", "primaryOrg", "nothing", 'email"; --'):
        with pytest.raises(UnknownName):
            words(Order(path))
    with pytest.raises(UnknownName):
        words(Order("email"), "email")
    with pytest.raises(UnknownName):
        order_words(Kind.USER, Version.V1P1, Order("pronouns"), Shared(EVERYTHING, Bag()))


def test_texts_are_put_together_in_their_order() -> None:
    texts = [f"'{number}'" for number in range(9)]
    assert together(texts).replace("(", "").replace(")", "") == " || ".join(texts)
    assert together([]) == "''"


@pytest.mark.parametrize("version", list(Version))
def test_only_what_is_shown_is_joined(version: Version) -> None:
    bag = Bag()
    shared = Shared(EVERYTHING, bag)
    members = shown(Kind.RESULT, version, Hrefs(PLACES, bag), shared)
    one = [member for member in members if member.wire == "score"]
    json, joins = rendered(one)
    assert joins == ""
    assert "score" in json
    whole, all_joins = rendered(members)
    assert all_joins.count("LEFT JOIN LATERAL") >= 2
    assert "https://" not in whole + all_joins
