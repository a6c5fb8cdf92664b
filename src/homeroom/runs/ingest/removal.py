"""What became of records that a source no longer shows: gone, held for a person, or only hidden."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.push.lanes import outbox
from homeroom.push.lanes.echo import observe_deleted
from homeroom.runs.context import Context
from homeroom.runs.ingest import lookup
from homeroom.runs.ingest.apply import apply, retire
from homeroom.runs.ingest.safety import Threshold, too_much
from homeroom.runs.rules.remerge import remerged
from homeroom.store import absences, deliveries, issues, roster, rules, sources, voices
from homeroom.store.absences import Absence
from homeroom.store.scope import Scope

LEFT_OUT = "the district leaves it out"
DELETED = "the source deleted it"
VANISHED = "two complete pulls did not show it"
_REASONS = (LEFT_OUT, DELETED, VANISHED)


class Removed(Struct, frozen=True):
    """How many records were retired, held for approval, or kept because still enrolled."""

    retired: int = 0
    held: int = 0
    hidden: int = 0


def remove(
    scope: Scope, context: Context, kind: Kind, changed: int, threshold: Threshold
) -> Removed:
    """Retire what is gone for good; over the safety threshold it waits for a person.

    Nothing is deleted here or at a target: a record becomes inactive, with date and reason.
    """
    app_id = context.app.id
    gone = [one for one in absences.of_kind(scope, app_id, kind) if one.counts]
    if not gone:
        _tell_hidden(scope, context, kind, set())
        return Removed()
    found = lookup.own(scope, context, [(kind, one.source_id) for one in gone])
    theirs = {key[1]: hub for key, (hub, origin) in found.items() if origin == "read"}
    ours = {key[1]: hub for key, (hub, origin) in found.items() if origin != "read"}
    _observe(scope, app_id, kind, list(ours.values()))
    _forget(scope, context, kind, [one.source_id for one in gone if one.source_id not in theirs])
    vanished = {one.source_id for one in gone if _reason(one) == VANISHED}
    kept = _spoken_for(scope, context, kind, list(theirs.values()), list(theirs))
    people = {id_: hub for id_, hub in theirs.items() if id_ in vanished and hub not in kept}
    hidden = _still_enrolled(scope, context, kind, people)
    free = [one for one in gone if one.source_id in theirs and one.source_id not in hidden]
    approved = [one for one in free if one.decision == "approved"]
    rest = [one for one in free if one.decision in (None, "held")]
    living = sources.count_applied(scope, app_id, kind)
    held = {one.source_id for one in rest if one.stays_held}
    if too_much(threshold, len(rest), changed, living):
        held = {one.source_id for one in rest}
        absences.decide(scope, app_id, kind, list(held), "held")
    going = [*approved, *(one for one in rest if one.source_id not in held)]
    _retire(scope, context, kind, going, theirs)
    return Removed(retired=len(going), held=len(held), hidden=len(hidden))


def _reason(one: Absence) -> str:
    if one.said_so:
        return DELETED
    return LEFT_OUT if one.left_out else VANISHED


def _observe(scope: Scope, app_id: int, kind: Kind, ours: list[str]) -> None:
    """Somebody deleted what we delivered, unless its whole class is gone: a year that flipped."""
    if kind in (Kind.LINE_ITEM, Kind.RESULT):
        flipped = absences.without_class(scope, app_id, kind, ours)
        observe_deleted(scope, app_id, kind, [one for one in ours if one not in flipped])


def _forget(scope: Scope, context: Context, kind: Kind, source_ids: Sequence[str]) -> None:
    """Let go of rows that are gone: none of them waits for anything or is wrong any more."""
    app_id = context.app.id
    absences.clear(scope, app_id, kind, source_ids)
    sources.mark_gone(scope, app_id, kind, source_ids)
    issues.resolve(scope, app_id, kind, source_ids, context.now)


def _still_enrolled(scope: Scope, context: Context, kind: Kind, hubs: dict[str, str]) -> set[str]:
    """Return who vanished while still enrolled: an account may be disabled by mistake."""
    if kind is not Kind.USER:
        return set()
    day = context.now.astimezone(context.zone).date()
    enrolled = roster.enrolled_on(scope, context.app.id, list(hubs.values()), day)
    hidden = {source_id for source_id, hub in hubs.items() if hub in enrolled}
    _tell_hidden(scope, context, kind, hidden)
    return hidden


def _tell_hidden(scope: Scope, context: Context, kind: Kind, hidden: set[str]) -> None:
    """Note who is hidden now; for whoever is shown again, the issue is over."""
    if kind is not Kind.USER:
        return
    app_id, run_id = context.app.id, context.under_way.id
    cases = [Issue(code="user.hidden_by_sis", kind=kind.value, subject=one) for one in hidden]
    issues.note(scope, app_id, run_id, cases, context.now)
    issues.resolve_code(scope, app_id, "user.hidden_by_sis", run_id, context.now)


def _retire(
    scope: Scope, context: Context, kind: Kind, gone: Sequence[Absence], hubs: dict[str, str]
) -> None:
    """Retire records; what an app itself deleted goes to the outbox, what merely vanished too.

    The outbox decides by rule what that means at a target; by default a person does.
    """
    for reason in _REASONS:
        ids = [one.source_id for one in gone if _reason(one) == reason]
        let_go(scope, context, kind, {id_: hubs[id_] for id_ in ids}, reason)


def let_go(
    scope: Scope, context: Context, kind: Kind, hubs: Mapping[str, str], reason: str
) -> None:
    """Retire records for one reason, by the ids of their source; what others show stays."""
    ids = list(hubs)
    spared = _spoken_for(scope, context, kind, [hubs[one] for one in ids], ids)
    records = [hubs[one] for one in ids if hubs[one] not in spared]
    retire(scope, context, kind, records, reason)
    # What the district leaves out stays at a target as it was delivered.
    if kind in GRADEBOOK and reason != LEFT_OUT:
        act = "delete" if reason == DELETED else "clear"
        wanted = outbox.wanted(context.outlets, context.app.id, kind, records, act)
        if wanted:
            deliveries.want_removal(scope, wanted)
    if reason == LEFT_OUT:
        absences.clear(scope, context.app.id, kind, ids)
    else:
        _forget(scope, context, kind, ids)
    if spared and kind is Kind.RESULT:
        issues.close_second(scope, context.app.id, sorted(spared), context.now)
    if spared:
        rules.overtake(scope, context.ruled)
        apply(scope, context, remerged(scope, context, kind, sorted(spared)))


def _spoken_for(
    scope: Scope, context: Context, kind: Kind, hub_ids: Sequence[str], but: Sequence[str]
) -> set[str]:
    """Return which records a source still speaks for, other than by the ids that are gone.

    Who is a member of a class only a SIS can say.
    """
    spaces = {
        app_id: one.space
        for app_id, one in context.voices.items()
        if kind is not Kind.ENROLLMENT or app_id == context.app.id or one.app.role == "sis"
    }
    gone = {(context.app.id, source_id) for source_id in but}
    return {
        voice.record_id
        for voice in voices.about(scope, kind, hub_ids, spaces)
        if (voice.app_id, voice.row.source_id) not in gone
    }
