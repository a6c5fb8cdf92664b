"""The parts of a district's rules as people look for them, each with what it decides."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Part(Struct, frozen=True, kw_only=True):
    """One part: the sections of the document that belong to it, its words, and an example."""

    title: "StrPromise"
    says: "StrPromise"
    names: tuple[str, ...]
    example: str = ""


PARTS = {
    "categories": Part(
        title=_("Categories"),
        says=_("In which category of the SIS work counts, and what becomes of unknown ones."),
        names=("categories",),
        example='[categories]\nmappings = [{title = "Tests", to = "Assessment"}]\n'
        'defaults = [{place = "district", title = "Homework"}]\n',
    ),
    "scales": Part(
        title=_("Scales"),
        says=_("How letters, percents and rounding become what the SIS counts."),
        names=("scales",),
        example='[[scales.tables]]\nname = "letters"\nletters = [\n'
        '  {letter = "A", minimum = 89.5, percent = 95},\n'
        '  {letter = "F", minimum = 0, percent = 50},\n]\n\n'
        '[[scales.conversions]]\nplace = "district"\ntable = "letters"\n',
    ),
    "standards": Part(
        title=_("Standards"),
        says=_("Which standard of the SIS a learning objective of an app is."),
        names=("standards",),
    ),
    "posted": Part(
        title=_("Term grades"),
        says=_("Which line items of apps are posted to the report card, and where."),
        names=("posted",),
    ),
    "scope": Part(
        title=_("What reaches the gradebook"),
        says=_("Which schools and classes send grades, from when on, and on which days not."),
        names=("scope",),
        example='[scope]\nplaces = [{place = "district", deliver = "hold"}]\n'
        'frozen = [{first = 2026-10-26, last = 2026-10-30, why = "report cards"}]\n',
    ),
    "windows": Part(
        title=_("Holds"),
        says=_("When so many grades change at once that a person looks first."),
        names=("windows",),
    ),
    "classes": Part(
        title=_("Class mapping"),
        says=_("Which classes of the SIS a course of an app is shared out to."),
        names=("classes",),
    ),
    "filters": Part(
        title=_("Filters and schools"),
        says=_("Which rows and schools of an app come in."),
        names=("filters", "schools", "new_schools"),
    ),
    "masters": Part(
        title=_("Master Fields and Domains of Uniqueness"),
        says=_("Whose value counts, and by what records are recognised as the same."),
        names=("masters_by_role", "masters", "uniqueness"),
    ),
    "mappings": Part(
        title=_("Attribute Mappings"),
        says=_("Which attribute of an app becomes which field."),
        names=("mappings",),
    ),
    "quality": Part(
        title=_("Data quality"),
        says=_("What is looked for in the data, and how strictly."),
        names=("quality",),
    ),
    "year": Part(
        title=_("School year"),
        says=_("Days on which nothing is taken in, and until when years are closed."),
        names=("year",),
        example='[year]\nsuspended = [{what = "imports", first = 2026-07-01, last = 2026-08-10}]\n',
    ),
}
