"""The query grammar: what real clients send, encoded or not, is read as they mean it."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.serve.problems import Refused
from homeroom.serve.query.asked import pairs, read_query
from homeroom.serve.query.filters import BadFilter, read_filter
from homeroom.store.serving.wanted import Filter, Order, Place, Predicate, Sign

UUID = "0198f000-0000-7000-8000-000000000001"
values = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


def one(path: str, sign: str, value: str) -> Filter:
    return Filter((Predicate(path, Sign(sign), value),))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("status='active'", one("status", "=", "active")),
        ("score>='8.5'", one("score", ">=", "8.5")),
        ("score<'8'", one("score", "<", "8")),
        ("title~'quiz'", one("title", "~", "quiz")),
        ("role!='student'", one("role", "!=", "student")),
        ("class.sourcedId='c=1'", one("class.sourcedId", "=", "c=1")),
        ("familyName='O''Hara'", one("familyName", "=", "O'Hara")),
        ("title=''", one("title", "=", "")),
        (" title = 'a AND b' ", one("title", "=", "a AND b")),
        # A plus that was not encoded has become a blank; no e-mail address has one.
        ("email='ana x@oak.example'", one("email", "=", "ana+x@oak.example")),
    ],
)
def test_a_comparison_is_read(text: str, read: Filter) -> None:
    assert read_filter(text) == read


def test_two_comparisons_are_joined_by_and_or_or() -> None:
    both = (Predicate("a", Sign.IS, "1"), Predicate("b", Sign.HAS, "2"))
    assert read_filter("a='1' AND b~'2'") == Filter(both)
    assert read_filter("a='1' or b~'2'") == Filter(both, any_of=True)
    third = Predicate("c", Sign.MORE, "3")
    assert read_filter("a='1' AND b~'2' AND c>'3'") == Filter((*both, third))


@pytest.mark.parametrize(
    "text",
    [
        "status", "status=active", "status='active", "='x'", "status='a' status='b'",
        "status='a' AND", "status='a' XOR b='c'", "(a='1')", "a='1' AND b='2' OR c='3'",
        "a='b'c'", "a=='b'", "a='1'" + " AND a='1'" * 20, "a='" + "x" * 4_000 + "'",
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadFilter) as raised:
        read_filter(text)
    assert len(str(raised.value)) > 20
    with pytest.raises(Refused) as refused:
        read_query(f"filter={quote(text)}")
    assert (refused.value.problem.status, refused.value.problem.minor) == (
        400,
        "invalid_filter_field",
    )


@given(value=values)
def test_any_value_survives_doubled_quotes_and_an_address(value: str) -> None:
    written = "title='" + value.replace("'", "''") + "'"
    assert read_query(f"filter={quote(written)}").filter == one("title", "=", value)


@given(text=values)
def test_no_text_breaks_the_reading_of_a_filter(text: str) -> None:
    try:
        read = read_filter(text)
    except BadFilter:
        return
    assert read.predicates


def test_a_pair_is_split_at_its_first_equals_sign() -> None:
    asked = read_query("filter=email='t@x.example'&limit=10000")
    assert asked.filter == one("email", "=", "t@x.example")
    assert asked.limit == 10_000
    assert pairs("a=b=c&&d") == [("a", "b=c"), ("d", "")]


def test_what_is_not_said_has_the_defaults_of_the_standard() -> None:
    asked = read_query("")
    assert (asked.limit, asked.offset, asked.order, asked.filter, asked.fields) == (
        100,
        0,
        None,
        None,
        None,
    )


@pytest.mark.parametrize("query", ["fields=a,b", "fields=a&fields=b", "fields=a%2C%20b&fields=a"])
def test_fields_come_with_commas_or_one_by_one(query: str) -> None:
    assert read_query(query).fields == ("a", "b")


def test_fields_that_are_blank_are_not_the_same_as_none() -> None:
    assert read_query("fields=").fields == ("",)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=-1", "limit=ten", "limit=", "limit=50001", "limit=1e3",
        "offset=-1", "offset=x", "offset=2147483648", "orderBy=up", "cursor=1",
        f"cursor={UUID}", f"cursor={UUID}.x", f"cursor={'z' * 36}.1", f"cursor={'-' * 36}.1",
        f"cursor={UUID}.3&sort=title", "sort=%00", "filter=%00",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(query: str) -> None:
    with pytest.raises(Refused) as raised:
        read_query(query)
    assert raised.value.problem.status == 400
    assert raised.value.problem.words


def test_a_page_of_fifty_thousand_is_given_and_one_more_is_refused_in_words() -> None:
    assert read_query("limit=50000").limit == 50_000
    with pytest.raises(Refused, match="at most 50,000"):
        read_query("limit=50001")


def test_order_and_cursor_are_read() -> None:
    assert read_query("sort=title").order == Order("title")
    assert read_query("sort=title&orderBy=DESC").order == Order("title", descending=True)
    assert read_query("orderBy=desc").order is None
    assert read_query(f"cursor={UUID}.12").place == Place(UUID, 12)


def test_links_keep_everything_but_the_place() -> None:
    asked = read_query(f"filter=a='1'&limit=5&fields=b&offset=5&cursor={UUID}.9&x=y")
    assert asked.kept == (("filter", "a='1'"), ("fields", "b"), ("x", "y"))
