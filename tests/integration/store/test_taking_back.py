"""What is chosen to be taken back, and the figures about what was delivered, in the database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from homeroom.model.kinds import Kind
from homeroom.store import claims, grade_charts, undoing
from homeroom.store.grade_charts import STEPS
from homeroom.store.scope import district_scope
from homeroom.store.undoing import Choice
from tests.integration.outbox import OVER, THEIR_GRADE, THEIR_ITEM, Outbox, add_other_class
from tests.people import CLASS, GRADE, ITEM, RUN, Town

WRITTEN = datetime(2026, 10, 5, 19, 30, tzinfo=UTC)
TAKEN: dict[str, Any] = {"sent": {"id": "x", "score": "95"}, "written_at": WRITTEN}


@pytest.fixture(scope="module", autouse=True)
def other_class(town: Town) -> None:
    """A class in the other school."""
    add_other_class(town)


def chosen(out: Outbox, kind: Kind = Kind.RESULT, **how: Any) -> list[str]:
    with district_scope(out.town.district.id) as scope:
        found = undoing.chosen(scope, out.ids()[0], kind, Choice(**how))
        return [one.record_id for one in found]


@pytest.mark.parametrize(
    ("changes", "meant"),
    [
        ({}, True),
        ({"state": "conflict"}, True),
        ({"state": "waiting"}, True),
        ({"state": "held", "code": "scope.frozen"}, True),
        ({"state": "sending"}, False),
        ({"written_at": None}, False),
        ({"sent": {"score": "95"}}, False),
        ({"sent": None}, False),
        ({"act": "clear"}, True),
        ({"act": "delete"}, False),
        ({"act": "undo"}, False),
    ],
)
def test_only_what_the_sis_took_and_still_has_is_taken_back(
    out: Outbox, changes: dict[str, Any], meant: bool
) -> None:
    act = changes.pop("act", "put")
    given = {**TAKEN, **changes}
    state = given.pop("state", "delivered")
    out.put(Kind.RESULT, GRADE, state, **{k: v for k, v in given.items() if v is not None})
    out.run("UPDATE deliveries SET act = %(act)s WHERE district_id = %(district)s", act=act)
    assert chosen(out) == ([GRADE] if meant else [])


def test_a_choice_narrows_by_all_that_it_names(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "delivered", **TAKEN)
    out.put(Kind.RESULT, THEIR_GRADE, "delivered", **TAKEN)
    out.put(Kind.LINE_ITEM, ITEM, "delivered", **TAKEN)
    sis, mathly = out.ids()
    second = timedelta(seconds=1)
    assert chosen(out) == [GRADE, THEIR_GRADE]
    assert chosen(out, class_id=CLASS) == [GRADE]
    assert chosen(out, app_id=mathly) == [GRADE, THEIR_GRADE]
    assert chosen(out, app_id=sis) == []
    assert chosen(out, since=WRITTEN, class_id=CLASS) == [GRADE]
    assert chosen(out, since=WRITTEN + second) == []
    assert chosen(out, until=WRITTEN) == [], "until does not mean that moment itself"
    assert chosen(out, until=WRITTEN + second) == [GRADE, THEIR_GRADE]
    assert chosen(out, Kind.LINE_ITEM) == [ITEM]
    assert chosen(out, Kind.LINE_ITEM, class_id="elsewhere") == []


def test_a_run_means_what_it_took_in_and_nobody_changed_since(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "delivered", **TAKEN)
    out.put(Kind.RESULT, THEIR_GRADE, "delivered", **TAKEN)
    began = datetime(2026, 10, 5, 12, tzinfo=UTC)
    for record, at in ((GRADE, began + timedelta(minutes=5)), (THEIR_GRADE, began)):
        out.run("UPDATE results SET changed_at = %(at)s WHERE id = %(id)s::uuid", id=record, at=at)
    out.run(
        "UPDATE runs SET started_at = %(at)s, finished_at = %(end)s WHERE id = %(run)s",
        at=began + timedelta(minutes=1), end=began + timedelta(minutes=9), run=RUN,
    )  # fmt: skip
    assert chosen(out, run_id=RUN) == [GRADE]
    later = began + timedelta(hours=1)
    out.run("UPDATE results SET changed_at = %(at)s WHERE id = %(id)s::uuid", id=GRADE, at=later)
    assert chosen(out, run_id=RUN) == [], "a later run has changed it"
    out.run("UPDATE runs SET finished_at = NULL WHERE id = %(run)s", run=RUN)
    assert chosen(out, run_id=RUN) == [GRADE], "the run is still under way"
    out.run("UPDATE runs SET finished_at = now() WHERE id = %(run)s", run=RUN)
    assert chosen(out, run_id=RUN + 4711) == []


def test_what_changed_since_it_was_looked_at_is_not_taken_back(out: Outbox) -> None:
    for record in (GRADE, THEIR_GRADE):
        out.put(Kind.RESULT, record, "delivered", **TAKEN)
    seen = [out.row(GRADE), structs.replace(out.row(THEIR_GRADE), version=7)]
    with district_scope(out.town.district.id) as scope:
        assert undoing.want(scope, out.ids()[0], seen) == 1
        assert undoing.want(scope, out.ids()[0], seen) == 0, "it is on its way already"
    one, other = out.row(GRADE), out.row(THEIR_GRADE)
    assert (one.act, one.state, one.version) == ("undo", "waiting", 2)
    assert (other.act, other.state, other.version) == ("put", "delivered", 1)


def test_an_undo_takes_no_earlier_leave_with_it(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "conflict", code="conflict.edited_in_sis", facts={}, approved=True,
            attempts=4, **TAKEN)  # fmt: skip
    with district_scope(out.town.district.id) as scope:
        undoing.want(scope, out.ids()[0], [out.row(GRADE)])
    one = out.row(GRADE)
    assert (one.approved, one.attempts, one.code, one.facts) == (False, 0, None, {})
    assert one.lifted == ("window.changed", "window.emptied"), "a flood is what was asked for"


def test_what_somebody_is_sending_is_left_in_their_hands(out: Outbox) -> None:
    out.put(Kind.LINE_ITEM, THEIR_ITEM, "delivered", **TAKEN)
    seen = [out.row(THEIR_ITEM)]
    out.run("UPDATE deliveries SET state = 'sending' WHERE district_id = %(district)s")
    with district_scope(out.town.district.id) as scope:
        assert undoing.want(scope, out.ids()[0], seen) == 0
    assert out.row(THEIR_ITEM).act == "put"


def tried(out: Outbox, record: str, at: datetime, outcome: str = "delivered") -> None:
    out.run(
        "INSERT INTO delivery_attempts (district_id, target_id, kind, record_id, at, act, outcome)"
        " VALUES (%(district)s, %(sis)s, 'result', %(record)s::uuid, %(at)s, 'put', %(outcome)s)",
        sis=out.ids()[0], record=record, at=at, outcome=outcome,
    )  # fmt: skip


def test_how_long_grades_took_is_counted_in_steps_each_to_its_end(out: Outbox) -> None:
    said = datetime(2026, 10, 5, 12, tzinfo=UTC)
    made = out.grades(len(STEPS) * 2, changed_at=said)
    for at, seconds in enumerate(STEPS):
        tried(out, made[2 * at], said + timedelta(seconds=seconds))
        tried(out, made[2 * at + 1], said + timedelta(seconds=seconds, milliseconds=1))
    tried(out, made[0], said - timedelta(seconds=5))  # of what the app said before
    tried(out, made[0], said + timedelta(seconds=5), "refused")
    with district_scope(out.town.district.id) as scope:
        sis = out.ids()[0]
        found = grade_charts.times(scope, sis, said - timedelta(days=1))
        assert [(one.seconds, one.grades) for one in found] == [
            (10, 1), (60, 2), (600, 2), (3_600, 2), (86_400, 2), (None, 1),
        ]  # fmt: skip
        late = grade_charts.times(scope, sis, said + timedelta(days=1))
        assert [one.grades for one in late] == [0, 0, 0, 0, 1, 1]
        assert {one.grades for one in grade_charts.times(scope, sis + 1_000, said)} == {0}


def test_of_very_many_grades_the_latest_tell_how_long_they_take(
    out: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grade_charts, "LATEST", 2)
    said = datetime(2026, 10, 5, 12, tzinfo=UTC)
    for seconds, id_ in zip((5, 50, 500), out.grades(3, changed_at=said), strict=True):
        tried(out, id_, said + timedelta(seconds=seconds))
    with district_scope(out.town.district.id) as scope:
        found = grade_charts.times(scope, out.ids()[0], said)
    assert [one.grades for one in found] == [0, 1, 1, 0, 0, 0]


def test_of_very_many_tries_only_the_latest_are_looked_at(
    out: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grade_charts, "LOOKED_AT", 2)
    said = datetime(2026, 10, 5, 12, tzinfo=UTC)
    (grade,) = out.grades(1, changed_at=said)
    tried(out, grade, said + timedelta(seconds=5))
    tried(out, grade, said + timedelta(seconds=50), "refused")
    with district_scope(out.town.district.id) as scope:
        assert sum(one.grades for one in grade_charts.times(scope, out.ids()[0], said)) == 1
    tried(out, grade, said + timedelta(seconds=55), "refused")
    with district_scope(out.town.district.id) as scope:
        assert sum(one.grades for one in grade_charts.times(scope, out.ids()[0], said)) == 0


def told(out: Outbox, *outcomes: str, to: int | None = None) -> None:
    """Keep what tries of one grade came to, as the clerk does after each batch."""
    sis = out.ids()[0] if to is None else to
    one = {"target": sis, "kind": "result", "record": GRADE, "act": "put"}
    with district_scope(out.town.district.id) as scope:
        claims.attempted(scope, [{**one, "outcome": outcome} for outcome in outcomes])


def counts(out: Outbox) -> list[tuple[int, int, int]]:
    with district_scope(out.town.district.id) as scope:
        return scope.rows(
            "SELECT target_id, delivered, refused FROM attempt_counts ORDER BY target_id"
        )


def test_tries_are_counted_as_they_are_kept(out: Outbox) -> None:
    sis, app = out.ids()
    told(out, "delivered", "refused", "delivered")
    told(out, "retry", "conflict")
    told(out, "delivered")
    told(out, "refused", to=app)
    # Another half hour may have begun meanwhile.
    added = {target: [0, 0] for target in (sis, app)}
    for target, delivered, refused in counts(out):
        added[target][0] += delivered
        added[target][1] += refused
    assert added == {sis: [3, 1], app: [0, 1]}
    with district_scope(out.town.district.id) as scope:
        begins = scope.rows("SELECT DISTINCT extract(minute FROM since)::int FROM attempt_counts")
        kept = scope.value("SELECT count(*) FROM delivery_attempts")
    assert {minute for (minute,) in begins} <= {0, 30}
    assert kept == 7


def test_a_day_begins_at_midnight_of_the_district(out: Outbox) -> None:
    # On 1 November 2026 the clocks of Chicago go back: from then on its midnight is 06:00 UTC.
    for begin, delivered, refused in (
        ("2026-11-01T04:30", 1, 0), ("2026-11-01T05:00", 0, 1), ("2026-11-02T05:30", 1, 0),
        ("2026-11-02T06:00", 4, 2), ("2026-11-02T06:30", 1, 0),
    ):  # fmt: skip
        out.run(
            "INSERT INTO attempt_counts VALUES (%(district)s, %(sis)s, %(since)s, %(delivered)s,"
            " %(refused)s)",
            sis=out.ids()[0], since=datetime.fromisoformat(f"{begin}+00:00"),
            delivered=delivered, refused=refused,
        )  # fmt: skip
    since = datetime(2026, 10, 1, tzinfo=UTC)
    with district_scope(out.town.district.id) as scope:
        sis = out.ids()[0]
        days = grade_charts.by_day(scope, sis, since, "America/Chicago")
        assert [(one.day.isoformat(), one.delivered, one.refused) for one in days] == [
            ("2026-10-31", 1, 0), ("2026-11-01", 1, 1), ("2026-11-02", 5, 2),
        ]  # fmt: skip
        after = datetime(2026, 11, 1, 5, 29, tzinfo=UTC)  # its half hour is counted whole
        assert len(grade_charts.by_day(scope, sis, after, "America/Chicago")) == 2
        assert grade_charts.by_day(scope, sis + 1_000, since, "America/Chicago") == []


def test_what_is_kept_back_is_not_taken_for_delivered(out: Outbox) -> None:
    out.put(Kind.RESULT, GRADE, "refused", **OVER)
    assert chosen(out) == []
