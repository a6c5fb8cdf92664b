"""Rows that lie on many pages are taken in, each once, however the chunks are cut."""

from homeroom.model.kinds import Kind
from homeroom.runs.ingest.absorbing import MOST_PAGES
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import run
from tests.integration.runs.rosters import activate, roster_server, town

STUDENTS = MOST_PAGES + 30


def test_more_pages_than_a_chunk_may_hold_are_read_to_their_end(district: District) -> None:
    with roster_server() as sis:
        sis.held = town(STUDENTS)
        activate(district, sis, page_size=1)
        report = run(district, "sis")
        assert report.stored[Kind.USER.value].new == STUDENTS
        assert report.stored[Kind.ENROLLMENT.value].new == STUDENTS
        with district_scope(district.id) as scope:
            pages = scope.value(
                "SELECT count(DISTINCT page_id) FROM source_records WHERE kind = 'user'"
            )
        assert pages == STUDENTS > MOST_PAGES
        again = run(district, "sis")
    assert (again.changes, again.state) == (0, "done")
