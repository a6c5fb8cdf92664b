"""The tests that every system inherits to which grades are delivered."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files

import msgspec
import pytest
from msgspec import Struct, structs

from homeroom.connectors.base import Connection, Connector
from homeroom.connectors.checks import CheckState
from homeroom.connectors.contract import ConnectorContract
from homeroom.connectors.rules import Certainty
from homeroom.connectors.writes import Outcome, Receipt, Write
from homeroom.model.gradebook import LineItem, Result
from homeroom.model.kinds import Kind
from homeroom.model.records import Record

NOWHERE = "no-such-class"
UNKNOWN = "00000000-feed-4000-8000-000000000000"
NOW = datetime(2026, 10, 14, 17, 30, tzinfo=UTC)


class Draft(Struct, frozen=True):
    """A line item that the target would take, and a result of a student in its class."""

    item: LineItem
    result: Result


class TargetContract(ConnectorContract):
    """What holds for every connector that delivers grades."""

    @pytest.fixture
    def draft(self, connection: Connection) -> Draft:
        """Something to write, under ids and a title of its own."""
        raise NotImplementedError

    @pytest.fixture
    def written(self, connection: Connection, draft: Draft) -> Iterator[Draft]:
        """A line item and a result that stand at the target."""
        receipts = connection.target.put(_writes(draft))
        assert [one.outcome for one in receipts] == [Outcome.STORED] * 2, receipts
        yield draft
        delete(connection, Kind.RESULT, draft.result, draft)
        delete(connection, Kind.LINE_ITEM, draft.item, draft)

    def test_what_is_put_can_be_read_back(self, connection: Connection, written: Draft) -> None:
        item, [result] = shown(connection, written)
        assert item is not None
        for name in ("sourced_id", "title", "class_", "due_date", "result_value_max"):
            assert getattr(item, name) == getattr(written.item, name), name
        for name in ("sourced_id", "student", "line_item", "score", "score_date"):
            assert getattr(result, name) == getattr(written.result, name), name

    def test_putting_the_same_again_changes_nothing(
        self, connection: Connection, written: Draft
    ) -> None:
        before = shown(connection, written)
        receipts = connection.target.put(_writes(written))
        assert [one.outcome for one in receipts] == [Outcome.STORED] * 2
        assert shown(connection, written) == before

    def test_a_record_that_is_put_again_replaces_the_one_before(
        self, connection: Connection, written: Draft
    ) -> None:
        edited = Draft(
            structs.replace(written.item, title=f"{written.item.title}, edited"),
            structs.replace(written.result, score=Decimal("3.25")),
        )
        receipts = connection.target.put(_writes(edited))
        assert [one.outcome for one in receipts] == [Outcome.STORED] * 2
        item, [result] = shown(connection, written)
        assert item is not None
        assert item.title == edited.item.title
        assert result.score == Decimal("3.25")

    def test_what_is_deleted_is_gone_and_may_be_deleted_again(
        self, connection: Connection, written: Draft
    ) -> None:
        for _ in range(2):
            gone = delete(connection, Kind.RESULT, written.result, written)
            assert (gone.id, gone.outcome) == (written.result.sourced_id, Outcome.STORED)
        assert shown(connection, written)[1] == []
        for _ in range(2):
            gone = delete(connection, Kind.LINE_ITEM, written.item, written)
            assert (gone.id, gone.outcome) == (written.item.sourced_id, Outcome.STORED)
        assert shown(connection, written) == (None, [])

    def test_a_refused_write_is_a_receipt_with_words_and_the_others_go_on(
        self, connection: Connection, draft: Draft
    ) -> None:
        astray = structs.replace(draft.item, sourced_id=UNKNOWN, class_=NOWHERE)
        wrong = Write(kind=Kind.LINE_ITEM, record=astray, class_id=NOWHERE)
        item, result = _writes(draft)
        first, refused, last = connection.target.put([item, wrong, result])
        assert (first.outcome, last.outcome) == (Outcome.STORED, Outcome.STORED)
        assert (refused.id, refused.outcome) == (UNKNOWN, Outcome.REFUSED)
        assert refused.words
        assert refused.status
        delete(connection, Kind.RESULT, draft.result, draft)
        delete(connection, Kind.LINE_ITEM, draft.item, draft)

    def test_what_is_not_there_reads_as_nothing(self, connection: Connection, draft: Draft) -> None:
        target, class_id = connection.target, draft.item.class_
        assert target.line_item(UNKNOWN, class_id) is None
        assert list(target.results(UNKNOWN, class_id)) == []
        assert list(target.results(UNKNOWN, NOWHERE)) == []
        assert list(target.categories(NOWHERE)) == []

    def test_categories_of_a_class_have_ids_and_titles(
        self, connection: Connection, draft: Draft
    ) -> None:
        found = connection.target.categories(draft.item.class_)
        assert all(one.id and one.title for one in found)
        assert len({one.id for one in found}) == len(found)

    def test_the_write_check_passes_and_leaves_nothing_behind(
        self, connection: Connection, draft: Draft
    ) -> None:
        before = ids_of(connection, Kind.LINE_ITEM)
        [check] = connection.write_check(draft.item.class_, NOW)
        assert (check.state, check.fix) == (CheckState.PASSED, ""), check
        assert ids_of(connection, Kind.LINE_ITEM) == before

    def test_the_write_check_of_an_unknown_class_says_so(self, connection: Connection) -> None:
        [check] = connection.write_check(NOWHERE, NOW)
        assert check.state is CheckState.FAILED
        assert NOWHERE in check.words
        assert check.fix

    def test_its_rules_are_those_that_the_checks_before_sending_look_at(
        self, connector: Connector
    ) -> None:
        assert connector.rules is not None
        assert connector.rules.by_name.keys() == rules_asked_for()

    def test_every_rule_says_how_sure_it_is_and_who_says_so(self, connector: Connector) -> None:
        assert connector.rules is not None
        for name, rule in connector.rules.by_name.items():
            assert rule.name == name
            assert rule.mode in rule.modes, name
            assert len(set(rule.modes)) == len(rule.modes) >= 2, name
            assert rule.certainty in set(Certainty), name
            assert len(rule.source) > 10, name
            assert rule.words.endswith("."), name
            assert set(rule.applies_to) <= set(connector.versions), name

    def test_a_limit_stands_where_one_is_asked_for(self, connector: Connector) -> None:
        assert connector.rules is not None
        limits = {name for name, rule in connector.rules.by_name.items() if rule.limit is not None}
        assert limits == {"title_length", "comment_length"}


def rules_asked_for() -> set[str]:
    """Return the rules that the checks before sending look at, by the text of their room.

    Connectors may not import that room; but a rule that it asks for and a table lacks is a crash.
    """
    room = files("homeroom").joinpath("push")
    folders = [room, *(one for one in room.iterdir() if one.is_dir())]
    paths = [one for folder in folders for one in folder.iterdir() if one.name.endswith(".py")]
    texts = [one.read_text(encoding="utf-8") for one in paths]
    return set(re.findall(r"rules\.(?:mode|limit)\(\s*\"(\w+)\"", "".join(texts)))


def _writes(draft: Draft) -> list[Write]:
    class_id = draft.item.class_
    return [
        Write(kind=Kind.LINE_ITEM, record=draft.item, class_id=class_id),
        Write(kind=Kind.RESULT, record=draft.result, class_id=class_id),
    ]


def delete(connection: Connection, kind: Kind, record: Record, draft: Draft) -> Receipt:
    """Delete one record of a draft at the target."""
    return connection.target.delete(kind, record.sourced_id, draft.item.class_)


def shown(connection: Connection, draft: Draft) -> tuple[LineItem | None, list[Result]]:
    """Return what the target shows of a draft, but for when it was written."""
    target, class_id = connection.target, draft.item.class_
    item = target.line_item(draft.item.sourced_id, class_id)
    found = target.results(draft.item.sourced_id, class_id)
    return (
        structs.replace(item, date_last_modified=None) if item else None,
        [structs.replace(one, date_last_modified=None) for one in found],
    )


def ids_of(connection: Connection, kind: Kind) -> set[str]:
    """Return the ids of all records of a kind at a system."""
    [collection] = connection.source.collections(frozenset({kind}))
    pages = connection.source.pages(collection, None, None)
    return {msgspec.json.decode(row)["sourcedId"] for page in pages for row in page.records()}
