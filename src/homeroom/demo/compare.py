"""Does the teacher see what was delivered: every grade once, and nothing else of ours?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from homeroom.demo.campus import Campus
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.store import apps, deliveries, links, records
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope

_FLAGS = {"missing": "M", "late": "L", "incomplete": "I"}


class Comparison(Struct, frozen=True):
    """How many delivered grades were read back, and what differs, in words."""

    grades: int
    differences: list[str]

    @property
    def matches(self) -> bool:
        """Say whether every delivered grade stands there as it was sent, and no other of ours."""
        return self.grades > 0 and not self.differences


class Receipt(Struct, frozen=True):
    """A delivered grade: what was sent, and the SIS's ids of its student and line item."""

    sent: Mapping[str, Any]
    student: str
    item: str


class Cell(Struct, frozen=True):
    """A score as the teacher sees it, and the line item that it stands under."""

    item: str
    score: Mapping[str, Any]

    def student(self, api: str) -> str:
        """Return the SIS's id of the student."""
        return str(self.score["student"]["ids"][api])


def compare(district: District, campus: Campus) -> Comparison:
    """Compare the outbox's receipts with the teacher view."""
    with district_scope(district.id) as scope:
        receipts = _receipts(scope, campus.api)
    found = differences(receipts, cells(campus.teacher_view()), campus.api)
    return Comparison(len(receipts), list(found))


def differences(receipts: Sequence[Receipt], seen: Iterable[Cell], api: str) -> Iterator[str]:
    """Yield what is missing, extra, doubled or different, in words."""
    by_id: dict[str, list[Cell]] = {}
    for cell in seen:
        by_id.setdefault(str(cell.score["result_id"]), []).append(cell)
    for receipt in receipts:
        id_ = str(receipt.sent["id"])
        held = by_id.pop(id_, [])
        if not held:
            yield f"{id_} was delivered, but the teacher does not see it"
        elif len(held) > 1:
            yield f"{id_} was delivered once, but the teacher sees it {len(held)} times"
        else:
            problems = ", ".join(_problems(receipt, held[0], api))
            if problems:
                yield f"{id_}: {problems}"
    for id_ in by_id:
        yield f"{id_} stands in the SIS, but no delivery knows it"


def cells(sections: Iterable[Mapping[str, Any]]) -> Iterator[Cell]:
    """Yield the scores of all line items that came by API."""
    for section in sections:
        for item in section["items"]:
            if item["origin"] == "api":
                for score in item["scores"]:
                    yield Cell(str(item["id"]), score)


def _problems(receipt: Receipt, cell: Cell, api: str) -> Iterator[str]:
    sent, score = receipt.sent, cell.score
    if _number(sent["score"]) != _number(score["score"]):
        yield f"score {score['score']} instead of {sent['score']}"
    wanted = {letter for name, letter in _FLAGS.items() if sent[name]}
    if sent["score_status"] == "exempt":
        wanted.add("X")
    # API 1.1 carries no flags; the delivery lists those that it could not carry.
    if api == "1.2" and wanted != set(score["flags"]) & {*_FLAGS.values(), "X"}:
        yield f"flags {sorted(score['flags'])} instead of {sorted(wanted)}"
    if cell.student(api) != receipt.student:
        yield "another student"
    if cell.item != receipt.item:
        yield "another line item"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _receipts(scope: Scope, api: str) -> list[Receipt]:
    rows = deliveries.listed(scope, None, ("delivered",), 1_000_000)
    sent = {row.record_id: row.sent for row in rows if row.kind is Kind.RESULT and "id" in row.sent}
    app = next(one for one in apps.every(scope) if one.role == "sis")
    held = {
        id_: record
        for id_, record in records.load(scope, Kind.RESULT, list(sent)).items()
        if isinstance(record, Result)
    }
    people = _known(scope, app.id, api, Kind.USER, {one.student for one in held.values()})
    items = _known(scope, app.id, api, Kind.LINE_ITEM, {one.line_item for one in held.values()})
    return [
        Receipt(sent[id_], people.get(one.student, ""), items.get(one.line_item, ""))
        for id_, one in held.items()
    ]


def _known(scope: Scope, app_id: int, api: str, kind: Kind, ids: set[str]) -> Mapping[str, str]:
    return links.external(scope, app_id, api, kind, sorted(ids))
