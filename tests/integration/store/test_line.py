"""Statements that leave together: planned once for a connection, and never mixed up."""

import gc
import weakref
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection

from homeroom.store import districts, line
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope, reading_scope, writing_scope
from homeroom.store.statements import Question, numbered
from tests.database import DatabaseUrls

PLANNED = "SELECT name, statement FROM pg_prepared_statements WHERE name LIKE 'homeroom%%'"


@pytest.fixture
def river(database: DatabaseUrls) -> District:
    return districts.create("riverbend", "Riverbend Schools", "America/Chicago")


def planned(scope: Scope) -> dict[str, str]:
    return {statement: name for name, statement in scope.rows(PLANNED)}


def test_a_statement_is_planned_once_for_a_connection_even_if_something_failed_between(
    river: District,
) -> None:
    def fails() -> None:
        with writing_scope(river.id) as scope:
            scope.value("SELECT 1 / %(zero)s", zero=0)

    with writing_scope(river.id) as scope:
        assert scope.value("SELECT %(some)s::int + 1", some=1) == 2
        before = planned(scope)
    with pytest.raises(psycopg.errors.DivisionByZero):
        fails()
    with writing_scope(river.id) as scope:
        assert scope.value("SELECT %(some)s::int + 1", some=2) == 3
        after = planned(scope)
    assert after.items() >= before.items()
    assert "SELECT $1::int + 1" in before


def test_another_type_of_a_value_is_another_plan(river: District) -> None:
    with writing_scope(river.id) as scope:
        found = [
            scope.value("SELECT pg_typeof(%(some)s)::text", some=some)
            for some in (1, 100_000, 10_000_000_000, 2)
        ]
    assert found == ["smallint", "integer", "bigint", "smallint"]


def test_what_cannot_be_planned_is_planned_anew_the_next_time(river: District) -> None:
    def ask() -> int:
        with writing_scope(river.id) as scope:
            scope.send("SELECT 1")
            return int(scope.value("SELECT many FROM made_later"))

    with pytest.raises(psycopg.errors.UndefinedTable):
        ask()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE made_later AS SELECT 7 AS many")
    assert ask() == 7


def test_plans_that_were_not_used_for_long_are_dropped(river: District) -> None:
    texts = [f"SELECT %(some)s::int + {number}" for number in range(line._KEPT + 20)]
    with writing_scope(river.id) as scope:
        answers = [scope.ask(Question(one, {"some": 1})) for one in texts]
        kept = planned(scope)
        assert scope.value(texts[0], some=5) == 5
    assert [one.rows for one in answers] == [[(number + 1,)] for number in range(len(texts))]
    assert len(kept) == line._KEPT
    assert numbered(texts[0]).sql.decode() not in kept
    assert numbered(texts[-1]).sql.decode() in kept


def test_much_goes_both_ways_at_once(river: District) -> None:
    long = "é" * 5_000_000
    with writing_scope(river.id) as scope:
        asked = [Question("SELECT %(text)s::text", {"text": long}) for _ in range(4)]
        answers = [scope.ask(one) for one in asked]
        assert scope.value("SELECT 1") == 1
    assert [one.rows for one in answers] == [[(long,)]] * 4


def test_the_database_begins_with_what_was_sent_first_before_anything_is_asked(
    river: District,
) -> None:
    free = "SELECT pg_try_advisory_lock(7) AND pg_advisory_unlock(7)"
    held = connection.connection.info
    with (
        psycopg.connect(held.dsn, password=held.password) as other,
        writing_scope(river.id) as scope,
    ):
        scope.send("SELECT pg_advisory_xact_lock(%(key)s)", key=7)
        assert any((False,) in other.execute(free).fetchall() for _ in range(100_000))
        scope.send("SELECT pg_advisory_xact_lock(%(key)s)", key=8)
        mine = "locktype = 'advisory' AND pid = pg_backend_pid()"
        assert scope.value(f"SELECT count(*) FROM pg_locks WHERE {mine}") == 2


def test_a_reader_plans_only_what_is_asked_often(river: District) -> None:
    with reading_scope(river.id, 60) as scope:
        assert scope.value("SELECT 'seldom'") == "seldom"
        assert scope.prepared(numbered("SELECT 'often'")) == [("often",)]
        kept = planned(scope)
    assert "SELECT 'often'" in kept
    assert "SELECT 'seldom'" not in kept


def test_a_lost_connection_is_said_and_the_next_one_is_good(river: District) -> None:
    def cut_off() -> None:
        with writing_scope(river.id) as scope:
            process = scope.value("SELECT pg_backend_pid()")
            held = connection.connection.info
            with psycopg.connect(held.dsn, password=held.password) as other:
                other.execute("SELECT pg_terminate_backend(%s, 10000)", [process])
            scope.value("SELECT 1")

    with pytest.raises((psycopg.OperationalError, OperationalError)):
        cut_off()
    with writing_scope(river.id) as scope:
        assert scope.value("SELECT 1") == 1
    with district_scope(river.id) as scope:
        assert scope.value("SELECT 1") == 1


def test_what_is_kept_of_a_connection_goes_with_it_and_holds_no_answer(river: District) -> None:
    info = connection.connection.info
    held = psycopg.connect(info.dsn, password=info.password, autocommit=True)
    for score in (1, 2):
        asked = line.Line(held)
        reply = asked.send(numbered("SELECT %(score)s, now()"), {"score": score})
        asked.answer()
        assert reply.rows[0][0] == score
        assert reply.rows[0][1].utcoffset() == timedelta()
    kept = line._KEPT_BY[held]
    assert kept.values.pgresult is None
    del asked, kept
    held.close()
    gone = weakref.ref(held)
    del held
    gc.collect()
    assert gone() is None
