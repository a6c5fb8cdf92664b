"""The benchmark of growing stores what a sync would store, and changes what it says."""

from pathlib import Path

import pytest

from homeroom.bench.district import A_CLASS, STUDENTS
from homeroom.bench.fill import call_delivered, fill
from homeroom.bench.pull import KEY, SLUG, set_up
from homeroom.bench.servers import static_source
from homeroom.runs.conductor import sync
from homeroom.runs.report import Report, Silent
from homeroom.runs.setup.connecting import keep_delivery_config
from homeroom.store import apps, districts
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.bench.measuring import bench

TABLES = (
    "classes", "users", "enrollments", "line_items", "results", "record_links", "source_records",
)  # fmt: skip
SHAPES = {
    "record": "SELECT count(DISTINCT r.id), count(DISTINCT r.line_item_id), count(DISTINCT"
    " r.student_id), count(DISTINCT i.class_id), min(score), max(score) FROM results r"
    " JOIN line_items i ON i.district_id = r.district_id AND i.id = r.line_item_id"
    " AND i.class_id = r.class_id JOIN users u ON u.district_id = r.district_id"
    " AND u.id = r.student_id",
    "enrolled": "SELECT count(*) FROM results r JOIN enrollments e"
    " ON e.district_id = r.district_id AND (e.class_id, e.user_id) = (r.class_id, r.student_id)",
    "links": "SELECT l.kind, l.space, l.origin, count(*) FROM record_links l"
    " JOIN source_records s ON s.district_id = l.district_id AND s.kind = l.kind"
    " AND s.source_id = l.external_id AND s.state = 'applied' GROUP BY 1, 2, 3 ORDER BY 1",
}


def read(district: District) -> Report:
    return sync(district, KEY, Silent(), started_by="test", reach="complete")


def shapes(district: District) -> dict[str, list[object]]:
    with district_scope(district.id) as scope:
        counted: dict[str, list[object]] = {
            table: scope.rows(f"SELECT count(*) FROM {table}") for table in TABLES
        }
        return counted | {name: scope.rows(sql) for name, sql in SHAPES.items()}


@pytest.fixture
def bench_district(database: None) -> District:
    with static_source(A_CLASS) as source:
        set_up(source)
        district = districts.named(SLUG)
        read(district)
    return district


def test_a_filled_district_is_what_a_sync_of_its_size_stores(bench_district: District) -> None:
    fill(bench_district.id, A_CLASS, 3 * A_CLASS)
    filled = shapes(bench_district)
    with static_source(3 * A_CLASS) as source:
        source.change("rewritten")  # so that every record is compared by its values
        with district_scope(bench_district.id) as scope:
            keep_delivery_config(scope, apps.keyed(scope, KEY), source.delivery_config(5_000))
        report = read(bench_district)
    assert not any(one.new for one in report.stored.values())
    # Copies are called as the first class and its students are; the rest is the same.
    changed = {kind: one.changed for kind, one in report.stored.items() if one.changed}
    assert changed == {"class": 2, "user": 2 * STUDENTS}
    assert report.stored["result"].unchanged == 3 * A_CLASS
    assert shapes(bench_district) == filled


def test_deliveries_are_written_for_so_many_results(bench_district: District) -> None:
    with district_scope(bench_district.id) as scope:
        app_id = apps.keyed(scope, KEY).id
        call_delivered(scope, app_id, app_id, 7)
        rows = scope.rows("SELECT state, sent = baseline, count(*) FROM deliveries GROUP BY 1, 2")
    assert rows == [("delivered", True, 7)]


def test_its_figures_stand_for_what_their_names_say(reachable: Path) -> None:
    sizes = ("--small", str(2 * A_CLASS), "--large", str(4 * A_CLASS), "--changed", "50")
    figures = bench(reachable, "grow", *sizes, "--runs", "1")
    assert [figures[name]["results"] for name in ("small", "large")] == [2 * A_CLASS, 4 * A_CLASS]
    assert all(figures[name]["changed"] == 50 for name in ("small", "large"))
    together = figures["bytes_per_result"].pop("together")
    assert together == sum(figures["bytes_per_result"].values())
    assert set(figures["beside"]) == {"delivery", "change_in_history", "page"}
    assert all(held > 0 for held in figures["beside"].values())
