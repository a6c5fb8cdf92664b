"""The encrypted format: what others can open, and what is told about a file that is not whole."""

import io
import os
from collections.abc import Callable, Iterator

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.backup import age
from homeroom.backup.age import CHUNK, Opener, Sealer
from homeroom.errors import NeedsOperator

PASSPHRASE = "correct horse battery staple"
SIZES = pytest.mark.parametrize(
    "size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]
)
CHEAP = 4
HEAD = 200  # bytes of any header, at most; the payload's nonce included
TAG = 16


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    """Let a guess cost next to nothing, and a test no time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(age, "WORK", CHEAP)
        yield


def sealed(data: bytes, piece: int = 10_000) -> bytes:
    file = io.BytesIO()
    sealer = Sealer(file, PASSPHRASE)
    for start in range(0, len(data), piece):
        sealer.write(data[start : start + piece])
    sealer.finish()
    return file.getvalue()


def opened(data: bytes, passphrase: str = PASSPHRASE, piece: int = -1) -> bytes:
    opener = Opener(io.BytesIO(data), passphrase)
    return b"".join(iter(lambda: opener.read(piece), b""))


def refused(data: bytes, passphrase: str = PASSPHRASE) -> NeedsOperator:
    with pytest.raises(NeedsOperator) as caught:
        opened(data, passphrase)
    return caught.value


@SIZES
def test_what_was_sealed_comes_out_again(size: int) -> None:
    data = os.urandom(size)
    assert opened(sealed(data)) == data
    assert opened(sealed(data), piece=777) == data


@SIZES
def test_another_implementation_of_age_opens_it(size: int) -> None:
    data = os.urandom(size)
    assert pyrage.passphrase.decrypt(sealed(data), PASSPHRASE) == data


def test_a_file_of_another_implementation_of_age_opens_here() -> None:
    # One size only, for it lets a guess at the passphrase cost a second, and so does opening it.
    data = os.urandom(2 * CHUNK)
    assert opened(pyrage.passphrase.encrypt(data, PASSPHRASE)) == data


@given(pieces=st.lists(st.integers(0, CHUNK + 3), max_size=6))
def test_it_does_not_matter_in_which_pieces_it_is_written(pieces: list[int]) -> None:
    file = io.BytesIO()
    sealer = Sealer(file, PASSPHRASE)
    for size in pieces:
        sealer.write(b"x" * size)
    sealer.finish()
    assert opened(file.getvalue()) == b"x" * sum(pieces)


def test_nothing_of_the_content_stands_in_the_file() -> None:
    assert b"Riverbend" not in sealed(b"Riverbend" * 1000)


def test_two_files_of_the_same_content_share_nothing_but_the_first_words() -> None:
    one, other = sealed(b"the same"), sealed(b"the same")
    assert one[60:] != other[60:]
    assert one.splitlines()[0] == other.splitlines()[0] == b"age-encryption.org/v1"


def test_another_passphrase_does_not_open_it() -> None:
    assert refused(sealed(b"data"), "correct horse").message == (
        "The passphrase does not open this backup."
    )


@pytest.mark.parametrize("left", [CHUNK + TAG, 2 * (CHUNK + TAG)], ids=["one", "two"])
def test_a_file_cut_between_two_blocks_is_told_as_cut_off(left: int) -> None:
    whole = sealed(os.urandom(3 * CHUNK))
    payload = 3 * (CHUNK + TAG)
    error = refused(whole[: len(whole) - payload + left])
    assert error.message == "The backup is cut off: its end is missing."


@given(cut=st.integers(1, 3 * CHUNK))
def test_a_file_cut_anywhere_is_refused(cut: int) -> None:
    whole = sealed(bytes(3 * CHUNK))
    assert "cut off" in refused(whole[:-cut]).message


@pytest.mark.parametrize("left", range(0, HEAD, 7))
def test_a_file_cut_in_its_head_is_refused_in_words(left: int) -> None:
    assert refused(sealed(bytes(3 * CHUNK))[:left]).fix


@given(place=st.integers(0, 3 * CHUNK), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_refused(place: int, bit: int) -> None:
    broken = bytearray(sealed(bytes(3 * CHUNK)))
    broken[place] ^= 1 << bit
    error = refused(bytes(broken))
    assert error.message
    assert error.fix


@pytest.mark.parametrize(
    ("block", "words"),
    [(0, "in block 1 of 64 KiB"), (1, "in block 2 of 64 KiB"), (2, "damaged near its end")],
)
def test_a_flipped_bit_is_told_by_its_block(block: int, words: str) -> None:
    whole = bytearray(sealed(bytes(2 * CHUNK + 100)))
    begin = len(whole) - (2 * (CHUNK + TAG) + 100 + TAG)
    whole[begin + block * (CHUNK + TAG) + 50] ^= 1
    assert words in refused(bytes(whole)).message


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda blocks: [blocks[1], blocks[0], blocks[2]], id="swapped"),
        pytest.param(lambda blocks: [blocks[0], blocks[2]], id="taken out"),
        pytest.param(lambda blocks: [*blocks, blocks[2]], id="twice"),
        pytest.param(lambda blocks: [*blocks, b"more"], id="more behind"),
    ],
)
def test_blocks_keep_their_places(change: Callable[[list[bytes]], list[bytes]]) -> None:
    whole = sealed(os.urandom(3 * CHUNK))
    begin = len(whole) - 3 * (CHUNK + TAG)
    blocks = [whole[begin + at * (CHUNK + TAG) :][: CHUNK + TAG] for at in range(3)]
    assert refused(whole[:begin] + b"".join(change(blocks))).fix


def test_a_work_factor_that_would_eat_the_memory_is_refused_before_it_is_tried() -> None:
    head, _, rest = sealed(b"data").partition(f" {CHEAP}\n".encode())
    assert "no backup with a passphrase" in refused(head + b" 40\n" + rest).message


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n", b"PK\x03\x04 a zip file\n" * 9, b"age-encryption.org/v1\n",
        b"age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\n",
        b"age-encryption.org/v1\n-> scrypt !!! 4\nabc\n--- abc\n",
        b"x" * 10_000,
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_told_in_words(data: bytes) -> None:
    assert "no backup with a passphrase" in refused(data).message
