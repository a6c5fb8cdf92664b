"""What a source that joins would lead to, seen before anything of it is kept."""

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.rules.masters import MasterField, Voice
from homeroom.rules.schools import MappedSchool
from homeroom.rules.uniqueness import usual
from homeroom.runs.ahead.preview import look_ahead
from homeroom.runs.ahead.rehearsal import Rehearsal, Seen
from homeroom.runs.ingest.batch import Tally
from homeroom.runs.ingest.onlooking import Example
from homeroom.store import apps, runs
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.merge.conftest import decide, every
from tests.integration.merge.test_two_sources import ROSTER, known, renamed, with_user
from tests.integration.runs.conftest import FileApp
from tests.packages import enrolment, person, role, write_package


def ahead(lms: FileApp, files: dict[str, list[dict[str, str]]]) -> Rehearsal:
    write_package(lms.path, files)
    before = {kind: every(lms.district, kind) for kind in ROSTER}
    found = look_ahead(lms.district, lms.key)
    assert {kind: every(lms.district, kind) for kind in ROSTER} == before
    assert lms.issues() == {}
    assert isinstance(found, Rehearsal)
    return found


def of_kind(found: Rehearsal, kind: Kind) -> Seen:
    (one,) = [each for each in found.kinds if each.kind is kind]
    return one


def test_who_is_joined_by_what_and_who_is_new_is_shown_before(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    sis.sync(known())
    theirs = known()
    theirs["users"].append(person("s9", email="s9@river.example"))
    theirs["roles"].append(role("s9", "student"))
    theirs["enrollments"].append(enrolment("s9"))
    found = ahead(lms, renamed(theirs))
    people = of_kind(found, Kind.USER)
    assert (people.tally.new, dict(people.joined)) == (1, {"user: email": 3})
    members = of_kind(found, Kind.ENROLLMENT)
    assert (members.tally.new, dict(members.joined)) == (0, {"class, person and role": 3})
    assert (members.without_member, members.tally.waiting) == (1, 1)
    (alone,) = [one for one in found.problems if one.code == "enrollment.only_in_app"]
    assert (alone.count, alone.examples) == (1, ["x-e-s9"])
    report = lms.sync(renamed(theirs))
    assert {one.kind.value: one.tally for one in found.kinds} == {
        kind: tally for kind, tally in report.stored.items() if kind in {k.value for k in ROSTER}
    }


def test_what_may_be_one_of_several_is_shown_before(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    sis.sync(with_user(known(), 2, email="s1@river.example"))
    people = of_kind(ahead(lms, renamed(known())), Kind.USER)
    assert people.ambiguous == 1
    assert sum(people.joined.values()) == 1, "the teacher"


def test_fields_that_would_change_name_the_rule_and_the_cases(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    order = (Voice(app="lms"), Voice(app="sis"))
    masters = (MasterField(entity="student", field="phone", sources=order),)
    decide(district, uniqueness=usual(), masters=masters)
    sis.sync(with_user(known(), 1, phone="1"))
    found = ahead(lms, renamed(with_user(known(), 1, phone="2")))
    (change,) = [one for one in found.changes if one.field == "phone"]
    assert (change.kind, change.count) == (Kind.USER, 1)
    assert "lms" in change.reason
    assert change.examples == [Example(sis.hub_id(Kind.USER, "s1"), "1", "2")]


def test_what_would_be_retired_is_shown_before(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    sis.sync(known())
    theirs = renamed(known())
    extra = {**theirs["courses"][0], "sourcedId": "x-bio", "title": "Bio", "courseCode": "BIO"}
    lms.sync({**theirs, "courses": [*theirs["courses"], extra]})
    lms.sync(theirs)
    (courses,) = ahead(lms, theirs).kinds
    assert (courses.kind, courses.retired, courses.held) == (Kind.COURSE, 1, 0)
    assert courses.tally == Tally()


def test_a_school_that_is_mapped_by_the_district_is_shown_as_joined(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    sis.sync(known())
    oak = sis.hub_id(Kind.ORG, "oak")
    schools = (MappedSchool(app="lms", school="x-oak", hub=oak),)
    decide(district, schools=schools)
    orgs = of_kind(ahead(lms, renamed(known())), Kind.ORG)
    assert (dict(orgs.joined), orgs.tally.new) == ({"Schools Mapping": 1}, 1)


def test_a_sis_that_hands_over_files_is_looked_at_like_any_app(
    district: District, sis: FileApp
) -> None:
    found = ahead(sis, known())
    assert of_kind(found, Kind.ENROLLMENT).tally.new == 3
    assert (found.first, found.changes) == ({}, [])


def test_a_source_that_may_not_be_read_is_not_looked_at(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    sis.sync(known())
    write_package(lms.path, renamed(known()))
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, "lms")
        run = runs.start(scope, app.id, "complete", "somebody")
    with pytest.raises(NeedsDistrict, match="under way"):
        look_ahead(district, "lms")
    with district_scope(district.id) as scope:
        assert run is not None
        runs.finish(scope, run, "stopped")
        apps.change(scope, app.id, state="requested")
    with pytest.raises(NeedsDistrict, match="operator's approval"):
        look_ahead(district, "lms")
