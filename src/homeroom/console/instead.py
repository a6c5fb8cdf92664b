"""What other rooms say with a command in it, and what is said in the browser in its place.

Each row is what stands in the code (console/rooms.py): a name in braces stands for a value, and may
be used on the other side.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_HISTORY = _("Look at Data Sync History.")
_DUPLICATES = _("Look at Data Quality > Duplicates.")
_MAPPINGS = _("Look at Settings > Attribute Mappings of the app.")
_IDS = _("Plan the change again, under Settings > API version and ids.")
_SERVER = _("Ask whoever looks after this server.")
_TERM_GRADES = _("Look at Grades out > Term grades.")

INSTEAD: "Mapping[str, StrPromise]" = {
    # People
    "They are added on the command line: homeroom people add E-MAIL --role operator": _SERVER,
    "Look at homeroom people list.": _("Look at Administration > People and roles."),
    "Look at homeroom providers list.": _("Look at the list of identity providers."),
    "Say --district.": _("Choose a district."),
    "Say --school for a School Admin and for the help desk, and for nobody else.": _(
        "Choose schools for a School Admin and for the help desk, and for nobody else."
    ),
    "Say --app for a Vendor Admin, and for nobody else.": _(
        "Choose an app for a Vendor Admin, and for nobody else."
    ),
    "Look at homeroom notices list.": _("Look at Administration > Notices."),
    # Apps and their settings
    "An operator approves it: homeroom app approve {key}": _(
        "An operator approves it on the page Support."
    ),
    "Look at it: homeroom app settings {key}": _("Look at the page of the app."),
    "See what its mode means: homeroom app settings {key}": _("Look at the page of the app."),
    "Name the app of the SIS that grades go to: homeroom app list": _(
        "Choose the app of the SIS that grades go to."
    ),
    "See: homeroom app list": _("Choose the app of the SIS that grades go to."),
    "Choose another short name with --key, or remove the other app first.": _(
        "Choose another short name, or remove the other app first."
    ),
    "Ask the operator to set HOMEROOM_IMPORT_ROOT, or to enter the file with homeroom app"
    " settings.": _SERVER,
    "Take back what was delivered first (homeroom undo), then change score_form.": _(
        "Take back what was delivered first, under Grades out > Undo; then change it."
    ),
    "See what can be: homeroom mappings list {key}": _MAPPINGS,
    "See what is: homeroom mappings list {app}": _MAPPINGS,
    "Use an id from the last columns of: homeroom schools list": _(
        "Choose one from the list under Settings > Schools Mapping."
    ),
    # Apps that call
    "Make a new secret: homeroom vendor rotate {key}": _(
        "Make a new secret on its page under Vendor apps."
    ),
    "Make them: homeroom vendor add {key} --name ...": _("Make them under Vendor apps."),
    "Say so: homeroom vendor suspend {key}": _("Suspend the app instead."),
    "See which there are: homeroom vendor show": _("Look at the list of its agreements."),
    "The app calls this server. What it asked: homeroom vendor requests.": _(
        "The app calls this server. What it asked stands under Vendor apps > Requests."
    ),
    # Runs
    "See: homeroom runs": _HISTORY,
    "Wait for its end; homeroom runs shows it.": _("Wait for its end; its page shows it."),
    "Wait for its end, or sync again; homeroom runs shows it.": _(
        "Wait for its end, or sync again; Data Sync History shows it."
    ),
    "Let it end; the next sync does this as well: homeroom sync {key}": _(
        "Let it end; the next sync does this as well."
    ),
    "Somebody has decided, or a newer reading has taken its place: homeroom runs": _(
        "Somebody has decided, or a newer reading has taken its place: see Data Sync History."
    ),
    # Ids
    "Move it with everybody it knows: homeroom upgrade plan {key}": _(
        "Move it with everybody it knows, under Settings > API version and ids."
    ),
    "Plan again: homeroom {word} plan {key}": _IDS,
    "Use: homeroom ids plan": _IDS,
    "Plan it first: homeroom upgrade plan, or ids plan": _IDS,
    "See which: homeroom {word} show {key}; decide in a file, and plan again.": _(
        "See which in the list; decide in a file, and plan again."
    ),
    "Name the address of the other version, like --set service_url=https://...": _(
        "Enter the address of the other version."
    ),
    # Records that are one, and values set by hand
    "homeroom duplicates list": _DUPLICATES,
    "See what waits: homeroom duplicates list": _DUPLICATES,
    "See which are alike: homeroom duplicates list": _DUPLICATES,
    "See which there are: homeroom duplicates merged": _DUPLICATES,
    "Undo that one first: homeroom duplicates un-merge {later}": _(
        "Undo merge {later} first, under Data Quality > Duplicates."
    ),
    "See: homeroom values list": _("Look at the record."),
    # Grades out
    "Try again in a minute, or hold them: homeroom deliveries pause {key}": _(
        "Try again in a minute, or pause the deliveries under Grades out."
    ),
    "What does: homeroom deliveries --to {key} --state held --state conflict": _(
        "What does stands under Grades out."
    ),
    "See what is: homeroom adopt list {key}": _(
        "Look at Grades out > In the SIS already?, and choose from there."
    ),
    "See what lacks and how to mend it: homeroom checks {key}": _(
        "What lacks, and how to mend it, stands under Grades out > Checks."
    ),
    "Name one with --to: {known}.": _("Choose one: {known}."),
    "See: homeroom posting list": _TERM_GRADES,
    "See: homeroom posting rights": _TERM_GRADES,
    "Before anything was delivered again, {cells} grades were compared with {title}; {held} are not"
    " as this hub knew them and wait for a person, unless their app says the same: homeroom"
    " deliveries": _(
        "Before anything was delivered again, {cells} grades were compared with {title}; {held} are"
        " not as this hub knew them and wait for a person under Grades out, unless their app says"
        " the same."
    ),
    # Rules
    "Correct the file; `homeroom rules export` shows how rules are written.": _(
        "Correct the text; a version that is exported under Rules shows how rules are written."
    ),
    "See which there are with: homeroom rules history": _("Look at the versions under Rules."),
    "Look at what changed with `homeroom rules diff`, and make your change again.": _(
        "Look under Rules at what the last version changed, and make your change again."
    ),
    # The server
    "Add one: homeroom district add SLUG --name NAME --time-zone ZONE": _SERVER,
    "Say --district with: {known}.": _("Choose one: {known}."),
}
