"""The roles, and what each is in a sentence."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


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
        return str(_WORDS[self][0])

    @property
    def sentence(self) -> str:
        """Return what it may do."""
        return str(_WORDS[self][1])


_WORDS = {
    Role.PRIMARY_ADMIN: (
        _("Primary District Admin"),
        _("Activates apps, approves, and says who may sign in."),
    ),
    Role.DISTRICT_ADMIN: (_("District Admin"), _("Runs syncs, sets rules and sees the data.")),
    Role.SCHOOL_ADMIN: (
        _("School Admin"),
        _("Runs syncs, sets rules and decides about data and grades of own schools."),
    ),
    Role.HELP_DESK: (_("Help desk"), _("Reads the data of own schools and changes nothing.")),
    Role.TEACHER: (_("Teacher"), _("Sees what became of the grades of own classes.")),
    Role.VENDOR_ADMIN: (_("Vendor Admin"), _("Sees how the own app does in the district.")),
    Role.OPERATOR: (
        _("Operator"),
        _("Looks after this server and approves requests; sees pupils' data only with a reason."),
    ),
}
GIVEN = tuple(role for role in Role if role is not Role.TEACHER)
OF_SCHOOLS = (Role.SCHOOL_ADMIN, Role.HELP_DESK)
