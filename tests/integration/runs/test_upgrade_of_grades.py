"""From API 1.1 to 1.2, while the SIS gives what was delivered other ids, too."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from homeroom.model.kinds import Kind
from homeroom.runs.ids.id_change import apply_plan
from homeroom.runs.ids.id_plan import plan_upgrade
from homeroom.sandbox.campus.gradebook import Gradebook
from homeroom.store import apps, deliveries, id_plans, parked
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, codes, run, states
from tests.integration.runs.upgrades import everything, in_step, sections, shown_scores
from tests.integration.sandbox.client import running
from tests.packages import write_package
from tests.sandboxes import Sandbox


def rename(book: Gradebook) -> dict[str, str]:
    """Give all that came by API another id, as nobody else can; return old id -> new id."""
    new: dict[str, str] = {}
    for item in [one for one in book.items.values() if one.origin == "api"]:
        new[item.id] = f"item-{len(new)}"
        for score in book.scores_of(item):
            new[score.id] = f"score-{len(new)}"
            del book.scores[score.id]
            book.scores[new[score.id]] = structs.replace(score, id=new[score.id], item=new[item.id])
            book._scores_of[new[item.id]].add(new[score.id])
        del book._scores_of[item.id], book.items[item.id]
        book._items_of[item.section].discard(item.id)
        book.put_item(structs.replace(item, id=new[item.id]))
    return new


@pytest.mark.parametrize("is_told", [False, True], ids=["found by their cells", "told by a file"])
def test_grades_that_have_other_ids_after_the_upgrade_are_the_same_grades(
    district: District, tmp_path: Path, is_told: bool
) -> None:
    path = tmp_path / "mathly.zip"
    with running("--students", "20", "--day", "2026-08-28") as (inside, client):
        campus = Sandbox(client.ready)
        book = in_step(district, campus, path, 1)
        before, wrote = everything(district), campus.writes()
        new = rename(inside.stage.campus.book)
        told: dict[Kind, Any] = {}
        if is_told:
            told = {Kind.RESULT: {new[id_]: [id_] for id_ in new if new[id_].startswith("score")}}
        given = {"service_url": campus.ready["service_url"]["1.2"]}
        plan_upgrade(district, IC, given, told, "test", lambda kind, many: None)
        with district_scope(district.id) as scope:
            counts = id_plans.counted(scope, apps.keyed(scope, IC).id)
        assert counts["lineItem"]["renamed"] == 1
        assert counts.get("result", {}) == ({"renamed": len(book["results"])} if is_told else {})
        apply_plan(district, IC, "test")
        for _ in range(2):
            run(district, IC)
            run(district, MATHLY)
        after = everything(district)
        for kind in (Kind.LINE_ITEM, Kind.RESULT):
            assert after[kind] == before[kind]
        assert campus.writes() == wrote
        assert states(district)["result", "delivered"] == len(book["results"]), codes(district)

        book["results"][0]["score"] = "3.5"
        write_package(path, book)
        run(district, MATHLY)
        run(district, IC)
        assert campus.writes() == wrote + 1
        (section,) = sections(book)
        wanted = {one["studentSourcedId"]: one["score"] for one in book["results"]}
        assert shown_scores(campus, section) == wanted
        assert len(inside.stage.campus.book.scores) == len(book["results"])
        assert codes(district) == {}


def test_a_grade_under_another_id_with_another_score_may_have_been_renamed(
    district: District, tmp_path: Path
) -> None:
    with running("--students", "20", "--day", "2026-08-28") as (inside, client):
        campus = Sandbox(client.ready)
        book = in_step(district, campus, tmp_path / "mathly.zip", 1)
        wrote = campus.writes()
        rename(inside.stage.campus.book)
        scores = inside.stage.campus.book.scores
        edited, deleted = [one for one in scores.values() if one.score][:2]
        scores[edited.id] = structs.replace(edited, score=Decimal("1.5"))
        inside.stage.campus.book._scores_of[deleted.item].discard(deleted.id)
        del scores[deleted.id]
        with district_scope(district.id) as scope:
            scope.run("UPDATE deliveries SET baseline = NULL")  # nobody has seen them since
        given = {"service_url": campus.ready["service_url"]["1.2"]}
        plan_upgrade(district, IC, given, {}, "test", lambda kind, many: None)
        apply_plan(district, IC, "test")
        run(district, IC)
        assert codes(district) == {"conflict.under_other_id": 1, "conflict.deleted_in_sis": 1}
        with district_scope(district.id) as scope:
            target = apps.keyed(scope, IC).id
            every = deliveries.listed(scope, None, ("conflict",), 10)
            (held,) = [one for one in every if one.code == "conflict.under_other_id"]
            known = held.sent["id"]
            sent = str(held.sent["score"])
            assert held.facts == {"id": known, "other": edited.id, "sent": sent, "seen": "1.5"}
            parked.approve(scope, target, [held.record_id])
        for _ in range(2):
            run(district, IC)
        assert codes(district) == {"conflict.deleted_in_sis": 1}
        assert campus.writes() == wrote + 1
        assert scores[edited.id].score == Decimal(sent)
        assert len(scores) == len(book["results"]) - 1
