"""Every page of the console: where it is, who may open it, and what it may show.

This one table makes the addresses, the guard, the side navigation and the access test. To add a
page: a row here, a function in `views/`, a template, words, and its row in the written access table
of the tests (docs/explanation/console.md).
"""

from enum import Enum

from msgspec import Struct

from homeroom.access.roles import Role

PRIMARY = frozenset({Role.PRIMARY_ADMIN, Role.OPERATOR})
ADMINS = PRIMARY | {Role.DISTRICT_ADMIN}
SCHOOLS = ADMINS | {Role.SCHOOL_ADMIN}
READERS = SCHOOLS | {Role.HELP_DESK}
TEACHERS = READERS | {Role.TEACHER}
GRADERS = SCHOOLS | {Role.TEACHER}  # who acts on grades out, each within own classes
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

    HOME = "Home"
    CONNECT = "Connect"
    BROWSING = "Data Browsing"
    QUALITY = "Data Quality"
    HISTORY = "Data Sync History"
    GRADES = "Grades out"
    SETTINGS = "Settings"
    ADMINISTRATION = "Administration"
    HELP = "Help"


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


# In the order of the navigation. Rows of one noun stand together.
PAGES: tuple[Page, ...] = (
    # Who is not signed in
    Page(name="front", path="", view="front.show", place=Place.OPEN),
    Page(name="monitor", path="healthz", view="front.monitor", place=Place.OPEN),
    Page(name="link", path="link/<str:secret>/", view="links.take", place=Place.OPEN),
    # Home
    Page(name="home", path="", view="home.show", opens=ANYONE, menu=Menu.HOME),
    # Connect: what is activated, and what can be
    Page(name="connect", path="apps/", view="apps.every", opens=READERS, menu=Menu.CONNECT),
    Page(name="app", path="apps/<str:key>/", view="apps.show", opens=READERS, acts=ADMINS),
    Page(
        name="first", path="apps/<str:key>/preview/", view="apps.preview", opens=ADMINS, slow=True
    ),
    Page(name="gallery", path="gallery/", view="gallery.show", opens=ADMINS, menu=Menu.CONNECT),
    Page(
        name="application",
        path="gallery/<slug:connector>/",
        view="gallery.one",
        opens=ADMINS,
        menu=Menu.CONNECT,
    ),
    Page(
        name="activate",
        path="gallery/<slug:connector>/activate/",
        view="activate.begin",
        opens=PRIMARY,
        acts=PRIMARY,
        menu=Menu.CONNECT,
    ),
    Page(
        name="setup",
        path="apps/<str:key>/setup/<slug:step>/",
        view="activate.step",
        opens=PRIMARY,
        acts=PRIMARY,
        menu=Menu.CONNECT,
        slow=True,
    ),
    # Data Browsing
    Page(name="browse", path="data/", view="browse.start", opens=READERS, menu=Menu.BROWSING),
    Page(
        name="list",
        path="data/<slug:tab>/",
        view="browse.show",
        opens=READERS,
        acts=READERS,
        pupils=True,
        menu=Menu.BROWSING,
    ),
    Page(
        name="record",
        path="records/<slug:kind>/<uuid:record_id>/",
        view="record.show",
        opens=READERS,
        acts=READERS,
        pupils=True,
        menu=Menu.BROWSING,
    ),
    Page(
        name="grid",
        path="classes/<uuid:class_id>/",
        view="grid.show",
        opens=TEACHERS,
        pupils=True,
        menu=Menu.BROWSING,
    ),
    # Data Quality
    Page(
        name="issues",
        path="quality/",
        view="issues.show",
        opens=READERS,
        pupils=True,
        menu=Menu.QUALITY,
        title="Issues",
    ),
    Page(
        name="duplicates",
        path="quality/duplicates/",
        view="duplicates.show",
        opens=ADMINS,
        acts=ADMINS,
        pupils=True,
        menu=Menu.QUALITY,
        title="Duplicates",
    ),
    Page(
        name="masters",
        path="quality/master-fields/",
        view="masters.show",
        opens=ADMINS,
        acts=ADMINS,
        pupils=True,
        menu=Menu.QUALITY,
        title="Master Fields",
        slow=True,
    ),
    Page(
        name="domains",
        path="quality/domains/",
        view="masters.domains",
        opens=ADMINS,
        acts=ADMINS,
        menu=Menu.QUALITY,
        title="Domains of Uniqueness",
        slow=True,
    ),
    # Data Sync History
    Page(name="runs", path="runs/", view="runs.listed", opens=READERS, menu=Menu.HISTORY),
    Page(name="run", path="runs/<int:run_id>/", view="runs.show", opens=READERS, acts=ADMINS),
    Page(
        name="review",
        path="runs/<int:run_id>/review/",
        view="review.show",
        opens=ADMINS,
        acts=ADMINS,
        pupils=True,
        menu=Menu.HISTORY,
    ),
    # Grades out
    Page(name="grades", path="grades/", view="grades.show", opens=TEACHERS, menu=Menu.GRADES),
    Page(
        name="grades-app",
        path="grades/<slug:sis>/",
        view="grades.act",
        opens=TEACHERS,
        acts=GRADERS,
    ),
    Page(
        name="grades-kept",
        path="grades/<slug:sis>/kept/",
        view="grades.show_kept",
        opens=TEACHERS,
        pupils=True,
    ),
    Page(
        name="grades-class",
        path="grades/<slug:sis>/class/<uuid:class_id>/",
        view="grades.opt",
        opens=TEACHERS,
        acts=GRADERS,
        pupils=True,
    ),
    Page(
        name="grades-item",
        path="grades/<slug:sis>/item/<uuid:item_id>/",
        view="grades.show_item",
        opens=TEACHERS,
        pupils=True,
    ),
    Page(
        name="grades-one",
        path="grades/<slug:sis>/of/<uuid:record_id>/",
        view="grades.show_one",
        opens=TEACHERS,
        acts=GRADERS,
        pupils=True,
    ),
    Page(
        name="grades-decide",
        path="grades/<slug:sis>/decide/",
        view="grades.show_decide",
        opens=READERS,
        acts=SCHOOLS,
        pupils=True,
    ),
    Page(
        name="grades-undo",
        path="grades/<slug:sis>/undo/",
        view="grades.show_undo",
        opens=ADMINS,
        acts=ADMINS,
        pupils=True,
    ),
    Page(
        name="grades-checks",
        path="grades/<slug:sis>/checks/",
        view="grades.show_checks",
        opens=READERS,
    ),
    Page(
        name="grades-charts",
        path="grades/<slug:sis>/charts/",
        view="grades.show_charts",
        opens=ADMINS,
    ),
    Page(
        name="grades-adopt",
        path="grades/<slug:sis>/adopt/",
        view="grades.show_adopt",
        opens=ADMINS,
        acts=ADMINS,
        pupils=True,
    ),
    Page(
        name="grades-posting",
        path="grades/<slug:sis>/posting/",
        view="grades.show_posting",
        opens=ADMINS,
        acts=ADMINS,
        pupils=True,
    ),
    Page(
        name="grades-compare",
        path="grades/<slug:sis>/compare/",
        view="grades.show_compare",
        opens=ADMINS,
        acts=ADMINS,
        pupils=True,
        slow=True,
    ),
    # A vendor's own app
    Page(
        name="own-app",
        path="own-app/",
        view="own_app.show",
        opens=frozenset({Role.VENDOR_ADMIN}),
        menu=Menu.GRADES,
    ),
    # Rules of the district
    Page(name="rules", path="rules/", view="rules.show", opens=ADMINS, menu=Menu.SETTINGS),
    Page(
        name="rules-export",
        path="rules/file/<int:version>/",
        view="rules.export",
        opens=ADMINS,
    ),
    Page(
        name="rules-whole",
        path="rules/take-in/",
        view="rules.whole",
        opens=ADMINS,
        acts=ADMINS,
        pupils=True,
        slow=True,
    ),
    Page(name="rules-scales", path="rules/scores/", view="rules.scales", opens=ADMINS),
    Page(name="rules-categories", path="rules/landing/", view="rules.categories", opens=ADMINS),
    Page(
        name="rules-year",
        path="rules/new-year/",
        view="rules.year",
        opens=ADMINS,
        acts=ADMINS,
        pupils=True,
        slow=True,
    ),
    Page(
        name="rules-compare",
        path="rules/version/<int:version>/",
        view="rules.compare",
        opens=ADMINS,
    ),
    Page(
        name="rules-part",
        path="rules/part/<slug:part>/",
        view="rules.part",
        opens=ADMINS,
        acts=ADMINS,
        pupils=True,
        slow=True,
    ),
    # Help
    Page(name="help", path="help/", view="help.show", opens=ANYONE, menu=Menu.HELP),
    Page(name="help-words", path="help/words/", view="help.words", opens=ANYONE),
    Page(name="help-states", path="help/states/", view="help.states", opens=ANYONE),
    Page(name="help-messages", path="help/messages/", view="help.messages", opens=ANYONE),
    Page(
        name="help-accessibility",
        path="help/accessibility/",
        view="help.accessibility",
        opens=ANYONE,
    ),
    Page(name="bundle", path="help/bundle/", view="help.bundle", opens=ADMINS, acts=ADMINS),
    # Settings of an activated app
    Page(
        name="settings",
        path="apps/<str:key>/settings/",
        view="settings.mode",
        opens=ADMINS,
        acts=PRIMARY,
        menu=Menu.CONNECT,
        slow=True,
    ),
    Page(
        name="settings-delivery",
        path="apps/<str:key>/settings/delivery/",
        view="settings.delivery",
        opens=ADMINS,
        acts=PRIMARY,
        slow=True,
    ),
    Page(
        name="settings-schools",
        path="apps/<str:key>/settings/schools/",
        view="settings.schools",
        opens=ADMINS,
        acts=ADMINS,
        slow=True,
    ),
    Page(
        name="settings-mappings",
        path="apps/<str:key>/settings/mappings/",
        view="settings.mappings",
        opens=ADMINS,
        acts=ADMINS,
        slow=True,
    ),
    Page(
        name="settings-grades",
        path="apps/<str:key>/settings/grades/",
        view="settings.grades",
        opens=ADMINS,
        acts=ADMINS,
        slow=True,
    ),
    Page(
        name="settings-schedule",
        path="apps/<str:key>/settings/schedule/",
        view="settings.schedule",
        opens=ADMINS,
        acts=ADMINS,
        slow=True,
    ),
    Page(
        name="settings-safety",
        path="apps/<str:key>/settings/safety/",
        view="settings.safety",
        opens=ADMINS,
        acts=ADMINS,
        slow=True,
    ),
    Page(
        name="settings-end",
        path="apps/<str:key>/settings/deactivate/",
        view="settings.end",
        opens=ADMINS,
        acts=PRIMARY,
        slow=True,
    ),
    # Support: what an operator decides
    Page(
        name="support",
        path="support/",
        view="support.show",
        opens=OPERATORS,
        acts=OPERATORS,
        place=Place.SERVER,
    ),
    # Administration: who may sign in, and what was done
    Page(
        name="people",
        path="people/",
        view="people.every",
        opens=PRIMARY,
        acts=PRIMARY,
        menu=Menu.ADMINISTRATION,
        title="People and roles",
    ),
    Page(
        name="person", path="people/<int:user_id>/", view="people.one", opens=PRIMARY, acts=PRIMARY
    ),
    Page(
        name="second-step",
        path="people/second-step/",
        view="people.second_step",
        opens=PRIMARY,
        acts=PRIMARY,
        menu=Menu.ADMINISTRATION,
        title="Second step",
    ),
    Page(
        name="notices",
        path="notices/",
        view="notices.show",
        title="Notices",
        opens=ADMINS,
        acts=ADMINS,
        menu=Menu.ADMINISTRATION,
        slow=True,
    ),
    Page(
        name="expiry",
        path="expiry/",
        view="expiry.show",
        title="Keys and certificates",
        opens=ADMINS,
        acts=PRIMARY,
        menu=Menu.ADMINISTRATION,
    ),
    Page(
        name="retention",
        path="retention/",
        view="retention.show",
        title="Retention",
        opens=ADMINS,
        acts=PRIMARY,
        menu=Menu.ADMINISTRATION,
    ),
    Page(
        name="log",
        path="log/",
        view="logs.of_district",
        opens=ADMINS,
        menu=Menu.ADMINISTRATION,
        title="Audit log",
    ),
    Page(
        name="server-log", path="log/", view="logs.of_server", place=Place.SERVER, opens=OPERATORS
    ),
    # The person who is signed in
    Page(name="me", path="", view="me.show", place=Place.PERSON),
    # An operator says why, before pupils' data is shown
    Page(name="reason", path="reason/", view="reasons.ask", opens=OPERATORS, acts=OPERATORS),
)
BY_NAME = {page.name: page for page in PAGES}
