"""Everything that can be wrong with data, in words that an admin can act on.

A code never changes its meaning; words may. `{...}` stands for facts of the case.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from homeroom.issues.checks import CHECK_ENTRIES
from homeroom.issues.deliveries import DELIVERY_ENTRIES
from homeroom.issues.entry import Entry, Owner, Severity
from homeroom.issues.holds import HOLD_ENTRIES
from homeroom.issues.posted import POSTED_ENTRIES
from homeroom.issues.quality import QUALITY_ENTRIES
from homeroom.issues.reconcile import RECONCILE_ENTRIES
from homeroom.model.kinds import Kind

RECORD_ENTRIES = (
    Entry(
        code="row.unreadable",
        severity=Severity.ERROR,
        owner=Owner.SOURCE,
        words="{place}: {field} {words}.",
        fix="Correct this row in the export and send the file again; the other rows were used.",
    ),
    Entry(
        code="record.no_id",
        severity=Severity.ERROR,
        owner=Owner.SOURCE,
        words="A record without sourcedId came in {place}; it cannot be kept.",
        fix="Ask the vendor of the system why a record has no id.",
    ),
    Entry(
        code="record.unreadable",
        severity=Severity.ERROR,
        owner=Owner.SOURCE,
        words="What the source sends for this record cannot be read at all; it is not used.",
        fix="Look for numbers of hundreds of digits in the source, and tell its vendor.",
    ),
    Entry(
        code="record.unusable",
        severity=Severity.ERROR,
        owner=Owner.SOURCE,
        words="{field} {words}; the record is not used.",
        fix="Correct {field} in the system that it comes from.",
    ),
    Entry(
        code="field.unreadable",
        severity=Severity.WARNING,
        owner=Owner.SOURCE,
        words="{field} {words}; the rest of the record is used.",
        fix="Correct {field} in the system that it comes from.",
    ),
    Entry(
        code="mapping.failed",
        severity=Severity.WARNING,
        owner=Owner.DISTRICT,
        words="{attribute} {words}, so its mapping cannot be used; the field stays as it was.",
        fix="Correct the mapping, or the value in the system that it comes from, and then:"
        " homeroom mappings apply",
    ),
    Entry(
        code="mapping.record_failed",
        severity=Severity.ERROR,
        owner=Owner.DISTRICT,
        words="{attribute} {words}, so its mapping cannot be used; what is stored stays as it is.",
        fix="Correct the mapping, or the value in the system that it comes from, and then:"
        " homeroom mappings apply",
    ),
    Entry(
        code="school.unknown",
        severity=Severity.ERROR,
        owner=Owner.DISTRICT,
        words="It is mapped to the hub school {id}, which does not exist; it waits.",
        fix="Choose a school of the hub: homeroom schools list, and then homeroom schools map.",
    ),
    Entry(
        code="reference.unknown",
        severity=Severity.WARNING,
        owner=Owner.SOURCE,
        words="The {parent} {id} that it belongs to is not known yet; it waits.",
        fix="Nothing to do if the {parent} comes with a later sync; otherwise look for it in the"
        " source, and whether this connection may see it.",
    ),
    Entry(
        code="reference.left_out",
        severity=Severity.NOTE,
        owner=Owner.SOURCE,
        words="It names the {parent} {id}, which is not known; that is left out until it comes.",
        fix="Nothing to do if the {parent} comes with a later sync.",
    ),
    Entry(
        code="user.hidden_by_sis",
        severity=Severity.WARNING,
        owner=Owner.DISTRICT,
        words="This person is still enrolled, but the source no longer shows the account.",
        fix="Look whether the account was disabled in the source by mistake. Homeroom keeps the"
        " person, and grades still go out.",
    ),
    Entry(
        code="result.second",
        severity=Severity.WARNING,
        owner=Owner.SOURCE,
        words="There are several results for this student and line item; the newest one counts.",
        fix="Delete the other one in the app.",
    ),
    Entry(
        code="match.ambiguous",
        severity=Severity.ERROR,
        owner=Owner.DISTRICT,
        words="It may be one of {count} records of other systems; nothing says which, so it waits.",
        fix="Decide under Data Quality > Duplicates, or with: homeroom duplicates decide.",
    ),
    Entry(
        code="match.alike",
        severity=Severity.WARNING,
        owner=Owner.DISTRICT,
        words="The same source has another {kind} that shares what should be unique to one.",
        fix="Correct one of the two in the source, or merge them: homeroom duplicates merge.",
    ),
    Entry(
        code="enrollment.only_in_app",
        severity=Severity.WARNING,
        owner=Owner.DISTRICT,
        words="Only the app says that this person belongs to the class; the SIS does not.",
        fix="Enrol the person in the SIS if that is right; it is then taken in by itself.",
    ),
    Entry(
        code="merge.contested",
        severity=Severity.ERROR,
        owner=Owner.DISTRICT,
        words="The sources differ in {fields}, and no master field says whose word counts.",
        fix="Say who masters it under Data Quality > Master Fields, or set the value by hand; until"
        " then it is not delivered.",
    ),
    Entry(
        code="collection.unread",
        severity=Severity.WARNING,
        owner=Owner.DISTRICT,
        words="{collection} could not be read: {words}",
        fix="{fix}",
    ),
    Entry(
        code="address.unmatched",
        severity=Severity.NOTE,
        owner=Owner.DISTRICT,
        words="The target's {kind} {id} matches nothing in the hub.",
        fix="Nothing to do, unless grades are to go there.",
    ),
    Entry(
        code="address.ambiguous",
        severity=Severity.WARNING,
        owner=Owner.DISTRICT,
        words="The target's {kind} {id} is one of several there that look like the same one of the"
        " hub; no grades go to it.",
        fix="Give each {kind} a code or an identifier of its own, the same in both systems.",
    ),
)

ENTRIES: Mapping[str, Entry] = {
    one.code: one
    for one in (
        *RECORD_ENTRIES, *QUALITY_ENTRIES, *DELIVERY_ENTRIES, *HOLD_ENTRIES, *POSTED_ENTRIES,
        *CHECK_ENTRIES, *RECONCILE_ENTRIES,
    )
}  # fmt: skip


class Issue(Struct, frozen=True, kw_only=True):
    """One case: which code, about what, with which facts. `subject` is the source's id of it."""

    code: str
    kind: str
    subject: str
    facts: Mapping[str, Any] = {}


class Told(Struct, frozen=True):
    """A case in words."""

    words: str
    fix: str


def tell(code: str, facts: Mapping[str, Any]) -> Told:
    """Return what happened and what can be done, with the facts of the case filled in."""
    entry = ENTRIES[code]
    return Told(fill(entry.words, facts), fill(entry.fix, facts))


def fill(words: str, facts: Mapping[str, Any]) -> str:
    """Return words with the facts of a case filled in."""
    return words.format_map(_Facts({key: _plain(held) for key, held in facts.items()}))


# What an app that wrote a grade knows of it anyway. Values and answers of the SIS, and who was in a
# class when, are not among them.
_OF_THE_APP = frozenset(
    {
        "title", "length", "limit", "due", "assigned", "scored", "score", "minimum", "maximum",
        "level", "category", "known", "scale", "number", "text", "dates", "parent", "sent",
        "objectives", "letter", "percent",
    }
)  # fmt: skip


def of_app(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts that the vendor of the app may read; in words, the others are left open."""
    return {name: held for name, held in facts.items() if name in _OF_THE_APP}


class _Facts(dict[str, Any]):
    """Facts that an old case lacks are shown as an ellipsis rather than as an error."""

    def __missing__(self, key: str) -> str:
        return "..."


_NAMES: Mapping[str, str] = {
    Kind.ACADEMIC_SESSION.value: "academic session",
    Kind.LINE_ITEM.value: "line item",
    Kind.SCORE_SCALE.value: "score scale",
    Kind.ASSESSMENT_LINE_ITEM.value: "assessment line item",
    Kind.ASSESSMENT_RESULT.value: "assessment result",
}


def _plain(held: Any) -> Any:
    return _NAMES.get(held, held) if isinstance(held, str) else held
