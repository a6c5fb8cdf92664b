"""The roles, and what each is in a sentence."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody who signs in is to a district, or to the whole server."""

    PRIMARY_ADMIN = "primary-admin"
    DISTRICT_ADMIN = "district-admin"
    SCHOOL_ADMIN = "school-admin"
    HELP_DESK = "help-desk"
    TEACHER = "teacher"  # never given: it follows from the roster
    VENDOR_ADMIN = "vendor-admin"
    OPERATOR = "operator"

    @property
    def words(self) -> str:
        """Return its name for people."""
        return _WORDS[self][0]

    @property
    def sentence(self) -> str:
        """Return what it may do."""
        return _WORDS[self][1]


_WORDS = {
    Role.PRIMARY_ADMIN: (
        "Primary District Admin",
        "Activates apps, approves, and says who may sign in.",
    ),
    Role.DISTRICT_ADMIN: ("District Admin", "Runs syncs, sets rules and sees the data."),
    Role.SCHOOL_ADMIN: ("School Admin", "The same as a District Admin, for own schools only."),
    Role.HELP_DESK: ("Help desk", "Reads the data of own schools and changes nothing."),
    Role.TEACHER: ("Teacher", "Sees what became of the grades of own classes."),
    Role.VENDOR_ADMIN: ("Vendor Admin", "Sees how the own app does in the district."),
    Role.OPERATOR: (
        "Operator",
        "Looks after this server and approves requests; sees pupils' data only with a reason.",
    ),
}
GIVEN = tuple(role for role in Role if role is not Role.TEACHER)
OF_SCHOOLS = (Role.SCHOOL_ADMIN, Role.HELP_DESK)
