"""Does the teacher see what was delivered: every grade once, and nothing else of ours?"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from homeroom.demo.campus import Campus
from homeroom.model.kinds import Kind
from homeroom.store import apps, deliveries, links, records
from homeroom.store.deliveries import Delivery
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


def compare(district: District, campus: Campus) -> Comparison:
    """Compare the outbox's receipts with the teacher view."""
    seen = _cells(campus.teacher_view())
    with district_scope(district.id) as scope:
        sent = _receipts(scope, Kind.RESULT)
        students = _students(scope, sent, campus.api)
    differences = []
    for delivery in sent:
        cell = seen.pop(str(delivery.sent["id"]), None)
        problem = _difference(delivery, cell, students.get(delivery.record_id), campus.api)
        if problem:
            differences.append(problem)
    differences += [f"{id_} stands in the SIS, but no delivery knows it" for id_ in seen]
    return Comparison(len(sent), differences)


def _cells(sections: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the scores of all items that came by API, by the id of the result."""
    return {
        score["result_id"]: score
        for section in sections
        for item in section["items"]
        if item["origin"] == "api"
        for score in item["scores"]
    }


def _receipts(scope: Scope, kind: Kind) -> list[Delivery]:
    rows = deliveries.listed(scope, None, ("delivered",), 1_000_000)
    return [row for row in rows if row.kind is kind and row.sent.get("id")]


def _students(scope: Scope, sent: list[Delivery], api: str) -> Mapping[str, str]:
    """Return the SIS's id of the student of each result, by the result's hub id."""
    app = next(one for one in apps.every(scope) if one.role == "sis")
    held = records.load(scope, Kind.RESULT, [row.record_id for row in sent])
    people = {id_: str(getattr(record, "student", "")) for id_, record in held.items()}
    known = links.external(scope, app.id, api, Kind.USER, list(people.values()))
    return {id_: known.get(person, "") for id_, person in people.items()}


def _difference(
    delivery: Delivery, cell: Mapping[str, Any] | None, student: str | None, api: str
) -> str:
    if cell is None:
        return f"{delivery.sent['id']} was delivered, but the teacher does not see it"
    problems = list(_problems(delivery.sent, cell, api))
    if cell["student"]["ids"][api] != student:
        problems.append("another student")
    return f"{delivery.sent['id']}: {', '.join(problems)}" if problems else ""


def _problems(sent: Mapping[str, Any], cell: Mapping[str, Any], api: str) -> Iterator[str]:
    if _number(sent["score"]) != _number(cell["score"]):
        yield f"score {cell['score']} instead of {sent['score']}"
    wanted = {letter for name, letter in _FLAGS.items() if sent[name]}
    if sent["score_status"] == "exempt":
        wanted.add("X")
    if api == "1.2" and not wanted <= set(cell["flags"]):
        yield f"flags {cell['flags']} instead of {sorted(wanted)}"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
