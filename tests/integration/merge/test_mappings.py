"""Changed mappings are applied from the spool: the source is not asked, and nothing is doubled."""

from pathlib import Path

from homeroom.model.kinds import Kind
from homeroom.model.roster import User
from homeroom.rules.mappings import MappedAttribute
from homeroom.rules.steps import Prefix, Split
from homeroom.runs.report import Silent
from homeroom.runs.rules.again import apply_intake, preview
from homeroom.runs.rules.entities import examples
from homeroom.store import apps
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.merge.conftest import decide, every
from tests.integration.runs.conftest import FileApp
from tests.packages import school

NUMBER = MappedAttribute(
    app="sis", entity="student", attribute="identifier", source="username",
    steps=(Prefix(text="no-"),),
)  # fmt: skip
FAILS = MappedAttribute(
    app="sis", entity="user", attribute="email", source="username",
    steps=(Split(separator="@", part=2),),
)  # fmt: skip


def identifiers(district: District) -> list[str | None]:
    people = [one for one in every(district, Kind.USER) if isinstance(one, User)]
    return sorted((one.identifier for one in people), key=str)


def test_a_mapping_is_previewed_on_staged_rows_and_applied_without_the_source(
    district: District, sis: FileApp, tmp_path: Path
) -> None:
    sis.sync(school(2))
    decide(district, mappings=(NUMBER, FAILS))
    (tmp_path / "sis.zip").unlink()
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, "sis")
        rows = examples(scope, app, "student", (NUMBER, FAILS), 5)
    assert [(one.source_id, one.before["identifier"], one.after["identifier"]) for one in rows] == [
        ("s1", None, "no-s1"), ("s2", None, "no-s2"),
    ]  # fmt: skip
    assert [issue.code for one in rows for issue in one.issues] == ["mapping.failed"] * 2
    effects = list(preview(district, "sis"))
    assert [[change.field for change in one.changes] for one in effects] == [["identifier"]] * 2
    assert identifiers(district) == [None] * 3
    report = apply_intake(district, "sis", Silent(), "test")
    assert report.stored["user"].changed == 2
    assert identifiers(district) == [None, "no-s1", "no-s2"]
    assert sis.issues() == {"mapping.failed": 3}
    assert list(preview(district, "sis")) == []


def test_the_next_sync_applies_a_changed_mapping_by_itself(
    district: District, sis: FileApp
) -> None:
    decide(district, mappings=(NUMBER,))
    assert sis.sync(school(2)).stored["user"].new == 3
    assert identifiers(district) == [None, "no-s1", "no-s2"]
    decide(district)
    assert sis.sync(school(2)).stored["user"].unchanged == 3
    # What nobody says any more stays in the roster: a blank erases nothing.
    assert identifiers(district) == [None, "no-s1", "no-s2"]
    assert sis.sync(school(2)).stored["user"].unchanged == 0


def test_what_is_missing_goes_on_being_missed_while_rows_are_looked_at_again(
    district: District, sis: FileApp
) -> None:
    sis.sync(school(3))
    sis.sync(school(2))
    decide(district, mappings=(NUMBER,))
    apply_intake(district, "sis", Silent(), "test")
    sis.sync(school(2))
    assert len(every(district, Kind.USER)) == 3
