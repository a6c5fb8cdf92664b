"""A cell of a gradebook: what it says, and that nothing from outside is taken for HTML."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from homeroom.console.grid_cells import Drawing, as_text, head_text, shown
from homeroom.console.views.grid import begins
from homeroom.console.words import DELIVERIES
from homeroom.store.gradebook import Cell, Column, Pupil, Sent

RECORDS = {"user": "/d/river/records/user/", "result": "/d/river/records/result/"}
ADA = Pupil("p-1", "Brook, Ada", False)


def cell(**more: Any) -> Cell:
    blank = dict.fromkeys(Cell.__struct_fields__)
    return Cell(**{**blank, "id": "r-1", "item_id": "i-1", "student_id": "p-1", **more})


def sent(state: str = "delivered", **more: Any) -> Sent:
    given = {"record_id": "r-1", "target_id": 1, "code": None, "facts": {}, "seen": {}, **more}
    return Sent(state=state, **given)


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return Drawing(RECORDS)


def test_a_grade_leads_to_its_deliveries_and_a_student_to_the_record(drawing: Drawing) -> None:
    row = drawing.row(ADA, [shown(cell(score=Decimal("8.50")), None), None])
    assert row == (
        '<tr><th scope="row"><a href="/d/river/records/user/p-1/">Brook, Ada</a></th>'
        '<td><a href="/d/river/records/result/r-1/?part=deliveries">8.5</a></td><td></td></tr>'
    )


def test_who_may_not_open_records_gets_no_links() -> None:
    row = Drawing({}).row(ADA, [shown(cell(text="B+"), None)])
    assert row == '<tr><th scope="row">Brook, Ada</th><td>B+</td></tr>'


def test_no_score_is_said_in_words(drawing: Drawing) -> None:
    assert ">no score</a>" in drawing.cell(shown(cell(), None))


@pytest.mark.parametrize("state", DELIVERIES)
def test_every_state_of_a_delivery_is_drawn_with_word_and_shape(
    drawing: Drawing, state: str
) -> None:
    drawn = drawing.cell(shown(cell(score=Decimal(0)), sent(state)))
    assert ">0</a>" in drawn
    assert f"</svg>{DELIVERIES[state].word}</span>" in drawn
    assert f"#{DELIVERIES[state].shape}" in drawn


def test_flags_and_states_that_are_no_grade_stand_beside_it(drawing: Drawing) -> None:
    one = shown(cell(late=True, missing=False, status="exempt"), None)
    assert one.flags == ("late", "exempt")
    assert drawing.cell(one).count('<span class="hr-badge">') == 2
    assert shown(cell(status="fully graded"), None).flags == ()


def test_nothing_from_outside_is_html(drawing: Drawing) -> None:
    mean = "<script>'\"&"
    one = shown(
        cell(text=mean), sent("conflict", code="conflict.edited_in_sis",
        facts={"shown": {"text_score": mean, "score": None}, "seen": mean}),
    )  # fmt: skip
    row = drawing.row(Pupil("p-1", mean, True), [one])
    assert "<script" not in row
    assert row.count("&lt;script&gt;&#x27;&quot;&amp;") >= 2
    assert "left the class" in row


@pytest.mark.parametrize(
    ("seen", "there"),
    [
        ({"score": "9"}, "SIS: 9"),
        ({"score": None, "text_score": None}, "SIS: no score"),
        ({"score": "8.5"}, ""),
        ({}, ""),
    ],
)
def test_what_the_sis_holds_is_said_where_it_differs(
    drawing: Drawing, seen: dict[str, Any], there: str
) -> None:
    drawn = drawing.cell(shown(cell(score=Decimal("8.5")), sent(seen=seen)))
    assert (f"<strong>{there}</strong>" in drawn) is bool(there)
    assert ("<strong>" in drawn) is bool(there)


def test_why_a_grade_is_kept_back_stands_in_its_cell(drawing: Drawing) -> None:
    refused = sent("refused", code="result.over_maximum", facts={"score": "11", "maximum": "10"})
    one = shown(cell(score=Decimal(11)), refused)
    assert "11" in one.why
    assert f'<span class="text-secondary hr-why">{one.why}'[:60] in drawing.cell(one)


@pytest.mark.parametrize(
    ("held", "delivery", "text"),
    [
        ({"score": Decimal("8.50"), "text": "B+"}, None, "B+ (8.5)"),
        ({"score": Decimal(0), "missing": True}, sent(), "0; missing; Delivered"),
        ({}, sent("waiting"), "no score; Waiting"),
        (
            {"score": Decimal(9)},
            sent("conflict", facts={"shown": {"score": "7"}}),
            "9; Conflict; SIS: 7",
        ),
        ({"score": Decimal(9)}, sent(seen={"score": "9"}), "9; Delivered"),
    ],
)
def test_a_file_says_of_a_cell_what_the_page_says(
    held: dict[str, Any], delivery: Sent | None, text: str
) -> None:
    assert as_text(shown(cell(**held), delivery)) == text


def test_a_file_says_why_a_grade_is_kept_back_and_nothing_of_a_cell_without_one() -> None:
    facts = {"score": "105", "maximum": "100"}
    refused = sent("refused", code="result.over_maximum", facts=facts)
    told = as_text(shown(cell(score=Decimal(105)), refused))
    assert told.startswith("105; Refused; ")
    assert "100" in told
    assert as_text(None) == ""


def column(**more: Any) -> Column:
    blank = dict.fromkeys(Column.__struct_fields__)
    return Column(**{**blank, "id": "i-1", "title": "Quiz 4", **more})


@pytest.mark.parametrize(
    ("item", "delivery", "text"),
    [
        ({}, None, "Quiz 4"),
        ({"maximum": Decimal("10.00")}, sent(), "Quiz 4; of 10; Delivered"),
        ({"maximum": Decimal(10), "scale": "Letters"}, None, "Quiz 4; Letters"),
        (
            {"category": "Tests", "due": datetime(2026, 10, 6, 4, 59, tzinfo=UTC)},
            sent("held"),
            "Quiz 4; Tests; 2026-10-05 23:59; Held",
        ),
    ],
)
def test_the_head_of_a_line_item_in_a_file_is_on_the_districts_clock(
    item: dict[str, Any], delivery: Sent | None, text: str
) -> None:
    assert head_text(column(**item), delivery, ZoneInfo("America/Chicago")) == text


NOON = datetime(2026, 10, 5, 17, tzinfo=UTC)


def line(days: int | None, graded: bool) -> Column:
    """Return a line item that is due so many days after NOON."""
    due = None if days is None else NOON + timedelta(days=days)
    return column(due=due, graded=graded)


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ([], 0),
        ([(9, False), (2, False), (0, True), (-7, True)], 2),
        ([(9, True), (-1, False), (-7, True)], 1),  # a few that wait for their grades are shown
        ([(9, False), *([(-1, False)] * 12), (-20, True)], 8),
        ([(9, False), (5, False)], 0),
        ([(-1, False), (-2, False)], 0),
        ([(3, False), (None, False)], 1),
    ],
)
def test_a_gradebook_begins_where_it_is_graded(
    lines: list[tuple[int | None, bool]], place: int
) -> None:
    assert begins([line(*one) for one in lines], NOON) == place
