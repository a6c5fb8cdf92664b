"""The short way to a result leads to the same record as the long one, or nowhere."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.model.decode import decode, decode_leniently
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.model.plain_results import read_bare, read_plain

ZONE = ZoneInfo("America/Chicago")
_DECODER = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)

PLAIN: dict[str, Any] = {
    "sourcedId": "r-1",
    "status": "active",
    "dateLastModified": "2026-10-01T12:00:00.000Z",
    "lineItem": {"href": "https://sis.example/lineItems/i-1", "sourcedId": "i-1"},
    "student": {"sourcedId": "s-1", "type": "user"},
    "class": {"sourcedId": "c-1"},
    "scoreStatus": "fully graded",
    "score": Decimal("8.50"),
    "textScore": "B+",
    "scoreDate": "2026-09-30",
    "comment": "well done",
    "late": "false",
    "missing": False,
    "incomplete": "true",
    "inProgress": True,
    "metadata": {"source": "app"},
}


_ENCODER = msgspec.json.Encoder(decimal_format="number")


def long_way(raw: dict[str, Any]) -> Result | None:
    record = decode_leniently(Kind.RESULT, raw, ZONE).record
    assert record is None or isinstance(record, Result)
    return record


def test_a_plain_result_is_read_at_once() -> None:
    read = read_plain(PLAIN)
    assert read is not None
    assert read == long_way(PLAIN)
    assert str(read.score) == "8.50"
    assert (read.late, read.missing, read.incomplete, read.in_progress) == (
        False,
        False,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("sourcedId", " r-1"),
        ("sourcedId", ""),
        ("sourcedId", "r" * 256),
        ("sourcedId", 17),
        ("student", "s-1"),
        ("student", {"sourcedId": "s 1"}),
        ("student", {"sourcedId": "s\x001"}),
        ("lineItem", {"href": "only"}),
        ("lineItem", None),
        ("class", {"sourcedId": ""}),
        ("status", "tobedeleted"),
        ("status", "Active"),
        ("score", "8.5"),
        ("score", "8_5"),
        ("score", True),
        ("score", Decimal("1e400")),
        ("score", Decimal("NaN")),
        ("scoreStatus", "late"),
        ("scoreStatus", "Fully Graded"),
        ("scoreDate", "2026-09-30T00:00:00Z"),
        ("scoreDate", "20260930"),
        ("scoreDate", "2026-02-30"),
        ("dateLastModified", "2026-10-01"),
        ("dateLastModified", "2026-10-01T12:00:00+02:00"),
        ("dateLastModified", "2026-10-01T12:00:00"),
        ("dateLastModified", "2026-10-01T12:00:00.1234567Z"),
        ("dateLastModified", "0001-01-01T00:00:00Z"),
        ("late", "yes"),
        ("late", 1),
        ("comment", "a\x00b"),
        ("comment", 5),
        ("metadata", "text"),
        ("scoreScale", {"sourcedId": "x"}),
        ("learningObjectiveSet", []),
        ("unheardOf", 1),
    ],
)
def test_what_is_written_in_another_way_is_left_to_the_long_way(member: str, value: Any) -> None:
    raw = {**PLAIN, member: value}
    assert read_plain(raw) is None
    assert decode(Kind.RESULT, raw, ZONE) == decode_leniently(Kind.RESULT, raw, ZONE)


@pytest.mark.parametrize("member", ["lineItem", "student", "sourcedId"])
def test_a_result_that_names_no_cell_is_no_record(member: str) -> None:
    raw = {key: held for key, held in PLAIN.items() if key != member}
    assert read_plain(raw) is None
    assert decode(Kind.RESULT, raw, ZONE).record is None


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("score", 0),
        ("score", -3),
        ("score", 10**13),
        ("score", Decimal("-0.0")),
        ("score", Decimal("1E+2")),
        ("score", Decimal("33.333333333333336")),
        ("score", None),
        ("textScore", ""),
        ("comment", ""),
        ("comment", "  "),
        ("comment", "zwei\nZeilen und ein Ü"),
        ("class", None),
        ("metadata", {"deep": {"number": Decimal("1E+2000")}}),
        ("dateLastModified", "2026-10-01T12:00:00Z"),
        ("dateLastModified", None),
        ("scoreDate", None),
        ("late", None),
    ],
)
def test_a_value_at_the_edge_is_read_as_the_long_way_reads_it(member: str, value: Any) -> None:
    raw = {**PLAIN, member: value}
    read = read_plain(raw)
    assert read is None or read == long_way(raw)
    assert decode(Kind.RESULT, raw, ZONE).record == long_way(raw)


_WORDS = st.text(max_size=4) | st.sampled_from(["true", "false", "exempt", "active", " x", "1"])
_DATES = st.sampled_from(
    [
        "2026-09-30",
        "2026-9-3",
        "2026-10-01T12:00:00Z",
        "2026-10-01 12:00:00z",
        "12:00",
        "1850-01-01",
    ]
) | st.datetimes().map(lambda one: one.isoformat() + "Z")
_NUMBERS = st.decimals() | st.integers() | st.booleans()
_THINGS = st.none() | _WORDS | _DATES | _NUMBERS | st.fixed_dictionaries({"sourcedId": _WORDS})


@given(st.dictionaries(st.sampled_from([*PLAIN, "scoreScale", "x"]), _THINGS, max_size=4))
def test_whatever_comes_the_short_way_never_finds_another_record(other: dict[str, Any]) -> None:
    raw = {**PLAIN, **other}
    read = read_plain(raw)
    if read is not None:
        long = decode_leniently(Kind.RESULT, raw, ZONE)
        assert not long.problems
        assert not long.unread
        assert read == long.record
        assert repr(read) == repr(long.record)


def test_numbers_stay_as_exact_as_they_were_sent() -> None:
    sent = b'{"sourcedId":"r","lineItem":{"sourcedId":"i"},"student":{"sourcedId":"s"},"score":%s}'
    for text in (b"8.50", b"0", b"0.1", b"99.99999999999999", b"1e2", b"100"):
        read = read_plain(_DECODER.decode(sent % text))
        assert read is not None
        assert read.score == Decimal(text.decode())


BARE = {key: held for key, held in PLAIN.items() if key != "metadata"}


def test_a_bare_result_is_read_from_its_text() -> None:
    read = read_bare(_ENCODER.encode(BARE))
    assert read is not None
    assert read == long_way(BARE)
    assert str(read.score) == "8.50"


@pytest.mark.parametrize(
    "text",
    [
        _ENCODER.encode(PLAIN),
        _ENCODER.encode({**BARE, "sourcedId": "homeroom.notSaid"}),
        _ENCODER.encode({**BARE, "homeroom.unsaid": ["score"]}),
        _ENCODER.encode({**BARE, "status": "tobedeleted"}),
        _ENCODER.encode({**BARE, "dateLastModified": "2026-W40-4T12:00:00Z"}),
        b'{"sourcedId":"r","lineItem":{"sourcedId":"i"},"student":{"sourcedId":"s"},"score":1e9999}',
        b'{"sourcedId":"r","lineItem":{"sourcedId":"i"},"student":{"sourcedId":"s"},"score":08}',
        b'{"sourcedId":"r"}',
        b"[]",
        b"",
    ],
)
def test_a_text_that_says_more_or_less_is_left_to_the_long_way(text: bytes) -> None:
    assert read_bare(text) is None


@given(st.dictionaries(st.sampled_from([*PLAIN, "scoreScale", "x"]), _THINGS, max_size=4))
def test_a_text_never_says_another_record_than_its_object(other: dict[str, Any]) -> None:
    text = _ENCODER.encode({**BARE, **other})
    read = read_bare(text)
    if read is not None:
        long = decode_leniently(Kind.RESULT, _DECODER.decode(text), ZONE)
        assert not long.problems
        assert repr(read) == repr(long.record)


def test_numbers_of_a_text_stay_as_exact_as_they_were_sent() -> None:
    sent = b'{"sourcedId":"r","lineItem":{"sourcedId":"i"},"student":{"sourcedId":"s"},"score":%s}'
    for text in (b"8.50", b"0", b"0.1", b"99.99999999999999", b"1e2", b"100", b"-0.0"):
        read, long = read_bare(sent % text), long_way(_DECODER.decode(sent % text))
        assert repr(read) == repr(long)
        assert read is not None
        assert read.score == Decimal(text.decode())
