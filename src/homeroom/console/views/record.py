"""One record: what it holds, where each value came from, its ids, history and deliveries."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from homeroom.console import cells, telling
from homeroom.console.browse_tabs import TABS
from homeroom.console.here import Here
from homeroom.console.names import title_of, title_of_field, with_titles
from homeroom.console.shown import shown
from homeroom.console.views.grades.one import named
from homeroom.console.words import ENTITIES as TITLES
from homeroom.console.words import NOTES, SHOWN
from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.runs.rules.origins import origins, received
from homeroom.store import apps, audit, history, links, of_record, records
from homeroom.store.apps import App
from homeroom.store.titles import titles

Apps = Sequence[App]
PARTS = ("overview", "origin", "ids", "history", "deliveries", "received")
# People are found under another record's page; their own data only behind Reveal.
_HIDDEN = frozenset({Kind.DEMOGRAPHICS})


def show(request: HttpRequest, here: Here, kind: str, record_id: UUID) -> HttpResponse:
    """Show one part of a record; a form reveals demographics, which is written down."""
    if kind not in set(Kind) or Kind(kind) in _HIDDEN:
        raise Http404
    known, id_ = Kind(kind), str(record_id)
    schools = None if here.schools is None else sorted(here.schools)
    life = of_record.life(here.scope, known, id_, schools)
    if life is None:
        raise Http404
    part = request.GET.get("part", "overview")
    every = apps.every(here.scope)
    given: dict[str, Any] = {
        "kind": known,
        "id": id_,
        "title": titles(here.scope, known, [id_]).get(id_, id_),
        "kind_title": TITLES[known.value],
        "list": next((one for one in TABS if one.kind is known), None),
        "life": life,
        "parts": PARTS,
        "part": part if part in PARTS else "overview",
        "revealed": None,
        "titles": {one.id: one.title for one in every},
    }
    given["part_file"] = f"record/{given['part']}.html"
    given |= _PARTS[given["part"]](here, known, id_, every)
    if request.method == "POST":
        given["revealed"] = _revealed(here, known, id_)
    return render(request, "record/show.html", given)


def _overview(here: Here, kind: Kind, id_: str, every: Apps) -> dict[str, Any]:
    record = records.load(here.scope, kind, [id_])[id_]
    schools = None if here.schools is None else sorted(here.schools)
    seated = kind in (Kind.USER, Kind.CLASS)
    return {
        "record": record,
        "values": _values(here, kind, record),
        "seats": of_record.seats(here.scope, kind, id_, schools) if seated else [],
        "metadata": [(name, shown(value)) for name, value in record.metadata.items()],
    }


def _values(here: Here, kind: Kind, record: Record) -> list[tuple[str, str, str]]:
    """Return the fields that hold anything: title, words, and the address part of a reference."""
    fields = ENTITIES[kind].fields
    named = cells.titles_of(here.scope, fields, [record])
    found = []
    for field in fields:
        value = getattr(record, field.name)
        words = cells.cell(field, value, named, here.district.zone)
        if words:
            to = value if field.to and isinstance(value, str) else ""
            found.append((title_of(field.wire), words, f"{field.to}/{to}" if to else ""))
    return found


def _origin(here: Here, kind: Kind, id_: str, every: Apps) -> dict[str, Any]:
    found = origins(here.scope, here.district, kind, id_)
    values = [(one.field, one.value) for one in found]
    values += [(one.field, said) for one in found for _, said in one.others]
    named = cells.titles_in(here.scope, values)
    zone = here.district.zone
    known = {one.key: one for one in every}
    titled = {one.key: one.title for one in every}
    seen = of_record.seen_at(here.scope, kind, id_)
    return {
        "origins": [
            {
                "title": title_of(one.field.wire),
                "value": cells.cell(one.field, one.value, named, zone),
                "source": known[one.source].title if one.source in known else one.source,
                "seen": seen.get(known[one.source].id) if one.source in known else None,
                "reason": with_titles(one.reason, titled),
                "others": [
                    (
                        known[app].title if app in known else app,
                        cells.cell(one.field, said, named, zone),
                    )
                    for app, said in one.others
                ],
            }
            for one in found
        ]
    }


def _ids(here: Here, kind: Kind, id_: str, every: Apps) -> dict[str, Any]:
    record = records.load(here.scope, kind, [id_])[id_]
    found = [one for one in links.of_record(here.scope, id_) if one.kind is kind]
    return {"record": record, "links": found}


def _history(here: Here, kind: Kind, id_: str, every: Apps) -> dict[str, Any]:
    found = history.of_record(here.scope, id_, kind, of_record.MOST)
    titled = {one.key: one.title for one in every}
    return {
        "changes": [
            {
                **one,
                "field": title_of_field(kind, one["field"]),
                "before": shown(one["before"]),
                "after": shown(one["after"]),
                "reason": with_titles(one["reason"], titled),
            }
            for one in found
        ]
    }


def _deliveries(here: Here, kind: Kind, id_: str, every: Apps) -> dict[str, Any]:
    targets = [one.id for one in every]
    found = of_record.deliveries_of(here.scope, targets, kind, id_)
    keys = {one.id: one.key for one in every}
    return {
        "deliveries": [
            {
                "one": one,
                "told": telling.told(one.code, one.facts) if one.code else None,
                "key": keys.get(one.target_id, ""),
                "sent": _in_words(one.sent, SHOWN),
                "notes": _in_words(one.notes, NOTES),
                "there": _in_words(one.baseline or one.found or {}, SHOWN),
            }
            for one in found
        ],
        "tries": of_record.tries_of(here.scope, targets, kind, id_),
    }


def _in_words(held: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    return ", ".join(f"{words}: {value}" for words, value in named(held, names))


def _received(here: Here, kind: Kind, id_: str, every: Apps) -> dict[str, Any]:
    found = received(here.scope, kind, links.of_record(here.scope, id_))
    return {
        "received": [
            (one, json.dumps(one.raw, indent=2, ensure_ascii=False, default=str)) for one in found
        ]
    }


_PARTS = {
    "overview": _overview,
    "origin": _origin,
    "ids": _ids,
    "history": _history,
    "deliveries": _deliveries,
    "received": _received,
}


def _revealed(here: Here, kind: Kind, id_: str) -> list[tuple[str, str]]:
    """Return the demographics of a person; that somebody looked is written down."""
    if kind is not Kind.USER:
        raise Http404
    audit.note(here.scope, here.actor, "demographics.reveal", f"user {id_}", {})
    record = records.load(here.scope, Kind.DEMOGRAPHICS, [id_]).get(id_)
    if record is None:
        return []
    pairs = [
        (title_of(field.wire), shown(getattr(record, field.name)))
        for field in ENTITIES[Kind.DEMOGRAPHICS].fields
        if field.to is None
    ]
    return [(title, words) for title, words in pairs if words]
