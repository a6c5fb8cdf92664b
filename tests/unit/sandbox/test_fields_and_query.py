"""Field tables and query parameters."""

import pytest

from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.oneroster.errors import Refused
from homeroom.sandbox.oneroster.field_tables import Field, fields_of, find_field, value_at
from homeroom.sandbox.oneroster.query import MOST_ROWS, read_query
from homeroom.sandbox.web.messages import Request

_BOTH = (
    "org",
    "academicSession",
    "course",
    "class",
    "enrollment",
    "demographics",
    "resource",
    "user",
    "category",
    "lineItem",
    "result",
)


@pytest.mark.parametrize("entity", _BOTH)
@pytest.mark.parametrize("api", ["1.1", "1.2"])
def test_every_row_has_the_common_fields(entity: str, api: Api) -> None:
    fields = fields_of(entity, api)
    assert fields["sourcedId"] == "text"
    assert fields["dateLastModified"] == "instant"
    assert fields["metadata"] == "open"
    assert set(fields.values()) <= {
        "text",
        "number",
        "boolean",
        "day",
        "instant",
        "list",
        "ref",
        "refs",
        "objects",
        "open",
    }


@pytest.mark.parametrize(
    ("entity", "only_old", "only_new"),
    [
        ("user", {"role", "orgs"}, {"roles", "primaryOrg", "pronouns", "userMasterIdentifier"}),
        ("category", set(), {"weight"}),
        ("lineItem", set(), {"school", "academicSession", "scoreScale", "learningObjectiveSet"}),
        (
            "result",
            set(),
            {"class", "scoreScale", "textScore", "late", "missing", "incomplete", "inProgress"},
        ),
    ],
)
def test_versions_differ_where_the_standard_does(
    entity: str, only_old: set[str], only_new: set[str]
) -> None:
    old, new = set(fields_of(entity, "1.1")), set(fields_of(entity, "1.2"))
    assert old - new == only_old
    assert only_new <= new - old


@pytest.mark.parametrize(
    ("entity", "dotted", "field"),
    [
        ("result", "score", Field(("score",), "number")),
        ("result", "student", Field(("student", "sourcedId"), "text")),
        ("result", "student.sourcedId", Field(("student", "sourcedId"), "text")),
        ("result", "student.type", Field(("student", "type"), "text")),
        ("result", "metadata.a.b", Field(("metadata", "a.b"), "text")),
        ("class", "terms", Field(("terms", "sourcedId"), "list")),
        ("class", "terms.sourcedId", Field(("terms", "sourcedId"), "list")),
        ("class", "periods", Field(("periods",), "list")),
        ("user", "roles.role", Field(("roles", "role"), "list")),
        ("user", "roles.org.sourcedId", Field(("roles", "org", "sourcedId"), "list")),
        ("result", "student.name", None),
        ("result", "score.x", None),
        ("result", "metadata", None),
        ("result", "nothing", None),
        ("user", "roles", None),
        ("class", "terms.title", None),
    ],
)
def test_dotted_name_leads_to_a_field(entity: str, dotted: str, field: Field | None) -> None:
    assert find_field(entity, "1.2", dotted) == field


def test_value_is_found_through_objects_lists_and_tuples() -> None:
    row: dict[str, object] = {
        "a": {"b": [{"c": 1}, {"c": 2}, {"d": 3}]},
        "t": ("x", "y"),
        "n": None,
    }
    assert value_at(row, ("a", "b", "c")) == [1, 2]
    assert value_at(row, ("t",)) == ["x", "y"]
    assert value_at(row, ("n",)) == [None]
    assert value_at(row, ("a", "x")) == []
    assert value_at(row, ("t", "x")) == []


def _request(query: str) -> Request:
    return Request("GET", "/x", query, {}, b"", "http://h")


def test_defaults_of_a_query() -> None:
    query = read_query(_request(""), "result", "1.2")
    assert (query.limit, query.offset, query.sort, query.descending) == (100, 0, None, False)
    assert (query.filter, query.filter_text, query.fields, query.warnings) == (None, "", (), ())


@pytest.mark.parametrize(
    ("text", "limit", "offset"),
    [
        ("limit=1&offset=0", 1, 0),
        ("limit=50000", 50_000, 0),
        ("limit=50001", MOST_ROWS, 0),
        ("limit=99999999999999999999", MOST_ROWS, 0),
        ("offset=7&limit=3", 3, 7),
        ("limit=2&limit=9", 2, 0),
    ],
)
def test_limit_and_offset_are_read(text: str, limit: int, offset: int) -> None:
    query = read_query(_request(text), "result", "1.2")
    assert (query.limit, query.offset) == (limit, offset)


@pytest.mark.parametrize("text", ["limit=0", "limit=-5", "limit=a", "limit=%C2%B2", "offset=-1"])
def test_number_that_is_none_is_refused_with_400(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_query(_request(text), "result", "1.2")
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("text", "descending"),
    [("orderBy=desc", True), ("orderBy=DESC", True), ("orderBy=asc", False), ("orderBy=x", False)],
)
def test_order_is_rising_unless_it_says_falling(text: str, descending: bool) -> None:
    assert read_query(_request(text), "result", "1.2").descending is descending


def test_unknown_sort_is_a_warning_in_1p1_and_nothing_in_1p2() -> None:
    old = read_query(_request("sort=shoeSize"), "result", "1.1")
    new = read_query(_request("sort=shoeSize"), "result", "1.2")
    assert [warning.code for warning in old.warnings] == ["invalid_sort_field"]
    assert (old.sort, new.sort, new.warnings) == (None, None, ())


def test_parameters_are_split_at_the_first_equals_sign() -> None:
    request = _request("filter=email='t@x.org'&limit=10&empty=&flag&=x")
    assert request.parameters() == [
        ("filter", "email='t@x.org'"),
        ("limit", "10"),
        ("empty", ""),
        ("flag", ""),
        ("", "x"),
    ]
    assert request.parameter("filter") == "email='t@x.org'"
    assert request.parameter("none") is None


def test_plus_is_a_space_in_a_query_and_itself_in_a_path() -> None:
    request = Request("GET", "/a/s+1/b%2Bc/d%2Fe/f%20g", "x=s+1&y=s%2B1", {}, b"", "http://h")
    assert request.parameters() == [("x", "s 1"), ("y", "s+1")]
    assert request.segments() == ["a", "s+1", "b+c", "d/e", "f g"]
