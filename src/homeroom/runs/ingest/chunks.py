"""Take in one chunk after the other; of results one is decided while another is written."""

from concurrent.futures import Executor, Future

from homeroom.model.kinds import Kind
from homeroom.runs.ahead.foreseen import decide_seen, note_taken_in
from homeroom.runs.context import Context
from homeroom.runs.ingest.absorb import decide
from homeroom.runs.ingest.apply import apply
from homeroom.runs.ingest.batch import Tally
from homeroom.runs.ingest.facts import Read
from homeroom.runs.ingest.overlap import Decided, Written, only_results, still_true
from homeroom.store import apps, rules, runs
from homeroom.store.records import insertion
from homeroom.store.scope import Scope, district_scope


def absorb_chunk(scope: Scope, context: Context, kind: Kind, read: Read) -> Written:
    """Decide and write a chunk in the transaction at hand."""
    context.hold(scope)
    # A run of another app may wake rows of this one, or speak about its records, at this moment.
    turns = () if context.onlooker else _take_turns(scope, context)
    scope.by_key()
    batch = (
        decide_seen(scope, context, kind, read)
        if context.signed
        else decide(scope, context, kind, read)
    )
    tally = apply(scope, context, batch)
    if context.signed:
        note_taken_in(scope, context, batch)
    if context.onlooker:
        context.onlooker(batch)
    return Written(batch, turns, tally)


class Chunks:
    """The chunks of one kind, taken in one after the other.

    While results of a SIS are written by a thread, the next chunk is decided; never out of
    order, and a decision that may be out of date when its turn comes is made again.
    """

    def __init__(self, context: Context, kind: Kind, writer: Executor) -> None:
        self.tally = Tally()
        self._context, self._kind, self._writer = context, kind, writer
        self._last: Written | None = None
        self._flying: tuple[Read, Future[Written | None]] | None = None

    def take(self, read: Read) -> None:
        """Take a chunk in, or have it written by the time when the next one is."""
        before = self._last
        if before is None or not may_overlap(self._context, before):
            self.settle()
            self._take_alone(read)
            return
        decided = self._decided(read)
        self.settle()
        if self._last is not None and still_true(decided, self._last):
            writing = self._writer.submit(_write, self._context, decided, self._last.turns)
            self._flying = (read, writing)
        else:
            self._take_alone(read)

    def settle(self) -> None:
        """Wait until everything so far is written."""
        if self._flying is None:
            return
        read, writing = self._flying
        self._flying = None
        written = writing.result()
        if written is None:
            self._take_alone(read)
        else:
            self._keep(written)

    def _decided(self, read: Read) -> Decided:
        """Decide a chunk without waiting for the one that is being written."""
        with district_scope(self._context.district.id) as scope:
            turns = apps.turns(scope, list(self._context.voices))
            scope.by_key()
            batch = decide(scope, self._context, self._kind, read)
        if batch.create:
            batch.insertion = insertion(batch.kind, batch.create, self._context.now)
        return Decided(batch, turns)

    def _take_alone(self, read: Read) -> None:
        with district_scope(self._context.district.id, repeatable=True) as scope:
            written = absorb_chunk(scope, self._context, self._kind, read)
        self._keep(written)

    def _keep(self, written: Written) -> None:
        self._last = written
        self.tally.add(written.tally)


def _write(context: Context, decided: Decided, before: tuple[int, ...]) -> Written | None:
    """Write a chunk, unless somebody took a turn since the one before it."""
    with district_scope(context.district.id, repeatable=True) as scope:
        runs.hold(scope, context.under_way)
        turns = _take_turns(scope, context)
        if turns != tuple(turn + 1 for turn in before):
            return None
        scope.by_key()
        return Written(decided.batch, turns, apply(scope, context, decided.batch))


def _take_turns(scope: Scope, context: Context) -> tuple[int, ...]:
    """Wait for our turn; what is decided by rules that hold no longer is merged again later."""
    turns = apps.take_turns(scope, list(context.voices))
    rules.overtake(scope, context.ruled)
    return turns


def may_overlap(context: Context, before: Written) -> bool:
    """Say whether the chunk after this one may be decided while this one is being written.

    A decision about a learning app's results may write itself: it takes results over from a SIS.
    """
    takes_turns = context.app.id in context.voices and context.onlooker is None
    return (
        not context.signed
        and takes_turns
        and context.app.role == "sis"
        and only_results(before.batch)
    )
