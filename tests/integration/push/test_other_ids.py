"""An app, or the SIS itself, calls line items and results otherwise from some day on."""

from typing import Any

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.runs.ids.id_change import apply_plan
from homeroom.runs.ids.id_file import read_ids
from homeroom.runs.ids.id_plan import plan_by_file
from homeroom.store import apps, id_plans
from homeroom.store.issues import open_ones
from homeroom.store.scope import district_scope
from tests.hub import MATHLY
from tests.integration.push.conftest import Desk

SCORES = ["8", "7.5", "0"]


def change_ids(desk: Desk, key: str, *lines: str) -> dict[str, dict[str, int]]:
    """Plan a change of ids by a file and carry it out; return what was planned."""
    text = "\n".join(["entity,old_id,new_id", *lines])
    plan_by_file(desk.district, key, read_ids(text), "test")
    with district_scope(desk.district.id) as scope:
        counts = id_plans.counted(scope, apps.keyed(scope, key).id)
    apply_plan(desk.district, key, "test")
    return counts


def hub_ids(desk: Desk) -> list[Any]:
    """Return the line items and results of the class, as the hub and other apps know them."""
    with district_scope(desk.district.id) as scope:
        return scope.rows(
            "WITH items AS (SELECT i.* FROM line_items i JOIN record_links c"
            "   ON c.record_id = i.class_id AND c.external_id = %(section)s)"
            " SELECT id::text, sourced_id, retired_at IS NULL FROM items"
            " UNION SELECT r.id::text, r.sourced_id, r.retired_at IS NULL FROM results r"
            "   JOIN items i ON i.id = r.line_item_id ORDER BY 1",
            section=desk.section,
        )


def issues(desk: Desk) -> list[str]:
    with district_scope(desk.district.id) as scope:
        return [one.subject for one in open_ones(scope, None, 100, "result.second")]


@pytest.mark.parametrize("is_told", [True, False], ids=["told by the file", "found by their cells"])
def test_an_app_may_rename_its_results_with_their_line_items(desk: Desk, is_told: bool) -> None:
    grades = [desk.grade("old", at, score) for at, score in enumerate(SCORES)]
    desk.hand_in([desk.item("old", title="Quiz")], grades)
    before, wrote = hub_ids(desk), desk.campus.writes()
    lines = [f"result,{one['sourcedId']},r-{at}" for at, one in enumerate(grades) if is_told]
    counts = change_ids(desk, MATHLY, "lineItem,old,new", *lines)
    assert counts == {"lineItem": {"renamed": 1}, **({"result": {"renamed": 3}} if is_told else {})}
    for at, one in enumerate(grades):
        one |= {"sourcedId": f"r-{at}", "lineItemSourcedId": "new"}
    for _ in range(3):
        desk.hand_in([desk.item("new", title="Quiz")], grades)
        desk.sync_campus()
        assert hub_ids(desk) == before
    assert desk.campus.writes() == wrote
    assert issues(desk) == []
    grades[1]["score"] = "9"
    desk.hand_in([desk.item("new", title="Quiz")], grades)
    assert desk.scores("Quiz") == ["8", "9", "0"]
    assert desk.campus.writes() == wrote + 1
    assert desk.parked() == {}


def test_two_results_never_become_one() -> None:
    text = "entity,old_id,new_id\nresult,a,c\nresult,b,c\n"
    with pytest.raises(NeedsDistrict, match="Two results would become one in line 3"):
        read_ids(text)
