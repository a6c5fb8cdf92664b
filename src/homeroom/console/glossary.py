"""The words of the console and what each means here, in the order of the alphabet."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

GLOSSARY: "tuple[tuple[StrPromise, StrPromise], ...]" = (
    (
        _("Application Gallery"),
        _("The systems that Homeroom knows: what each can do, what it needs, how to connect it."),
    ),
    (
        _("Attribute mapping"),
        _("Which attribute of a source becomes which attribute here, and what is done to it."),
    ),
    (
        _("Bulk Upload Mode"),
        _("Each complete reading of an app shows everything: what two of them lack is gone."),
    ),
    (
        _("Category"),
        _("A group of line items in a gradebook, for example homework, often with a weight."),
    ),
    (
        _("Conflict"),
        _("A grade that somebody changed in the gradebook after its delivery. A person decides."),
    ),
    (
        _("Cross-listed"),
        _("Several sections that are taught together: one course in an app, several in the SIS."),
    ),
    (
        _("Delivery"),
        _("One category, line item or grade on its way to one gradebook, with what became of it."),
    ),
    (
        _("Domain of uniqueness"),
        _("Attributes that together say who or what a record is, such as a state id. Two records"
          " that agree in all of them are the same one."),
    ),
    (
        _("Grade Sync"),
        _("Whether grades of learning apps go into the gradebook of an SIS. An operator approves it"
          " for an app in Import mode."),
    ),
    (
        _("Hold"),
        _("What looks like a mistake waits for a person. Additions go on meanwhile."),
    ),
    (_("Line item"), _("One column of a gradebook: an assignment, a quiz, a test.")),
    (
        _("Master field"),
        _("Which source is right about an attribute, and who may fill it where that one says"
          " nothing."),
    ),
    (
        _("OneRoster"),
        _("The standard by which rosters and gradebooks are exchanged. Version 1.1 carries less"
          " than 1.2: no score scales, and no assessments."),
    ),
    (
        _("Preview of each upload"),
        _("A sync shows what it would change, and takes nothing in before somebody approves it."),
    ),
    (_("Result"), _("What one student got for one line item: a score, a letter, or a state.")),
    (
        _("Run"),
        _("One sync of one app: read, find what changed, take it in, deliver."),
    ),
    (
        _("Run Preview"),
        _("Reads and shows what would change. Nothing is written before you approve it."),
    ),
    (_("Schools Mapping"), _("Which school of a source is which school here, or is left out.")),
    (
        _("SIS"),
        _("Student information system: it has the roster and the official gradebook."),
    ),
    (_("SIS ID prefix"), _("Letters that stand before every id of one app, so that ids of two apps"
                           " are never mistaken for each other.")),
    (
        _("Sync Mode"),
        _("Import reads from a system, Export writes to it, 2-way Sync does both."),
    ),
    (
        _("Vendor Key and Vendor Secret"),
        _("A second pair of credentials that Infinite Campus wants for grades. Its partner support"
          " gives them out."),
    ),
)  # fmt: skip
