"""One grade of an app, by the short way: asked for once, decided as ever, written at once.

The long way (taking.py) asks the database some thirty times. Here the same merge decides and
the same `apply` writes; only what has to be known comes by one statement, which answers where all
is as it nearly always is. Whatever else comes up, the long way takes care of.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct, structs

from homeroom.mapping.incoming import Incoming
from homeroom.mapping.references import parents, resolve
from homeroom.merge.decide import merge
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.rules.sharing import Sharing
from homeroom.runs.context import Context
from homeroom.runs.ingest.absorb import link, said
from homeroom.runs.ingest.apply import apply
from homeroom.runs.ingest.batch import Batch
from homeroom.runs.writes import taking
from homeroom.runs.writes.own_ids import CannotTake, Given, is_usable
from homeroom.stage.own_page import own_page
from homeroom.store import pages, plain_grade
from homeroom.store import taking as stored
from homeroom.store.pages import NewPage
from homeroom.store.plain_grade import Found, Named
from homeroom.store.scope import Scope
from homeroom.store.sources import Row
from homeroom.store.statements import Question

_KIND = Kind.RESULT
_PLACE = {Kind.LINE_ITEM, Kind.USER}


class _PlainGrade(Struct, frozen=True, kw_only=True):
    """A grade that can be taken in by the short way, if the database's answers allow it."""

    context: Context
    row: Row
    incoming: Incoming
    page: NewPage  # to spool it on
    question: Question


def take(
    scope: Scope, app_id: int, read: Callable[[], Given | None], sharing: Sharing
) -> bool | None:
    """Keep a grade; say whether it is new. None where it has to go the long way.

    `scope` is a writing scope; `read` returns the grade, if it is one, while the database waits
    for the app's turn. Rules and apps are as another request has found them, which is checked.
    """
    known = taking.known(scope.district, app_id)
    if known is None or not _is_simple(known[1]):
        return None
    mark, context = known
    # Whose turn it is comes first: what is asked behind it holds still.
    turn = scope.ask(stored.turns_in(sorted(context.voices)))
    given = read()
    one = _plain(context, given, sharing) if given else None
    if one is None:
        return None
    found = plain_grade.found(scope.rows(one.question.sql, **one.question.params))
    if found is None or not mark.holds(stored.mark_of(turn.rows), one.context.now):
        return None
    batch = _decided(one, structs.replace(one.row, page_id=found.page_id), found)
    # A rule that leaves what an app alone says to a person would be a question for the long way.
    assert not batch.contested
    apply(scope, one.context, batch)
    spool = pages.rewrite if found.own_page else pages.add
    spool(scope, app_id, found.page_id, one.page)
    return found.result is None


def _plain(context: Context, given: Given, sharing: Sharing) -> _PlainGrade | None:
    """Return a grade with what has to be asked about it; None where it has to go the long way."""
    if not is_usable(given.id):
        return None
    wire = taking.wire_of(given, given.id)
    try:
        ((row, incoming),) = taking.read_wires(context, _KIND, [wire])
    except CannotTake:
        return None
    named = _named(given.id, incoming)
    if named is None:
        return None
    page, (hash_,) = own_page([wire])
    return _PlainGrade(
        context=structs.replace(context, now=datetime.now(UTC), names={given.id: given.id}),
        row=structs.replace(row, hash=hash_),
        incoming=incoming,
        page=page,
        question=plain_grade.question(context.app, context.space, sharing, named, page.digest),
    )


def _is_simple(context: Context) -> bool:
    """Say whether an app's grades come in as they are, and nobody else can have named them."""
    return (
        taking.may_write(context)
        and context.hub_ids
        and not context.others
        and not context.leaves_out
        and _KIND not in context.by_hand
        and _KIND not in context.domains
    )


def _named(id_: str, incoming: Incoming) -> Named | None:
    """Return what a grade names; None where that is more than its line item and its student."""
    record = incoming.record
    if record is None or incoming.issues or incoming.deleted or incoming.other_ids:
        return None
    if incoming.verdict:
        return None
    above = dict(parents(_KIND, record))
    if above.keys() != _PLACE or not all(map(is_usable, above.values())):
        return None
    return Named(id_, above[Kind.LINE_ITEM], above[Kind.USER])


def _decided(one: _PlainGrade, row: Row, found: Found) -> Batch:
    """Return what `absorb.decide` returns where an app alone speaks of a grade."""
    context, incoming, before = one.context, one.incoming, found.record
    assert incoming.record is not None
    hub_id = found.result or new_id()
    above = {Kind.LINE_ITEM: found.line_item, Kind.USER: found.student}
    record = resolve(_KIND, incoming.record, lambda kind, _: above[kind]).record
    batch = Batch(_KIND, nothing_noted=True)
    batch.say(row, "applied")
    if before is None:
        batch.links.append(link(context, _KIND, row.source_id, hub_id, "read"))
    else:
        batch.known, batch.stored = {row.source_id}, [hub_id]
    fact = said(context, hub_id, before, (row, incoming, record)).fact
    batch.put(hub_id, before, merge(_KIND, before, [fact], context.rules))
    return batch
