"""The tests that every connector inherits: its gallery entry, its settings, its source, its checks.

A test class inherits `ConnectorContract` and gives the fixtures `connector` and `given`: settings
of a good connection to a source that has everything the connector can read, one list of it over
several pages. A system that takes grades inherits `TargetContract` instead.
"""

import copy
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib.resources import files
from itertools import islice
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec import structs

from homeroom.connectors.base import Connection, Connector, Mode, Source
from homeroom.connectors.checks import CheckState
from homeroom.connectors.gallery import gallery
from homeroom.connectors.pages import JSON, Collection, Page
from homeroom.errors import HomeroomError, NeedsDistrict
from homeroom.model.decode import decode
from homeroom.model.dialect import Dialect
from homeroom.model.kinds import Kind

SVG = "{http://www.w3.org/2000/svg}"
SECRETIVE = ("secret", "password")
# Of a long list so many pages are looked at, and of a long page so many records one by one.
PAGES = 4
RECORDS = 100
ZONE = ZoneInfo("America/Chicago")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def first_pages(source: Source, collection: Collection, start: JSON | None = None) -> list[Page]:
    """Return the first pages of a list, from a place on."""
    return list(islice(source.pages(collection, start, None), PAGES))


def every_list(connection: Connection) -> list[tuple[Collection, list[Page]]]:
    """Return the first pages of every list that a connection offers."""
    source = connection.source
    return [
        (one, first_pages(source, one)) for one in source.collections(connection.capabilities.reads)
    ]


def every_record(connection: Connection) -> Iterator[tuple[Kind, Any]]:
    """Yield records from the first pages of every list, decoded."""
    for collection, pages in every_list(connection):
        for page in pages:
            for row in page.records()[:RECORDS]:
                yield collection.kind, _DECODER.decode(row)


class EntryContract:
    """What holds for every entry of the gallery, also for a system that calls us by itself."""

    @pytest.fixture
    def connector(self) -> Connector:
        """The gallery entry."""
        raise NotImplementedError

    @pytest.fixture
    def given(self) -> Mapping[str, str]:
        """Settings of a good connection."""
        raise NotImplementedError

    @pytest.fixture
    def connection(self, connector: Connector, given: Mapping[str, str]) -> Iterator[Connection]:
        """An open connection."""
        with connector.connect(given) as opened:
            yield opened

    def test_the_gallery_has_it(self, connector: Connector) -> None:
        assert gallery()[connector.name] is connector

    def test_its_entry_is_complete(self, connector: Connector) -> None:
        assert connector.title.strip()
        assert connector.summary.endswith(".")
        assert connector.versions
        assert connector.modes
        assert set(connector.modes) <= set(Mode)

    def test_a_guide_stands_beside_it(self, connector: Connector) -> None:
        guide = files(f"homeroom.connectors.{connector.name}").joinpath("guide.md")
        heading, _, text = guide.read_text(encoding="utf-8").partition("\n")
        assert heading.startswith("# ")
        assert len(text.split()) >= 50

    def test_its_logo_is_a_drawing_with_a_name_and_nothing_from_elsewhere(
        self, connector: Connector
    ) -> None:
        logo = files(f"homeroom.connectors.{connector.name}").joinpath("logo.svg")
        drawing = ElementTree.fromstring(logo.read_text(encoding="utf-8"))
        assert drawing.tag == f"{SVG}svg"
        assert drawing.get("viewBox")
        assert drawing.get("aria-label") or drawing.findtext(f"{SVG}title")
        tags = {one.tag.removeprefix(SVG) for one in drawing.iter()}
        assert not tags & {"script", "image", "foreignObject", "a", "use"}

    def test_every_field_of_its_form_has_a_name_and_a_label(self, connector: Connector) -> None:
        names = [one.name for one in connector.settings]
        labels = [one.label for one in connector.settings]
        assert all(name.isidentifier() for name in names)
        assert all(label.strip() for label in labels)
        assert len(set(names)) == len(names)
        assert len(set(labels)) == len(labels)

    def test_secrets_are_marked_and_never_given_by_us(self, connector: Connector) -> None:
        for one in connector.settings:
            assert one.secret is any(word in one.name for word in SECRETIVE), one.name
            assert not (one.secret and (one.default or one.example or one.choices)), one.name

    def test_fields_ask_for_what_can_be_answered(self, connector: Connector) -> None:
        for one in connector.settings:
            assert not (one.required and one.default), one.name
            assert not (one.required and one.for_grades), one.name
            assert not one.choices or one.default in ("", *one.choices), one.name

    def test_every_kind_is_read_or_has_a_sentence_that_says_why_not(
        self, connector: Connector
    ) -> None:
        for version in connector.versions:
            can = connector.capabilities(version)
            assert can.reads | can.absent.keys() == set(Kind), version
            assert not can.reads & can.absent.keys(), version
            assert all(words.endswith(".") for words in can.absent.values()), version

    def test_modes_rules_and_writes_agree(self, connector: Connector) -> None:
        for version in connector.versions:
            can = connector.capabilities(version)
            out = bool(set(connector.modes) & {Mode.EXPORT, Mode.TWO_WAY})
            assert out is bool(can.writes), version
            assert out is (connector.rules is not None), version
            assert can.deletes <= can.writes <= can.reads, version
            assert min(can.lanes_in_school_hours, can.lanes_otherwise, can.batch) >= 1, version

    def test_a_connection_can_do_what_its_version_can(
        self, connector: Connector, given: Mapping[str, str], connection: Connection
    ) -> None:
        version = connector.version_of(given)
        assert version in connector.versions
        assert connection.capabilities == connector.capabilities(version)

    def test_a_connection_names_its_place(self, connection: Connection) -> None:
        assert connection.place.strip()

    def test_it_says_when_certificates_end_only_of_hosts_that_showed_one(
        self, connection: Connection
    ) -> None:
        for host, ends_at in connection.certificates.items():
            assert host.strip()
            assert ends_at.tzinfo is not None, host

    @pytest.mark.parametrize("grades", [False, True], ids=["roster", "grades"])
    def test_a_good_connection_passes_every_check(
        self, connection: Connection, grades: bool
    ) -> None:
        found = list(connection.checks(grades=grades))
        assert {one.name: one.words for one in found if one.state is CheckState.FAILED} == {}
        assert CheckState.PASSED in {one.state for one in found}
        assert all(one.words for one in found)
        assert len({one.name for one in found}) == len(found)

    def test_a_needed_setting_that_lacks_is_named(
        self, connector: Connector, given: Mapping[str, str]
    ) -> None:
        for one in connector.settings:
            if one.required:
                with pytest.raises(NeedsDistrict) as raised:
                    connector.connect({**given, one.name: " "})
                assert one.label in str(raised.value)
                assert raised.value.fix

    def test_nonsense_in_a_needed_setting_gets_a_sentence_and_a_way_out(
        self, connector: Connector, given: Mapping[str, str]
    ) -> None:
        for one in connector.settings:
            if one.required:
                told = _told(connector, {**given, one.name: "nonsense"})
                assert told, one.name
                assert all(words and fix for words, fix in told), (one.name, told)


class ConnectorContract(EntryContract):
    """What holds for every connector that reads lists."""

    def test_its_lists_are_those_of_the_kinds_that_it_reads(self, connection: Connection) -> None:
        offered = connection.source.collections(frozenset(Kind))
        assert {one.kind for one in offered} == connection.capabilities.reads

    def test_lists_come_parents_first_and_only_when_asked_for(self, connection: Connection) -> None:
        order = list(Kind)
        kinds = connection.capabilities.reads
        lists = connection.source.collections(kinds)
        assert [one.kind for one in lists] == sorted(kinds, key=order.index)
        assert len({one.name for one in lists}) == len(lists)
        for one in lists:
            assert list(connection.source.collections(frozenset({one.kind}))) == [one]

    def test_pages_split_into_records_with_ids(self, connection: Connection) -> None:
        for collection, pages in every_list(connection):
            rows = [_DECODER.decode(row) for page in pages for row in page.records()]
            ids = [row["sourcedId"] for row in rows]
            assert all(isinstance(one, str) and one for one in ids), collection.name
            assert len(set(ids)) == len(ids), collection.name
            assert not any(page.note or page.faults for page in pages), collection.name

    def test_the_cursor_of_a_page_is_json(self, connection: Connection) -> None:
        for collection, pages in every_list(connection):
            for page in pages:
                kept = msgspec.json.decode(msgspec.json.encode(page.next))
                assert kept == page.next, collection.name

    def test_reading_resumes_after_any_page(self, connection: Connection) -> None:
        longest = 0
        for collection, pages in every_list(connection):
            longest = max(longest, len(pages))
            for done, page in enumerate(pages[:-1], 1):
                assert page.next is not None
                rest = first_pages(connection.source, collection, page.next)
                assert _seen(rest[: PAGES - done]) == _seen(pages[done:]), collection.name
        assert longest >= 3, "no list of the source has three pages"

    def test_an_unchanged_source_gives_the_same_bytes(
        self, connector: Connector, given: Mapping[str, str], connection: Connection
    ) -> None:
        with connector.connect(given) as again:
            second = [(one, _seen(pages)) for one, pages in every_list(again)]
        assert [(one, _seen(pages)) for one, pages in every_list(connection)] == second

    @pytest.fixture
    def dialect(self, connector: Connector, given: Mapping[str, str]) -> Dialect:
        return connector.dialect(connector.version_of(given))

    def test_every_record_is_one_that_the_model_can_read(
        self, connection: Connection, dialect: Dialect
    ) -> None:
        kinds = set()
        for kind, wire in every_record(connection):
            read = decode(kind, dialect.as_1_2(kind, wire), ZONE)
            assert not any(problem.fatal for problem in read.problems), (kind, read.problems)
            assert read.record is not None
            kinds.add(kind)
        assert {Kind.ORG, Kind.CLASS, Kind.USER, Kind.ENROLLMENT, Kind.RESULT} <= kinds

    def test_a_record_is_translated_without_being_changed(
        self, connection: Connection, dialect: Dialect
    ) -> None:
        for kind, wire in every_record(connection):
            before = copy.deepcopy(wire)
            first = dialect.as_1_2(kind, wire)
            assert dialect.as_1_2(kind, wire) == first
            assert wire == before

    def test_other_ids_are_texts_and_always_the_same(
        self, connection: Connection, dialect: Dialect
    ) -> None:
        for kind, wire in every_record(connection):
            found = tuple(dialect.other_ids(kind, wire))
            assert found == tuple(dialect.other_ids(kind, copy.deepcopy(wire)))
            assert all(isinstance(one, str) and one for pair in found for one in pair)


def _seen(pages: list[Page]) -> list[Page]:
    """Return pages as they can be compared: their bytes decide, not how they were split."""
    return [structs.replace(page, rows=None) for page in pages]


def _told(connector: Connector, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a district is told about settings: words, and what to do."""
    try:
        with connector.connect(given) as opened:
            found = list(opened.checks(grades=True))
    except HomeroomError as problem:
        return [(problem.message, problem.fix)]
    assert all(one.words for one in found)
    return [(one.words, one.fix) for one in found if one.state is CheckState.FAILED]
