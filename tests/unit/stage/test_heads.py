"""Heads of raw records: their ids, hashes and newest stamp, and the way into the spool and back."""

from datetime import UTC, datetime

import pytest
from msgspec import Raw

from homeroom.stage.heads import (
    Heads,
    hashes_of,
    pack_heads,
    read_names,
    unpack_heads,
)
from homeroom.stage.spool import digest_of


def heads_of(*texts: str) -> tuple[Heads, datetime | None]:
    rows = [Raw(text.encode()) for text in texts]
    ids, newest = read_names(f"[{','.join(texts)}]".encode())
    return Heads(ids, hashes_of(rows)), newest


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ('{"sourcedId":"a1"}', "a1"),
        ('{"x":{"sourcedId":"inner"},"sourcedId":"outer"}', "outer"),
        ('{"sourcedId":17}', "17"),
        ('{"sourcedId":" a1 "}', "a1"),
        ('{"sourcedId":"a\\u0000b"}', "ab"),
        ('{"sourcedId":"\\u00fc"}', "ü"),
        ('{"sourcedId":""}', ""),
        ('{"sourcedId":null}', ""),
        ('{"sourcedId":"   "}', ""),
        ("{}", ""),
    ],
)
def test_the_id_of_a_record(text: str, id_: str) -> None:
    assert heads_of(text)[0].ids == [id_]


def test_every_byte_counts_for_the_hash() -> None:
    heads, _ = heads_of('{"a":1}', '{"a":2}', '{"a":1 }', '{"a":1}')
    first, other, spaced, again = heads.hashes
    assert first == again
    assert len({first, other, spaced}) == 3


def test_hashes_fit_into_a_signed_bigint() -> None:
    heads, _ = heads_of(*(f'{{"n":{number}}}' for number in range(200)))
    assert all(-(1 << 63) <= one < 1 << 63 for one in heads.hashes)
    assert min(heads.hashes) < 0 < max(heads.hashes)


NEWEST = datetime(2026, 10, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stamps", "newest"),
    [
        (["2026-10-04T08:00:00Z", "2026-10-05T08:00:00Z", "2026-10-01T08:00:00Z"], NEWEST),
        (["2026-10-05T08:00:00Z", "unknown"], NEWEST),
        (["2026-10-05T08:00:00.000Z", ""], NEWEST),
        (["", ""], None),
        (["soon"], None),
        ([], None),
    ],
    ids=[
        "newest of three",
        "one is no date",
        "one has none",
        "none",
        "no date at all",
        "no record",
    ],
)
def test_the_newest_stamp_of_a_page(stamps: list[str], newest: datetime | None) -> None:
    texts = (f'{{"sourcedId":"a","dateLastModified":"{stamp}"}}' for stamp in stamps)
    assert heads_of(*texts)[1] == newest


def test_a_stamp_that_is_no_text_is_passed_over() -> None:
    assert heads_of('{"dateLastModified":{"when":1}}')[1] is None


def test_heads_come_back_from_the_spool_as_they_went() -> None:
    heads = Heads(["a", "", "ü"], [1, -(1 << 63), (1 << 63) - 1])
    assert unpack_heads(pack_heads(heads)) == heads


def test_a_page_is_recognised_by_all_its_bytes() -> None:
    assert digest_of(b"[1]") == digest_of(b"[1]")
    assert digest_of(b"[1]") != digest_of(b"[1] ")
    assert len(digest_of(b"")) == 16
