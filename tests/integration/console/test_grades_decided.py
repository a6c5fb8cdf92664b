"""What a person decides about grades out: conflicts, undo, checks, and the figures beside them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from homeroom.model.kinds import Kind
from homeroom.store import apps, deliveries
from homeroom.store.deliveries import Delivery
from homeroom.store.json import encode_json
from homeroom.store.scope import Scope, district_scope
from tests.people import CLASS, GRADE, ITEM, OTHER_SCHOOL, Town, insert, put_out

APP = "/d/riverbend/grades/campus/"
SHOWN = {"score": "88", "text_score": None, "score_status": None,
         "missing": False, "late": False, "incomplete": False}  # fmt: skip
EDITED = {"seen": "score 88", "sent": "score 105", "shown": SHOWN, "digest": "d2"}
CONFLICT = {"code": "conflict.edited_in_sis", "facts": EDITED, "sent": {"id": "x"}}


@pytest.fixture(autouse=True)
def outbox(town: Town) -> None:
    """An outbox with nothing in it; each test puts its own rows there."""
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM delivery_attempts WHERE district_id = %(district)s")
        scope.run("DELETE FROM attempt_counts WHERE district_id = %(district)s")
        scope.run("DELETE FROM deliveries WHERE district_id = %(district)s")


def both(scope: Scope) -> tuple[int, int]:
    return apps.keyed(scope, "campus").id, apps.keyed(scope, "mathly").id


def put(town: Town, kind: Kind, record: str, state: str, **columns: Any) -> None:
    with district_scope(town.district.id) as scope:
        put_out(scope, both(scope), kind, record, state, **columns)


def row(town: Town, record: str) -> Delivery:
    with district_scope(town.district.id) as scope:
        (one,) = deliveries.about(scope, record)
        return one


def see(town: Town, path: str, visitor: str = "district-admin") -> str:
    answer = town.browser(visitor).get(APP + path)
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def send(town: Town, path: str, **given: Any) -> str:
    answer = town.browser("district-admin").post(APP + path, given, follow=True)
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def test_conflicts_and_held_questions_stand_side_by_side(town: Town) -> None:
    put(town, Kind.RESULT, GRADE, "conflict", **CONFLICT)
    put(town, Kind.LINE_ITEM, ITEM, "held", code="delete.needs_approval", facts={})
    page = see(town, "decide/")
    assert "<td>Score: 105</td>" in page
    assert "<td>Score: 88</td>" in page
    assert page.count('type="checkbox"') == 2


def test_what_mends_itself_is_no_question(town: Town) -> None:
    put(
        town, Kind.RESULT, GRADE, "held", code="parent.not_delivered", facts={"parent": "line item"}
    )
    assert "Nothing. You will find here" in see(town, "decide/")


def test_what_is_ticked_is_decided_and_nothing_else(town: Town) -> None:
    put(town, Kind.RESULT, GRADE, "conflict", **CONFLICT)
    put(town, Kind.LINE_ITEM, ITEM, "held", code="delete.needs_approval", facts={})
    page = send(town, "decide/", record=GRADE, act="approve")
    assert "1 is sent to Campus as the app says it." in page
    assert (row(town, GRADE).state, row(town, GRADE).approved) == ("waiting", True)
    assert row(town, ITEM).state == "held"
    page = send(town, "decide/", record=ITEM, act="dismiss")
    assert "1 is left as Campus shows it. Nothing is sent." in page
    assert row(town, ITEM).state == "dropped"


def test_without_a_tick_nothing_is_decided_and_the_page_says_what_lacks(town: Town) -> None:
    put(town, Kind.RESULT, GRADE, "conflict", **CONFLICT)
    answer = town.browser("district-admin").post(f"{APP}decide/", {"act": "approve"})
    assert answer.status_code == 422
    assert '<a href="#first">Tick at least one line' in answer.content.decode()
    assert row(town, GRADE).state == "conflict"


@pytest.fixture
def previewed(town: Town) -> Iterator[None]:
    """Campus in Export mode, where somebody looks at everything before it goes."""
    with district_scope(town.district.id) as scope:
        sis = both(scope)[0]
        apps.change(scope, sis, mode="export", settings={"preview": True})
    yield
    with district_scope(town.district.id) as scope:
        apps.change(scope, sis, mode="2-way", settings={})


@pytest.mark.usefixtures("previewed")
def test_all_that_waits_for_a_look_is_let_go_at_once_but_for_what_came_since(town: Town) -> None:
    put(town, Kind.LINE_ITEM, ITEM, "held", code="preview.each", facts={"digest": "a"})
    put(town, Kind.RESULT, GRADE, "held", code="preview.each", facts={"digest": "b"})
    page = see(town, "decide/")
    assert "Everything that goes to Campus is looked at before: 2 wait for that." in page
    assert f'<a href="{APP}kept/?code=preview.each">See them</a>' in page
    shown_at = page.partition('name="now" value="')[2].partition('"')[0]
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE deliveries SET changed_at = now() + interval '1 minute'"
                  " WHERE record_id = %(id)s::uuid", id=GRADE)  # fmt: skip
    assert "1 is sent to Campus" in send(town, "decide/", act="all", now=shown_at)
    assert (row(town, ITEM).state, row(town, ITEM).lifted) == ("waiting", ("preview.each",))
    assert row(town, GRADE).state == "held"
    assert "1 waits for that" in see(town, "decide/")
    answer = town.browser("district-admin").post(f"{APP}decide/", {"act": "all", "now": "soon"})
    assert answer.status_code == 404


def test_where_nothing_is_previewed_nobody_is_asked_to_look_at_everything(town: Town) -> None:
    put(town, Kind.RESULT, GRADE, "held", code="scales.state", facts={"state": "zero", "rule": "r"})
    page = see(town, "decide/")
    assert "Send all that wait for a look" not in page
    assert "zero" in page


def test_help_desk_looks_and_does_not_choose(town: Town) -> None:
    put(town, Kind.RESULT, GRADE, "conflict", **CONFLICT)
    page = see(town, "decide/", "help-desk")
    assert "Score: 88" in page
    assert "checkbox" not in page


def delivered(town: Town, **more: Any) -> None:
    written = datetime(2026, 10, 5, 19, 30, tzinfo=UTC)
    put(town, Kind.RESULT, GRADE, "delivered", sent={"id": "x", "score": "95"},
        written_at=written, **more)  # fmt: skip


def test_undo_asks_to_be_narrowed(town: Town) -> None:
    delivered(town)
    answer = town.browser("district-admin").get(f"{APP}undo/", {"class_id": ""})
    assert answer.status_code == 422
    assert "That would take back everything." in answer.content.decode()


def test_undo_is_shown_before_it_is_done(town: Town) -> None:
    delivered(town, found={"score": "70"})
    page = see(town, f"undo/?class_id={CLASS}")
    assert "1: the grade that stood there before comes back" in page
    assert "<td>95</td><td>70</td>" in page
    assert "English 6 - 01, Quiz 4, Nadia Ferro" in page
    assert row(town, GRADE).act == "put"


def test_undo_and_comparison_name_a_class_by_its_title(town: Town) -> None:
    delivered(town)
    assert "1 delivery" in see(town, "undo/?class_id=+English+6+-+01+")
    answer = town.browser("district-admin").get(f"{APP}undo/", {"class_id": "English 7"})
    assert answer.status_code == 422
    assert "No class is called English 7." in answer.content.decode()
    with district_scope(town.district.id) as scope:
        of = {"course_id": UUID(CLASS), "school_id": UUID(OTHER_SCHOOL)}
        insert(scope, "classes", OTHER_SCHOOL, title="English 6 - 01", **of)
    try:
        several = "Several classes are called English 6 - 01."
        asked = {"class_id": "English 6 - 01"}
        answer = town.browser("district-admin").get(f"{APP}undo/", asked)
        assert several in answer.content.decode()
        named = {"act": "class", "class": "English 6 - 01"}
        compared = town.browser("district-admin").post(f"{APP}compare/", named)
        assert several in compared.content.decode()
        # Its own page says which one is meant.
        page = see(town, f"class/{CLASS}/")
        assert f'href="{APP}undo/?class_id={CLASS}"' in page
        assert "1 delivery" in see(town, f"undo/?class_id={CLASS}")
    finally:
        with district_scope(town.district.id) as scope:
            scope.run("DELETE FROM classes WHERE id = %(id)s::uuid", id=OTHER_SCHOOL)


def test_undo_takes_back_what_was_shown(town: Town) -> None:
    delivered(town)
    page = send(town, "undo/", class_id=CLASS, many="1")
    assert "1 is taken back from Campus by the worker or the next sync." in page
    assert (row(town, GRADE).act, row(town, GRADE).state) == ("undo", "waiting")


def test_undo_of_something_else_than_was_shown_is_shown_again(town: Town) -> None:
    delivered(town)
    page = send(town, "undo/", class_id=CLASS, many="2")
    assert "It has changed meanwhile." in page
    assert row(town, GRADE).act == "put"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        # 19:30 in Greenwich is 14:30 in Chicago.
        ({"since": "2026-10-05 14:30"}, True),
        ({"since": "2026-10-05 14:31"}, False),
        ({"until": "2026-10-05 14:30"}, False),
        ({"until": "2026-10-05 14:31"}, True),
        ({"class_id": "another"}, False),
        ({"run": "9999"}, False),
    ],
)
def test_undo_narrows_on_the_clock_of_the_district(
    town: Town, given: dict[str, str], meant: bool
) -> None:
    delivered(town)
    answer = town.browser("district-admin").get(f"{APP}undo/", given)
    assert ("1 delivery" in answer.content.decode()) is meant


def test_undo_by_app_means_that_app(town: Town) -> None:
    delivered(town)
    with district_scope(town.district.id) as scope:
        mathly = both(scope)[1]
    assert "1 delivery" in see(town, f"undo/?source={mathly}")
    answer = town.browser("district-admin").get(f"{APP}undo/", {"source": "4711"})
    assert answer.status_code == 422


def test_what_was_edited_since_is_left(town: Town) -> None:
    delivered(town, code=None)
    with district_scope(town.district.id) as scope:
        scope.run(
            "UPDATE deliveries SET state = 'conflict', facts = %(facts)s"
            " WHERE district_id = %(district)s",
            facts=encode_json(EDITED),
        )
    page = see(town, f"undo/?class_id={CLASS}")
    assert "1: it is left: somebody edited it there since" in page
    assert "btn-danger" not in page


def test_checks_stand_with_their_fix(town: Town) -> None:
    assert "Nothing is missing." in see(town, "checks/")
    with district_scope(town.district.id) as scope:
        mathly = apps.keyed(scope, "mathly")
        apps.change(scope, mathly.id, grade_sync=True, role="sis")
    try:
        page = see(town, "checks/")
    finally:
        with district_scope(town.district.id) as scope:
            apps.change(scope, mathly.id, grade_sync=mathly.grade_sync, role=mathly.role)
    assert "1 thing is missing. Nothing is delivered for the first time before." in page
    assert "Failed</span>" in page
    assert "What to do:" in page


def attempt(scope: Scope, at: str, outcome: str) -> None:
    scope.run(
        "INSERT INTO delivery_attempts (district_id, target_id, kind, record_id, at, act, outcome)"
        " VALUES (%(district)s, %(sis)s, 'result', %(grade)s::uuid, %(at)s::timestamptz, 'put',"
        " %(outcome)s)",
        sis=both(scope)[0],
        grade=GRADE,
        at=at,
        outcome=outcome,
    )
    # As claims.attempted counts, but at another time.
    scope.run(
        "INSERT INTO attempt_counts VALUES (%(district)s, %(sis)s, date_bin('30 minutes',"
        " %(at)s::timestamptz, 'epoch'), (%(outcome)s = 'delivered')::int,"
        " (%(outcome)s = 'refused')::int) ON CONFLICT (district_id, target_id, since) DO UPDATE"
        " SET delivered = attempt_counts.delivered + excluded.delivered,"
        " refused = attempt_counts.refused + excluded.refused",
        sis=both(scope)[0],
        at=at,
        outcome=outcome,
    )


def test_charts_say_their_finding_and_have_a_table(town: Town) -> None:
    put(town, Kind.RESULT, GRADE, "refused", code="result.over_maximum", facts={})
    put(town, Kind.LINE_ITEM, ITEM, "refused", code="line_item.no_maximum", facts={})
    with district_scope(town.district.id) as scope:
        # Half past four in the morning in Greenwich is the evening before in Chicago.
        now = scope.value("SELECT (now()::date - 2)::text")
        changed = scope.value("SELECT changed_at FROM results WHERE id = %(id)s::uuid", id=GRADE)
        for outcome in ("delivered", "delivered", "refused"):
            attempt(scope, f"{now} 04:30:00Z", outcome)
        attempt(scope, f"{changed.isoformat()}", "delivered")
        day = scope.value("SELECT (now()::date - 3)::text")
    page = see(town, "charts/")
    assert f'<tr><th scope="row">{day}</th><td>2</td><td>1</td></tr>' in page
    assert f"3 were delivered in the last 30 days, most on {day}" in page
    assert "1 of 2 that are refused have one cause: " in page
    assert "The last grade reached the SIS within a minute" in page
    assert page.count("<canvas") == page.count("The chart as a table") == 3


def test_without_deliveries_there_is_no_chart(town: Town) -> None:
    page = see(town, "charts/")
    assert "Nothing was delivered in the last 30 days." in page
    assert "<canvas" not in page
