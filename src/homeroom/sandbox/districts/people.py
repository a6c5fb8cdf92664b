"""The students of a generated district with their families."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from homeroom.sandbox.campus.nouns import Demographics, Duty, Person
from homeroom.sandbox.districts.dates import YearDates
from homeroom.sandbox.districts.guids import guid
from homeroom.sandbox.districts.names import first_names, last_names

FIRST_PERSON = 100_001
_GRADES = ("KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")
_RACES = (
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
)


@dataclass(frozen=True)
class Place:
    """Where a student goes to school."""

    school: int
    grade: str


@dataclass(frozen=True)
class Setting:
    """What all people of one district share."""

    seed: int
    dates: YearDates
    modified: int
    domain: str


def stay_of(position: int, dates: YearDates) -> tuple[date, date, bool]:
    """Return first day, last day and "no show" of the student at a position.

    About one in a hundred comes late, one in a hundred leaves early, and one in three hundred
    never shows up; which ones follows from the position alone, so small districts have none.
    """
    begin, last = dates.begin, dates.last
    if position % 97 == 50:
        begin += timedelta(days=24)
    if position % 113 == 60:
        last = begin + timedelta(days=40)
    return begin, last, position % 307 == 200


def families(places: list[Place], setting: Setting) -> tuple[list[Person], list[Person]]:
    """Return the students in the order of `places`, and their guardians."""
    rng = Random(f"families {setting.seed}")
    surnames = last_names()
    students: list[Person] = []
    guardians: list[Person] = []
    next_guardian = FIRST_PERSON + len(places)
    for children in _sizes(len(places), rng):
        surname = rng.choice(surnames)
        adults = range(next_guardian, next_guardian + (2 if rng.random() < 0.6 else 1))
        next_guardian = adults.stop
        kids = [
            _student(position, surname, places[position], tuple(adults), (rng, setting))
            for position in range(len(students), len(students) + children)
        ]
        students.extend(kids)
        guardians.extend(_guardian(number, surname, kids, (rng, setting)) for number in adults)
    return students, guardians


def _sizes(students: int, rng: Random) -> Iterator[int]:
    left = students
    while left:
        size = min(left, rng.choice((1, 1, 2, 2, 3)))
        left -= size
        yield size


def _student(
    position: int,
    surname: str,
    place: Place,
    adults: tuple[int, ...],
    source: tuple[Random, Setting],
) -> Person:
    rng, setting = source
    number = FIRST_PERSON + position
    begin, last, no_show = stay_of(position, setting.dates)
    given = rng.choice(first_names())
    username = f"{given[0]}{surname}{number}".lower()
    return Person(
        number=number,
        guid=guid(setting.seed, "person", number),
        given=given,
        family=surname,
        middle=rng.choice(first_names()) if position % 3 == 0 else "",
        duties=(Duty("student", place.school, begin, last, no_show=no_show),),
        modified=setting.modified,
        username=username,
        email=f"{username}@{setting.domain}",
        identifier=str(number + 500_000),
        user_ids=(("stateId", str(number + 7_000_000)),),
        grades=(place.grade,),
        agents=adults,
        enabled=position % 211 != 100,
    )


def _guardian(
    number: int, surname: str, kids: list[Person], source: tuple[Random, Setting]
) -> Person:
    rng, setting = source
    given = rng.choice(first_names())
    family = rng.choice(last_names()) if rng.random() < 0.2 else surname
    schools = dict.fromkeys(kid.duties[0].org for kid in kids)
    username = f"{given}.{family}.{number}".lower()
    return Person(
        number=number,
        guid=guid(setting.seed, "person", number),
        given=given,
        family=family,
        duties=tuple(Duty("guardian", school, setting.dates.begin) for school in schools),
        modified=setting.modified,
        username=username,
        email=f"{username}@mail.example",
        phone=f"555-01{number % 100:02d}",
        agents=tuple(kid.number for kid in kids),
    )


def demographics_of(students: list[Person], setting: Setting) -> dict[int, Demographics]:
    """Return demographics per student, by person number."""
    rng = Random(f"demographics {setting.seed}")
    return {
        person.number: Demographics(person.number, _facts(person, rng, setting), setting.modified)
        for person in students
    }


def _facts(person: Person, rng: Random, setting: Setting) -> dict[str, str]:
    age = 6 + _GRADES.index(person.grades[0])
    turned = date(setting.dates.ends_in - 1 - age, 9, 1) + timedelta(days=rng.randrange(365))
    races = {rng.choice(_RACES), rng.choice(_RACES)} if rng.random() < 0.1 else {rng.choice(_RACES)}
    return {
        "birthDate": turned.isoformat(),
        "sex": "female" if rng.random() < 0.5 else "male",
        **{race: "true" if race in races else "false" for race in _RACES},
        "demographicRaceTwoOrMoreRaces": "true" if len(races) > 1 else "false",
        "hispanicOrLatinoEthnicity": "true" if rng.random() < 0.3 else "false",
    }
