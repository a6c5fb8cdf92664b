"""What is older than it is kept is counted, shown, and removed at night; all else stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from homeroom.errors import NeedsDistrict
from homeroom.rules.retention import JOBS_DAYS, KEPT
from homeroom.runs import jobs
from homeroom.runs.care import clearing
from homeroom.store import audit, districts, retention, sign_in_links
from homeroom.store.scope import Scope, district_scope
from tests.people import GRADE, Town

PAGE = "/d/riverbend/retention/"
NOW = datetime.now(UTC)
ROWS = {
    "attempts": "INSERT INTO delivery_attempts (district_id, target_id, kind, record_id, act,"
    " outcome, at) SELECT district_id, id, 'result', %(record)s::uuid, 'put', 'delivered', %(at)s"
    " FROM apps WHERE district_id = %(district)s AND key = 'campus'",
    "requests": "INSERT INTO api_requests (district_id, at, client_id, method, path, status,"
    " milliseconds) VALUES (%(district)s, %(at)s, %(record)s, 'GET', '/ims/', 200, 3)",
    "history": "INSERT INTO record_history (district_id, kind, record_id, at, field, reason)"
    " VALUES (%(district)s, 'result', %(record)s, %(at)s, 'score', 'test')",
    "issues": "INSERT INTO issues (district_id, app_id, code, kind, subject, facts, first_seen,"
    " last_seen, resolved_at) SELECT district_id, id, 'result.second', 'result', %(record)s,"
    " '{}', %(at)s, %(at)s, %(at)s FROM apps WHERE district_id = %(district)s AND key = 'campus'",
    "notices": "INSERT INTO notices (district_id, app_id, what, count, began_at, ended_at)"
    " SELECT district_id, id, 'failed', 1, %(at)s, %(at)s FROM apps"
    " WHERE district_id = %(district)s AND key = 'campus'",
    "audit": "INSERT INTO audit_events (district_id, actor, act, subject, at)"
    " VALUES (%(district)s, 'ada', 'test', %(record)s, %(at)s)",
}
TABLES = {
    "attempts": "delivery_attempts", "requests": "api_requests", "history": "record_history",
    "issues": "issues", "notices": "notices", "audit": "audit_events",
}  # fmt: skip


@pytest.fixture(autouse=True)
def rows(town: Town) -> None:
    """Of each kind three rows a day older than they are kept, and two a day younger."""
    with district_scope(town.district.id) as scope:
        for name, table in TABLES.items():
            scope.run(f"DELETE FROM {table} WHERE district_id = %(district)s")
            put(scope, name, KEPT[name].days + 1, 3)
            put(scope, name, KEPT[name].days - 1, 2)
        scope.run("DELETE FROM retention WHERE district_id = %(district)s")


def put(scope: Scope, name: str, days: int, many: int) -> None:
    for _ in range(many):
        scope.run(ROWS[name], record=GRADE, at=NOW - timedelta(days=days))


def left(town: Town) -> dict[str, int]:
    with district_scope(town.district.id) as scope:
        return {
            name: scope.value(f"SELECT count(*) FROM {table} WHERE district_id = %(district)s")
            for name, table in TABLES.items()
        }


def test_what_is_older_goes_batch_by_batch_and_the_rest_stays(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "BATCH", 2)
    with district_scope(town.district.id) as scope:
        counted = clearing.preview(scope, clearing.days_of(scope), NOW)
    assert clearing.clear(town.district, NOW) == counted == dict.fromkeys(KEPT, 3)
    assert left(town) == {**dict.fromkeys(KEPT, 2), "audit": 3}  # one of them says what went
    with district_scope(town.district.id) as scope:
        ((_, actor, act, _, facts),) = audit.latest(scope, 1)
    assert (actor, act, facts) == ("retention", "retention.clear", counted)
    assert clearing.clear(town.district, NOW) == dict.fromkeys(KEPT, 0)


def test_what_is_not_over_stays_however_old_it_is(town: Town) -> None:
    with district_scope(town.district.id) as scope:
        for table, over in (("issues", "resolved_at"), ("notices", "ended_at")):
            scope.run(f"DELETE FROM {table} WHERE district_id = %(district)s")
            put(scope, table, 9_999, 1)
            scope.run(f"UPDATE {table} SET {over} = NULL WHERE district_id = %(district)s")
    gone = clearing.clear(town.district, NOW)
    assert (gone["issues"], gone["notices"]) == (0, 0)


def test_a_preview_looks_at_no_more_rows_than_it_says(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "MOST_COUNTED", 2)
    with district_scope(town.district.id) as scope:
        assert set(clearing.preview(scope, clearing.days_of(scope), NOW).values()) == {2}


def test_a_district_chooses_within_bounds_and_sees_first_what_would_go(town: Town) -> None:
    admin = town.browser("primary-admin")
    days = {name: str(one.days) for name, one in KEPT.items()}
    shown = admin.post(PAGE, {**days, "attempts": "30", "do": "preview"}).content.decode()
    assert "What would go now" in shown
    assert "Nothing was removed or kept yet." in shown
    assert left(town)["attempts"] == 5
    refused = admin.post(PAGE, {**days, "audit": "30", "do": "save"})
    assert refused.status_code == 422
    assert "From 365 to 3,653 days." in refused.content.decode()
    kept = admin.post(PAGE, {**days, "attempts": "365", "do": "save"}, follow=True)
    assert "It holds from the following night on." in kept.content.decode()
    with district_scope(town.district.id) as scope:
        assert retention.chosen(scope) == {"attempts": 365}
        ((_, _, act, _, facts),) = audit.latest(scope, 1)
    assert (act, facts) == ("retention.change", {"attempts": 365})
    assert clearing.clear(town.district, NOW)["attempts"] == 5
    assert "<form" not in town.browser("district-admin").get(PAGE).content.decode().split("<h1>")[1]


def test_it_happens_in_the_night_of_the_district(town: Town) -> None:
    day = [datetime(2026, 11, 10, hour, 25, tzinfo=UTC) for hour in range(24)]
    assert [at.hour for at in day if clearing.is_time(town.district, at)] == [7]  # 01:25 in Chicago


def test_the_worker_clears_those_districts_whose_hour_it_is(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "is_time", lambda district, now: district.slug == "lakeside")
    jobs.clear_old(0)
    assert left(town) == dict.fromkeys(KEPT, 5)
    monkeypatch.setattr(clearing, "is_time", lambda district, now: True)
    jobs.clear_old(0)
    assert left(town) == {**dict.fromkeys(KEPT, 2), "audit": 3}


def test_another_district_keeps_its_own(town: Town) -> None:
    other = districts.named("lakeside")
    with district_scope(other.id) as scope:
        audit.note(scope, "ada", "test", "theirs", {})
        scope.run(
            "UPDATE audit_events SET at = %(at)s WHERE district_id = %(district)s",
            at=NOW - timedelta(days=9_999),
        )
        clearing.choose(scope, {"audit": 3_653}, "tester")
    clearing.clear(town.district, NOW)
    with district_scope(other.id) as scope:
        assert [subject for _, _, _, subject, _ in audit.latest(scope, 9)][-1] == "theirs"
        assert clearing.days_of(scope)["audit"] == 3_653
    with district_scope(town.district.id) as scope:
        assert clearing.days_of(scope)["audit"] == KEPT["audit"].days


@pytest.mark.parametrize("name", KEPT)
def test_no_more_than_so_many_rows_go_at_once_and_none_that_is_younger(
    town: Town, name: str
) -> None:
    before = NOW - timedelta(days=KEPT[name].days)
    with district_scope(town.district.id) as scope:
        assert retention.count(scope, name, before, 9) == 3
        assert retention.delete(scope, name, before, 2) == 2
        assert retention.count(scope, name, before, 9) == 1
        assert retention.delete(scope, name, before, 2) == 1
        assert retention.delete(scope, name, before, 2) == 0
    assert left(town)[name] == 2


def test_a_shorter_time_counts_from_the_next_night_and_a_longer_one_brings_nothing_back(
    town: Town,
) -> None:
    with district_scope(town.district.id) as scope:
        clearing.choose(scope, {"issues": 30}, "tester")
    assert clearing.clear_one(town.district, "issues", NOW) == 5
    with district_scope(town.district.id) as scope:
        clearing.choose(scope, {"issues": 3_653}, "tester")
        assert clearing.days_of(scope)["issues"] == 3_653
    assert left(town)["issues"] == 0


def test_days_that_are_kept_already_are_no_change(town: Town) -> None:
    with district_scope(town.district.id) as scope:
        before = len(audit.latest(scope, 99))
        clearing.choose(scope, {name: one.days for name, one in KEPT.items()}, "tester")
        assert retention.chosen(scope) == {}
        assert len(audit.latest(scope, 99)) == before
        with pytest.raises(NeedsDistrict, match="out of bounds"):
            clearing.choose(scope, {"issues": 31, "audit": 1}, "tester")
        assert retention.chosen(scope) == {}


def test_the_server_forgets_failed_jobs_and_old_links(town: Town) -> None:
    user = town.people["operator"]
    for purpose, days in (("sign in", JOBS_DAYS - 1), ("invitation", JOBS_DAYS + 1)):
        sign_in_links.keep(f"secret {days}", user.pk, purpose, "test", timedelta(days=-days))
    with connection.cursor() as cursor:
        for days in (JOBS_DAYS - 1, JOBS_DAYS + 1):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, priority, args,"
                " attempts, abort_requested) VALUES ('default', 'old', 'failed', 0, '{}', 1, false)"
                " RETURNING id"
            )
            (job,) = cursor.fetchone() or (0,)
            cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [job])
            cursor.execute(
                "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'failed', %s)",
                [job, datetime.now(UTC) - timedelta(days=days)],
            )
    gone = retention.clear_server(datetime.now(UTC))
    assert (gone["jobs"], gone["links"], gone["server log"]) == (1, 1, 0)
