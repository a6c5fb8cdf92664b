"""What would be delivered first to a target, and what would be kept back: nothing is written."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct, structs

from homeroom.model.gradebook import LineItem, Result
from homeroom.model.kinds import Kind
from homeroom.push.endings import not_sent
from homeroom.push.gate import kept_out
from homeroom.push.line_items import check_line_item
from homeroom.push.port import Port
from homeroom.push.report_card import board_for, check_grade, term_grade_of
from homeroom.push.send_items import item_case
from homeroom.push.send_results import grade_case
from homeroom.push.verdict import Send
from homeroom.rules.categories import BY_TITLE
from homeroom.store import outgoing, seeding
from homeroom.store.deliveries import Delivery
from homeroom.store.outgoing import Loaded
from homeroom.store.posting import Board
from homeroom.store.scope import Scope

CHUNK = 2000


class First(Struct, frozen=True, kw_only=True):
    """How many line items and grades would go, by class, and how many not, by code."""

    line_items: int
    results: int
    kept_back: Mapping[str, int]
    by_class: Mapping[str, Mapping[str, int]]  # hub id of a class -> kind -> how many


def first_deliveries(scope: Scope, port: Port) -> First:
    """Check what would be put into the outbox of a target, without asking the target.

    Which categories it has is known to nobody here, so a missing category is not among the reasons.
    """
    offline = structs.replace(port, rules=port.rules.edited({"category_required": "off"}))
    going: dict[str, Counter[str]] = {}
    kept: Counter[str] = Counter()
    items = _check_items(scope, offline, going, kept)
    _check_grades(scope, offline, going, kept, items)
    total: Counter[str] = sum(going.values(), Counter())
    return First(
        line_items=total[Kind.LINE_ITEM.value],
        results=total[Kind.RESULT.value],
        kept_back=dict(sorted(kept.items())),
        by_class={id_: dict(counted) for id_, counted in going.items()},
    )


def _check_items(
    scope: Scope, port: Port, going: dict[str, Counter[str]], kept: Counter[str]
) -> set[str]:
    free: set[str] = set()
    for some, loaded in _chunks(scope, port, Kind.LINE_ITEM):
        for one in some:
            item = loaded.line_items[one.record_id]
            code = _why_no_item(port, one, loaded, item)
            if code is None:
                free.add(one.record_id)
                going.setdefault(item.class_, Counter())[Kind.LINE_ITEM.value] += 1
            else:
                kept[code] += 1
    return free


def _check_grades(
    scope: Scope,
    port: Port,
    going: dict[str, Counter[str]],
    kept: Counter[str],
    items: set[str],
) -> None:
    for some, loaded in _chunks(scope, port, Kind.RESULT):
        board = board_for(port, some, loaded)
        for one in some:
            grade = loaded.results[one.record_id]
            code = _why_no_grade(port, one, (loaded, board), grade, items)
            if code is None:
                class_id = loaded.line_items[grade.line_item].class_
                going.setdefault(class_id, Counter())[Kind.RESULT.value] += 1
            elif code:
                kept[code] += 1


def _why_no_item(port: Port, one: Delivery, loaded: Loaded, item: LineItem) -> str | None:
    out = kept_out(port, one, loaded, item)
    if out is not None:
        return out.code
    case = structs.replace(item_case(port, one, loaded), categories=lambda: (), choice=BY_TITLE)
    if term_grade_of(port, one, item, case.room.where) is not None:
        return "posted.no_column"
    verdict = check_line_item(case, port.rules, port.version)
    return None if isinstance(verdict, Send) else not_sent(one, verdict).code


def _why_no_grade(
    port: Port, one: Delivery, known: tuple[Loaded, Board], grade: Result, items: set[str]
) -> str | None:
    """Return the code of the reason; an empty one for unscored work, which is nothing to send."""
    loaded, board = known
    out = kept_out(port, one, loaded, loaded.line_items[grade.line_item], grade)
    if out is not None:
        return out.code
    case = grade_case(port, one, loaded)
    if grade.line_item in items:
        case = structs.replace(case, item_id=case.item_id or grade.line_item)
    verdict, _ = check_grade(port, board, one, case, loaded.rooms[case.item.class_])
    return None if isinstance(verdict, Send) else not_sent(one, verdict).code or ""


def _chunks(scope: Scope, port: Port, kind: Kind) -> Iterator[tuple[list[Delivery], Loaded]]:
    found = seeding.first_ones(scope, port.target_id, kind) if kind in port.takes else {}
    rows = [_row(port, kind, id_, app_id, port.clock()) for id_, app_id in found.items()]
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
