"""Rights, signatures and rows of objectives in the database: asked, granted, signed, kept apart."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from homeroom.model.gradebook import NATURE, WINDOW, LineItem, LineItemNature
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import AcademicSession, Class, Course, Org
from homeroom.store import apps, deliveries, links, parts, posting, records
from homeroom.store.deliveries import Wanted
from homeroom.store.links import Link
from homeroom.store.parts import Part
from homeroom.store.scope import Scope

NOW = datetime(2026, 10, 5, tzinfo=UTC)
SPACE = "1.2"
TASK, STANDARD = LineItemNature.GRADING_TASK, LineItemNature.STANDARD


@pytest.fixture
def ids(scope: Scope) -> Mapping[str, int]:
    """Two targets and two learning apps by name."""
    made = {}
    for name in ("campus", "other", "mathly", "lexa"):
        app: dict[str, Any] = {
            "key": name,
            "connector": "infinite_campus",
            "title": name.title(),
            "role": "sis" if name in ("campus", "other") else "learning",
            "mode": "2-way",
            "grade_sync": True,
            "state": "active",
            "api_version": SPACE,
            "settings": {},
        }
        made[name] = apps.add(scope, app).id
    return made


def states(scope: Scope) -> dict[tuple[str, str, str], str]:
    return {(one.app, one.target, one.task): one.state for one in posting.rights(scope)}


def granted(scope: Scope, target: int) -> frozenset[tuple[int, str]]:
    return posting.board(scope, target, SPACE, [], []).rights


def test_a_right_is_asked_for_granted_and_withdrawn(scope: Scope, ids: Mapping[str, int]) -> None:
    key = (ids["mathly"], ids["campus"], "Q1 Grade")
    assert posting.ask(scope, key, "ana")
    assert states(scope) == {("mathly", "campus", "Q1 Grade"): "requested"}
    assert granted(scope, ids["campus"]) == frozenset(), "asking is no right"
    assert posting.decide(scope, key, "granted", ("olu", ""))
    assert granted(scope, ids["campus"]) == {(ids["mathly"], "q1 grade")}
    assert granted(scope, ids["other"]) == frozenset(), "each target has rights of its own"
    (one,) = posting.rights(scope)
    assert (one.asked_by, one.decided_by, one.reason) == ("ana", "olu", None)
    assert posting.withdraw(scope, *key) == 1
    assert granted(scope, ids["campus"]) == frozenset()
    assert posting.withdraw(scope, *key) == 0


def test_a_title_is_one_task_however_it_is_typed(scope: Scope, ids: Mapping[str, int]) -> None:
    app, target = ids["mathly"], ids["campus"]
    posting.ask(scope, (app, target, "Q1 Grade"), "ana")
    assert posting.decide(scope, (app, target, " q1  GRADE "), "granted", ("olu", ""))
    assert not posting.ask(scope, (app, target, "Q1 grade"), "eve"), "it is granted already"
    assert list(states(scope).values()) == ["granted"]


def test_nobody_grants_what_nobody_asked_for(scope: Scope, ids: Mapping[str, int]) -> None:
    key = (ids["mathly"], ids["campus"], "Q1 Grade")
    assert not posting.decide(scope, key, "granted", ("olu", ""))
    posting.ask(scope, key, "ana")
    assert posting.decide(scope, key, "declined", ("olu", "not this year"))
    assert not posting.decide(scope, key, "granted", ("olu", "")), "it has to be asked for again"
    assert posting.ask(scope, key, "ana")
    (one,) = posting.rights(scope)
    assert (one.state, one.reason, one.decided_by) == ("requested", None, None)


def test_a_removed_app_has_no_rights_when_it_comes_back(
    scope: Scope, ids: Mapping[str, int]
) -> None:
    for app in ("mathly", "lexa"):
        key = (ids[app], ids["campus"], "Q1 Grade")
        posting.ask(scope, key, "ana")
        posting.decide(scope, key, "granted", ("olu", ""))
    posting.forget(scope, ids["mathly"])
    assert granted(scope, ids["campus"]) == {(ids["lexa"], "q1 grade")}
    posting.forget(scope, ids["campus"])
    assert posting.rights(scope) == []


def held(scope: Scope, ids: Mapping[str, int], digest: str, code: str = posting.SIGN_OFF) -> str:
    """Return a grade that waits for a signature in some form."""
    record = new_id()
    deliveries.want(scope, [Wanted(ids["campus"], Kind.RESULT, record, ids["mathly"], "put")])
    wait(scope, record, digest, code)
    return record


def wait(scope: Scope, record: str, digest: str, code: str = posting.SIGN_OFF) -> None:
    scope.run(
        "UPDATE deliveries SET state = 'held', code = %(code)s,"
        " facts = jsonb_build_object('digest', %(digest)s::text) WHERE record_id = %(record)s",
        record=record,
        code=code,
        digest=digest,
    )


def signed(scope: Scope, ids: Mapping[str, int], *records: str) -> dict[str, set[tuple[str, str]]]:
    """Return who signed off which form of some grades."""
    found = posting.board(scope, ids["campus"], SPACE, [], list(records)).signed
    return {id_: {(one.digest, one.actor) for one in some} for id_, some in found.items()}


def test_a_signature_is_kept_with_the_form_that_waited_and_lets_it_go(
    scope: Scope, ids: Mapping[str, int]
) -> None:
    one, other = held(scope, ids, "form-a"), held(scope, ids, "form-b")
    assert posting.sign_off(scope, ids["campus"], [one], "ms. reyes") == [one]
    assert signed(scope, ids, one, other) == {one: {("form-a", "ms. reyes")}}
    rows = deliveries.of_records(scope, ids["campus"], Kind.RESULT, [one, other])
    assert {id_: row.state for id_, row in rows.items()} == {one: "waiting", other: "held"}
    wait(scope, one, "form-c")
    posting.sign_off(scope, ids["campus"], [one], "mr. oak")
    assert signed(scope, ids, one)[one] == {("form-a", "ms. reyes"), ("form-c", "mr. oak")}


def test_only_what_waits_for_a_signature_is_signed_off(
    scope: Scope, ids: Mapping[str, int]
) -> None:
    other = held(scope, ids, "form-a", "result.left_the_class")
    mine = held(scope, ids, "form-a")
    assert posting.sign_off(scope, ids["campus"], [other, new_id()], "ms. reyes") == []
    assert posting.sign_off(scope, ids["other"], [mine], "ms. reyes") == []
    assert signed(scope, ids, other, mine) == {}


def objective(result: str, name: str, said: str = "") -> Part:
    return Part(result_id=result, source="case", objective=name, said=said)


def rows_of(scope: Scope, ids: Mapping[str, int], *some: Part) -> dict[str, tuple[str, int]]:
    """Return what is asked for each objective, and how often it was put in."""
    wanted = [one.id for one in some]
    rows = deliveries.of_records(scope, ids["campus"], Kind.RESULT, wanted)
    return {
        one.objective: (rows[one.id].act, rows[one.id].version) for one in some if one.id in rows
    }


def test_each_word_about_an_objective_is_put_into_the_outbox_once(
    scope: Scope, ids: Mapping[str, int]
) -> None:
    result, target, whose = new_id(), ids["campus"], ids["mathly"]
    one, two = objective(result, "MA.3", "S"), objective(result, "MA.4", "O")
    assert parts.want(scope, target, {result: whose}, [one, two]) == 2
    assert parts.want(scope, target, {result: whose}, [one, two]) == 0
    assert rows_of(scope, ids, one, two) == {"MA.3": ("put", 1), "MA.4": ("put", 1)}
    assert parts.want(scope, target, {result: whose}, [objective(result, "MA.3", "N"), two]) == 1
    assert rows_of(scope, ids, one, two) == {"MA.3": ("put", 2), "MA.4": ("put", 1)}


def test_an_objective_that_vanishes_is_asked_about_once_and_may_come_back(
    scope: Scope, ids: Mapping[str, int]
) -> None:
    result, target, whose = new_id(), ids["campus"], ids["mathly"]
    one, two = objective(result, "MA.3", "S"), objective(result, "MA.4", "O")
    parts.want(scope, target, {result: whose}, [one, two])
    assert parts.want(scope, target, {result: whose}, [two]) == 1
    assert parts.want(scope, target, {result: whose}, [two]) == 0
    assert rows_of(scope, ids, one, two) == {"MA.3": ("clear", 2), "MA.4": ("put", 1)}
    parts.want(scope, target, {result: whose}, [one, two])
    assert rows_of(scope, ids, one, two)["MA.3"] == ("put", 3)


def test_objectives_of_other_results_and_targets_are_left_alone(
    scope: Scope, ids: Mapping[str, int]
) -> None:
    first, second = new_id(), new_id()
    one, two = objective(first, "MA.3", "S"), objective(second, "MA.3", "S")
    both = {first: ids["mathly"], second: ids["lexa"]}
    parts.want(scope, ids["campus"], both, [one, two])
    assert parts.want(scope, ids["other"], both, [one, two]) == 2, "each target is told"
    assert parts.want(scope, ids["campus"], {first: ids["mathly"]}, []) == 1
    assert rows_of(scope, ids, two) == {"MA.3": ("put", 1)}
    assert parts.load(scope, [two.id, new_id()]) == {two.id: two}


def test_what_an_app_deletes_ends_with_its_objectives(scope: Scope, ids: Mapping[str, int]) -> None:
    result = new_id()
    one = objective(result, "MA.3", "S")
    wanted = Wanted(ids["campus"], Kind.RESULT, result, ids["mathly"], "put")
    deliveries.want(scope, [wanted])
    parts.want(scope, ids["campus"], {result: ids["mathly"]}, [one])
    removal = Wanted(ids["campus"], Kind.RESULT, result, ids["mathly"], "delete")
    deliveries.want_removal(scope, [removal])
    rows = deliveries.of_records(scope, ids["campus"], Kind.RESULT, [result, one.id])
    assert {row.state for row in rows.values()} == {"dropped"}, "none of it was ever sent"


@pytest.fixture
def class_id(scope: Scope, ids: Mapping[str, int]) -> str:
    """A class with two grading tasks, a standard and a quiz; the target knows all but one task."""
    org, course, class_, term = (new_id() for _ in range(4))
    session = AcademicSession(
        sourced_id=term,
        title="Q1",
        type="gradingPeriod",
        start_date=date(2026, 8, 17),
        end_date=date(2026, 10, 16),
        school_year="2027",
    )
    stored: list[tuple[Kind, str, Record]] = [
        (Kind.ORG, org, Org(sourced_id=org, name="Oak", type="school")),
        (Kind.ACADEMIC_SESSION, term, session),
        (Kind.COURSE, course, Course(sourced_id=course, title="Algebra")),
        (Kind.CLASS, class_, Class(sourced_id=class_, title="A1", course=course, school=org)),
    ]
    items: list[tuple[str, dict[str, Any]]] = [
        ("Q1 Grade", {NATURE: TASK.value, WINDOW: True}),
        ("Q2 Grade", {NATURE: TASK.value}),
        ("Work Habits", {NATURE: STANDARD.value, WINDOW: False}),
        ("Quiz", {}),
    ]
    for title, metadata in items:
        id_ = new_id()
        period = term if title == "Q1 Grade" else None
        item = LineItem(
            sourced_id=id_, title=title, class_=class_, grading_period=period, metadata=metadata
        )
        stored.append((Kind.LINE_ITEM, id_, item))
    for kind, id_, record in stored:
        records.insert(scope, kind, {id_: record}, NOW)
        if getattr(record, "title", "") != "Q2 Grade":
            link = Link(
                app_id=ids["campus"], kind=kind, space=SPACE, external_id=f"at-{id_}",
                record_id=id_, origin="read",
            )  # fmt: skip
            links.add(scope, [link])
    return class_


def test_the_tasks_of_a_class_are_those_that_the_target_knows(
    scope: Scope, ids: Mapping[str, int], class_id: str
) -> None:
    found = posting.tasks(scope, ids["campus"], SPACE, [class_id])[class_id]
    assert [(one.title, one.nature, one.window_open) for one in found] == [
        ("Q1 Grade", TASK, True),
        ("Work Habits", STANDARD, False),
    ]
    assert [(str(one.first), str(one.last)) for one in found] == [
        ("2026-08-17", "2026-10-16"),
        ("None", "None"),
    ]
    assert all(one.target_id.startswith("at-") for one in found)
    assert posting.tasks(scope, ids["other"], SPACE, [class_id]) == {}
    assert posting.tasks(scope, ids["campus"], SPACE, [new_id()]) == {}
