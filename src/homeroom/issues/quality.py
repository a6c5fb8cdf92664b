"""What rows lack that a district asks for: the part of the catalogue about data quality."""

from homeroom.issues.entry import Entry, Owner, Severity

QUALITY_ENTRIES = (
    Entry(
        code="quality.left_out",
        severity=Severity.ERROR,
        owner=Owner.SOURCE,
        words="It has no {fields}, which the district requires; the row stays out.",
        fix="Fill {fields} in the system that it comes from, or ask for less: homeroom quality",
    ),
    Entry(
        code="quality.required",
        severity=Severity.WARNING,
        owner=Owner.SOURCE,
        words="It has no {fields}, which is required; the row is used all the same.",
        fix="Fill {fields} in the system that it comes from, or ask for less: homeroom quality",
    ),
    Entry(
        code="quality.recommended",
        severity=Severity.NOTE,
        owner=Owner.SOURCE,
        words="It has no {fields}, which is recommended.",
        fix="Fill {fields} in the system that it comes from, if it can be had.",
    ),
)
