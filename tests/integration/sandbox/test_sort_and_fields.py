"""Sorting and choosing fields, and how the versions differ where a name is unknown."""

import pytest

from tests.integration.sandbox.bodies import code_minor
from tests.integration.sandbox.client import GRADES, ROSTER, Client


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("users", "familyName"),
        ("users", "email"),
        ("classes", "title"),
        ("academicSessions", "startDate"),
        ("enrollments", "beginDate"),
        ("demographics", "birthDate"),
        ("orgs", "name"),
    ],
)
def test_sorted_rows_rise_and_fall(reader: Client, api: str, path: str, field: str) -> None:
    rising = [row[field] for row in reader.all(api, path, sort=field)]
    assert rising == sorted(rising)
    assert len(set(rising)) > 1
    falling = [row[field] for row in reader.all(api, path, sort=field, orderBy="desc")]
    assert falling == sorted(falling, reverse=True)


def test_equal_values_are_ordered_by_id(reader: Client, api: str) -> None:
    rows = reader.all(api, "enrollments", sort="role")
    keys = [(row["role"], row["sourcedId"]) for row in rows]
    assert keys == sorted(keys)


def test_scores_are_sorted_as_numbers(reader: Client, api: str) -> None:
    section = reader.all(api, "classes")[0]["sourcedId"]
    rows = reader.all(api, f"classes/{section}/results", sort="score")
    scores = [row["score"] for row in rows if "score" in row]
    assert scores == sorted(scores)
    assert "score" not in rows[0]


def test_reference_can_be_sorted_by(reader: Client, api: str) -> None:
    rows = reader.all(api, "classes", sort="course.sourcedId", orderBy="desc")
    ids = [row["course"]["sourcedId"] for row in rows]
    assert ids == sorted(ids, reverse=True)


def test_order_without_sort_turns_the_ids_around(reader: Client, api: str) -> None:
    rising = [row["sourcedId"] for row in reader.all(api, "classes")]
    falling = [row["sourcedId"] for row in reader.all(api, "classes", orderBy="desc")]
    assert falling == rising[::-1]


def test_sort_goes_together_with_filter_and_paging(reader: Client, api: str) -> None:
    whole = reader.all(api, "enrollments", filter="role='teacher'", sort="beginDate")
    page = reader.roster(
        api, "enrollments", filter="role='teacher'", sort="beginDate", limit=5, offset=10
    )
    assert page.json["enrollments"] == whole[10:15]


def test_unknown_sort_field_keeps_the_order_and_warns_in_1p1(reader: Client) -> None:
    plain = reader.roster("1.1", "classes").json["classes"]
    answer = reader.roster("1.1", "classes", sort="shoeSize")
    assert answer.status == 200
    assert answer.json["classes"] == plain
    (warning,) = answer.json["statusInfoSet"]
    assert warning["imsx_codeMajor"] == "success"
    assert warning["imsx_severity"] == "warning"
    assert warning["imsx_codeMinor"] == "invalid_sort_field"


def test_unknown_sort_field_keeps_the_order_in_1p2(reader: Client) -> None:
    plain = reader.roster("1.2", "classes").json
    answer = reader.roster("1.2", "classes", sort="shoeSize")
    assert answer.status == 200
    assert answer.json == plain


@pytest.mark.parametrize(
    "query", ["fields=sourcedId,title", "fields=sourcedId&fields=title", "fields=title%2CsourcedId"]
)
def test_fields_may_be_joined_or_repeated(reader: Client, api: str, query: str) -> None:
    answer = reader.get(f"{ROSTER[api]}/classes?limit=2&{query}")
    assert [set(row) for row in answer.json["classes"]] == [{"sourcedId", "title"}] * 2


def test_fields_are_chosen_on_a_single_row_as_well(reader: Client, api: str) -> None:
    name = reader.all(api, "classes")[0]["sourcedId"]
    answer = reader.roster(api, f"classes/{name}", fields="title,school")
    assert set(answer.json["class"]) == {"title", "school"}


def test_field_that_a_row_does_not_have_is_left_out(reader: Client, api: str) -> None:
    rows = reader.all(api, "teacherEnrollments", fields="sourcedId,primary,metadata")
    assert all(set(row) == {"sourcedId", "primary"} for row in rows)


def test_filter_does_not_need_its_field_to_be_shown(reader: Client, api: str) -> None:
    rows = reader.all(api, "enrollments", fields="sourcedId", filter="role='teacher'")
    assert rows
    assert all(set(row) == {"sourcedId"} for row in rows)


def test_unknown_field_gives_all_fields_and_warns_in_1p1(reader: Client) -> None:
    plain = reader.roster("1.1", "orgs").json["orgs"]
    answer = reader.roster("1.1", "orgs", fields="name,shoeSize")
    assert answer.status == 200
    assert answer.json["orgs"] == plain
    assert answer.json["statusInfoSet"][0]["imsx_codeMinor"] == "invalid_selection_field"


def test_unknown_field_is_refused_in_1p2(reader: Client) -> None:
    answer = reader.roster("1.2", "orgs", fields="name,shoeSize")
    assert answer.status == 400
    assert code_minor(answer) == "invalid_selection_field"
    assert "shoeSize" in answer.body.decode()


@pytest.mark.parametrize(
    ("api", "code"),
    [("1.1", "invalid_blank_selection_field"), ("1.2", "invalid_selection_field")],
)
def test_blank_fields_are_refused(reader: Client, api: str, code: str) -> None:
    for query in ("fields=", "fields=%20", "fields=,"):
        answer = reader.get(f"{ROSTER[api]}/orgs?{query}")
        assert answer.status == 400
        assert code_minor(answer) == code


def test_unknown_field_on_a_single_row_is_treated_alike(reader: Client) -> None:
    name = reader.all("1.1", "classes")[0]["sourcedId"]
    old = reader.roster("1.1", f"classes/{name}", fields="shoeSize")
    assert old.json["statusInfoSet"][0]["imsx_codeMinor"] == "invalid_selection_field"
    assert old.json["class"]["sourcedId"] == name
    assert reader.roster("1.2", f"classes/{name}", fields="shoeSize").status == 400


def test_fields_of_gradebook_rows_can_be_chosen(reader: Client, api: str) -> None:
    answer = reader.get(f"{GRADES[api]}/results?limit=3&fields=score,student")
    assert all(set(row) <= {"score", "student"} for row in answer.json["results"])


def test_other_parameters_are_ignored(reader: Client, api: str) -> None:
    plain = reader.roster(api, "orgs").json
    assert reader.roster(api, "orgs", colour="red").json == plain


def test_first_of_two_equal_parameters_counts(reader: Client, api: str) -> None:
    answer = reader.get(f"{ROSTER[api]}/classes?limit=2&limit=9")
    assert len(answer.json["classes"]) == 2
