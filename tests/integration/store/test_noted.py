"""What is noted of a source's rows, of which the next reading may have something to forget."""

from datetime import UTC, datetime

import pytest

from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.store import absences, issues, sources
from homeroom.store.noted import anything
from homeroom.store.scope import Scope
from homeroom.store.sources import Row, Said
from tests.integration.store.test_busy import add

NOW = datetime(2026, 11, 2, tzinfo=UTC)
SEAT = Row("seat", 1, 1, 0)


@pytest.fixture
def sis(scope: Scope) -> int:
    """A source of whose enrollments one was taken in."""
    id_ = add(scope, "sis")
    sources.keep(scope, id_, Kind.ENROLLMENT, [Said(SEAT, "applied")])
    return id_


def test_of_a_row_that_came_in_plainly_nothing_is_noted(scope: Scope, sis: int) -> None:
    assert not anything(scope, sis, Kind.ENROLLMENT)


def test_what_waits_is_noted_of_its_own_kind_and_source(scope: Scope, sis: int) -> None:
    other = add(scope, "other")
    sources.keep(scope, sis, Kind.ENROLLMENT, [Said(SEAT, "waiting", ((Kind.USER, "ada"),))])
    assert anything(scope, sis, Kind.ENROLLMENT)
    assert not anything(scope, sis, Kind.USER)
    assert not anything(scope, other, Kind.ENROLLMENT)
    sources.keep(scope, sis, Kind.ENROLLMENT, [Said(SEAT, "applied")])
    assert not anything(scope, sis, Kind.ENROLLMENT)


def test_an_absence_is_noted_until_the_record_is_back(scope: Scope, sis: int) -> None:
    absences.note(scope, sis, Kind.ENROLLMENT, 1, ["seat"], absences.SHOWN)
    assert anything(scope, sis, Kind.ENROLLMENT)
    absences.clear(scope, sis, Kind.ENROLLMENT, ["seat"])
    assert not anything(scope, sis, Kind.ENROLLMENT)


def test_an_issue_is_noted_until_it_is_resolved(scope: Scope, sis: int) -> None:
    found = Issue(code="field.unreadable", kind="enrollment", subject="seat", facts={})
    issues.note(scope, sis, None, [found], NOW)
    assert anything(scope, sis, Kind.ENROLLMENT)
    issues.resolve(scope, sis, Kind.ENROLLMENT, ["seat"], NOW)
    assert not anything(scope, sis, Kind.ENROLLMENT)
