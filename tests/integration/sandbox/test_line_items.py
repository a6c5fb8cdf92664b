"""PUT and DELETE of line items in both versions."""

from typing import Any

import pytest

from tests.integration.sandbox.bodies import (
    PLACEHOLDERS,
    Class,
    code_minor,
    description,
    first_class,
    put_item,
    put_result,
    with_item,
)
from tests.integration.sandbox.client import GRADES, Client, running


def test_new_line_item_is_created_with_201_and_no_body(fresh: Client, klass: Class) -> None:
    answer = put_item(fresh, klass.api, "quiz", klass.item())
    assert (answer.status, answer.body) == (201, b"")


def test_existing_line_item_is_replaced_with_200_and_no_body(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    answer = put_item(fresh, klass.api, "quiz", klass.item(title="Quiz, second try"))
    assert (answer.status, answer.body) == (200, b"")
    row = fresh.grades(klass.api, "lineItems/quiz").json["lineItem"]
    assert row["title"] == "Quiz, second try"


def test_written_line_item_is_read_back(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz", description="Chapter 3", resultValueMax=12.5)
    row = fresh.grades(klass.api, "lineItems/quiz").json["lineItem"]
    assert row["sourcedId"] == "quiz"
    assert row["status"] == "active"
    assert row["title"] == "Reading Log"
    assert row["description"] == "Chapter 3"
    assert row["assignDate"] == "2026-09-28T05:00:00.000Z"
    assert row["dueDate"] == "2026-10-03T04:59:00.000Z"
    assert row["class"]["sourcedId"] == klass.section
    assert (row["resultValueMin"], str(row["resultValueMax"])) == (0, "12.5")
    assert row in fresh.all(klass.api, "lineItems")
    assert row in fresh.all(klass.api, f"classes/{klass.section}/lineItems")


def test_every_write_moves_the_date_of_last_change(fresh: Client, klass: Class) -> None:
    stamps = []
    for title in ("One", "Two", "Two"):
        put_item(fresh, klass.api, "quiz", klass.item(title=title))
        row = fresh.grades(klass.api, "lineItems/quiz").json["lineItem"]
        stamps.append(row["dateLastModified"])
    assert stamps == sorted(set(stamps))
    assert stamps[0] == "2026-10-14T12:00:00.001Z"


def test_replacing_clears_what_is_not_sent(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz", description="Chapter 3")
    put_item(fresh, klass.api, "quiz", klass.item())
    assert "description" not in fresh.grades(klass.api, "lineItems/quiz").json["lineItem"]


def test_item_of_one_version_is_read_in_the_other(fresh: Client) -> None:
    old, new = first_class(fresh, "1.1"), first_class(fresh, "1.2")
    with_item(fresh, old, "by-1.1", title="By 1.1")
    with_item(fresh, new, "by-1.2", title="By 1.2")
    for name in ("by-1.1", "by-1.2"):
        assert fresh.grades("1.1", f"lineItems/{name}").status == 200
        assert fresh.grades("1.2", f"lineItems/{name}").status == 200


def test_1p1_item_shows_the_zeros_as_its_category(fresh: Client, class_1p1: Class) -> None:
    with_item(fresh, class_1p1, "quiz")
    row = fresh.grades("1.1", "lineItems/quiz").json["lineItem"]
    assert row["category"]["sourcedId"] == PLACEHOLDERS[0]


def test_1p1_item_of_a_teacher_shows_the_printed_ones(reader: Client) -> None:
    rows = [row for row in reader.all("1.1", "lineItems") if "metadata" not in row]
    assert {row["category"]["sourcedId"] for row in rows} == {PLACEHOLDERS[2]}


def test_1p1_does_not_capture_a_category(fresh: Client, class_1p1: Class) -> None:
    named = {"sourcedId": class_1p1.categories["Tests"]}
    with_item(fresh, class_1p1, "quiz", category=named)
    row = fresh.grades("1.1", "lineItems/quiz").json["lineItem"]
    assert row["category"]["sourcedId"] == PLACEHOLDERS[0]
    row = fresh.grades("1.2", "lineItems/quiz").json["lineItem"]
    assert row["category"]["sourcedId"] == PLACEHOLDERS[1]


def test_1p1_takes_any_category_since_it_ignores_it(fresh: Client, class_1p1: Class) -> None:
    for place, name in enumerate((*PLACEHOLDERS, "anything")):
        body = class_1p1.item(title=f"Item {place}", category={"sourcedId": name})
        assert put_item(fresh, "1.1", f"quiz-{place}", body).status == 201


def test_1p2_item_shows_its_own_category(fresh: Client, class_1p2: Class) -> None:
    with_item(fresh, class_1p2, "quiz", category={"sourcedId": class_1p2.categories["Tests"]})
    row = fresh.grades("1.2", "lineItems/quiz").json["lineItem"]
    assert row["category"]["sourcedId"] == class_1p2.categories["Tests"]
    assert row["school"]["sourcedId"] == class_1p2.school


def test_1p2_takes_all_its_optional_members(fresh: Client, class_1p2: Class) -> None:
    objectives = [{"source": "case", "learningObjectiveIds": ["a", "b"]}]
    scale = {"sourcedId": f"{class_1p2.section}-letters"}
    term = {"sourcedId": "1002"}
    with_item(
        fresh,
        class_1p2,
        "quiz",
        learningObjectiveSet=objectives,
        scoreScale=scale,
        academicSession=term,
        gradingPeriod={"sourcedId": class_1p2.periods["Q1"]},
        status="active",
        dateLastModified="1999-01-01T00:00:00Z",
        metadata={"ours": "1"},
        sourcedId="quiz",
    )
    row = fresh.grades("1.2", "lineItems/quiz").json["lineItem"]
    assert row["learningObjectiveSet"] == objectives
    assert row["scoreScale"]["sourcedId"] == scale["sourcedId"]
    assert row["academicSession"]["sourcedId"] == "1002"
    assert row["gradingPeriod"]["sourcedId"] == class_1p2.periods["Q1"]
    assert row["dateLastModified"].startswith("2026-10-14")
    assert "metadata" not in row


def test_1p2_item_without_points_is_taken(fresh: Client, class_1p2: Class) -> None:
    with_item(fresh, class_1p2, "quiz", resultValueMin=None, resultValueMax=None)
    row = fresh.grades("1.2", "lineItems/quiz").json["lineItem"]
    assert "resultValueMax" not in row


@pytest.mark.parametrize(
    "member",
    ["title", "assignDate", "dueDate", "class", "resultValueMin", "resultValueMax"],
)
def test_1p1_needs_every_one_of_its_members(fresh: Client, class_1p1: Class, member: str) -> None:
    body = class_1p1.item(**{member: None})
    if member == "class":
        del (body := class_1p1.item())["lineItem"]["class"]
    answer = put_item(fresh, "1.1", "quiz", body)
    assert answer.status == 422
    assert code_minor(answer) == "invaliddata"
    assert member in description(answer)


@pytest.mark.parametrize(
    "member", ["title", "assignDate", "dueDate", "class", "school", "category"]
)
def test_1p2_needs_every_one_of_its_members(fresh: Client, class_1p2: Class, member: str) -> None:
    body = class_1p2.item()
    del body["lineItem"][member]
    answer = put_item(fresh, "1.2", "quiz", body)
    assert answer.status == 422
    assert code_minor(answer) == "invaliddata"
    assert member in description(answer)


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_1p2_takes_no_placeholder_as_category(
    fresh: Client, class_1p2: Class, placeholder: str
) -> None:
    body = class_1p2.item(category={"sourcedId": placeholder})
    answer = put_item(fresh, "1.2", "quiz", body)
    assert answer.status == 422
    assert "category_required" in description(answer)


def test_1p2_takes_no_category_of_another_section(fresh: Client, class_1p2: Class) -> None:
    other = first_class(fresh, "1.2", 1)
    for name in (other.categories["Homework"], "none"):
        answer = put_item(fresh, "1.2", "quiz", class_1p2.item(category={"sourcedId": name}))
        assert answer.status == 422
        assert "category_of_class" in description(answer)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "   "},
        {"title": 7},
        {"assignDate": "2026-09-28"},
        {"dueDate": "2026-10-02"},
        {"dueDate": "2026-10-02T23:59:00"},
        {"dueDate": "tomorrow"},
        {"dueDate": 1790000000},
        {"class_": {"sourcedId": "none"}},
        {"class_": "1000001"},
        {"class_": {}},
        {"resultValueMax": "20"},
        {"resultValueMax": True},
        {"resultValueMin": 5, "resultValueMax": 4},
        {"gradingPeriod": {"sourcedId": "gp9999"}},
        {"status": "inactive"},
    ],
)
def test_line_item_with_a_wrong_value_is_refused(
    fresh: Client, klass: Class, changes: dict[str, Any]
) -> None:
    answer = put_item(fresh, klass.api, "quiz", klass.item(**changes))
    assert answer.status == 422, answer.body
    assert code_minor(answer) == "invaliddata"
    assert fresh.grades(klass.api, "lineItems/quiz").status == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"school": {"sourcedId": "none"}},
        {"academicSession": {"sourcedId": "1001x"}},
        {"scoreScale": {"sourcedId": "none"}},
        {"learningObjectiveSet": [{"source": "case"}]},
        {"learningObjectiveSet": {}},
        {"weight": 3},
    ],
)
def test_1p2_line_item_with_a_wrong_member_is_refused(
    fresh: Client, class_1p2: Class, changes: dict[str, Any]
) -> None:
    assert put_item(fresh, "1.2", "quiz", class_1p2.item(**changes)).status == 422


def test_1p1_ignores_members_it_does_not_know(fresh: Client, class_1p1: Class) -> None:
    body = class_1p1.item(school={"sourcedId": "none"}, weight=3, scoreScale={"sourcedId": "x"})
    assert put_item(fresh, "1.1", "quiz", body).status == 201


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"not json", 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"result": {}}', 422),
        (b'{"lineItem": []}', 422),
        (b'{"lineItem": null}', 422),
    ],
)
def test_body_that_is_no_line_item_is_refused(
    fresh: Client, api: str, body: bytes, status: int
) -> None:
    path = f"{GRADES[api]}/lineItems/quiz"
    assert fresh.bare("PUT", path, body, fresh.headers()).status == status


def test_id_in_the_body_must_be_that_of_the_path(fresh: Client, klass: Class) -> None:
    assert put_item(fresh, klass.api, "quiz", klass.item(sourcedId="quiz")).status == 201
    answer = put_item(fresh, klass.api, "quiz", klass.item(sourcedId="other"))
    assert answer.status == 422
    assert "other" in description(answer)


def test_line_item_cannot_move_to_another_class(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    other = first_class(fresh, klass.api, 1)
    assert put_item(fresh, klass.api, "quiz", other.item()).status == 422


def test_grading_period_is_worked_out_from_the_due_date(fresh: Client, klass: Class) -> None:
    for due, quarter in (
        ("2026-10-16T12:00:00Z", "Q1"),
        ("2026-10-17T04:59:00Z", "Q1"),
        ("2026-10-19T12:00:00Z", "Q2"),
        ("2027-06-04T12:00:00Z", "Q4"),
    ):
        body = klass.item(title=due, dueDate=due)
        assert put_item(fresh, klass.api, due, body).status == 201
        row = fresh.grades(klass.api, f"lineItems/{due}").json["lineItem"]
        assert row["gradingPeriod"]["sourcedId"] == klass.periods[quarter]


def test_named_grading_period_is_kept_as_named(fresh: Client, klass: Class) -> None:
    period = {"sourcedId": klass.periods["Q2"]}
    with_item(fresh, klass, "quiz", gradingPeriod=period)
    row = fresh.grades(klass.api, "lineItems/quiz").json["lineItem"]
    assert row["gradingPeriod"]["sourcedId"] == klass.periods["Q2"]


def test_column_stands_in_the_quarter_of_the_due_date_all_the_same(
    fresh: Client, klass: Class
) -> None:
    with_item(fresh, klass, "quiz", gradingPeriod={"sourcedId": klass.periods["Q2"]})
    (section,) = fresh.control("teacher-view.json?touched=1")["sections"]
    item = next(row for row in section["items"] if row["id"] == "quiz")
    assert item["term"] == "Q1"


def test_due_date_is_the_schools_day_and_not_that_of_utc(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz", dueDate="2026-10-17T04:59:00Z")
    (section,) = fresh.control("teacher-view.json?touched=1")["sections"]
    item = next(row for row in section["items"] if row["id"] == "quiz")
    assert item["due"] == "2026-10-16"


def test_same_instant_is_another_day_in_another_time_zone() -> None:
    with running("--students", "20", "--time-zone", "Pacific/Auckland") as (_, client):
        klass = first_class(client, "1.1")
        with_item(client, klass, "quiz", dueDate="2026-10-01T12:00:00Z")
        (section,) = client.control("teacher-view.json?touched=1")["sections"]
        item = next(row for row in section["items"] if row["id"] == "quiz")
        assert item["due"] == "2026-10-02"


def test_deleted_line_item_is_gone_with_its_results(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    put_result(fresh, klass.api, "quiz-1", klass.result("quiz"))
    answer = fresh.delete(f"{GRADES[klass.api]}/lineItems/quiz")
    assert (answer.status, answer.body) == (204, b"")
    assert "Content-Length" not in answer.headers
    for path in ("lineItems/quiz", "results/quiz-1"):
        assert fresh.grades(klass.api, path).status == 404
    for path in (f"classes/{klass.section}/lineItems", f"classes/{klass.section}/results"):
        ids = {row["sourcedId"] for row in fresh.all(klass.api, path)}
        assert not ids & {"quiz", "quiz-1"}


def test_deleting_twice_or_deleting_nothing_is_404(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    path = f"{GRADES[klass.api]}/lineItems"
    assert fresh.delete(f"{path}/quiz").status == 204
    answer = fresh.delete(f"{path}/quiz")
    assert answer.status == 404
    assert code_minor(answer) == "unknownobject"
    assert fresh.delete(f"{path}/never").status == 404


def test_deleted_line_item_can_be_made_again(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    put_result(fresh, klass.api, "quiz-1", klass.result("quiz"))
    fresh.delete(f"{GRADES[klass.api]}/lineItems/quiz")
    assert put_item(fresh, klass.api, "quiz", klass.item()).status == 201
    assert fresh.grades(klass.api, "lineItems/quiz").status == 200
    assert fresh.grades(klass.api, "results/quiz-1").status == 404


def test_status_tobedeleted_in_a_put_deletes_softly(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    gone = klass.item(status="tobedeleted")
    assert put_item(fresh, klass.api, "quiz", gone).status == 200
    assert fresh.grades(klass.api, "lineItems/quiz").status == 404
    assert put_item(fresh, klass.api, "quiz", gone).status == 404


def test_grading_task_cannot_be_written_or_deleted(fresh: Client, klass: Class) -> None:
    rows = fresh.all(klass.api, f"classes/{klass.section}/lineItems")
    task = next(row["sourcedId"] for row in rows if "metadata" in row)
    assert put_item(fresh, klass.api, task, klass.item()).status == 403
    assert fresh.delete(f"{GRADES[klass.api]}/lineItems/{task}").status == 403
    assert fresh.grades(klass.api, f"lineItems/{task}").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "lineItems",
        "lineItems/x",
        "results",
        "results/x",
        "classes/1000001/lineItems",
        "classes/1000001/results",
        "categories",
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_address_that_exists_takes_no_post(fresh: Client, api: str, method: str, path: str) -> None:
    answer = fresh.bare(method, f"{GRADES[api]}/{path}", b"{}", fresh.headers())
    assert answer.status == 405
    assert "not taken" in description(answer)


def test_roster_takes_no_write(fresh: Client, api: str) -> None:
    for method in ("PUT", "DELETE", "POST"):
        for path in ("users/x", "classes/1000001", "enrollments"):
            url = f"/campus/api/ims/oneroster/rostering/{'v1p1' if api == '1.1' else 'v1p2'}"
            answer = fresh.bare(method, f"{url}/{path}", b"{}", fresh.headers())
            assert answer.status == 405


def test_collection_takes_no_put(fresh: Client, klass: Class) -> None:
    assert fresh.put(f"{GRADES[klass.api]}/lineItems", klass.item()).status == 405


def test_assessment_scales_and_posts_of_1p2_are_not_offered(fresh: Client) -> None:
    base = GRADES["1.2"]
    assert fresh.put(f"{base}/scoreScales/x", {}).status == 405
    assert fresh.post(f"{base}/lineItems/x/results", {}).status == 404
    assert fresh.post(f"{base}/schools/x/lineItems", {}).status == 404
    assert fresh.post(f"{base}/classes/x/academicSessions/y/results", {}).status == 404
