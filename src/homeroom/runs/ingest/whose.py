"""Say of issues about people what these are: staff is mended before the students it teaches."""

from collections.abc import Iterable

from msgspec import structs

from homeroom.issues.catalogue import Issue
from homeroom.runs.ingest.facts import Read
from homeroom.runs.rules.entities import person


def with_person(issues: Iterable[Issue], read: Read) -> list[Issue]:
    """Return issues of people with what each of these is, where its row tells."""
    found = {row.source_id: person(one) for row, one in read if one.record is not None}
    return [
        structs.replace(one, facts={**one.facts, "person": found[one.subject]})
        if one.subject in found
        else one
        for one in issues
    ]
