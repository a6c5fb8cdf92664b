"""Whoever takes rows of an app in waits for its turn, and leaves the row of the app as it is."""

import threading

import pytest
from django.db import connections

from homeroom.store import apps, districts, taking
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope, writing_scope
from tests.database import DatabaseUrls


@pytest.fixture
def river(database: DatabaseUrls) -> District:
    return districts.create("riverbend", "Riverbend Schools", "America/Chicago")


def add(scope: Scope, key: str) -> App:
    made = {
        "key": key, "connector": "oneroster_csv", "title": key, "role": "sis", "mode": "import",
        "grade_sync": False, "state": "active", "api_version": None, "settings": {},
    }  # fmt: skip
    return apps.add(scope, made)


def test_turns_are_counted_from_the_first_one_for_each_app(river: District) -> None:
    with district_scope(river.id) as scope:
        ids = [add(scope, key).id for key in ("campus", "quizzly")]
        assert apps.turns(scope, ids) == (0, 0)
        assert apps.take_turns(scope, ids) == (1, 1)
    with district_scope(river.id) as scope:
        assert apps.take_turns(scope, ids[1:]) == (2,)
        assert apps.turns(scope, ids) == (1, 2)
        assert apps.take_turns(scope, ids[::-1]) == (2, 3)


def test_a_turn_is_over_when_its_transaction_is_and_is_not_counted_when_that_is_taken_back(
    river: District,
) -> None:
    with district_scope(river.id) as scope:
        ids = [add(scope, "campus").id]
    waits, found = threading.Event(), list[tuple[int, ...]]()

    def come_second() -> None:
        with district_scope(river.id) as scope:
            waits.set()
            found.append(apps.take_turns(scope, ids))
        connections.close_all()

    def come_first(*, then_fail: bool) -> None:
        with district_scope(river.id) as scope:
            apps.take_turns(scope, ids)
            second.start()
            waits.wait()
            second.join(0.2)
            assert second.is_alive()
            assert not then_fail

    second = threading.Thread(target=come_second)
    come_first(then_fail=False)
    second.join()
    assert found == [(2,)]
    waits.clear()
    second = threading.Thread(target=come_second)
    with pytest.raises(AssertionError):
        come_first(then_fail=True)
    second.join()
    assert found == [(2,), (3,)]


def test_the_mark_of_all_around_changes_with_apps_and_rules_and_with_no_turn(
    river: District,
) -> None:
    with district_scope(river.id) as scope:
        app = add(scope, "campus")
    marks = []
    for change in (
        "SELECT 1",
        "UPDATE apps SET title = 'Campus' WHERE id = %(app)s",
        "UPDATE apps SET settings = '{\"paused\": true}' WHERE id = %(app)s",
        "UPDATE districts SET due_clock = '22:00' WHERE id = %(district)s",
        "INSERT INTO rule_versions VALUES (%(district)s, 1, now(), 'test', 'test', '{}')",
        "INSERT INTO hand_values VALUES (%(district)s, 'user', gen_random_uuid(), 'given_name',"
        " '\"A\"', 'test', 'test', now(), '2027-01-01')",
    ):
        with district_scope(river.id) as scope:
            scope.run(change, app=app.id)
        for _ in range(2):
            with district_scope(river.id) as scope:
                apps.take_turns(scope, [app.id])
                marks.append(taking.surroundings(scope))
    assert marks[::2] == marks[1::2]
    assert len(set(marks)) == 6


def test_clocks_of_schools_are_looked_for_among_those_alone(river: District) -> None:
    with writing_scope(river.id) as scope:
        plan = "\n".join(row for (row,) in scope.rows(f"EXPLAIN {taking._SURROUNDINGS}"))
    assert "orgs_with_clocks" in plan
