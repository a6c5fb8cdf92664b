"""A district small enough to be read many times: 45 students in three classes of two schools."""

from pathlib import Path

from tests.packages import Rows, enrolment, person, role, school, write_package

DAY = "2026-10-14"
STUDENTS = 45
CLASSES = ("alg-1", "bio-1", "art-1")


def write_district(path: Path) -> Path:
    """Write the roster that the pretend Infinite Campus is started with."""
    files: dict[str, Rows] = dict(school(STUDENTS))
    quarters = [("q1", "2026-08-17", "2026-10-16"), ("q2", "2026-10-19", "2027-01-22")]
    files["academicSessions"] = [
        *files["academicSessions"],
        *(
            {
                "sourcedId": name,
                "title": name.upper(),
                "type": "gradingPeriod",
                "startDate": begin,
                "endDate": end,
                "parentSourcedId": "year",
                "schoolYear": "2027",
            }
            for name, begin, end in quarters
        ),
    ]
    files["classes"] = [
        {**files["classes"][0], "sourcedId": name, "title": name.title()} for name in CLASSES
    ]
    teachers = [f"t{number}" for number in range(1, len(CLASSES) + 1)]
    files["users"] = [*files["users"], *(person(one) for one in teachers[1:])]
    files["roles"] = [*files["roles"], *(role(one, "teacher") for one in teachers[1:])]
    files["enrollments"] = [
        *_seats(teachers),
        *(
            {**enrolment(f"s{number}"), "classSourcedId": CLASSES[number % len(CLASSES)]}
            for number in range(1, STUDENTS + 1)
        ),
    ]
    return write_package(path, files)


def _seats(teachers: list[str]) -> Rows:
    pairs = zip(teachers, CLASSES, strict=True)
    return [{**enrolment(one, "teacher"), "classSourcedId": name} for one, name in pairs]
