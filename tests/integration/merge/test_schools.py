"""Schools of an app become the hub schools that a district has chosen, and go on being updated."""

from typing import Any

from homeroom.model.kinds import Kind
from homeroom.model.roster import Class, Org
from homeroom.rules.document import Rules
from homeroom.rules.schools import MappedSchool
from homeroom.runs.setup.schools import Standing, auto_mapping, schools_of
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope
from tests.integration.merge.conftest import decide, every
from tests.integration.merge.test_left_out import apply, two_schools
from tests.integration.merge.test_two_sources import renamed
from tests.integration.runs.conftest import FileApp


def mapped(school: str, hub: str = "") -> MappedSchool:
    return MappedSchool(app="lms", school=school, hub=hub)


def hub_schools(district: District) -> dict[str, Org]:
    found = [one for one in every(district, Kind.ORG) if isinstance(one, Org)]
    return {one.sourced_id: one for one in found if one.type == "school"}


def places_of_classes(district: District) -> list[str]:
    found = [one for one in every(district, Kind.CLASS) if isinstance(one, Class)]
    return sorted(one.school for one in found)


def rules_in(scope: Scope) -> Rules:
    return versions.current(scope).rules


def both(sis: FileApp, lms: FileApp) -> tuple[str, dict[str, Any]]:
    """Let two sources bring two schools each; return Oak's hub id and the second one's files."""
    decide(sis.district)
    sis.sync(two_schools())
    theirs = renamed(two_schools())
    theirs["orgs"][2]["name"] = "Elm Street"
    lms.sync(theirs)
    return sis.hub_id(Kind.ORG, "oak"), theirs


def test_a_school_is_mapped_to_one_of_the_hub_and_to_a_new_one_again(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    oak, _ = both(sis, lms)
    assert len(hub_schools(district)) == 4
    decide(district, schools=(mapped("x-oak", oak),))
    apply(district, "lms")
    assert len(hub_schools(district)) == 3
    assert places_of_classes(district).count(oak) == 2
    decide(district, schools=(mapped("x-oak"),))
    apply(district, "lms")
    assert len(hub_schools(district)) == 4
    assert places_of_classes(district).count(oak) == 1
    assert apply(district, "lms").changes == 0


def test_several_schools_become_one_whose_attributes_keep_updating(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    oak, theirs = both(sis, lms)
    decide(district, schools=(mapped("x-oak", oak), mapped("x-elm", oak)))
    lms.sync(theirs)
    assert len(hub_schools(district)) == 2
    assert places_of_classes(district).count(oak) == 3
    theirs["orgs"][1] |= {"identifier": "100", "dateLastModified": "2026-10-05T00:00:00.000Z"}
    lms.sync(theirs)
    assert hub_schools(district)[oak].identifier == "100"


def test_a_school_that_is_mapped_to_nothing_waits_and_says_so(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    decide(district, schools=(mapped("x-oak", "nowhere"),))
    lms.sync(renamed(two_schools()))
    assert len(hub_schools(district)) == 1
    assert lms.issues()["school.unknown"] == 1


def test_schools_are_listed_and_proposed_by_name(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    oak, theirs = both(sis, lms)
    less = {**theirs, "orgs": [one for one in theirs["orgs"] if one["sourcedId"] != "x-elm"]}
    decide(district, schools=(mapped("x-elm"),))
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, "lms")
        (proposed,) = auto_mapping(scope, district, app, rules_in(scope))
        assert (proposed.school, proposed.clear) == ("x-oak", oak)
        listed = schools_of(scope, district, app, rules_in(scope))
    assert [(one.id, one.standing) for one in listed] == [
        ("x-elm", Standing.EXISTING), ("x-oak", Standing.MISSING),
    ]  # fmt: skip
    lms.sync(less)
    lms.sync(less)
    with district_scope(district.id) as scope:
        listed = schools_of(scope, district, app, rules_in(scope))
    assert [one.standing for one in listed] == [Standing.GONE, Standing.MISSING]
