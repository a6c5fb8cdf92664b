"""Two systems that describe the same people and classes become one truth."""

from collections.abc import Mapping
from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.model.roster import User
from homeroom.rules.masters import MasterField, Voice
from homeroom.rules.uniqueness import Domain, usual
from homeroom.runs.setup import activation
from homeroom.store import apps, records
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.merge.conftest import decide, every
from tests.integration.runs.conftest import FileApp
from tests.packages import Rows, person, school

ROSTER = (Kind.ORG, Kind.ACADEMIC_SESSION, Kind.COURSE, Kind.CLASS, Kind.USER, Kind.ENROLLMENT)
IDS = {"sourcedId", "parentSourcedId", "courseSourcedId", "schoolSourcedId", "termSourcedIds",
       "userSourcedId", "classSourcedId", "orgSourcedId", "agentSourcedIds"}  # fmt: skip


def known(students: int = 2) -> dict[str, list[dict[str, str]]]:
    """Return a school in which everything has a code that another system knows as well."""
    files = school(students)
    files["orgs"] = [{**one, "identifier": f"no-{one['sourcedId']}"} for one in files["orgs"]]
    files["courses"] = [{**one, "courseCode": "ALG"} for one in files["courses"]]
    files["classes"] = [{**one, "classCode": "ALG-1"} for one in files["classes"]]
    files["users"] = [
        {**one, "email": f"{one['sourcedId']}@river.example"} for one in files["users"]
    ]
    return files


def renamed(files: Mapping[str, Rows]) -> dict[str, list[dict[str, str]]]:
    """Return the same records as another system names them."""

    def other(row: Mapping[str, str]) -> dict[str, str]:
        return {k: f"x-{v}" if k in IDS and v else v for k, v in row.items()}

    return {name: [other(row) for row in rows] for name, rows in files.items()}


def with_user(files: dict[str, Any], at: int, **more: str) -> dict[str, Any]:
    """Return files in which one person is described otherwise."""
    users = list(files["users"])
    users[at] = {**users[at], **more}
    return {**files, "users": users}


def one(district: District, email: str) -> User:
    (found,) = [u for u in every(district, Kind.USER) if isinstance(u, User) and u.email == email]
    return found


def test_what_two_systems_bring_under_other_ids_is_one(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    sis.sync(known())
    before = {kind: len(every(district, kind)) for kind in ROSTER}
    report = lms.sync(renamed(known()))
    assert {kind: len(every(district, kind)) for kind in ROSTER} == before
    assert report.state == "done"
    for kind, name in ((Kind.CLASS, "alg-1"), (Kind.USER, "s1"), (Kind.ENROLLMENT, "e-s1")):
        assert sis.hub_id(kind, name) == lms.hub_id(kind, f"x-{name}")


def test_the_order_of_the_first_pulls_does_not_matter(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    theirs = with_user(known(), 1, middleName="L", phone="1")
    ours = with_user(known(), 1, middleName="S", sms="2")
    lms.sync(renamed(theirs))
    assert every(district, Kind.ENROLLMENT) == []  # the SIS has not said who is a member
    sis.sync(ours)
    found = one(district, "s1@river.example")
    assert (found.middle_name, found.phone, found.sms) == ("S", "1", "2")
    assert len(every(district, Kind.ENROLLMENT)) == 3
    assert lms.issues() == {}


def test_a_change_of_either_source_is_weighed_against_the_other(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    stamps = [f"2026-10-0{day}T00:00:00.000Z" for day in (1, 2, 3)]
    sis.sync(with_user(known(), 1, phone="sis-1", dateLastModified=stamps[1]))
    lms.sync(renamed(with_user(known(), 1, phone="lms-1", dateLastModified=stamps[0])))
    assert one(district, "s1@river.example").phone == "sis-1"
    lms.sync(renamed(with_user(known(), 1, phone="lms-2", dateLastModified=stamps[2])))
    assert one(district, "s1@river.example").phone == "lms-2"
    decide(district, uniqueness=usual(), masters=(
        MasterField(entity="user", field="phone", sources=(Voice(role="sis"),)),
    ))  # fmt: skip
    lms.sync(renamed(with_user(known(), 1, phone="lms-3", dateLastModified=stamps[2])))
    assert one(district, "s1@river.example").phone == "sis-1"


def test_who_leaves_one_source_stays_as_the_other_describes_them(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    sis.sync(with_user(known(), 1, phone="1"))
    more = renamed(with_user(known(), 1, phone="2", dateLastModified="2026-10-01T00:00:00.000Z"))
    lms.sync(more)
    assert one(district, "s1@river.example").phone == "2"
    less = {**more, "users": [u for u in more["users"] if u["sourcedId"] != "x-s1"]}
    less["enrollments"] = [e for e in more["enrollments"] if e["userSourcedId"] != "x-s1"]
    lms.sync(less)
    lms.sync(less)
    assert one(district, "s1@river.example").phone == "1"
    assert len(every(district, Kind.ENROLLMENT)) == 3


def test_an_enrolment_that_only_an_app_knows_is_an_issue_until_the_sis_has_it(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    ours = known()
    sis.sync({**ours, "enrollments": ours["enrollments"][:2]})
    lms.sync(renamed(known()))
    assert len(every(district, Kind.ENROLLMENT)) == 2
    assert lms.issues() == {"enrollment.only_in_app": 1}
    sis.sync(ours)
    assert len(every(district, Kind.ENROLLMENT)) == 3
    assert lms.issues() == {}


def test_a_member_whom_the_sis_takes_out_is_none_though_the_app_keeps_them(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    ours = known()
    sis.sync(ours)
    lms.sync(renamed(ours))
    less = {**ours, "enrollments": ours["enrollments"][:2]}
    sis.sync(less)
    sis.sync(less)
    assert len(every(district, Kind.ENROLLMENT)) == 2


def test_a_person_who_may_be_two_waits_and_is_not_guessed(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    shared = with_user(with_user(known(), 1, email="family@river.example"), 2,
                       email="family@river.example")  # fmt: skip
    sis.sync(shared)
    assert sis.issues() == {}
    lms.sync(renamed(shared))
    assert len(every(district, Kind.USER)) == 3
    assert lms.issues()["match.ambiguous"] == 2


def test_without_domains_of_uniqueness_every_source_has_people_of_its_own(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    decide(district)
    sis.sync(known())
    lms.sync(renamed(known()))
    assert len(every(district, Kind.USER)) == 6


def test_a_person_whose_id_changes_in_the_sis_stays_the_same_record(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    sis.sync(known())
    before = sis.hub_id(Kind.USER, "s1")
    files = known()
    for name in ("users", "roles", "enrollments"):
        files[name] = [{k: "n1" if v == "s1" else v for k, v in row.items()} for row in files[name]]
    sis.sync(files)
    assert sis.hub_id(Kind.USER, "n1") == before
    sis.sync(files)
    assert len(every(district, Kind.USER)) == 3
    assert one(district, "s1@river.example").sourced_id == before


@pytest.mark.parametrize(("prefix", "people"), [("", 3), ("lms-", 6)], ids=["none", "of its own"])
def test_a_prefix_keeps_equal_ids_of_two_systems_apart(
    district: District, sis: FileApp, lms: FileApp, prefix: str, people: int
) -> None:
    decide(district, uniqueness=(Domain(entity="user", fields=("sourcedId",)),))
    with district_scope(district.id) as scope:
        activation.change_settings(scope, apps.keyed(scope, "lms"), {"id_prefix": prefix}, "test")
    sis.sync(known())
    lms.sync(known())
    assert len(every(district, Kind.USER)) == people


def test_a_family_name_of_nobody_joins_no_two_people(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    files = known()
    files["users"].append(person("s9", email=""))
    sis.sync(files)
    lms.sync(renamed({**files, "users": [{**u, "email": ""} for u in files["users"]]}))
    assert len(every(district, Kind.USER)) == 8


@pytest.mark.parametrize("first", ["sis", "lms"])
def test_pulled_again_nothing_changes(
    district: District, sis: FileApp, lms: FileApp, first: str
) -> None:
    pulls = {"sis": (sis, known()), "lms": (lms, renamed(with_user(known(), 1, phone="7")))}
    for key in (first, *(key for key in pulls if key != first)):
        pulls[key][0].sync(pulls[key][1])
    with district_scope(district.id) as scope:
        before = {kind: records.all_active(scope, kind) for kind in ROSTER}
    for app, files in pulls.values():
        report = app.sync(files)
        assert report.changes == 0
    with district_scope(district.id) as scope:
        assert {kind: records.all_active(scope, kind) for kind in ROSTER} == before
