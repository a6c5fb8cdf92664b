"""What all sources say about some records now, in hub ids and in their fixed order."""

from collections.abc import Callable, Sequence, Set

from msgspec import Struct

from homeroom.mapping.incoming import Incoming, read_bare_result, read_incoming
from homeroom.mapping.references import parents, resolve, settle_days, settle_roles
from homeroom.merge.decide import Fact
from homeroom.model.gradebook import LineItem
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import User
from homeroom.runs.context import Context
from homeroom.runs.ingest import lookup
from homeroom.runs.ingest.raws import Spooled, as_kept, decoded, fetch
from homeroom.store import roster, voices
from homeroom.store.scope import Scope
from homeroom.store.sources import Row
from homeroom.store.voices import Voice

Read = Sequence[tuple[Row, Incoming]]


class Spoken(Struct, frozen=True, gc=False):
    """One source's word about one record."""

    app_id: int
    source_id: str
    fact: Fact


def read_rows(context: Context, kind: Kind, spooled: Spooled) -> Read:
    """Read some rows of one kind; this needs no database, so that it can be done ahead."""
    bare = kind is Kind.RESULT and _comes_as_it_is(context)

    def read(row: Row, raw: memoryview) -> Incoming:
        if bare and (incoming := read_bare_result(raw)) is not None:
            return incoming
        wire = decoded(row, raw)
        return read_incoming(kind, wire, context.dialect, context.mapping, context.zone)

    return [(row, read(row, raw)) for row, raw in as_kept(spooled)]


def _comes_as_it_is(context: Context) -> bool:
    """Say whether neither the dialect of the app nor a rule changes a plain result."""
    return context.dialect.bare_results and not context.intake.touches(Kind.RESULT)


def settler(scope: Scope, context: Context, kind: Kind) -> Callable[[Record], Record]:
    """Return what finishes a record once its references are known: days, and administrators."""
    org_types = roster.org_types(scope) if kind is Kind.USER else {}

    def settle(record: Record) -> Record:
        if isinstance(record, LineItem):
            zone = context.zones.get(record.class_, context.zone)
            return settle_days(record, zone, context.district.due_clock)
        return settle_roles(record, org_types) if isinstance(record, User) else record

    return settle


def spoken(
    scope: Scope, context: Context, kind: Kind, record_ids: Sequence[str], but: Set[str]
) -> dict[str, list[Spoken]]:
    """Return what sources last said about records; of the own app without the ids of `but`."""
    found: dict[str, list[Spoken]] = {}
    by_app: dict[int, list[Voice]] = {}
    for voice in voices.about(scope, kind, record_ids, context.spaces):
        if voice.app_id != context.app.id or voice.row.source_id not in but:
            by_app.setdefault(voice.app_id, []).append(voice)
    for app_id, some in by_app.items():
        for hub_id, one in _read(scope, context.voices[app_id], kind, some):
            found.setdefault(hub_id, []).append(one)
    return found


def in_order(context: Context, some: Sequence[Spoken]) -> list[Fact]:
    """Return facts in the fixed order of sources: the SIS first, then who joined earlier."""
    if len(some) < 2:
        return [one.fact for one in some]
    ranked = sorted(some, key=lambda one: (context.rank(one.app_id), one.source_id))
    return [one.fact for one in ranked]


def _read(
    scope: Scope, context: Context, kind: Kind, some: Sequence[Voice]
) -> list[tuple[str, Spoken]]:
    hub_of = {voice.row.source_id: voice.record_id for voice in some}
    read = read_rows(context, kind, fetch(scope, [voice.row for voice in some]))
    alive = [
        (row.source_id, one, one.record) for row, one in read if one.record and not one.verdict
    ]
    wanted = {parent for *_, record in alive for parent in parents(kind, record)}
    known = lookup.known(scope, context, wanted)
    settle = settler(scope, context, kind)
    said = []
    for source_id, incoming, record in alive:
        resolved = resolve(kind, record, lambda kind, id_: known.get((kind, id_)))
        if not resolved.blocked:
            fact = Fact(context.app.key, settle(resolved.record), incoming.unsaid)
            said.append((hub_of[source_id], Spoken(context.app.id, source_id, fact)))
    return said
