"""What other rules would make of what is on its way, and of what was delivered: nothing is written.

Both are checked as they are before they go, but for categories, which only the target knows.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from homeroom.model.gradebook import LineItem, Result
from homeroom.model.kinds import Kind
from homeroom.model.scores import score_text
from homeroom.push.checks.conflict import standing
from homeroom.push.checks.report_card import board_for
from homeroom.push.checks.standards import mapped
from homeroom.push.checks.verdict import Send
from homeroom.push.lanes.port import Port
from homeroom.push.preview import grade_outcome, item_outcome, without_categories
from homeroom.rules.affected import sent_otherwise
from homeroom.rules.standards import standard_for
from homeroom.store import onward, outgoing
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded
from homeroom.store.posting import Board
from homeroom.store.scope import Scope

CHUNK = 2_000
# More than these are not looked at for one preview, so that a page waits for seconds at most.
MOST = 10_000
MOST_DELIVERED = 2_000
A_FEW = 5
# Beside the codes of the catalogue: it goes, it goes in another form, there is nothing to send.
GOES, OTHERWISE, NOTHING = "", "otherwise", "nothing"


class Outcome(Struct, frozen=True):
    """What becomes of a record: why it stays back, or else what goes out, by field."""

    code: str
    facts: Mapping[str, Any] = {}
    sent: Mapping[str, Any] = {}


class Case(Struct, frozen=True, kw_only=True):
    """One line item or grade that would come out otherwise; `title` is that of the line item."""

    kind: Kind
    record_id: str
    title: str
    now: Outcome
    then: Outcome

    @property
    def codes(self) -> tuple[str, str]:
        """Return what becomes of it now and then, by code."""
        if self.now.code == self.then.code:
            return self.now.code, OTHERWISE
        return self.now.code, self.then.code


class Group(Struct):
    """Records that turn in the same way: how many, and some of them."""

    count: int = 0
    some: list[Case] = []


class Turned(Struct, frozen=True, kw_only=True):
    """How many line items and grades were looked at, and of these what would turn.

    `turned`: by the code that keeps it back now and the one that would keep it back then.
    `delivered` would go out otherwise, if they were sent again.
    """

    looked: int
    more: bool  # whether there are more on their way than were looked at
    turned: Mapping[tuple[str, str], Group]
    delivered: Group
    delivered_looked: int
    delivered_more: bool


def turned(scope: Scope, ports: tuple[Port, Port]) -> Turned:
    """Compare what becomes of all that is on its way to a target by two ports: now, and then.

    Both share a clock that stands, so that nothing differs by the moment alone.
    """
    formed = ports[0].rules != ports[1].rules or sent_otherwise(ports[0].decided, ports[1].decided)
    ports = without_categories(ports[0]), without_categories(ports[1])
    found = onward.on_the_way(scope, ports[0].target_id, MOST + 1)
    groups: dict[tuple[str, str], Group] = {}
    for case in _cases(scope, ports, found[:MOST]):
        _note(groups.setdefault(case.codes, Group()), case)
    # What was delivered no rule of scope takes back.
    there = onward.delivered(scope, ports[0].target_id, MOST_DELIVERED + 1) if formed else []
    again = Group()
    for case in _cases(scope, ports, there[:MOST_DELIVERED]):
        if case.codes == (GOES, OTHERWISE):
            _note(again, case)
    return Turned(
        looked=min(len(found), MOST),
        more=len(found) > MOST,
        turned=groups,
        delivered=again,
        delivered_looked=min(len(there), MOST_DELIVERED),
        delivered_more=len(there) > MOST_DELIVERED,
    )


def _note(group: Group, case: Case) -> None:
    group.count += 1
    if len(group.some) < A_FEW:
        group.some.append(case)


def _cases(scope: Scope, ports: tuple[Port, Port], rows: Sequence[Delivery]) -> Iterator[Case]:
    """Yield what would come out otherwise."""
    for at in range(0, len(rows), CHUNK):
        part = rows[at : at + CHUNK]
        ids: dict[Kind, list[str]] = {}
        for one in part:
            ids.setdefault(one.kind, []).append(one.record_id)
        loaded = outgoing.load(scope, ports[0].target_id, ports[0].space, ids)
        known = [one for one in part if _is_known(one, loaded)]
        grades = [one for one in known if one.kind is Kind.RESULT]
        boards = [board_for(port, grades, loaded) for port in ports]
        for one in known:
            now, then = (
                _outcome(port, one, loaded, board)
                for port, board in zip(ports, boards, strict=True)
            )
            # What stays back for the same reason does not turn, though its words may.
            if now.code != then.code or now.sent != then.sent:
                title = _item_of(one, loaded).title
                yield Case(kind=one.kind, record_id=one.record_id, title=title, now=now, then=then)


def _is_known(one: Delivery, loaded: Loaded) -> bool:
    """Say whether a record and what it belongs to are there."""
    grade = loaded.results.get(one.record_id)
    item = loaded.line_items.get(grade.line_item if grade else one.record_id)
    return item is not None and item.class_ in loaded.rooms


def _item_of(one: Delivery, loaded: Loaded) -> LineItem:
    grade = loaded.results.get(one.record_id)
    return loaded.line_items[grade.line_item if grade else one.record_id]


def _outcome(port: Port, one: Delivery, loaded: Loaded, board: Board) -> Outcome:
    grade = loaded.results.get(one.record_id)
    if grade is None:
        found = item_outcome(port, one, loaded)
    else:
        # Whether its line item goes is said at the line item.
        found = grade_outcome(port, one, (loaded, board), grade, {grade.line_item})
    if isinstance(found, Send):
        return Outcome(GOES, {}, _sent(found.record))
    if found.code:
        return Outcome(found.code, found.facts)
    standards = _standards(port, one, loaded, grade) if grade else []
    return Outcome(GOES, {}, {"standards": ", ".join(standards)}) if standards else _left(found)


def _left(found: Ending) -> Outcome:
    return Outcome(NOTHING if found.state == "dropped" else GOES)


def _standards(port: Port, one: Delivery, loaded: Loaded, grade: Result) -> list[str]:
    """Return the standards to which a result goes that has nothing but objectives."""
    standards, app = port.decided.standards, port.keys.get(one.app_id, "")
    where = loaded.rooms[loaded.line_items[grade.line_item].class_].where
    found = [
        standard_for(standards, app, where, (source, each.id))
        for source, each in mapped(grade.objective_scores, standards, app, where)
    ]
    return [each.item for each in found if each is not None]


def _sent(record: object) -> dict[str, Any]:
    """Return what people see of what is sent."""
    if isinstance(record, Result):
        return standing(record)
    assert isinstance(record, LineItem)
    most = record.result_value_max
    return {"title": record.title, "maximum": None if most is None else score_text(most)}
