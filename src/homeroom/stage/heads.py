"""The head of a raw record: its id, a hash of its bytes, and its stamp."""

import heapq
from array import array
from collections.abc import Sequence, Set
from datetime import datetime
from itertools import compress
from operator import ne
from typing import Any

import msgspec
import xxhash
import zstandard
from msgspec import Raw, Struct

from homeroom.model.times import NoDate, read_stamp
from homeroom.stage.packing import pack


class Heads(Struct, frozen=True):
    """The ids and hashes of the records of a page, in order. A record without an id has ""."""

    ids: list[str]
    hashes: list[int]


class _Head(Struct):
    sourcedId: Any = ""
    dateLastModified: Any = ""


_DECODER = msgspec.json.Decoder(list[_Head])


def hashes_of(rows: Sequence[Raw]) -> list[int]:
    """Return a hash of the bytes of each record, as a signed bigint."""
    digest = xxhash.xxh3_64_intdigest
    return array("q", array("Q", [digest(row) for row in rows]).tobytes()).tolist()


def other_places(before: Sequence[int | None], now: Sequence[int]) -> list[int]:
    """Return the places at which another hash stands now, of as many; on most pages a few."""
    return list(compress(range(len(now)), map(ne, before, now)))


def read_names(body: bytes) -> tuple[list[str], datetime | None]:
    """Return the ids of the records of a JSON list, and the newest stamp among them."""
    heads = _DECODER.decode(body)
    ids = [str(one.sourcedId or "").replace("\x00", "").strip() for one in heads]
    return ids, _newest({str(one.dateLastModified or "") for one in heads})


def pack_heads(heads: Heads) -> bytes:
    """Return the heads as the spool keeps them."""
    return pack(msgspec.msgpack.encode(heads))


def unpack_heads(packed: bytes) -> Heads:
    """Return the heads that the spool kept."""
    return msgspec.msgpack.decode(zstandard.decompress(packed), type=Heads)


def _newest(stamps: Set[str]) -> datetime | None:
    """Return the newest stamp; most are alike in form, so their text order finds a candidate."""
    for text in heapq.nlargest(3, stamps):
        try:
            return read_stamp(text)
        except (NoDate, OverflowError):
            continue
    return None
