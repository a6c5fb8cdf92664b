"""Two schools of one district, each with its School Admin: Oak and Elm; one pupil is in both."""

from typing import Any

from django.test import Client

from homeroom.access import people
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.model.kinds import Kind
from tests.integration.runs.conftest import FileApp
from tests.packages import enrolment, person, role, school
from tests.people import Town

Files = dict[str, list[dict[str, str]]]
ELM = ("e1", "e2", "e3")
BOTH = "b1"


def two_schools(oaks: int = 3) -> Files:
    """Return a package: s1, s2 ... and t1 of Oak, e1 to e3 of Elm, and b1 who has a class in each.

    Of Elm are the course geo, and its class geo-1.
    """
    files = school(oaks)
    files["orgs"].append(
        {"sourcedId": "elm", "name": "Elm", "type": "school", "parentSourcedId": "d"}
    )
    files["courses"].append({"sourcedId": "geo", "title": "Geography", "orgSourcedId": "elm"})
    files["classes"].append(
        {
            **files["classes"][0],
            "sourcedId": "geo-1",
            "title": "Geography 1",
            "courseSourcedId": "geo",
            "schoolSourcedId": "elm",
        }
    )
    at_elm = {"classSourcedId": "geo-1", "schoolSourcedId": "elm"}
    for one in (*ELM, BOTH):
        files["users"].append(person(one))
        files["roles"].append(
            {**role(one, "student"), "orgSourcedId": "oak" if one == BOTH else "elm"}
        )
        files["enrollments"].append({**enrolment(one, **at_elm), "sourcedId": f"elm-{one}"})
    files["enrollments"].append(enrolment(BOTH))
    return files


def without(files: Files, gone: tuple[str, ...]) -> Files:
    """Return a package without some students, their roles and enrolments."""
    key = {"users": "sourcedId", "roles": "userSourcedId", "enrollments": "userSourcedId"}
    return {
        name: [row for row in rows if name not in key or row[key[name]] not in gone]
        for name, rows in files.items()
    }


def admin_of(town: Town, sis: FileApp, *schools: str, role: Role = Role.SCHOOL_ADMIN) -> Client:
    """Return the browser of somebody who has a role at schools, by their ids in the SIS."""
    name = "-".join((role.value, *schools))
    if name not in town.people:
        ids = [sis.hub_id(Kind.ORG, one) for one in schools]
        place = Place(district_id=town.district.id, schools=ids)
        town.people[name], _ = people.add(f"{name}@river.example", role, place, "test")
    return town.browser(name)


def text(answer: Any) -> str:
    """Return what a page says, with single blanks."""
    return " ".join(answer.content.decode().split())
