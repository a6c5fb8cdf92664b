"""Which index a question finds its answer by, among many results, seen as the app's own role."""

import re
import tracemalloc
from typing import Any

import pytest
from django.db import connections
from psycopg.errors import ReadOnlySqlTransaction

from homeroom import settings
from homeroom.model.kinds import Kind, Version
from homeroom.serve.query.filters import read_filter
from homeroom.serve.reading import addresses
from homeroom.stage.own_page import own_page
from homeroom.store import apps, districts, plain_grade
from homeroom.store.plain_grade import Named
from homeroom.store.scope import Scope, district_scope, reading_scope, writing_scope
from homeroom.store.serving.pages import Reader
from homeroom.store.serving.wanted import Choice, Span
from homeroom.store.statements import Numbered
from tests.database import DatabaseUrls
from tests.integration.serve.river import OPEN, ORIGIN, River

MANY = 19_999
# What 400 more of each have, beside an id of their own: (columns, values, of which record).
MORE = {
    "users": ("given_name, family_name, enabled_user", "'Ana', 'Ruiz', true", "ana"),
    "classes": ("title, course_id, school_id", "title, course_id, school_id", "class-oak"),
    "line_items": ("title, class_id", "title, md5('classes' || n)::uuid", "quiz-oak"),
    "enrollments": (
        "user_id, class_id, role",
        "md5('users' || n)::uuid, md5('classes' || n)::uuid, role",
        "ana-in-oak",
    ),
}
# What an app has written.
LINKED = {Kind.LINE_ITEM: "line_items", Kind.RESULT: "results"}


@pytest.fixture(scope="module")
def river(town_urls: DatabaseUrls) -> River:
    made = River(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
    with district_scope(made.district.id) as scope:
        for table, (columns, values, name) in MORE.items():
            scope.run(
                f"INSERT INTO {table} (district_id, id, sourced_id, changed_at, {columns})"
                f" SELECT district_id, md5('{table}' || n)::uuid, '{table}' || n, changed_at,"
                f" {values} FROM {table} t, generate_series(0, 399) n"
                " WHERE t.sourced_id = %(name)s",
                name=name,
            )
        scope.run(
            "INSERT INTO results (district_id, id, sourced_id, changed_at, line_item_id,"
            " student_id) SELECT r.district_id, md5(n::text)::uuid, 'r' || n,"
            " r.changed_at + n * interval '1 minute', md5('line_items' || n / 50)::uuid,"
            " md5('users' || mod(n, 400))::uuid"
            " FROM results r, generate_series(1, %(many)s::int) n"
            " WHERE r.sourced_id = 'grade-oak'",
            many=MANY,
        )
        for kind, table in LINKED.items():
            scope.run(
                f"INSERT INTO record_links SELECT district_id, 1, '{kind}', '', sourced_id, id,"
                f" 'read' FROM {table}"
            )
            scope.run(
                f"INSERT INTO source_records SELECT district_id, 1, '{kind}', sourced_id, 0, 1, 0,"
                f" 'applied' FROM {table}"
            )
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE results, users, line_items, classes, enrollments, record_links,"
            " source_records"
        )
    connections["owner"].close()
    return made


def plan(
    river: River, monkeypatch: pytest.MonkeyPatch, kind: Kind, asked: str, version: Version
) -> str:
    """Return how the database would find a page."""
    lines: list[str] = []

    def explain(scope: Scope, sql: str, **params: Any) -> list[Any]:
        lines.extend(row for (row,) in scope.rows(f"EXPLAIN {sql}", **params))
        return [(b"", 0, None, False)]

    prepared = Scope.prepared

    def explain_kept(scope: Scope, asked: Numbered, **params: Any) -> list[Any]:
        explained = Numbered(b"EXPLAIN " + asked.sql, asked.names)
        lines.extend(row for (row,) in prepared(scope, explained, **params))
        return [(b"", 0, None, False)]

    with monkeypatch.context() as patched:
        patched.setattr(Scope, "binary", explain)
        patched.setattr(Scope, "prepared", explain_kept)
        with reading_scope(river.district.id, 60) as scope:
            reader = Reader(scope, 1, OPEN, addresses(ORIGIN, version))
            choice = Choice(
                kind=kind, version=version, filter=read_filter(asked) if asked else None
            )
            reader.page(choice, Span(limit=100), None)
    return "\n".join(lines)


def needs_16() -> None:
    """Skip on PostgreSQL 15, where this index would cost each changed score something."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        if int(cursor.fetchone()[0]) < 160_000:
            pytest.skip("PostgreSQL 15 has no such index (schema/11_serving.sql)")


@pytest.mark.parametrize("version", list(Version))
@pytest.mark.parametrize(
    ("kind", "asked", "index"),
    [
        (Kind.RESULT, "", "results_pkey"),
        (Kind.RESULT, "sourcedId='r7'", "results_district_id_sourced_id_key"),
        (Kind.RESULT, "lineItem.sourcedId='quiz-elm'", "results_of_line_item"),
        (Kind.RESULT, "student.sourcedId='ben'", "results_of_student"),
        (Kind.RESULT, "dateLastModified>'2026-10-19T09:00:00Z'", "results_by_change"),
        (Kind.RESULT, "status='tobedeleted'", "results_gone"),
        (Kind.USER, "email='Ana@Oak.example'", "users_by_email"),
        (Kind.LINE_ITEM, "class.sourcedId='class-elm'", "line_items_of_class"),
        (Kind.LINE_ITEM, "category.sourcedId='quizzes'", "line_items_of_category"),
        (Kind.ENROLLMENT, "user.sourcedId='ana'", "enrollments_of_user"),
    ],
)
def test_an_index_finds_what_is_asked_for_most(
    river: River,
    monkeypatch: pytest.MonkeyPatch,
    version: Version,
    kind: Kind,
    asked: str,
    index: str,
) -> None:
    if index.endswith("_by_change"):
        needs_16()
    found = plan(river, monkeypatch, kind, asked, version)
    assert re.search(rf"Index (Only )?Scan (using|on) {index}\b", found), found
    assert "Seq Scan" not in found


def test_what_follows_a_page_is_looked_for_from_its_last_record(
    river: River, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another index would be walked from its beginning, and further with every page."""
    found = plan(river, monkeypatch, Kind.RESULT, "", Version.V1P2)
    (following,) = re.findall(r"Index \w* ?Scan using (\w+) on results t_1", found)
    assert following == "results_pkey"
    assert "(id > (whole.last)::uuid)" in found.partition("on results t_1")[2].split("Filter")[0]
    assert "WindowAgg" not in found


def test_who_reads_for_an_app_cannot_write(river: River) -> None:
    with pytest.raises(ReadOnlySqlTransaction), reading_scope(river.district.id, 60) as scope:
        scope.run("UPDATE orgs SET name = 'x' WHERE district_id = %(district)s")


def test_what_takes_too_long_is_broken_off_and_told(
    river: River, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here it takes long because somebody holds the table; the connection is good afterwards."""
    monkeypatch.setattr(settings, "READ_SECONDS", 1)
    held = connections["owner"].copy()
    with held.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE orgs")
        answer = river.roster("/orgs")
        cursor.execute("ROLLBACK")
    held.close()
    assert (answer.status, answer.body) == (429, {"": "server_busy"})
    assert river.roster("/orgs").status == 200
    with district_scope(river.district.id) as scope:
        assert scope.value("SELECT current_setting('statement_timeout')") == "0"


def test_all_that_one_grade_asks_for_is_found_by_keys(river: River) -> None:
    wanted = {
        "key": "quizzly", "connector": "oneroster_csv", "title": "Quizzly", "role": "learning",
        "mode": "import", "grade_sync": False, "state": "active", "api_version": None,
        "settings": {},
    }  # fmt: skip
    with writing_scope(river.district.id) as scope:
        app = apps.add(scope, wanted)
        page, _ = own_page([{"sourcedId": "r7"}])
        named = Named("r7", "line_items0", "users7")
        asked = plain_grade.question(app, "", OPEN, named, page.digest)
        found = "\n".join(row for (row,) in scope.rows(f"EXPLAIN {asked.sql}", **asked.params))
    large = "results|record_links|source_records|users|line_items|joins|pages"
    scans = re.findall(rf"Index (?:Only )?Scan using (\w+) on (?:{large})\b.*\n(.*)", found)
    for _, condition in scans:
        # By a whole key, and not by the district alone.
        assert condition.count("=") > 1, found
    assert {"results_of_line_item", "record_links_of_record"} < {index for index, _ in scans}
    assert not re.search(rf"Seq Scan on ({large})\b", found)
    assert "hashed" not in found


def test_a_page_takes_memory_for_its_bytes_and_makes_no_objects(river: River) -> None:
    river.raw("/results", "limit=100")
    tracemalloc.start()
    try:
        length = len(river.raw("/results", "limit=50000"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # As the database sent it, and within its wrapper; as objects they take ten times that.
    assert length > 300 * MANY
    assert peak < 2.5 * length
