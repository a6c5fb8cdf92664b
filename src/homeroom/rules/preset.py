"""One click instead of six dialogues: the SIS masters the roster, the gradebook source its grades.

The attributes that are left out join what all sources say instead of being replaced; they are those
that School Passport's guide on master fields for grade exchange tells admins to clear, one by one.
"""

from collections.abc import Mapping

from homeroom.model.kinds import GRADEBOOK
from homeroom.rules.entities import fields_of
from homeroom.rules.masters import MasterField, Voice

SIS, LEARNING = Voice(role="sis"), Voice(role="learning")

# By entity: the attribute to clear, and the fields of the standard that hold it. Membership of
# classes (`rosters`, `students`, `otherStaff`) is a record of its own there, and so no field.
LEFT_OUT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "student": {
        "enrollment": ("primaryOrg",),
        "otherEnrollments": ("roles",),
        "rosters": (),
        "studentContacts": ("agents",),
    },
    "contact": {
        "schoolId": ("primaryOrg",),
        "otherSchoolIds": ("roles",),
        "relationships": ("agents",),
    },
    "teacher": {
        "primaryAssignment": ("primaryOrg",),
        "otherAssignments": ("roles",),
        "rosters": (),
    },
    "course": {"schoolId": ("org",), "otherSchoolIds": (), "rosters": ()},
    # A calendar is an academic session, which the standard ties to no school.
    "academicSession": {
        "schoolId": (),
        "otherSchoolIds": (),
        "rosters": (),
        "children": ("children",),
    },
    "class": {"schoolId": ("school",), "students": (), "otherStaff": (), "calendars": ("terms",)},
}


def by_role() -> tuple[MasterField, ...]:
    """Return the master fields of the preset; they name roles, so that apps may join later."""
    roster = [
        MasterField(entity=entity, field=name, sources=(SIS,))
        for entity, cleared in LEFT_OUT.items()
        for name in fields_of(entity)
        if not any(name in fields for fields in cleared.values())
    ]
    grades = [
        MasterField(entity=kind.value, field=name, sources=(LEARNING,))
        for kind in GRADEBOOK
        for name in fields_of(kind.value)
    ]
    return (*roster, *grades)
