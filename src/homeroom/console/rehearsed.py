"""What a sync of an app would lead to, as tables of a page."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from msgspec import Struct

from homeroom.console.names import title_of_field
from homeroom.console.shown import shown
from homeroom.console.telling import told
from homeroom.console.words import KINDS
from homeroom.model.kinds import Kind
from homeroom.runs.ahead.rehearsal import Rehearsal, Seen
from homeroom.runs.ingest.onlooking import FieldChange


class Table(Struct, frozen=True):
    """One table: what it is about, its columns, and rows whose first cell heads them."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def tables(found: Rehearsal) -> list[Table]:
    """Return the tables that have rows, in the order of the way of a grade."""
    every = [_records(found.kinds), _changes(found.changes), _problems(found)]
    for target in found.first:
        every += _deliveries(target, found)
    every.append(_checks(found))
    return [one for one in every if one.rows]


def _records(kinds: Sequence[Seen]) -> Table:
    columns = (_("Kind"), _("New"), _("Joined to what is here"), _("Changed"), _("As they are"),
               _("Waiting"), _("Ambiguous"), _("No member in the SIS"), _("Left out"),
               _("Refused"), _("Retired"), _("Held"))  # fmt: skip
    rows = [
        (str(KINDS[one.kind]), f"{one.tally.new:,}", _by(one), f"{one.tally.changed:,}",
         f"{one.tally.unchanged:,}", f"{one.tally.waiting:,}", f"{one.ambiguous:,}",
         f"{one.without_member:,}", f"{one.tally.left_out:,}", f"{one.tally.refused:,}",
         f"{one.retired:,}", f"{one.held:,}")
        for one in kinds
    ]  # fmt: skip
    return Table(_("Records"), columns, rows)


def _by(one: Seen) -> str:
    return ", ".join(f"{many:,} ({by})" for by, many in one.joined.items()) or "0"


def _changes(changes: Sequence[FieldChange]) -> Table:
    columns = (_("Kind"), _("Field"), _("Records"), _("Why"), _("For example"))
    rows = [
        (str(KINDS[one.kind]), title_of_field(one.kind, one.field), f"{one.count:,}", one.reason,
         _example(one))
        for one in changes
    ]  # fmt: skip
    return Table(_("Fields that would change"), columns, rows)


def _example(one: FieldChange) -> str:
    """Return one of the cases, but for demographics: they are behind Reveal, on a person's page."""
    if one.kind is Kind.DEMOGRAPHICS:
        return _("not shown here")
    first = one.examples[0]
    return f"{shown(first.before) or '-'} → {shown(first.after) or '-'}"


def _problems(found: Rehearsal) -> Table:
    columns = (_("What is the matter"), _("Count"), _("What to do"), _("For example"))
    rows = [
        (one.words, f"{one.count:,}", told(one.code, one.facts).fix, ", ".join(one.examples))
        for one in found.problems
    ]
    return Table(_("Issues"), columns, rows)


def _deliveries(target: str, found: Rehearsal) -> list[Table]:
    first = found.first[target]
    classes = [
        (title, f"{items:,}", f"{results:,}")
        for title, items, results in first.in_classes(found.titles)
    ]
    kept = [
        (first.examples[code][0].words, f"{many:,}", code,
         ", ".join(f"{one.title} ({one.id})" for one in first.examples[code]))
        for code, many in first.kept_back.items()
    ]  # fmt: skip
    proposed = [(id_, ", ".join(some)) for id_, some in first.proposed.items()]
    to = {"target": target}
    return [
        Table(
            _("To %(target)s, by class") % to, (_("Class"), _("Line items"), _("Grades")), classes
        ),
        Table(
            _("Proposed to adopt in %(target)s") % to, (_("Line item"), _("Items there")), proposed
        ),
        Table(
            _("Kept back from %(target)s") % to,
            (_("Why"), _("Count"), _("Code"), _("For example")),
            kept,
        ),
    ]


def _checks(found: Rehearsal) -> Table:
    columns = (_("Check"), _("To"), _("State"), _("What was found"), _("What to do"))
    rows = [
        (one.check, target, one.state, one.words, told(one.code, one.facts).fix if one.code else "")
        for target, lines in found.checks.items()
        for one in lines
    ]
    return Table(_("Checks before the first delivery"), columns, rows)
