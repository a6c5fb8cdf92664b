"""How far a run is, as its page shows it: the rail of steps, and a row of numbers for each kind."""

from collections.abc import Mapping

from msgspec import Struct

from homeroom.console.words import KINDS
from homeroom.model.kinds import COLLECTIONS
from homeroom.store import runs
from homeroom.store.pages import Reading
from homeroom.store.runs import Run

STEPS = ("pull", "stage", "mapping", "merge", "store", "push")
# What a run does in chunks, each of them through all three.
_TOGETHER = ("mapping", "merge", "store")


class Step(Struct, frozen=True):
    """One step of the rail: done, now or ahead."""

    name: str
    state: str


class Row(Struct, frozen=True, kw_only=True):
    """What became of one kind; None is not known yet."""

    kind: str
    read: int | None
    total: int | None  # what the source says there is, while it is read
    reading: bool
    new: int | None = None
    changed: int | None = None
    gone: int | None = None
    issues: int | None = None
    unchanged: int | None = None

    @property
    def touched(self) -> bool:
        """Say whether anything became of the kind."""
        return any((self.new, self.changed, self.gone, self.issues))


def rail(run: Run) -> list[Step]:
    """Return the steps of a sync; a comparison has none."""
    if run.reach == runs.COMPARISON:
        return []
    if run.state in ("done", "done with issues", "on hold"):
        return [Step(name, "done") for name in STEPS]
    now = _TOGETHER if run.step in _TOGETHER else (run.step,)
    first = STEPS.index(now[0])
    at = "now" if run.state == "running" else "here"
    return [
        Step(name, at if name in now else "done" if place < first else "ahead")
        for place, name in enumerate(STEPS)
    ]


def told(readings: Mapping[str, Reading]) -> list[tuple[str, Reading]]:
    """Return what was read, in the order of the kinds; lists that hold nothing are left out."""
    names = {collection: str(KINDS[kind]) for kind, collection in COLLECTIONS.items()}
    places = {name: place for place, name in enumerate(names)}
    held = sorted(readings.items(), key=lambda one: places.get(one[0], len(places)))
    return [
        (names.get(name, name), one) for name, one in held if one.records or one.state != "complete"
    ]


def rows(run: Run, readings: Mapping[str, Reading]) -> list[Row]:
    """Return what is known of each kind that the run reads or took in.

    Once it is over, a kind that it neither read nor touched is left out.
    """
    stored, removed = run.counts.get("stored", {}), run.counts.get("removed", {})
    found = []
    for kind, collection in COLLECTIONS.items():
        reading = readings.get(collection)
        tally, gone = stored.get(kind.value), removed.get(kind.value, {})
        if reading is None and tally is None:
            continue
        read = reading.records if reading else run.counts.get("read", {}).get(collection)
        row = Row(
            kind=str(KINDS[kind]),
            read=read,
            total=reading.total if reading else None,
            reading=bool(reading and reading.state == "reading"),
        )
        found.append(_taken_in(row, run, tally, gone) if tally else row)
    over = run.state not in runs.OPEN
    return [one for one in found if not over or one.read is not None or one.touched]


def _taken_in(row: Row, run: Run, tally: Mapping[str, int], gone: Mapping[str, int]) -> Row:
    over = run.state not in runs.OPEN
    # What waits, is refused or left out was looked at, and did not become what its source says.
    looked_at = ("new", "changed", "waiting", "refused", "left_out")
    touched = sum(tally.get(name, 0) for name in looked_at)
    return Row(
        kind=row.kind,
        read=row.read,
        total=row.total,
        reading=row.reading,
        new=tally.get("new", 0),
        changed=tally.get("changed", 0),
        gone=gone.get("retired", 0) if over else None,
        issues=tally.get("issues", 0),
        unchanged=max((row.read or 0) - touched, 0),
    )
