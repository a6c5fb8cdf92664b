"""What a page of the console is: where it lies, who may open it, and what leads to it."""

from enum import Enum

from django.utils.translation import gettext_noop as _
from msgspec import Struct

from homeroom.access.roles import Role

PRIMARY = frozenset({Role.PRIMARY_ADMIN, Role.OPERATOR})
ADMINS = PRIMARY | {Role.DISTRICT_ADMIN}
SCHOOLS = ADMINS | {Role.SCHOOL_ADMIN}
READERS = SCHOOLS | {Role.HELP_DESK}
TEACHERS = READERS | {Role.TEACHER}
GRADERS = SCHOOLS | {Role.TEACHER}  # who acts on grades out, each within own classes
VENDORS = ADMINS | {Role.VENDOR_ADMIN}  # a Vendor Admin sees the own apps alone
ANYONE = frozenset(Role)
OPERATORS = frozenset({Role.OPERATOR})
NOBODY: frozenset[Role] = frozenset()


class Place(Enum):
    """Under which address a page lies, which says what it belongs to."""

    OPEN = ""  # whoever comes, signed in or not
    PERSON = "me/"  # whoever is signed in; belongs to the person
    SERVER = "server/"  # operators: the whole server
    DISTRICT = "d/<slug:slug>/"


class Menu(Enum):
    """The parts of the side navigation, in order, as people know them."""

    HOME = _("Home")
    CONNECT = _("Connect")
    BROWSING = _("Data Browsing")
    QUALITY = _("Data Quality")
    HISTORY = _("Data Sync History")
    GRADES = _("Grades out")
    VENDORS = _("Vendor apps")
    SETTINGS = _("Settings")
    ADMINISTRATION = _("Administration")
    HELP = _("Help")


class Page(Struct, frozen=True, kw_only=True):
    """One page; `view` names a function in a module of `views/`, as `runs.show`."""

    name: str
    path: str
    view: str
    opens: frozenset[Role] = NOBODY  # who may look at it
    acts: frozenset[Role] = NOBODY  # who may also send a form to it
    place: Place = Place.DISTRICT
    pupils: bool = False  # it shows pupils' data: an operator states a reason first
    menu: Menu | None = None  # the part of the navigation that leads to it
    title: str = ""  # its name among the pages of the same part: without one it is no tab there
    slow: bool = False  # it waits for others: the view enters the district itself, when it needs to

    @property
    def route(self) -> str:
        """Return the address as Django's patterns write it."""
        return f"{self.place.value}{self.path}"
