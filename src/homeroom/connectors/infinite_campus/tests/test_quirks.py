"""Where Infinite Campus differs: legacy ids, grading tasks, and categories that are none."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from homeroom.connectors.base import Connection
from homeroom.connectors.infinite_campus import CONNECTOR
from homeroom.connectors.infinite_campus.quirks import (
    LEGACY,
    PLACEHOLDER_CATEGORIES,
    InfiniteCampusTarget,
)
from homeroom.connectors.oneroster.tests.drafts import draft_for, rows
from homeroom.connectors.oneroster.tests.scripted import Scripted, said, scripted
from homeroom.connectors.oneroster.tests.settings import GRADEBOOK, given
from homeroom.connectors.writes import TargetCategory, Write
from homeroom.model.decode import decode
from homeroom.model.gradebook import NATURE, SHOWN_SCORE, LineItem, LineItemNature, Result
from homeroom.model.kinds import Kind
from tests.sandboxes import Sandbox, sandbox

OPEN = "ext_infiniteCampus_isGradingWindowOpen"
ONE_TIME = "ext_infiniteCampus_isOneTime"
STANDARD = "ext_infiniteCampus_isStandard"
ZEROS = "00000000-0000-0000-0000-000000000000"
ONES = "11111111-1111-1111-1111-111111111111"
ONES_SHORT = "11111111-1111-1111-111111111111"


@pytest.fixture(scope="module")
def nobody() -> Iterator[Scripted]:
    """A server that is only there to be connected to."""
    with scripted() as running:
        yield running


@pytest.fixture(params=["1.1", "1.2"])
def connection(nobody: Scripted, request: pytest.FixtureRequest) -> Iterator[Connection]:
    with CONNECTOR.connect(given(nobody, api_version=request.param)) as opened:
        yield opened


def person(metadata: Any) -> dict[str, Any]:
    return {"sourcedId": "u", "metadata": metadata}


@pytest.mark.parametrize(
    "metadata",
    [
        {"ic.legacySourcedId": "100005"},
        {"ic.legacysourceId": "100005"},
        {"IC.LEGACYSOURCEDID": "100005"},
        {"ic": {"legacySourcedId": "100005"}},
        {"ic": {"legacysourceId": 100005}},
        {"legacySourcedId": " 100005 "},
        {"ic.legacySourcedId": "100005", "ic": {"legacysourceId": "100005"}},
        {"a": {"b": {"ic.legacySourcedId": "100005"}}, "other": "7"},
    ],
    ids=str,
)
def test_the_number_of_before_1_2_is_found_in_every_spelling(
    connection: Connection, metadata: Any
) -> None:
    assert connection.dialect.other_ids(Kind.USER, person(metadata)) == ((LEGACY, "100005"),)


@pytest.mark.parametrize(
    "metadata",
    [None, {}, [], "ic.legacySourcedId", {"ic.legacySourcedId": ""}, {"ic.legacySourcedId": None},
     {"ic.legacySourcedId": ["100005"]}, {"legacy": "100005"}, {"mylegacySourcedId": "1"}],
    ids=str,
)  # fmt: skip
def test_a_person_without_such_a_number_has_no_other_id(
    connection: Connection, metadata: Any
) -> None:
    assert connection.dialect.other_ids(Kind.USER, person(metadata)) == ()


def test_only_people_have_legacy_ids(connection: Connection) -> None:
    for kind in set(Kind) - {Kind.USER}:
        assert connection.dialect.other_ids(kind, person({"ic.legacySourcedId": "7"})) == ()


def item(connection: Connection, **more: Any) -> LineItem:
    """Return a line item as the hub reads it."""
    wire = {
        "sourcedId": "l",
        "status": "active",
        "title": "Quiz",
        "class": {"sourcedId": "c"},
        **more,
    }
    found = decode(Kind.LINE_ITEM, connection.dialect.as_1_2(Kind.LINE_ITEM, wire), ZoneInfo("UTC"))
    assert isinstance(found.record, LineItem)
    return found.record


@pytest.mark.parametrize(
    ("metadata", "nature"),
    [
        ({}, LineItemNature.ASSIGNMENT),
        ({"theirs": "x"}, LineItemNature.ASSIGNMENT),
        ({OPEN: "true"}, LineItemNature.GRADING_TASK),
        ({OPEN: "false"}, LineItemNature.GRADING_TASK),
        ({ONE_TIME: "false"}, LineItemNature.GRADING_TASK),
        ({STANDARD: "false"}, LineItemNature.GRADING_TASK),
        ({STANDARD: False, OPEN: True}, LineItemNature.GRADING_TASK),
        ({STANDARD: "true"}, LineItemNature.STANDARD),
        ({STANDARD: " TRUE "}, LineItemNature.STANDARD),
        ({STANDARD: True, OPEN: "true"}, LineItemNature.STANDARD),
        ({STANDARD: "1", ONE_TIME: "true"}, LineItemNature.STANDARD),
        ({NATURE: "anything"}, LineItemNature.ASSIGNMENT),
    ],
    ids=str,
)
def test_grading_tasks_and_standards_are_told_apart_from_assignments(
    connection: Connection, metadata: Any, nature: LineItemNature
) -> None:
    found = item(connection, metadata=metadata)
    assert found.nature is nature
    assert metadata.items() - found.metadata.items() == set()  # what came is kept beside it


def test_metadata_that_is_no_object_is_an_assignment_and_no_crash(connection: Connection) -> None:
    odd: Any
    for odd in (None, [], "x", 17):
        assert item(connection, metadata=odd).nature is LineItemNature.ASSIGNMENT


def test_the_three_placeholders_are_the_known_ones() -> None:
    assert {ZEROS, ONES, ONES_SHORT} == PLACEHOLDER_CATEGORIES


@pytest.mark.parametrize("placeholder", [ZEROS, ONES, ONES_SHORT])
@pytest.mark.parametrize("bare", [False, True], ids=["reference", "text"])
def test_a_placeholder_category_is_no_category(
    connection: Connection, placeholder: str, bare: bool
) -> None:
    category: Any = placeholder if bare else {"sourcedId": placeholder, "type": "category"}
    assert "category" not in connection.dialect.as_1_2(Kind.LINE_ITEM, {"category": category})
    assert item(connection, category={"sourcedId": placeholder}).category is None


def test_a_category_of_the_class_is_kept(connection: Connection) -> None:
    assert item(connection, category={"sourcedId": "1000001-2"}).category == "1000001-2"


def test_placeholders_are_not_offered_as_categories(nobody: Scripted) -> None:
    shown = [(ZEROS, "Not captured"), (ONES, "x"), ("k1", "Homework"), (ONES_SHORT, "y")]
    wire = [{"sourcedId": id_, "status": "active", "title": title} for id_, title in shown]
    nobody.on(f"{GRADEBOOK}/lineItems", said({"lineItems": []}, X_Total_Count="0"))
    nobody.on(f"{GRADEBOOK}/classes/c/categories", said({"categories": wire}, X_Total_Count="4"))
    with CONNECTOR.connect(given(nobody)) as opened:
        assert list(opened.target.categories("c")) == [TargetCategory("k1", "Homework")]


@pytest.fixture
def live(campus: Sandbox, api: str) -> Iterator[Connection]:
    with CONNECTOR.connect(campus.delivery_config(api)) as opened:
        yield opened


def test_a_gradebook_as_it_comes_is_told_apart(live: Connection) -> None:
    seen = [
        (wire, live.dialect.as_1_2(Kind.LINE_ITEM, wire)) for wire in rows(live, Kind.LINE_ITEM)
    ]
    natures = {shown["title"]: shown.get("metadata", {}).get(NATURE) for _, shown in seen}
    assert natures["Q1 Grade"] == "grading task"
    assert natures["Work Habits"] == "standard"
    assert natures["Quiz 1: Vocabulary"] is None
    held = {shown["category"]["sourcedId"] for _, shown in seen if "category" in shown}
    assert not held & PLACEHOLDER_CATEGORIES
    came = {wire["category"]["sourcedId"] for wire, _ in seen}
    assert came & PLACEHOLDER_CATEGORIES


def test_people_as_they_come_carry_their_old_number_on_1_2_alone(
    live: Connection, api: str
) -> None:
    found = [live.dialect.other_ids(Kind.USER, wire) for wire in rows(live, Kind.USER)]
    assert all(found) is (api == "1.2")
    assert any(found) is (api == "1.2")


def test_only_the_active_school_year_is_served(live: Connection) -> None:
    years = {one["schoolYear"] for one in rows(live, Kind.ACADEMIC_SESSION)}
    assert years == {"2027"}


POINTS = "ext_infiniteCampus_assignmentRawScore"
OF_ASSIGNMENT = "ext_infiniteCampus_isAssignmentResult"


def scored(connection: Connection, **wire: Any) -> Any:
    return connection.dialect.as_1_2(Kind.RESULT, wire).get("score")


@pytest.mark.parametrize(
    ("metadata", "score"),
    [
        ({POINTS: "8.125", OF_ASSIGNMENT: "true"}, Decimal("8.125")),
        ({POINTS: " 8.50 "}, Decimal("8.50")),
        ({POINTS: 0}, Decimal(0)),
        ({POINTS: "91", OF_ASSIGNMENT: "false"}, Decimal("77.4")),
        ({POINTS: ""}, Decimal("77.4")),
        ({POINTS: None}, Decimal("77.4")),
        ({POINTS: "NaN"}, Decimal("77.4")),
        ({POINTS: "B+"}, Decimal("77.4")),
        ({}, Decimal("77.4")),
        (None, Decimal("77.4")),
    ],
    ids=str,
)
def test_a_score_is_read_in_points_where_the_points_stand_beside_it(
    connection: Connection, metadata: Any, score: Decimal
) -> None:
    assert scored(connection, score=Decimal("77.4"), metadata=metadata) == score


def test_a_score_that_points_took_the_place_of_is_kept(connection: Connection) -> None:
    wire = {"score": Decimal("77.4"), "metadata": {POINTS: "8.125"}}
    seen = connection.dialect.as_1_2(Kind.RESULT, wire)
    assert seen["metadata"] == {POINTS: "8.125", SHOWN_SCORE: "77.4"}


@pytest.mark.parametrize("score", [Decimal("8.5"), 8.5, "8.50"], ids=str)
def test_a_score_that_is_in_points_already_is_left_alone(
    connection: Connection, score: Any
) -> None:
    wire = {"score": score, "metadata": {POINTS: "8.5"}}
    assert connection.dialect.as_1_2(Kind.RESULT, wire) == wire


def test_points_make_no_score_where_there_is_none(connection: Connection) -> None:
    assert scored(connection, metadata={POINTS: "8"}) is None


def test_a_server_that_shows_percents_is_compared_in_points(api: str) -> None:
    with (
        sandbox("--students", "30", "--api", "both", "--result-score", "percent") as percents,
        CONNECTOR.connect(percents.delivery_config(api)) as connection,
    ):
        draft = draft_for(connection)
        class_id = draft.item.class_
        writes = ((Kind.LINE_ITEM, draft.item), (Kind.RESULT, draft.result))
        connection.target.put(
            [Write(kind=kind, record=record, class_id=class_id) for kind, record in writes]
        )
        [found] = connection.target.results(draft.item.sourced_id, class_id)
    assert found.score == draft.result.score == Decimal("8.125")
    assert found.metadata[SHOWN_SCORE] != "8.125"


@pytest.mark.parametrize(
    ("version", "wire", "number"),
    [
        ("1.1", {"sourcedId": "s+123456"}, "123456"),
        ("1.1", {"sourcedId": "t123456"}, "123456"),
        ("1.1", {"sourcedId": "123456"}, ""),
        ("1.1", {"sourcedId": "s+12x"}, ""),
        ("1.1", {"sourcedId": "ss+12"}, ""),
        ("1.1", {"sourcedId": "s+12", "metadata": {"ic.legacySourcedId": "99"}}, "12"),
        ("1.2", {"sourcedId": "guid", "metadata": {"ic.legacySourcedId": "123456"}}, "123456"),
        ("1.2", {"sourcedId": "s+123456"}, ""),
        ("1.2", {"sourcedId": "guid", "metadata": {}}, ""),
    ],
)
def test_the_number_of_a_person_is_the_same_in_both_versions(
    version: str, wire: dict[str, Any], number: str
) -> None:
    assert CONNECTOR.dialect(version).number(Kind.USER, wire) == number


def test_only_people_have_numbers() -> None:
    assert CONNECTOR.dialect("1.1").number(Kind.ENROLLMENT, {"sourcedId": "s123456"}) == ""


@pytest.mark.parametrize(
    ("metadata", "is_open"),
    [
        ({OPEN: "true"}, True),
        ({OPEN: " FALSE "}, False),
        ({OPEN: True}, True),
        ({OPEN: "0"}, False),
        ({OPEN: "perhaps"}, None),
        ({STANDARD: "true"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_whether_a_grading_window_is_open_is_what_the_sis_says(
    connection: Connection, metadata: Any, is_open: bool | None
) -> None:
    assert item(connection, metadata=metadata).window_open is is_open


def posted_wire(connection: Connection, into: LineItemNature, letter: str | None) -> dict[str, Any]:
    """Return how a result goes out."""
    grade = Result(
        sourced_id="r",
        line_item="l",
        student="s",
        class_="c",
        score=Decimal("91.5"),
        text_score=letter,
        score_status="fully graded",
    )
    target = connection.target
    assert isinstance(target, InfiniteCampusTarget)
    return target.wire(Write(kind=Kind.RESULT, record=grade, class_id="c", into=into))


@pytest.mark.parametrize("into", [LineItemNature.GRADING_TASK, LineItemNature.STANDARD])
def test_a_posted_grade_carries_its_letter_where_each_version_has_room(
    connection: Connection, into: LineItemNature
) -> None:
    wire = posted_wire(connection, into, "A-")
    assert wire["metadata"] == {"ext_infiniteCampus_scoreGrade": "A-"}
    assert wire["score"] == Decimal("91.5")
    on_1_2 = connection.capabilities.id_space == "1.2"
    assert wire.get("scoreStatus") == ("fully graded" if on_1_2 else None)
    assert wire.get("textScore") == ("A-" if on_1_2 else None)


def test_a_score_of_an_assignment_goes_out_as_before(connection: Connection) -> None:
    wire = posted_wire(connection, LineItemNature.ASSIGNMENT, None)
    assert "metadata" not in wire
    assert wire["scoreStatus"] == "fully graded"
    assert "metadata" not in posted_wire(connection, LineItemNature.GRADING_TASK, None)


def test_the_letter_of_a_posted_grade_is_read_where_1_2_has_it(connection: Connection) -> None:
    metadata = {
        "ext_infiniteCampus_isAssignmentResult": "false",
        "ext_infiniteCampus_scoreGrade": "A-",
    }
    seen = connection.dialect.as_1_2(Kind.RESULT, {"score": 91.5, "metadata": metadata})
    assert (seen["score"], seen["textScore"]) == (91.5, "A-")
    own = {"score": 91.5, "textScore": "B", "metadata": metadata}
    assert connection.dialect.as_1_2(Kind.RESULT, own)["textScore"] == "B"
    assignment = {
        "score": 8,
        "metadata": {**metadata, "ext_infiniteCampus_isAssignmentResult": "1"},
    }
    assert "textScore" not in connection.dialect.as_1_2(Kind.RESULT, assignment)
