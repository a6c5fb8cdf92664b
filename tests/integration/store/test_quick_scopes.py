"""Transactions of requests that have to be quick: fewer ways to the database, the same promises."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection

from homeroom.store import apps, districts
from homeroom.store.districts import District
from homeroom.store.scope import (
    Scope,
    district_scope,
    looking_scope,
    reading_scope,
    writing_scope,
)
from homeroom.store.statements import Question, numbered
from tests.database import DatabaseUrls

COUNT = "SELECT count(*) FROM categories WHERE district_id = %(district)s"
ADD = (
    "INSERT INTO categories (district_id, id, sourced_id, changed_at, title)"
    " VALUES (%(district)s, gen_random_uuid(), %(id)s, %(now)s, 'Quizzes')"
)


def add(scope: Scope, id_: str) -> None:
    scope.send(ADD, id=id_, now=datetime.now(UTC))


@pytest.fixture
def river(database: DatabaseUrls) -> District:
    return districts.create("riverbend", "Riverbend Schools", "America/Chicago")


def many(district: District) -> int:
    with district_scope(district.id) as scope:
        return int(scope.value(COUNT))


def test_questions_are_answered_in_their_order_with_the_entering(river: District) -> None:
    questions = [
        Question("SELECT current_setting('homeroom.district')::int"),
        Question(f"{ADD} RETURNING sourced_id", {"id": "a", "now": datetime.now(UTC)}),
        Question(COUNT),
        Question("SELECT unnest(%(some)s::text[])", {"some": ["b", 'c"', "\\d"]}),
    ]
    with writing_scope(river.id) as scope:
        answers = [scope.ask(one) for one in questions]
        assert not any(one.rows for one in answers)
        assert scope.value(COUNT) == 1
    found = [one.rows for one in answers]
    assert found == [[(river.id,)], [("a",)], [(1,)], [("b",), ('c"',), ("\\d",)]]
    assert many(river) == 1


def test_what_is_sent_without_waiting_is_there_when_it_is_asked_for_and_after_the_end(
    river: District,
) -> None:
    with writing_scope(river.id) as scope:
        for id_ in "abc":
            add(scope, id_)
        assert scope.run("UPDATE categories SET title = 'Tests' WHERE sourced_id <> 'b'") == 2
        assert scope.rows("SELECT title FROM categories ORDER BY sourced_id") == [
            ("Tests",),
            ("Quizzes",),
            ("Tests",),
        ]
        add(scope, "d")
        assert scope.value(COUNT) == 4
        assert scope.binary(COUNT) == scope.prepared(numbered(COUNT)) == [(4,)]
        add(scope, "e")
    assert many(river) == 5


def test_one_statement_that_fails_takes_everything_back(river: District) -> None:
    def twice(*, then: str) -> None:
        with writing_scope(river.id) as scope:
            add(scope, "before")
            add(scope, "same")
            add(scope, "same")
            add(scope, "behind")
            if then:
                scope.value(then)

    for then in ("", COUNT):
        with pytest.raises((psycopg.errors.UniqueViolation, IntegrityError)):
            twice(then=then)
        assert many(river) == 0
    # The connection is as good as before.
    with writing_scope(river.id) as scope:
        add(scope, "once")
    assert many(river) == 1


def test_a_question_that_fails_takes_everything_back(river: District) -> None:
    def ask() -> None:
        with writing_scope(river.id) as scope:
            scope.ask(Question(ADD, {"id": "a", "now": datetime.now(UTC)}))
            scope.ask(Question("SELECT 1 / 0"))

    with pytest.raises(psycopg.errors.DivisionByZero):
        ask()
    assert many(river) == 0


def test_an_error_that_is_passed_over_does_not_end_in_a_commit_that_is_none(
    river: District,
) -> None:
    def careless() -> None:
        with writing_scope(river.id) as scope:
            add(scope, "a")
            with suppress(psycopg.errors.DivisionByZero):
                scope.value("SELECT 1 / 0")

    with pytest.raises(AssertionError):
        careless()
    assert many(river) == 0


def test_what_raises_within_takes_back_what_was_sent(river: District) -> None:
    def broken() -> None:
        with writing_scope(river.id) as scope:
            add(scope, "a")
            raise KeyError("something else")

    with pytest.raises(KeyError):
        broken()
    assert many(river) == 0


def settings_now() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN ('transaction_read_only',"
            " 'enable_seqscan', 'plan_cache_mode')"
        )
        return dict(cursor.fetchall())


def test_nothing_of_a_quick_transaction_stays_for_the_next_one(river: District) -> None:
    before = settings_now()
    with reading_scope(river.id, 60) as scope:
        assert scope.rows("SHOW transaction_read_only") == [("on",)]
        assert scope.prepared(numbered(COUNT)) == [(0,)]
    with writing_scope(river.id) as scope:
        assert scope.rows("SHOW enable_seqscan") == [("off",)]
    assert settings_now() == before


def write_while_reading(district: District) -> None:
    with reading_scope(district.id, 60) as scope:
        add(scope, "ours")
        scope.value(COUNT)


def test_a_reader_writes_nothing_and_sees_no_other_district(river: District) -> None:
    other = districts.create("lakeside", "Lakeside Schools", "America/Denver")
    with writing_scope(other.id) as scope:
        add(scope, "theirs")
    with reading_scope(river.id, 60) as scope:
        assert scope.value("SELECT count(*) FROM categories") == 0
        assert scope.prepared(numbered("SELECT count(*) FROM categories")) == [(0,)]
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        write_while_reading(other)
    assert many(other) == 1


@pytest.mark.parametrize("quick", [lambda id_: reading_scope(id_, 60), writing_scope])
def test_a_transaction_stays_in_its_district_however_it_is_entered_again(
    river: District, quick: Any
) -> None:
    other = districts.create("lakeside", "Lakeside Schools", "America/Denver")

    def enter(inner: int) -> None:
        with district_scope(river.id), quick(inner):
            pass

    with pytest.raises(AssertionError, match="stays in the district"):
        enter(other.id)
    enter(river.id)


def test_within_one_that_is_taken_back_everything_is_taken_back(river: District) -> None:
    with looking_scope(river.id):
        with writing_scope(river.id) as scope:
            add(scope, "a")
        with reading_scope(river.id, 60) as scope:
            assert scope.value(COUNT) == 1
    assert many(river) == 0


def test_turns_are_numbered_whoever_takes_them(river: District) -> None:
    wanted = {
        "key": "quizzly", "connector": "oneroster_csv", "title": "Quizzly", "role": "learning",
        "mode": "import", "grade_sync": False, "state": "active", "api_version": None,
        "settings": {},
    }  # fmt: skip
    with district_scope(river.id) as scope:
        app = apps.add(scope, wanted)
        before = apps.turns(scope, [app.id])
        assert apps.take_turns(scope, [app.id]) == (before[0] + 1,)
    with writing_scope(river.id) as scope:
        turns = scope.ask(apps.turns_to_take([app.id]))
    assert turns.rows == [(app.id, before[0] + 2)]
