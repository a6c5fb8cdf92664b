"""What to do about a problem, for whoever reads it in a browser: which page, and in which words.

The catalogue's own fix names the command, or the rule by its name in the file. Here stands the same
for every such entry: one row each, with the page that does what the command does.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Way(Struct, frozen=True, kw_only=True):
    """What to do, and the page where; `given` are fixed parts of its address.

    A page of one app leads to that of the app, or the SIS, which the problem is of.
    """

    words: "StrPromise"
    page: str = ""  # its name in console/pages.py; blank where no page does it
    link: "StrPromise | str" = ""
    given: Mapping[str, str] = {}


def _rules(part: str, words: "StrPromise") -> Way:
    """Return the way to a part of the rules."""
    return Way(words=words, page="rules-part", link=_("Rules of the district"),
               given={"part": part})  # fmt: skip


def _grade_sync(words: "StrPromise") -> Way:
    """Return the way to what a connection does with grades."""
    return Way(words=words, page="settings-grades", link=_("Settings: Grade Sync"))


def _compare(words: "StrPromise") -> Way:
    """Return the way to the comparison with the SIS."""
    return Way(words=words, page="grades-compare", link=_("Compare with the SIS"))


_MAPPINGS = Way(
    words=_("Correct the mapping, or the value in the system that it comes from."),
    page="settings-mappings",
    link=_("Attribute Mappings"),
)
_QUALITY = _rules(
    "quality", _("Fill {fields} in the system that it comes from, or ask for less in the rules.")
)
_ELSE = _("Nothing to do if that is right; otherwise change the rules.")
_STILL = _("Approve it if it shall still count, or change the rules.")
_AGAIN = _compare(_("Compare, and send again what lacks."))
_ASK = _("Ask the teacher whether it was deleted on purpose; if not, compare and send it again.")

FIXES: Mapping[str, Way] = {
    # Records
    "mapping.failed": _MAPPINGS,
    "mapping.record_failed": _MAPPINGS,
    "school.unknown": Way(
        words=_("Choose a school of the hub for it."),
        page="settings-schools",
        link=_("Schools Mapping"),
    ),
    "match.ambiguous": Way(
        words=_("Decide which one it is."), page="duplicates", link=_("Duplicates")
    ),
    "match.alike": Way(
        words=_("Correct one of the two in the source, or merge them."),
        page="duplicates",
        link=_("Duplicates"),
    ),
    "merge.contested": Way(
        words=_("Say who masters it, or set the value by hand; until then it is not delivered."),
        page="masters",
        link=_("Master Fields"),
    ),
    "quality.left_out": _QUALITY,
    "quality.required": _QUALITY,
    # Before the first delivery
    "checks.open": Way(
        words=_("See what each of them lacks; what waits goes out by itself then."),
        page="grades-checks",
        link=_("Checks"),
    ),
    # The role of an app is said when it is activated; to change it takes the command line.
    "preview.each": Way(
        words=_("Look at it and approve it."), page="grades-decide", link=_("Decide")
    ),
    "checks.role": Way(
        words=_("Ask whoever looks after this server to say whether it is a SIS or a learning app.")
    ),
    "checks.masters": Way(
        words=_("Let the gradebook source master its grades, or generate fields of one app."),
        page="masters",
        link=_("Master Fields"),
    ),
    "checks.category": _rules("categories", _("Map it to a category of the SIS.")),
    "checks.category_unknown": _rules(
        "categories", _("Map it to a category of the SIS, or choose a default category.")
    ),
    "checks.scale": _rules(
        "scales", _("Give them numbers in a table, and name it in a conversion.")
    ),
    "checks.letter": _rules(
        "scales", _("Correct them in the app, or give them numbers in a table.")
    ),
    # Line items and grades
    "line_item.title_too_long": _grade_sync(
        _("Shorten the title in the app, or let this connection shorten titles.")
    ),
    "line_item.category_unknown": _rules(
        "categories", _("Rename the category in the app, add it in the SIS, or map it.")
    ),
    "line_item.category_missing": _grade_sync(
        _("Give it a category in the app, or choose a default category for this connection.")
    ),
    "line_item.category_waits": _rules(
        "categories", _("Add it in the SIS, or map it to one of these.")
    ),
    "line_item.due_date_unreadable": _rules(
        "classes", _("Correct it in the app; the class mapping names the key.")
    ),
    "result.over_maximum": _grade_sync(
        _("Correct the score, or allow extra credit for this connection.")
    ),
    "result.not_whole": _grade_sync(
        _("Round it in the app, or allow decimals for this connection.")
    ),
    "result.level_not_sent": _grade_sync(_("Allow letters and levels for this connection.")),
    "result.percent_not_sent": _grade_sync(_("Allow percents for this connection.")),
    "result.percent_without_end": _rules("scales", _("Say how it is rounded.")),
    "result.comment_too_long": _grade_sync(
        _("Shorten it in the app, or let this connection cut it or leave it out.")
    ),
    "result.no_crosswalk": _rules("standards", _("Name the standard in the rules.")),
    "result.level_not_in_group": _rules(
        "standards", _("Correct the level in the app, or add it to the score group.")
    ),
    "item.not_ours": _rules(
        "posted",
        _("Let the app make a line item of its own; if it holds term grades, rules name it."),
    ),
    # What the district keeps back
    "scales.state": _rules("scales", _("Look at it and approve it, or change the rules.")),
    "scope.place": _rules("scope", _ELSE),
    "scope.before_go_live": _rules("scope", _ELSE),
    "scope.not_chosen": _rules("scope", _("Mark it in the app; the rules name the mark.")),
    "scope.not_released": _rules("scope", _("Release it in the app; the rules name the mark.")),
    "scope.term_closed": _rules("scope", _STILL),
    "scope.year_closed": _rules("year", _STILL),
    "adopt.proposed": Way(
        words=_("Adopt it, or keep it apart."), page="grades-adopt", link=_("Adopt")
    ),
    # Term grades
    "posted.no_column": _rules("posted", _ELSE),
    "posted.not_taken": _grade_sync(_("Allow it for this connection, if the SIS takes them.")),
    "posted.no_right": Way(
        words=_("Ask for it, and let an operator grant it."),
        page="grades-posting",
        link=_("Term grades"),
    ),
    "posted.sent_as_score": Way(
        words=_("Take it back first; then it is posted."), page="grades-undo", link=_("Take back")
    ),
    "posted.no_task": _rules(
        "posted",
        _("Correct the title in the rules, or add it to the class in the SIS, and sync the SIS."),
    ),
    "posted.no_letter": _rules("posted", _("Name a table of letters with minimum values.")),
    "posted.nothing_to_post": _rules(
        "posted", _("Let the app say it, or name a table of letters.")
    ),
    "posted.sign_off": Way(
        words=_("Look at it and sign it off."), page="grades-posting", link=_("Term grades")
    ),
    # The comparison with the SIS
    "reconcile.app_differs": _compare(_("Compare, and take in what the app said.")),
    "reconcile.not_queued": _AGAIN,
    "reconcile.not_stored": _AGAIN,
    "reconcile.missing": _compare(_ASK),
    "reconcile.item_missing": _compare(_ASK),
    "reconcile.different": _compare(
        _("Ask the teacher; to send the app's grade over it, compare and choose so.")
    ),
}
# The steps into a new school year, by their names.
STEPS: Mapping[str, Way] = {
    "new year": Way(
        words=_("Make the new year the active one in the SIS, then sync it completely."),
        page="connect",
        link=_("Apps"),
    ),
    "removals": Way(
        words=_("Look at what they share and approve them."),
        page="runs",
        link=_("Data Sync History"),
    ),
    "previews": Way(
        words=_("Look at what they would change and approve them."),
        page="runs",
        link=_("Data Sync History"),
    ),
    "old year closed": _rules("year", _("When report cards are out, close the year.")),
    "deliveries of the old year": Way(
        words=_("Look at them."), page="grades", link=_("Grades out")
    ),
    "courses and categories": Way(
        words=_("See them below, and let the rules name what follows."),
    ),
    "classes of the apps": Way(
        words=_("Let the app take the new classes over, or map its courses."),
        page="issues",
        link=_("Issues"),
    ),
    "suspensions over": _rules("year", _("Wait, or take the pause out of the rules.")),
}
