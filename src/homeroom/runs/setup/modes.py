"""Sync Mode x Grade Sync: one table that decides the steps of activation, what is read and written.

The docs and the screens show this table; nothing else decides it again.
"""

from msgspec import Struct

from homeroom.connectors.base import Capabilities, Mode
from homeroom.model.kinds import GRADEBOOK, ROSTER, Kind

# What a target must be asked for, so that a grade can be addressed: never taken into the truth.
ADDRESS_KINDS = frozenset({Kind.ORG, Kind.ACADEMIC_SESSION, Kind.COURSE, Kind.CLASS, Kind.USER})


class Plan(Struct, frozen=True, kw_only=True):
    """What one mode means."""

    mode: Mode
    grade_sync: bool
    says: str  # the direction in a sentence
    reads: frozenset[Kind]
    into_truth: bool  # what is read becomes part of the merged records
    writes: bool
    needs_approval: bool
    steps: tuple[str, ...]


_ROSTER = frozenset(ROSTER)
_ALL = frozenset((*ROSTER, *GRADEBOOK))
_LAST = ("Schedule and Safety", "Finish Configuration")
_SHORT = ("Sync Mode", "Delivery Config", "Schools Mapping", *_LAST)
_OUT_ONLY = ("Sync Mode", "Delivery Config", *_LAST)
_WITH_FIELDS = ("Sync Mode", "Delivery Config", "Schools Mapping", "Master Fields", *_LAST)

PLANS = (
    Plan(
        mode=Mode.IMPORT,
        grade_sync=False,
        says="Reads the roster into the hub. Writes nothing.",
        reads=_ROSTER,
        into_truth=True,
        writes=False,
        needs_approval=False,
        steps=_SHORT,
    ),
    Plan(
        mode=Mode.IMPORT,
        grade_sync=True,
        says="Reads the roster and the gradebook into the hub. Writes nothing.",
        reads=_ALL,
        into_truth=True,
        writes=False,
        needs_approval=True,
        steps=("Sync Mode", "Grade Sync request", *_WITH_FIELDS[1:]),
    ),
    Plan(
        mode=Mode.EXPORT,
        grade_sync=False,
        says="Delivers to the app. Without Grade Sync there is nothing that it can take yet.",
        reads=frozenset(),
        into_truth=False,
        writes=False,
        needs_approval=False,
        steps=_OUT_ONLY,
    ),
    Plan(
        mode=Mode.EXPORT,
        grade_sync=True,
        says="Delivers grades. Reads only the ids of classes, people and terms to address them.",
        reads=ADDRESS_KINDS,
        into_truth=False,
        writes=True,
        needs_approval=False,
        steps=_OUT_ONLY,
    ),
    Plan(
        mode=Mode.TWO_WAY,
        grade_sync=False,
        says="Reads the roster into the hub. Grades flow once Grade Sync is on.",
        reads=_ROSTER,
        into_truth=True,
        writes=False,
        needs_approval=False,
        steps=_SHORT,
    ),
    Plan(
        mode=Mode.TWO_WAY,
        grade_sync=True,
        says="Reads the roster and the gradebook into the hub, and delivers grades.",
        reads=_ALL,
        into_truth=True,
        writes=True,
        needs_approval=False,
        steps=_WITH_FIELDS,
    ),
)


def plan_of(mode: str, *, grade_sync: bool) -> Plan:
    """Return what a mode means with or without Grade Sync."""
    return next(one for one in PLANS if one.mode == mode and one.grade_sync is grade_sync)


def reads_of(plan: Plan, can: Capabilities) -> frozenset[Kind]:
    """Return what is read: what the mode asks for, as far as the system has it."""
    return plan.reads & can.reads
