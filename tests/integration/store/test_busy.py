"""Of which kinds a run has anything to do, so that it may pass over all the others."""

import pytest

from homeroom.model.kinds import Kind
from homeroom.store import absences, apps, sources, staged
from homeroom.store.scope import Scope
from homeroom.store.sources import Row, Said


def add(scope: Scope, key: str) -> int:
    made = {
        "key": key, "connector": "oneroster", "title": key, "role": "sis", "mode": "import",
        "grade_sync": False, "state": "active", "api_version": "1.1", "settings": {},
    }  # fmt: skip
    return apps.add(scope, made).id


@pytest.fixture
def sis(scope: Scope) -> int:
    """A source of which a run has looked at nothing yet."""
    staged.open_list(scope)
    return add(scope, "sis")


def row(id_: str, digest: int = 1) -> Row:
    return Row(id_, digest, 1, 0)


def test_where_nothing_changed_and_nothing_waits_no_kind_is_busy(scope: Scope, sis: int) -> None:
    sources.keep(scope, sis, Kind.USER, [Said(row("ada"), "applied")])
    assert staged.add(scope, sis, Kind.USER, [row("ada")]) == 0
    assert staged.busy(scope, sis) == set()


def test_kinds_with_rows_that_are_new_or_differ_are_busy(scope: Scope, sis: int) -> None:
    sources.keep(scope, sis, Kind.USER, [Said(row("ada"), "applied")])
    staged.add(scope, sis, Kind.USER, [row("ada", 2)])
    staged.add(scope, sis, Kind.COURSE, [row("alg")])
    assert staged.busy(scope, sis) == {Kind.USER, Kind.COURSE}


def test_a_kind_of_which_a_row_waits_is_busy_until_it_waits_no_more(scope: Scope, sis: int) -> None:
    waits = Said(row("seat"), "waiting", ((Kind.USER, "ada"), (Kind.CLASS, "alg-1")))
    sources.keep(scope, sis, Kind.ENROLLMENT, [waits])
    assert staged.busy(scope, sis) == {Kind.ENROLLMENT}
    sources.keep(scope, sis, Kind.ENROLLMENT, [Said(row("seat"), "applied")])
    assert staged.busy(scope, sis) == set()


def test_what_waits_at_another_source_is_for_its_own_run(scope: Scope, sis: int) -> None:
    other = add(scope, "other")
    sources.keep(scope, other, Kind.USER, [Said(row("ada"), "waiting", ((Kind.ORG, "oak"),))])
    assert staged.busy(scope, sis) == set()
    assert staged.busy(scope, other) == {Kind.USER}


def test_a_kind_is_gone_only_by_two_pulls_or_by_the_word_of_its_source(
    scope: Scope, sis: int
) -> None:
    for kind in (Kind.USER, Kind.COURSE, Kind.CLASS, Kind.ORG):
        sources.keep(scope, sis, kind, [Said(row("it"), "applied")])
    assert absences.kinds_gone(scope, sis) == set()
    absences.note(scope, sis, Kind.USER, 1, ["it"])
    assert absences.kinds_gone(scope, sis) == set()
    absences.note(scope, sis, Kind.USER, 2, ["it"])
    absences.note_said(scope, sis, Kind.COURSE, 2, ["it"])
    absences.note_left_out(scope, sis, Kind.CLASS, 2, ["it"])
    assert absences.kinds_gone(scope, sis) == {Kind.USER, Kind.COURSE, Kind.CLASS}
    assert absences.kinds_gone(scope, add(scope, "other")) == set()
    absences.shown_again(scope, sis, Kind.USER, ["it"])
    assert absences.kinds_gone(scope, sis) == {Kind.COURSE, Kind.CLASS}
