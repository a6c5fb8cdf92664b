"""A hub that lost its database finds again what it had delivered, and doubles nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from homeroom.runs.setup import activation
from homeroom.store import apps, districts, history
from homeroom.store.scope import district_scope
from tests.conftest import use
from tests.database import copy_of
from tests.hub import IC, activate_campus, activate_mathly
from tests.integration.push.conftest import Desk

BOTH = pytest.mark.parametrize("api", ["1.2", "1.1"], indirect=True)
REASON = "it is a record of ours that came back from the SIS"


@pytest.fixture
def anew(desk: Desk, migrated: str) -> Iterator[Desk]:
    """A hub on an empty database, in a district where a hub had delivered two grades."""
    hand_in_again(desk)
    with copy_of(migrated) as urls:
        use(urls)
        yield begin_again(desk, desk.path)


@pytest.fixture
def lost(desk: Desk) -> Iterator[Desk]:
    """A hub that knows the same district as it was before the two grades, and has read it again.

    To read all of it into an empty database takes many times as long, and ends in the same.
    """
    hand_in_again(desk)
    with copy_of(desk.template) as urls:
        use(urls)
        (district,) = districts.every()
        before = replace(desk, district=district, database=urls)
        before.name_the_app()
        before.sync_campus()
        yield before


def begin_again(desk: Desk, path: Path, *, grade_sync: bool = True) -> Desk:
    """Set the same district up on an empty database, as an operator would."""
    district = districts.create("riverbend", "Riverbend Schools", "America/Chicago")
    activate_campus(district, desk.campus, desk.api, grade_sync=grade_sync)
    activate_mathly(district, path)
    new = replace(desk, district=district, path=path)
    new.name_the_app()
    new.sync_campus()
    return new


def hand_in_again(desk: Desk, first: str = "8") -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, first), desk.grade("q1", 1, "9")])


def active(desk: Desk) -> tuple[int, int]:
    """Return how many line items of the title and how many grades in them the hub has."""
    with district_scope(desk.district.id) as scope:
        (found,) = scope.rows(
            "SELECT count(DISTINCT i.id), count(r.id) FROM line_items i LEFT JOIN results r"
            " ON r.line_item_id = i.id AND r.retired_at IS NULL"
            " WHERE i.title = 'Quiz q1' AND i.retired_at IS NULL AND i.class_id ="
            " (SELECT record_id FROM record_links WHERE kind = 'class' AND external_id = %(id)s)",
            id=desk.section,
        )
        return tuple(found)


@BOTH
def test_the_same_grades_are_recognised_and_not_sent_again(anew: Desk) -> None:
    before = anew.campus.writes()
    hand_in_again(anew)
    assert anew.scores("Quiz q1") == ["8", "9"]
    assert anew.parked() == {}
    assert anew.campus.writes() == before
    assert active(anew) == (1, 2)


@BOTH
def test_a_changed_grade_goes_on_under_its_old_id_once_a_person_agreed(anew: Desk) -> None:
    hand_in_again(anew, first="5")
    assert anew.scores("Quiz q1") == ["8", "9"]
    assert anew.parked() == {"conflict.there_before": 1}
    anew.approve("q1", 0)
    anew.sync_campus()
    assert anew.scores("Quiz q1") == ["5", "9"]
    assert active(anew) == (1, 2)


def test_what_differed_stays_held_when_the_app_changes_it_once_more(lost: Desk) -> None:
    for score in ("5", "6"):
        hand_in_again(lost, first=score)
        assert lost.parked() == {"conflict.there_before": 1}
        assert lost.scores("Quiz q1") == ["8", "9"]


def test_what_was_read_in_retires_and_its_history_says_why(lost: Desk) -> None:
    hand_in_again(lost)
    with district_scope(lost.district.id) as scope:
        rows = scope.rows(
            "SELECT id::text, retired_reason FROM line_items WHERE retired_at IS NOT NULL"
            " UNION ALL SELECT id::text, retired_reason FROM results WHERE retired_at IS NOT NULL"
        )
        assert [reason for _, reason in rows] == [REASON] * 3
        told = [history.of_record(scope, id_)[0]["reason"] for id_, _ in rows]
        assert told == [REASON] * 3


def test_what_came_back_counts_as_our_own_from_then_on(lost: Desk) -> None:
    hand_in_again(lost)
    with district_scope(lost.district.id) as scope:
        origins = scope.rows(
            "SELECT l.kind, l.origin, s.state FROM record_links l JOIN source_records s"
            " ON s.app_id = l.app_id AND s.kind = l.kind AND s.source_id = l.external_id"
            " JOIN deliveries d ON d.record_id = l.record_id AND d.target_id = l.app_id"
        )
    assert sorted(origins) == [
        ("lineItem", "derived", "own"),
        ("result", "derived", "own"),
        ("result", "derived", "own"),
    ]
    report = lost.sync_campus()
    assert report.changes == 0
    lost.teacher_scores("Quiz q1", 0, "10")
    lost.sync_campus()
    assert lost.parked() == {"conflict.edited_in_sis": 1}


def test_a_later_change_is_one_write_and_no_second_item(lost: Desk) -> None:
    hand_in_again(lost)
    before = lost.campus.writes()
    items = [lost.item("q1", title="Quiz q1 again")]
    lost.hand_in(items, [lost.grade("q1", 0, "8"), lost.grade("q1", 1, "9")])
    assert lost.campus.writes() == before + 1
    assert lost.scores("Quiz q1 again") == ["8", "9"]
    assert len(lost.items()) == 1


def test_a_score_by_the_teacher_in_our_item_stays_with_our_item(desk: Desk, migrated: str) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])
    desk.teacher_scores("Quiz q1", 2, "3")
    with copy_of(migrated) as urls:
        use(urls)
        lost = begin_again(desk, desk.path)
        hand_in_again(lost)
        assert active(lost) == (1, 3)
        more = [lost.grade("q1", at, score) for at, score in enumerate(("8", "9", "7"))]
        lost.hand_in([lost.item("q1")], more)
        assert lost.scores("Quiz q1") == ["8", "9", "3"]
        assert lost.parked() == {"conflict.there_before": 1}
        assert active(lost) == (1, 3)


def test_an_app_that_is_read_before_the_sis_gradebook_doubles_nothing_either(
    desk: Desk, migrated: str
) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])
    before = desk.campus.writes()
    with copy_of(migrated) as urls:
        use(urls)
        lost = begin_again(desk, desk.path, grade_sync=False)
        hand_in_again(lost)
        with district_scope(lost.district.id) as scope:
            app = apps.keyed(scope, IC)
            activation.change_mode(scope, app, "2-way", "test", grade_sync=True)
        for _ in range(2):
            lost.sync_campus()
        assert active(lost) == (1, 2)
        assert lost.parked() == {}
        assert lost.campus.writes() == before


def test_an_item_that_a_check_refuses_now_is_ours_all_the_same(lost: Desk) -> None:
    lost.rule(title_length=["refuse", 5])
    hand_in_again(lost)
    assert active(lost) == (1, 2)
    assert lost.scores("Quiz q1") == ["8", "9"]


def test_a_loop_ends_when_a_grade_cannot_find_its_delivered_item(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    with district_scope(desk.district.id) as scope:
        scope.run("DELETE FROM record_links WHERE kind = 'lineItem' AND origin = 'derived'")
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "9")])
    assert desk.parked() == {"parent.not_delivered": 1}
    assert desk.scores("Quiz q1") == ["8"]
