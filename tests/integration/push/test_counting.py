"""A line item without a category in the SIS is delivered, and does not count yet."""

import pytest

from homeroom.store import apps, counting, deliveries
from homeroom.store.counting import NotCounting
from homeroom.store.scope import district_scope
from tests.hub import IC, settings_of
from tests.integration.push.conftest import Desk


def seen(desk: Desk) -> tuple[NotCounting, list[str]]:
    """Return how much does not count yet, and the titles of those line items as they were sent."""
    with district_scope(desk.district.id) as scope:
        target = apps.keyed(scope, IC).id
        found = counting.waiting(scope, target, 10)
        assert counting.line_items(scope, target) == len(found)
        return counting.counted(scope, target), [one.sent["title"] for one in found]


def uncounted(desk: Desk) -> dict[str, bool]:
    """Return of each delivered record whether it does not count yet, by its kind."""
    with district_scope(desk.district.id) as scope:
        rows = deliveries.listed(scope, None, ("delivered",), 100)
        found = counting.among(scope, rows)
    return {one.kind.value: one.record_id in found for one in rows}


def align(desk: Desk, title: str, category: str) -> None:
    item = next(one for one in desk.items() if one["title"] == title)
    desk.campus.post(
        "teacher/align", {"section": desk.section, "item": item["id"], "category": category}
    )


def without_category(desk: Desk, id_: str) -> dict[str, str]:
    return {**desk.item(id_), "categorySourcedId": ""}


def test_on_1_2_it_counts_once_the_teacher_has_aligned_it(desk: Desk) -> None:
    desk.rule(category_required="off")
    desk.campus.post("rules", {"name": "category_required", "mode": "accept"})
    report = desk.hand_in(
        [without_category(desk, "q1"), desk.item("q2")],
        [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9"), desk.grade("q2", 0, "7")],
    )
    assert report.not_counting == {IC: 1}
    assert report.counts()["not_counting"] == {IC: 1}
    assert seen(desk) == (NotCounting(1, 2), ["Quiz q1"])
    desk.sync_campus()
    assert seen(desk)[0] == NotCounting(1, 2)
    align(desk, "Quiz q1", "Tests")
    assert desk.sync_campus().not_counting == {}
    assert seen(desk) == (NotCounting(0, 0), [])
    assert uncounted(desk) == {"lineItem": False, "result": False}


@pytest.mark.parametrize("api", ["1.1"], indirect=True)
def test_on_1_1_somebody_has_to_say_so(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    assert seen(desk) == (NotCounting(1, 1), ["Quiz q1"])
    assert uncounted(desk) == {"lineItem": True, "result": True}
    align(desk, "Quiz q1", "Tests")
    desk.sync_campus()
    assert seen(desk)[0] == NotCounting(1, 1), "API 1.1 shows no category"
    with district_scope(desk.district.id) as scope:
        target = apps.keyed(scope, IC).id
        elsewhere = counting.waiting(scope, target, None, "another class")
        (row,) = counting.waiting(scope, target, None)
        assert elsewhere == []
        assert counting.note(scope, target, [row.record_id]) == 1
        assert counting.note(scope, target, [row.record_id]) == 0
    # What a teacher aligned stays so when the app changes the item.
    desk.hand_in([desk.item("q1", title="Quiz one")], [desk.grade("q1", 0, "8")])
    assert [one["title"] for one in desk.items()] == ["Quiz one"]
    assert seen(desk)[0] == NotCounting(0, 0)


@pytest.mark.parametrize("api", ["1.1"], indirect=True)
def test_a_district_whose_sections_have_defaults_says_that_all_counts(desk: Desk) -> None:
    desk.rule(uncategorised="count")
    assert settings_of(desk.district, IC)["rules"] == {"uncategorised": "count"}
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    assert seen(desk)[0] == NotCounting(0, 0)
