"""Data Browsing: every kind of value is found as it is shown, whatever somebody types."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from homeroom.model.kinds import Kind
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp
from tests.packages import line_item, person, result, school
from tests.people import Town

NAMES = ["O'Neil", "100% _sure_", "Zoë", '"Quoted" <b>', "山田", "back\\slash"]


@pytest.fixture(scope="module", autouse=True)
def values(sis: FileApp) -> FileApp:
    """Six students of unusual names, and line items that are due around midnight."""
    files = school(len(NAMES))
    for number, name in enumerate(NAMES, start=1):
        files["users"][number] = person(f"s{number}", familyName=name, identifier=f"00{number}")
    files["users"][1] |= {"grades": "06,07", "email": "neil@river.example"}
    files["users"][2] |= {"grades": "07"}
    with district_scope(sis.district.id) as scope:
        scope.run("UPDATE apps SET grade_sync = true WHERE key = 'sis'")
        scope.run("UPDATE line_items SET retired_at = now()")
        scope.run("UPDATE results SET retired_at = now()")
    files["lineItems"] = [
        line_item("day", dueDate="2026-10-05"),
        line_item("evening", dueDate="2026-10-06T02:30:00.000Z"),  # half past nine in Chicago
        line_item("next", dueDate="2026-10-06T05:30:00.000Z"),
    ]
    files["results"] = [
        result("day", "s1", "8.50", late="true"),
        result("day", "s2", "7", late="false"),
        result("day", "s3", "0"),
    ]
    sis.sync(files)
    return sis


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("district-admin")


def get(client: Client, tab: str, *filters: tuple[str, str, str], **more: str) -> Any:
    asked: dict[str, Any] = {
        name: [one[place] for one in filters] for place, name in enumerate(("a", "c", "v"))
    }
    return client.get(f"/d/riverbend/data/{tab}/", asked | more)


def firsts(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.context["errors"]
    return sorted(row[0] for _, _, row in answer.context["rows"])


@pytest.mark.parametrize(
    ("how", "day", "titles"),
    [
        ("is", "2026-10-05", ["Quiz day", "Quiz evening"]),
        ("is", "2026-10-06", ["Quiz next"]),
        ("is above", "2026-10-05", ["Quiz next"]),
        ("is below", "2026-10-06", ["Quiz day", "Quiz evening"]),
        ("is not", "2026-10-05", ["Quiz next"]),
    ],
)
def test_a_due_date_is_found_by_the_day_that_the_list_shows(
    admin: Client, how: str, day: str, titles: list[str]
) -> None:
    # The district's clock is Chicago's; on that of UTC all three are due on the sixth.
    assert firsts(get(admin, "line-items", ("dueDate", how, day))) == titles
    shown = {row[0]: row[3] for _, _, row in get(admin, "line-items").context["rows"]}
    assert shown == {
        "Quiz day": "2026-10-05 23:59",
        "Quiz evening": "2026-10-05 21:30",
        "Quiz next": "2026-10-06 00:30",
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_found_as_it_is_written(admin: Client, name: str) -> None:
    assert firsts(get(admin, "students", ("familyName", "is", name))) == [name]
    # Capitals beyond ASCII are letters of their own: the database folds as every server does.
    other = name.swapcase() if name.isascii() else name
    assert firsts(get(admin, "students", ("familyName", "contains", other))) == [name]


@pytest.mark.parametrize("part", ["%", "_", "\\", "'", '"', "<b>"])
def test_a_sign_in_a_filter_means_itself(admin: Client, part: str) -> None:
    expected = sorted(name for name in NAMES if part in name)
    assert firsts(get(admin, "students", ("familyName", "contains", part))) == expected


@pytest.mark.parametrize(
    ("filter_", "names"),
    [
        (("grades", "is", "07"), ["100% _sure_", "O'Neil"]),
        (("grades", "is", "06"), ["O'Neil"]),
        (("grades", "is", "6"), []),
        (("grades", "is empty", ""), sorted(NAMES[2:])),
        (("grades", "is not empty", ""), ["100% _sure_", "O'Neil"]),
        # Who has no grade level is not in grade 7 either.
        (("grades", "is not", "07"), sorted(NAMES[2:])),
        (("email", "is not", "neil@river.example"), sorted(NAMES[1:])),
        (("email", "is empty", ""), sorted(NAMES[1:])),
        (("identifier", "begins with", "00"), sorted(NAMES)),
        (("identifier", "is", "1"), []),
        (("roles", "contains", "student"), sorted(NAMES)),
        (("enabledUser", "is", "yes"), sorted(NAMES)),
        (("enabledUser", "is", "no"), []),
    ],
)
def test_lists_blanks_and_flags_are_compared(
    admin: Client, filter_: tuple[str, str, str], names: list[str]
) -> None:
    assert firsts(get(admin, "students", filter_)) == names


@pytest.mark.parametrize(
    ("filter_", "scores"),
    [
        (("late", "is", "yes"), ["8.50"]),
        (("late", "is", "no"), ["7"]),
        (("late", "is not", "yes"), ["0", "7"]),
        (("late", "is empty", ""), ["0"]),
        (("score", "is", "8.5"), ["8.50"]),
        (("score", "is", "0"), ["0"]),
        (("score", "is not", "7.000"), ["0", "8.50"]),
        (("score", "is above", "1e99"), []),
    ],
)
def test_a_grade_is_found_by_its_flags_and_score(
    admin: Client, filter_: tuple[str, str, str], scores: list[str]
) -> None:
    rows = get(admin, "results", filter_).context["rows"]
    assert sorted(row[2] for _, _, row in rows) == scores


def test_a_reference_is_found_by_the_id_that_its_page_shows(admin: Client, sis: FileApp) -> None:
    pupil = sis.hub_id(Kind.USER, "s2")
    assert len(get(admin, "results", ("student", "is", pupil)).context["rows"]) == 1
    assert len(get(admin, "results", ("student", "is not", pupil)).context["rows"]) == 2
    assert len(get(admin, "results", ("student", "is", pupil.upper())).context["rows"]) == 1
    term = sis.hub_id(Kind.ACADEMIC_SESSION, "year")
    assert "Algebra 1" in firsts(get(admin, "classes", ("terms", "is", term)))
    assert firsts(get(admin, "classes", ("terms", "is not", term))) == ["English 6 - 01"]


def test_a_class_is_no_student_even_with_a_good_id(admin: Client, sis: FileApp) -> None:
    there = sis.hub_id(Kind.CLASS, "alg-1")
    assert get(admin, "results", ("student", "is", there)).context["rows"] == []


@pytest.mark.parametrize(
    ("attribute", "how", "value"),
    [
        ("familyName", "is", "a\0b"),
        ("score\0", "is", "1"),
        ("sourcedId", "is", "\0"),
    ],
)
def test_a_character_that_no_text_can_hold_is_refused_in_words(
    admin: Client, attribute: str, how: str, value: str
) -> None:
    answer = get(admin, "students", (attribute, how, value))
    assert answer.status_code == 422
    assert "a character that is no letter" in answer.content.decode()


@pytest.mark.parametrize("number", ["1e999999999", "-1e131073", "0e999999"])
def test_a_number_beyond_all_scores_is_said_at_its_field(admin: Client, number: str) -> None:
    answer = get(admin, "results", ("score", "is", number))
    assert answer.status_code == 422
    assert f"{number} is no number." in answer.content.decode()


@pytest.mark.parametrize("place", ['["a\\u0000","00000000-0000-4000-8000-000000000000"]', "[null]"])
def test_a_place_that_no_page_gave_leads_to_the_beginning(admin: Client, place: str) -> None:
    assert firsts(get(admin, "students", after=place)) == sorted(NAMES)


def test_the_page_after_the_last_says_how_to_go_on(admin: Client) -> None:
    place = '["zzzz","ffffffff-ffff-4fff-8fff-ffffffffffff"]'
    answer = get(admin, "contacts", after=place)
    assert answer.context["rows"] == []
    assert "Take a filter away, or look further." in answer.content.decode()
    assert "First page" in answer.content.decode()


def test_what_people_wrote_is_text_on_the_page_and_in_the_file(admin: Client) -> None:
    page = get(admin, "students").content.decode()
    assert "&quot;Quoted&quot; &lt;b&gt;" in page
    assert "<b>" not in page
    file: Any = get(admin, "students", csv="1")
    sent = b"".join(file.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sent, newline="")))
    assert sorted(row[0] for row in rows[1:]) == sorted(NAMES)


def test_a_filter_is_kept_by_the_order_the_file_and_the_next_page(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom.console.views.browse.PER_PAGE", 2)
    first = get(admin, "students", ("familyName", "is not", "O'Neil"), retired="1")
    for link in (first.context["next"], first.context["csv"], first.context["columns"][0]["sort"]):
        assert "familyName" in link
        assert "is+not" in link
        assert "O%27Neil" in link
        assert "retired=1" in link
    second = admin.get(f"/d/riverbend/data/students/{first.context['next']}")
    found = firsts(first) + firsts(second)
    assert "O'Neil" not in found
    assert len(set(found)) == 4
    # Another order, or the file, begins at the beginning.
    assert "after" not in second.context["csv"]
    assert "after" not in second.context["columns"][0]["sort"]


def test_a_file_is_not_made_of_filters_that_nobody_understands(admin: Client) -> None:
    answer = get(admin, "results", ("score", "is", "x"), csv="1")
    assert answer.status_code == 422
    assert "text/html" in answer["Content-Type"]


def test_the_file_is_read_piece_by_piece_and_holds_every_row_once(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom.console.views.browse._FILE_PAGE", 2)
    file: Any = get(admin, "students", csv="1", sort="-familyName")
    sent = b"".join(file.streaming_content).decode("utf-8-sig")
    names = [row[0] for row in csv.reader(io.StringIO(sent, newline=""))][1:]
    shown = [row[0] for _, _, row in get(admin, "students", sort="-familyName").context["rows"]]
    assert names == shown


@pytest.mark.parametrize("visitor", ["nobody", "elsewhere", "teacher", "vendor-admin"])
def test_the_file_is_for_whom_the_list_is(town: Town, visitor: str) -> None:
    answer = get(town.browser(visitor), "students", csv="1")
    assert answer.status_code in (302, 403, 404)


def test_columns_of_one_list_leave_the_others_alone(admin: Client) -> None:
    address = "/d/riverbend/data/teachers/"
    admin.post(address, {"column": ["phone", "familyName"]})
    heads = [one["title"] for one in admin.get(address).context["columns"]]
    # They stand in the order of the standard, not of the form.
    assert sorted(heads) == ["Family name", "Phone"]
    assert "Grades" in [one["title"] for one in get(admin, "students").context["columns"]]
    # Who takes the last column away gets the usual ones again.
    admin.post(address, {"column": ["pony"]})
    assert len(admin.get(address).context["columns"]) > 2
