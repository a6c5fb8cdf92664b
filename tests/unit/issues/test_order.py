"""The order in which issues are mended: what is above often mends what is below."""

import pytest

from homeroom.issues.order import WAITS, group_of, place_of
from homeroom.model.kinds import Kind

# A cause of each group, in the order of mending: kind and, of people, what they are.
IN_ORDER = [
    ("app", ""), ("org", ""), ("academicSession", ""), ("user", "teacher"), ("user", "student"),
    ("course", ""), ("class", ""), ("enrollment", ""), ("category", ""), ("lineItem", ""),
    ("result", ""),
]  # fmt: skip


def test_schools_and_calendars_come_before_people_and_these_before_classes_and_grades() -> None:
    places = [place_of("record.unusable", kind, "", person) for kind, person in IN_ORDER]
    assert places == sorted(places)
    assert len(set(places)) == len(places)


def test_every_kind_of_record_has_a_place_of_its_own() -> None:
    places = {place_of("record.unusable", kind.value, "", "") for kind in Kind}
    assert len(places) == len(Kind)
    assert min(places)[0] >= 0


def test_staff_of_every_sort_stands_together_and_unknown_people_before_students() -> None:
    teacher, admin, unknown, student, contact = (
        place_of("record.unusable", "user", "", person)
        for person in ("teacher", "administrator", "", "student", "contact")
    )
    assert teacher == admin
    assert teacher < unknown < student < contact


@pytest.mark.parametrize("kind", ["enrollment", "lineItem", "result"])
def test_what_waits_stands_right_behind_what_is_wrong_with_its_parents(kind: str) -> None:
    broken = place_of("record.unusable", "class", "", "")
    waits = place_of(WAITS, kind, "class", "")
    assert broken < waits < place_of("record.unusable", "resource", "", "")


def test_those_who_wait_for_the_same_parents_keep_their_own_order() -> None:
    assert place_of(WAITS, "lineItem", "class", "") < place_of(WAITS, "result", "class", "")


def test_what_waits_for_something_unheard_of_stands_with_its_own_kind() -> None:
    assert place_of(WAITS, "result", "", "")[0] == place_of("result.second", "result", "", "")[0]


@pytest.mark.parametrize(
    ("kind", "person", "group"),
    [("user", "student", "students"), ("user", "", "people"), ("class", "", "class")],
)
def test_people_are_grouped_by_what_they_are(kind: str, person: str, group: str) -> None:
    assert group_of(kind, person) == group
