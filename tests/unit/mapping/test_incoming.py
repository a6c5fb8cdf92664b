"""What a source says about one record: read, refused, deleted, or left open; never an exception."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.issues.catalogue import tell
from homeroom.mapping.attributes import Mapped, identity
from homeroom.mapping.incoming import Incoming, read_incoming
from homeroom.model import v1p1
from homeroom.model.dialect import Dialect
from homeroom.model.gradebook import LineItem
from homeroom.model.kinds import Kind
from homeroom.model.own import OWN
from homeroom.model.records import NOT_SAID
from homeroom.model.roster import User
from tests.unit.model.examples import CHICAGO, JSON, least


def legacy(_: Kind, wire: JSON) -> list[tuple[str, str]]:
    number = wire.get("metadata", {}).get("legacy")
    return [("legacy", number)] if number else []


PLAIN = Dialect(lambda _, wire: wire, lambda *_: ())
V1P1 = Dialect(v1p1.to_1_2, legacy)


def read(kind: Kind, **more: Any) -> Incoming:
    return read_as(PLAIN, kind, **more)


def read_as(dialect: Dialect, kind: Kind, **more: Any) -> Incoming:
    return read_incoming(kind, least(kind, **more), dialect, identity, CHICAGO)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_good_record_is_read_without_an_issue(kind: Kind) -> None:
    incoming = read(kind)
    assert incoming.record is not None
    assert (incoming.source_id, incoming.record.sourced_id) == ("x1", "x1")
    assert incoming.issues == ()
    assert not incoming.deleted


def test_a_record_that_cannot_be_used_is_an_issue_that_names_member_and_reason() -> None:
    incoming = read(Kind.RESULT, score="1e400")
    assert incoming.record is None
    (issue,) = incoming.issues
    assert (issue.code, issue.kind, issue.subject) == ("record.unusable", "result", "x1")
    assert tell(issue.code, issue.facts).words.startswith("score is outside of what a score can be")


def test_a_member_that_cannot_be_read_is_an_issue_and_the_rest_is_used() -> None:
    incoming = read(Kind.USER, email={"home": "x"}, enabledUser="true")
    assert isinstance(incoming.record, User)
    (issue,) = incoming.issues
    assert issue.code == "field.unreadable"
    assert tell(issue.code, issue.facts).words == (
        "email is not a text; the rest of the record is used."
    )
    assert incoming.unsaid == {"email"}


def test_what_cannot_be_read_leaves_what_is_stored_as_it_is() -> None:
    assert read(Kind.USER, enabledUser="perhaps").unsaid == {"enabled_user"}
    assert read(Kind.USER).unsaid == {"enabled_user"}
    assert read(Kind.USER, enabledUser="false").unsaid == frozenset()


@pytest.mark.parametrize("status", ["tobedeleted", "ToBeDeleted", "inactive"])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_deletion_needs_nothing_but_the_id(kind: Kind, status: str) -> None:
    gone = read_incoming(kind, {"sourcedId": " x1 ", "status": status}, PLAIN, identity, CHICAGO)
    assert gone == Incoming(source_id="x1", record=None, deleted=True)


def test_a_record_of_1_1_is_seen_as_1_2_and_its_further_ids_are_kept() -> None:
    incoming = read_as(
        V1P1, Kind.USER, role="teacher", orgs=[{"sourcedId": "o1"}], metadata={"legacy": "77"}
    )
    assert isinstance(incoming.record, User)
    assert [one.role for one in incoming.record.roles] == ["teacher"]
    assert incoming.other_ids == (("legacy", "77"),)


def test_attribute_mappings_see_the_object_of_1_2() -> None:
    def swap(kind: Kind, wire: JSON) -> Mapped:
        assert kind is Kind.USER
        assert "roles" in wire
        return Mapped({**wire, "identifier": wire["metadata"]["studentNumber"]})

    raw = least(
        Kind.USER, role="student", orgs=[{"sourcedId": "o1"}], metadata={"studentNumber": "1042"}
    )
    record = read_incoming(Kind.USER, raw, V1P1, swap, CHICAGO).record
    assert isinstance(record, User)
    assert record.identifier == "1042"


def test_a_connector_says_what_a_record_leaves_open_by_its_wire_names() -> None:
    incoming = read(Kind.RESULT, **{"homeroom.unsaid": ["scoreScale", "learningObjectiveSet"]})
    assert incoming.unsaid == {"score_scale", "objective_scores"}
    assert incoming.record is not None
    assert incoming.record.metadata == {}


@pytest.mark.parametrize("odd", [None, 5, "score", {"a": 1}, [1, None, ["x"]], True], ids=repr)
def test_an_odd_note_of_what_is_left_open_breaks_nothing(odd: Any) -> None:
    incoming = read(Kind.RESULT, **{"homeroom.unsaid": odd})
    assert incoming.record is not None
    assert incoming.unsaid == frozenset()


@pytest.mark.parametrize("own", sorted(OWN - {"homeroom.unreadable"}))
def test_no_source_sets_what_is_homerooms_own(own: str) -> None:
    incoming = read(Kind.LINE_ITEM, metadata={own: "grading task", "kept": 1}, **{own: "x"})
    assert incoming.record is not None
    assert incoming.record.metadata == {"kept": 1}


def test_a_sources_own_member_about_a_homeroom_is_kept() -> None:
    incoming = read(Kind.USER, metadata={"homeroom.teacher": "Ms Ruiz"}, **{"homeroom.room": "12"})
    assert incoming.record is not None
    assert incoming.record.metadata == {"homeroom.teacher": "Ms Ruiz", "homeroom.room": "12"}


def test_a_record_whose_json_cannot_be_read_is_an_issue() -> None:
    raw = {"sourcedId": "x1", "homeroom.unreadable": True}
    incoming = read_incoming(Kind.RESULT, raw, PLAIN, identity, CHICAGO)
    assert incoming.record is None
    assert not incoming.deleted
    assert [(one.code, one.subject) for one in incoming.issues] == [("record.unreadable", "x1")]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    "dialect", [PLAIN, Dialect(v1p1.to_1_2, lambda *_: ())], ids=["1.2", "1.1"]
)
@given(data=st.data())
def test_whatever_a_source_sends_becomes_a_record_or_issues(
    kind: Kind, dialect: Dialect, data: st.DataObject
) -> None:
    names = [*least(kind), "status", "metadata", "roles", "role", "orgs", "score", "dueDate", "x"]
    raw = {**least(kind), **data.draw(st.dictionaries(st.sampled_from(names), JUNK, max_size=4))}
    incoming = read_incoming(kind, raw, dialect, identity, CHICAGO)
    assert incoming.record is not None or incoming.issues or incoming.deleted


@pytest.mark.parametrize("kind", [Kind.ORG, Kind.ACADEMIC_SESSION, Kind.CATEGORY])
def test_what_another_hub_sends_for_a_record_that_nobody_named_is_passed_over(kind: Kind) -> None:
    found = read(kind, sourcedId=NOT_SAID)
    assert (found.record, found.issues) == (None, ())


def test_what_another_hub_refers_to_for_want_of_a_name_says_nothing() -> None:
    nobodys = {"sourcedId": NOT_SAID, "type": "category"}
    item = read(Kind.LINE_ITEM, category=nobodys).record
    assert isinstance(item, LineItem)
    assert item.category is None
    roles = [
        {"roleType": "primary", "role": "ext:notSaid", "org": {"sourcedId": "district"}},
        {"roleType": "primary", "role": "guardian", "org": nobodys},
        {"roleType": "primary", "role": "aide", "org": {"sourcedId": "oak"}},
    ]
    found = read(Kind.USER, roles=roles)
    assert isinstance(found.record, User)
    assert [one.role for one in found.record.roles] == ["aide"]
    assert found.issues == ()
