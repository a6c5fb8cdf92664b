"""What would be delivered first to a target, and what would be kept back: nothing is written."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs

from homeroom.issues.catalogue import tell
from homeroom.model.gradebook import LineItem, Result
from homeroom.model.kinds import Kind
from homeroom.push.checks.gate import PROPOSED, kept_out, waits_for_a_person, with_section_due
from homeroom.push.checks.line_items import check_line_item
from homeroom.push.checks.report_card import board_for, check_grade, term_grade_of
from homeroom.push.checks.verdict import Hold, Send
from homeroom.push.lanes.endings import not_sent
from homeroom.push.lanes.port import Port
from homeroom.push.lanes.send_items import item_case
from homeroom.push.lanes.send_results import grade_case
from homeroom.rules.categories import BY_TITLE
from homeroom.store import outgoing, seeding
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded
from homeroom.store.posting import Board
from homeroom.store.scope import Scope

CHUNK = 2000
A_FEW = 3


class Case(Struct, frozen=True, kw_only=True):
    """One record that would be kept back: its id in its app, its line item's title, and why."""

    kind: Kind
    id: str
    title: str
    words: str


class First(Struct, frozen=True, kw_only=True):
    """How many line items and grades would go, by class, and how many not, by code.

    Of those that go, `known` have an id at the target already: they are changed there, not made.
    """

    line_items: int
    results: int
    known: Mapping[str, int]  # by kind
    kept_back: Mapping[str, int]
    examples: Mapping[str, Sequence[Case]]  # code -> some of them
    proposed: Mapping[str, Sequence[str]]  # line item's id in its app -> ids of items to adopt
    by_class: Mapping[str, Mapping[str, int]]  # hub id of a class -> kind -> how many

    def in_classes(self, titles: Mapping[str, str]) -> list[tuple[str, int, int]]:
        """Return the title of each class with how many line items and grades would go there."""
        rows = [
            (titles.get(id_, id_), many.get("lineItem", 0), many.get("result", 0))
            for id_, many in self.by_class.items()
        ]
        return sorted(rows)

    def of_classes(self, ids: Collection[str]) -> "First":
        """Return what goes of some classes, by their hub ids; not what stays back, and why."""
        going = {id_: many for id_, many in self.by_class.items() if id_ in ids}
        return First(
            line_items=sum(many.get(Kind.LINE_ITEM.value, 0) for many in going.values()),
            results=sum(many.get(Kind.RESULT.value, 0) for many in going.values()),
            known={},
            kept_back={},
            examples={},
            proposed={},
            by_class=going,
        )


class _Count:
    """Counts what goes and what is kept back."""

    def __init__(self) -> None:
        self.going: dict[str, Counter[str]] = {}
        self.known: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self.examples: dict[str, list[Case]] = {}
        self.proposed: dict[str, Sequence[str]] = {}

    def go(self, one: Delivery, class_id: str, loaded: Loaded) -> None:
        self.going.setdefault(class_id, Counter())[one.kind.value] += 1
        if (one.kind, one.record_id) in loaded.linked:
            self.known[one.kind.value] += 1

    def keep(self, one: Delivery, ending: Ending, item: LineItem, loaded: Loaded) -> None:
        code, facts = ending.code or "", ending.facts or {}
        id_ = loaded.source_ids.get(one.record_id, one.record_id)
        self.kept[code] += 1
        if code == PROPOSED:
            self.proposed[id_] = tuple(facts["candidates"])
        some = self.examples.setdefault(code, [])
        if len(some) < A_FEW:
            words = tell(code, facts).words
            some.append(Case(kind=one.kind, id=id_, title=item.title, words=words))


def first_deliveries(scope: Scope, port: Port, app_id: int | None = None) -> First:
    """Check what would be put into the outbox of a target, without asking the target.

    Of all apps, or of one. Which categories the target has is known to nobody here, so a missing
    category is not among the reasons.
    """
    offline = without_categories(port)
    count = _Count()
    items = _check_items(scope, offline, app_id, count)
    _check_grades(scope, offline, app_id, count, items)
    total: Counter[str] = sum(count.going.values(), Counter())
    return First(
        line_items=total[Kind.LINE_ITEM.value],
        results=total[Kind.RESULT.value],
        known=dict(count.known),
        kept_back=dict(sorted(count.kept.items())),
        examples=count.examples,
        proposed=count.proposed,
        by_class={id_: dict(counted) for id_, counted in count.going.items()},
    )


def without_categories(port: Port) -> Port:
    """Return a port that asks for no category: which ones the target has, nobody here knows."""
    return structs.replace(port, rules=port.rules.edited({"category_required": "off"}))


def _check_items(scope: Scope, port: Port, app_id: int | None, count: _Count) -> set[str]:
    free: set[str] = set()
    for some, loaded in _chunks(scope, port, Kind.LINE_ITEM, app_id):
        for one in some:
            item = loaded.line_items[one.record_id]
            found = item_outcome(port, one, loaded)
            if isinstance(found, Send):
                free.add(one.record_id)
                count.go(one, item.class_, loaded)
            else:
                count.keep(one, found, item, loaded)
    return free


def _check_grades(
    scope: Scope, port: Port, app_id: int | None, count: _Count, items: set[str]
) -> None:
    for some, loaded in _chunks(scope, port, Kind.RESULT, app_id):
        board = board_for(port, some, loaded)
        for one in some:
            grade = loaded.results[one.record_id]
            item = loaded.line_items[grade.line_item]
            found = grade_outcome(port, one, (loaded, board), grade, items)
            if isinstance(found, Send):
                count.go(one, item.class_, loaded)
            elif found.code:  # unscored work is nothing to send
                count.keep(one, found, item, loaded)


def item_outcome(port: Port, one: Delivery, loaded: Loaded) -> Send | Ending:
    """Return a line item as it goes, or why it stays back; categories are not looked at."""
    due = with_section_due(port, one, loaded)
    if isinstance(due, Ending):
        return due
    out = kept_out(port, one, loaded, due)
    if out is not None:
        return out
    case = item_case(port, one, loaded)
    case = structs.replace(case, item=due, categories=lambda: (), choice=BY_TITLE)
    term = term_grade_of(port, one, due, case.room.where)
    if term is not None:
        return not_sent(one, Hold("posted.no_column", {"task": term.task}))
    asked = waits_for_a_person(port, one, loaded, due)
    if asked is not None:
        return asked
    verdict = check_line_item(case, port.rules, port.version)
    return verdict if isinstance(verdict, Send) else not_sent(one, verdict)


def grade_outcome(
    port: Port, one: Delivery, known: tuple[Loaded, Board], grade: Result, items: Collection[str]
) -> Send | Ending:
    """Return a grade as it goes, or why it stays back; `items` are line items that go as well."""
    loaded, board = known
    out = kept_out(port, one, loaded, loaded.line_items[grade.line_item], grade)
    if out is not None:
        return out
    case = grade_case(port, one, loaded)
    if grade.line_item in items:
        case = structs.replace(case, item_id=case.item_id or grade.line_item)
    verdict, _ = check_grade(port, board, one, case, loaded.rooms[case.item.class_])
    return verdict if isinstance(verdict, Send) else not_sent(one, verdict)


def _chunks(
    scope: Scope, port: Port, kind: Kind, app_id: int | None
) -> Iterator[tuple[list[Delivery], Loaded]]:
    found = seeding.first_ones(scope, port.target_id, kind) if kind in port.takes else {}
    rows = [
        _row(port, kind, id_, of_app, port.clock())
        for id_, of_app in found.items()
        if app_id in (None, of_app)
    ]
    for at in range(0, len(rows), CHUNK):
        part = rows[at : at + CHUNK]
        ids = {kind: [one.record_id for one in part]}
        yield part, outgoing.load(scope, port.target_id, port.space, ids)


def _row(port: Port, kind: Kind, record_id: str, app_id: int, now: datetime) -> Delivery:
    """Return the row of the outbox that a record would have."""
    return Delivery(
        target_id=port.target_id,
        kind=kind,
        record_id=record_id,
        app_id=app_id,
        act="put",
        state="waiting",
        version=1,
        attempts=0,
        code=None,
        facts={},
        notes={},
        sent={},
        baseline=None,
        found=None,
        tried=None,
        approved=False,
        changed_at=now,
        delivered_at=None,
    )
