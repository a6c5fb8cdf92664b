"""A grade about which sources differ is not delivered until somebody has decided."""

from datetime import UTC, datetime

from homeroom.model.kinds import Kind
from homeroom.store import apps, contests
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, codes, run
from tests.integration.push.conftest import Desk

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def test_a_contested_grade_waits_until_its_sources_agree(desk: Desk) -> None:
    desk.pause()
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    with district_scope(desk.district.id) as scope:
        app_id = apps.keyed(scope, MATHLY).id
        record_id = desk.delivery("q1", 0).record_id
        contests.note(scope, app_id, Kind.RESULT, {record_id: ["score"]}, NOW)
    desk.resume()
    run(desk.district, IC)
    assert desk.scores("Quiz q1") == []
    assert codes(desk.district) == {"merge.contested": 1}
    # Merged again, its sources say the same.
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "7")])
    assert desk.scores("Quiz q1") == ["7"]
    assert codes(desk.district) == {}
