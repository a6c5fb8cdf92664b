"""A source whose mapped courses come section by section; everything else comes as it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import msgspec
from msgspec import Raw, structs

from homeroom.connectors.base import Source
from homeroom.connectors.pages import JSON, Collection, Page, Recognise, nothing_known
from homeroom.mapping.fan_out import (
    Stay,
    fanned_item,
    item_id,
    maps_by_course,
    placed_result,
    referred,
    section_for,
)
from homeroom.model.kinds import Kind
from homeroom.model.times import NoDate, read_day
from homeroom.rules.class_maps import ClassMap
from homeroom.runs.context import Context
from homeroom.runs.ingest import lookup
from homeroom.store import fanning, links
from homeroom.store.scope import Scope, district_scope

# Scores keep every digit on the way.
_DECODER = msgspec.json.Decoder(JSON, float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class FannedOut:
    """Wraps a source; the pages that are kept hold one line item for each section."""

    def __init__(self, source: Source, context: Context) -> None:
        self._source = source
        self._context = context
        self._by_course = maps_by_course(context.fans)
        self._by_item: dict[str, ClassMap] = {}  # as the pages of this run told
        self._wire_ids: dict[str, str] | None = None

    def collections(self, kinds: frozenset[Kind]) -> Sequence[Collection]:
        """Return the lists to read for these kinds, parents before children."""
        return self._source.collections(kinds)

    def pages(
        self,
        collection: Collection,
        start: JSON | None,
        since: datetime | None,
        recognise: Recognise = nothing_known,
    ) -> Iterator[Page]:
        """Yield pages, with the rows of mapped courses rewritten; these are always split."""
        rewrite = {Kind.LINE_ITEM: self._items, Kind.RESULT: self._results}.get(collection.kind)
        if rewrite is None:
            yield from self._source.pages(collection, start, since, recognise)
            return
        for page in self._source.pages(collection, start, since):
            yield _with_rows(page, collection, rewrite(_read(page)))

    def _items(self, rows: Sequence[JSON | Raw]) -> list[JSON | Raw] | None:
        with district_scope(self._context.district.id) as scope:
            known = self._known_items(scope, rows)
            wire_ids = self._named(scope)
        found: list[JSON | Raw] = []
        for row in rows:
            one = self._map_of(row, known)
            if one is None or not isinstance(row, dict):
                found.append(row)
            else:
                self._by_item[_id(row)] = one
                found += fanned_item(row, one, wire_ids)
        return found

    def _map_of(self, row: JSON | Raw, known: Mapping[str, ClassMap]) -> ClassMap | None:
        """Return the map of a line item; one that is being deleted may not name its course."""
        if not isinstance(row, dict):
            return None
        return self._by_course.get(referred(row, "class")) or known.get(_id(row))

    def _results(self, rows: Sequence[JSON | Raw]) -> list[JSON | Raw] | None:
        own = [row for row in rows if isinstance(row, dict)]
        with district_scope(self._context.district.id) as scope:
            known = {**self._known_items(scope, own, "lineItem"), **self._by_item}
            mapped = [row for row in own if referred(row, "lineItem") in known]
            if not mapped:
                return None
            sections = self._sections(scope, mapped, known)
            wire_ids = self._named(scope)
        found: list[JSON | Raw] = []
        for row in rows:
            one = known.get(referred(row, "lineItem")) if isinstance(row, dict) else None
            if one is None or not isinstance(row, dict):
                found.append(row)
            else:
                found.append(placed_result(row, one, sections.get(_id(row)), wire_ids))
        return found

    def _sections(
        self, scope: Scope, rows: Sequence[JSON], known: Mapping[str, ClassMap]
    ) -> dict[str, str]:
        """Return the section of each result that has one."""
        context = self._context
        ids = [_id(row) for row in rows]
        before = fanning.places_of_results(scope, context.app.id, ids)
        students = {(Kind.USER, referred(row, "student")) for row in rows}
        people = {id_: hub for (_, id_), hub in lookup.known(scope, context, students).items()}
        stays = self._stays(scope, set(people.values()))
        found: dict[str, str] = {}
        for id_, row in zip(ids, rows, strict=True):
            person = people.get(referred(row, "student"), "")
            sections = known[referred(row, "lineItem")].sections
            place = section_for(before.get(id_), stays[person], self._days(row), sections)
            if place is not None:
                found[id_] = place
        return found

    def _stays(self, scope: Scope, people: set[str]) -> dict[str, list[Stay]]:
        """Return by student the enrolments in the sections of this app's courses."""
        sections = sorted({one for each in self._context.fans for one in each.sections})
        found: dict[str, list[Stay]] = defaultdict(list)
        rows = fanning.enrolled(scope, sections, list(people))
        for student, section, first, last, is_shown in rows:
            found[student].append(Stay(section, first, last, is_shown))
        return found

    def _days(self, row: JSON) -> list[date]:
        """Return the days on which a result is asked for its section: that of its score, today.

        What a student did before a move belongs to the section of then, however late it is read.
        """
        zone = self._context.zone
        today = self._context.now.astimezone(zone).date()
        with suppress(NoDate):
            return [read_day(str(row.get("scoreDate") or ""), zone), today]
        return [today]

    def _known_items(
        self, scope: Scope, rows: Iterable[JSON | Raw], name: str = ""
    ) -> dict[str, ClassMap]:
        """Return the line items on a page that an earlier run has fanned out."""
        ids = {referred(row, name) if name else _id(row) for row in rows if isinstance(row, dict)}
        fanned = {
            (Kind.LINE_ITEM, item_id(id_, section)): (id_, one)
            for one in self._context.fans
            for section in one.sections
            for id_ in ids
        }
        found = links.find(scope, self._context.app.id, self._context.space, fanned)
        return {fanned[key][0]: fanned[key][1] for key in found}

    def _named(self, scope: Scope) -> dict[str, str]:
        """Return how this app's records name each section: by the ids that they are told to use."""
        if self._wire_ids is None:
            shown = [(Kind.CLASS, one) for each in self._context.fans for one in each.sections]
            hub = {key[1]: found for key, (found, _) in links.find_hub_ids(scope, shown).items()}
            self._wire_ids = dict(zip(hub, hub, strict=True)) if self._context.hub_ids else {}
            for app_id, space in ((self._context.app.id, self._context.space),
                                  *self._context.others):  # fmt: skip
                named = links.external(scope, app_id, space, Kind.CLASS, list(hub.values()))
                own = {section: named[id_] for section, id_ in hub.items() if id_ in named}
                self._wire_ids = {**own, **self._wire_ids}
        return self._wire_ids


def fanned_out(source: Source, context: Context) -> Source:
    """Return a source with its mapped courses by section; without any, the source itself."""
    return FannedOut(source, context) if context.fans else source


def _id(row: JSON | Raw) -> str:
    return str(row.get("sourcedId") or "") if isinstance(row, dict) else ""


def _read(page: Page) -> list[JSON | Raw]:
    """Return the rows of a page; what cannot be read goes on as it is."""
    rows: list[JSON | Raw] = []
    for raw in page.records():
        try:
            rows.append(_DECODER.decode(raw))
        except msgspec.DecodeError:
            rows.append(raw)
    return rows


def _with_rows(page: Page, collection: Collection, rows: list[JSON | Raw] | None) -> Page:
    """Return a page with other rows in its list; None: the page as it came."""
    if rows is None:
        return page
    packed = [row if isinstance(row, Raw) else Raw(_ENCODER.encode(row)) for row in rows]
    body = msgspec.json.encode({collection.name: packed})
    return structs.replace(page, body=body, rows=packed)
