"""One grade by the short way: it leaves what the long way leaves, or leaves it to the long way."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from msgspec import structs

from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.runs.ingest.raws import fetch, unpacked
from homeroom.runs.writes import own_deletion, plain_grade, taking
from homeroom.runs.writes.own_ids import CannotTake, Given
from homeroom.serve.caller import Caller
from homeroom.serve.callers import CALLERS
from homeroom.serve.writing import Eyes
from homeroom.stage.own_page import own_page
from homeroom.store import apps, pages, places, runs
from homeroom.store.earlier import KeptPage
from homeroom.store.scope import Scope, district_scope, writing_scope
from tests.api import add_vendor, token_of
from tests.integration.serve.grades import item, result
from tests.people import GRADE, ITEM, PUPIL, Town, insert

JSON = dict[str, Any]
ITEMS = {"short": "quiz-short", "long": "quiz-long"}
NUMBERS = count()


@pytest.fixture(scope="module")
def caller(town: Town) -> Caller:
    """An app with two line items of its own, of which some request has come before."""
    found = CALLERS.of(token_of(add_vendor(town.district)), 0.0)
    assert found is not None
    for name in ITEMS.values():
        long(found, Given(name, item(name)["lineItem"]), Kind.LINE_ITEM)
    return found


def short(caller: Caller, given: Given) -> bool | None:
    with writing_scope(caller.district_id) as scope:
        return plain_grade.take(scope, caller.app_id, lambda: given, caller.sharing)


def long(caller: Caller, given: Given, kind: Kind = Kind.RESULT) -> bool:
    with writing_scope(caller.district_id) as scope:
        context = taking.begin(scope, caller.app_id)
        (created,) = taking.put(scope, context, kind, [given], Eyes(scope, caller))
        return created


def grade(id_: str, student: str = PUPIL, of: str = ITEMS["short"], **more: Any) -> Given:
    held = {**result(of)["result"], "student": {"sourcedId": student}, **more}
    return Given(id_, {name: one for name, one in held.items() if one is not None})


def left(scope: Scope, id_: str) -> list[Any]:
    """Return all that is kept about a grade, without what differs from any grade to another."""
    of_link = (
        "district_id = %(district)s AND record_id = (SELECT record_id FROM record_links"
        " WHERE district_id = %(district)s AND kind = 'result' AND external_id = %(id)s)"
    )
    alike = " - 'id' - 'sourced_id' - 'line_item_id' - 'changed_at'"
    tables = (
        f"SELECT to_jsonb(r){alike} FROM results r WHERE sourced_id = %(id)s",
        "SELECT app_id, run_id, field, before, after, reason FROM record_history"
        f" WHERE {of_link} ORDER BY id",
        f"SELECT target_id, app_id, act, state, version, attempts FROM deliveries WHERE {of_link}",
        f"SELECT app_id, space, origin FROM record_links WHERE {of_link}",
        "SELECT s.app_id, s.state, s.place, p.clean, p.last, p.nameless FROM source_records s"
        " JOIN pages p ON p.district_id = s.district_id AND p.id = s.page_id"
        " WHERE s.district_id = %(district)s AND s.source_id = %(id)s",
    )
    return [scope.rows(one, id=id_) for one in tables]


def stray_pages(scope: Scope) -> int:
    return int(
        scope.value(
            "SELECT count(*) FROM pages p WHERE NOT EXISTS (SELECT FROM source_records s"
            " WHERE s.district_id = p.district_id AND s.page_id = p.id)"
        )
    )


SAID = st.fixed_dictionaries(
    {},
    optional={
        "score": st.one_of(st.decimals(-5, 200, places=2), st.just("17.50"), st.none()),
        "scoreStatus": st.sampled_from(["fully graded", "exempt", "submitted", "late"]),
        "scoreDate": st.sampled_from(["2026-10-10", "2026-10-11T23:30:00Z"]),
        "comment": st.sampled_from(["", "Well done", 'a "b" \\ {c} %s é']),
        "textScore": st.sampled_from(["A", "B+"]),
        "missing": st.sampled_from(["true", "false", True]),
        "incomplete": st.booleans(),
        "metadata": st.just({"color": "red"}),
        "shoeSize": st.integers(30, 50),
    },
)


@drawn(writes=st.lists(SAID, min_size=1, max_size=5))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_both_ways_leave_the_same(caller: Caller, writes: list[JSON]) -> None:
    number, student = next(NUMBERS), new_id()
    with district_scope(caller.district_id) as scope:
        insert(scope, "users", student, given_name="A", family_name="B", enabled_user=True)
    for said in writes:
        ways: dict[str, Callable[[Caller, Given], bool | None]] = {"short": short, "long": long}
        created = {
            name: way(caller, grade(f"{name}-{number}", student, ITEMS[name], **said))
            for name, way in ways.items()
        }
        assert created["short"] is created["long"]
    with district_scope(caller.district_id) as scope:
        found = [left(scope, f"{name}-{number}") for name in ITEMS]
        assert found[0] == found[1]
        assert all(found[0][at] for at in (0, 2, 3, 4))
        assert stray_pages(scope) == 0


@pytest.fixture
def known(caller: Caller) -> str:
    """A grade that the app has written; its student has no other."""
    student = new_id()
    with district_scope(caller.district_id) as scope:
        insert(scope, "users", student, given_name="A", family_name="B", enabled_user=True)
    assert short(caller, grade(f"known-{student}", student)) is True
    return student


def test_what_is_not_as_ever_goes_the_long_way_and_leaves_nothing_behind(
    caller: Caller, known: str
) -> None:
    for given in (
        grade("second", known),
        grade("of nobody", "nobody"),
        grade("nowhere", of="no such quiz"),
        grade("theirs", of=ITEM),
        grade(GRADE),
        grade("scaled", scoreScale={"sourcedId": "letters"}),
        grade("unreadable", score="many"),
        grade("x" * 5_000),
        grade("moved", student="a\x00b"),
        grade(f"known-{known}", known, of=ITEMS["long"]),
    ):
        assert short(caller, given) is None, given.id
    with district_scope(caller.district_id) as scope:
        assert stray_pages(scope) == 0
    assert short(caller, grade(f"known-{known}", known, score=3)) is False


def spooled(caller: Caller, *ids: str) -> list[tuple[int, Any]]:
    """Return on which pages some grades stand, and their scores there; no page is left over."""
    with district_scope(caller.district_id) as scope:
        rows = places.of_ids(scope, caller.app_id, Kind.RESULT, ids)
        found = {row.source_id: (row.page_id, wire) for row, wire in unpacked(fetch(scope, rows))}
        assert stray_pages(scope) == 0
    assert all(wire["sourcedId"] == id_ for id_, (_, wire) in found.items())
    return [(found[id_][0], found[id_][1]["score"]) for id_ in ids]


def test_a_grade_stays_on_its_own_page_and_leaves_one_that_it_shares(
    caller: Caller, known: str
) -> None:
    ids, students = ("first", "second", "third"), [new_id() for _ in range(3)]
    with district_scope(caller.district_id) as scope:
        for student in students:
            insert(scope, "users", student, given_name="A", family_name="B", enabled_user=True)
    named = list(zip(ids, students, strict=True))
    with writing_scope(caller.district_id) as scope:
        context = taking.begin(scope, caller.app_id)
        some = [grade(id_, student) for id_, student in named]
        taking.put(scope, context, Kind.RESULT, some, Eyes(scope, caller))
    ((together, _), *_) = spooled(caller, *ids)
    for score in (1, 2):
        for id_, student in named:
            assert short(caller, grade(id_, student, score=score)) is False
        found = spooled(caller, *ids)
        assert [held for _, held in found] == [score] * 3
        assert len({page for page, _ in found}) == 3
        # The last one has the page for itself by then.
        assert found[-1][0] == together


def test_a_page_that_a_run_has_read_or_that_is_gone_is_not_written_anew(
    caller: Caller, known: str
) -> None:
    id_ = f"known-{known}"
    ((before, _),) = spooled(caller, id_)
    with district_scope(caller.district_id) as scope:
        run = runs.start(scope, caller.app_id, "delta", "test")
        assert run is not None
        pages.begin(scope, run, "results", None)
        pages.add_to_run(scope, run, "results", [KeptPage(0, before, b"", 1)])
    assert short(caller, grade(id_, known, score=3)) is False
    with district_scope(caller.district_id) as scope:
        assert pages.bodies(scope, [before])
        for table in ("run_pages", "run_collections", "runs"):
            scope.run(f"DELETE FROM {table}")
        scope.run("DELETE FROM pages WHERE id = %(id)s", id=before)
    ((after, score),) = spooled(caller, id_)
    assert (score, after != before) == (3, True)
    with district_scope(caller.district_id) as scope:
        scope.run("DELETE FROM pages WHERE id = %(id)s", id=after)
    assert short(caller, grade(id_, known, score=4)) is False
    ((again, score),) = spooled(caller, id_)
    assert (score, again != after) == (4, True)


def test_what_stands_on_another_page_already_is_left_to_the_long_way(
    caller: Caller, known: str
) -> None:
    id_ = f"known-{known}"
    said = grade(id_, known, score=7)
    page, _ = own_page([taking.wire_of(said, id_)])
    with district_scope(caller.district_id) as scope:
        there = pages.keep(scope, caller.app_id, page)
    assert short(caller, said) is None
    assert long(caller, said) is False
    assert spooled(caller, id_) == [(there, 7)]
    assert short(caller, said) is False
    assert spooled(caller, id_) == [(there, 7)]


NOTES = {
    "another app says something of it": (
        "INSERT INTO record_links SELECT district_id, app_id + 1, kind, space, 'their id',"
        " record_id, 'read' FROM record_links WHERE external_id = %(id)s"
    ),
    "an issue about it is open": (
        "INSERT INTO issues (district_id, app_id, code, kind, subject, facts, first_seen,"
        " last_seen) VALUES (%(district)s, %(app)s, 'field.unreadable', 'result', %(id)s, '{}',"
        " now(), now())"
    ),
    "sources contest it": (
        "INSERT INTO issues (district_id, app_id, code, kind, subject, facts, first_seen,"
        " last_seen) SELECT %(district)s, %(app)s, 'merge.contested', 'result', record_id::text,"
        " '{}', now(), now() FROM record_links WHERE external_id = %(id)s"
    ),
    "its source does not show it": (
        "INSERT INTO absences VALUES (%(district)s, %(app)s, 'result', %(id)s, 1, 1, 1, false)"
    ),
    "it waits for something": (
        "INSERT INTO source_waits VALUES"
        " (%(district)s, %(app)s, 'result', %(id)s, 'scoreScale', 'letters')"
    ),
    "the student was joined to another": (
        "INSERT INTO joins (district_id, kind, stays, goes, at, actor, reason, moved)"
        " VALUES (%(district)s, 'user', %(pupil)s, %(student)s, now(), 'test', 'same', '{}')"
    ),
    "the app calls somebody else so": (
        "INSERT INTO record_links VALUES"
        " (%(district)s, %(app)s, 'user', '', %(student)s, %(pupil)s, 'read')"
    ),
    "it is retired": "UPDATE results SET retired_at = now() WHERE sourced_id = %(id)s",
}


@pytest.mark.parametrize("note", NOTES)
def test_whatever_is_noted_about_a_grade_the_long_way_looks_at(
    caller: Caller, known: str, note: str
) -> None:
    id_ = f"known-{known}"
    with district_scope(caller.district_id) as scope:
        params = {"app": caller.app_id, "student": known, "pupil": PUPIL, "id": id_}
        assert scope.run(NOTES[note], **params) == 1
    assert short(caller, grade(id_, known, score=3)) is None


def test_an_id_that_another_calling_app_uses_is_taken(town: Town, caller: Caller) -> None:
    other = CALLERS.of(token_of(add_vendor(town.district, "writely")), 0.0)
    assert other is not None
    long(other, Given("their-quiz", item("Theirs")["lineItem"]), Kind.LINE_ITEM)
    assert long(other, grade("their grade", of="their-quiz"))
    assert long(other, grade("its further name", of="their-quiz")) is False
    assert long(caller, grade("own", of=ITEMS["long"]))
    for taken in ("their grade", "its further name"):
        assert short(caller, grade(taken)) is None
    with pytest.raises(CannotTake, match="may only read it"):
        long(caller, grade("their grade"))


def test_a_change_of_rules_or_apps_is_seen_by_the_next_grade(caller: Caller, known: str) -> None:
    id_ = f"known-{known}"
    for settle in (30, 0):
        with district_scope(caller.district_id) as scope:
            sis = apps.keyed(scope, "campus")
            settings_ = {**sis.settings, "settle_seconds": settle}
            apps.change(scope, sis.id, settings=settings_)
        assert short(caller, grade(id_, known, score=settle)) is None
        assert long(caller, grade(id_, known, score=settle)) is False
        assert short(caller, grade(id_, known, score=settle + 1)) is False
    with district_scope(caller.district_id) as scope:
        apps.change(scope, caller.app_id, grade_sync=False)
    assert short(caller, grade(id_, known)) is None
    with pytest.raises(CannotTake, match="not switched on"):
        long(caller, grade(id_, known))
    with district_scope(caller.district_id) as scope:
        apps.change(scope, caller.app_id, grade_sync=True)
    assert long(caller, grade(id_, known)) is False


def test_what_was_deleted_comes_back_by_the_long_way(caller: Caller, known: str) -> None:
    id_ = f"known-{known}"
    with district_scope(caller.district_id) as scope:
        context = taking.begin(scope, caller.app_id)
        own_deletion.delete(scope, context, Kind.RESULT, id_, Eyes(scope, caller))
    assert short(caller, grade(id_, known)) is None
    assert long(caller, grade(id_, known)) is True
    assert short(caller, grade(id_, known, score=1)) is False


def test_without_a_request_before_it_or_for_an_app_of_no_district_there_is_no_short_way(
    caller: Caller,
) -> None:
    for unknown in (
        structs.replace(caller, app_id=caller.app_id + 100),
        structs.replace(caller, district_id=caller.district_id + 100),
    ):
        assert short(unknown, grade("anything")) is None


def test_what_is_not_shared_is_unknown_to_the_short_way_too(caller: Caller, known: str) -> None:
    elsewhere = structs.replace(caller.sharing, schools=frozenset())
    alone = structs.replace(caller, sharing=elsewhere)
    assert short(alone, grade(f"known-{known}", known)) is None
