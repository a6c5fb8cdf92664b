"""The text of a file: decoded strictly, and where that fails, the place and a likely encoding."""

import codecs
import io
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, cast
from zipfile import BadZipFile

from homeroom.connectors.oneroster_csv.package import PackedFile
from homeroom.errors import NeedsDistrict

# What reading a damaged or truncated file raises.
DAMAGED = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)

# Also what the csv module takes for one cell. The standard asks for cells of 255 letters.
LONGEST_LINE = 128 * 1024

_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 64 * 1024


def text_lines(file: PackedFile, encoding: str) -> Iterator[str]:
    """Yield the lines of a file with their ends; a longer one than LONGEST_LINE comes in pieces."""
    with _open_text(file, encoding) as text:
        try:
            while line := text.readline(LONGEST_LINE):
                yield line
        except UnicodeDecodeError:
            raise _unreadable(file, encoding) from None
        except DAMAGED as problem:
            raise _damaged(file, problem) from problem


def _open_text(file: PackedFile, encoding: str) -> io.TextIOWrapper:
    """Open a file as text with its line ends as they are, without its byte order mark."""
    with ExitStack() as stack:
        raw = io.BufferedReader(cast(io.RawIOBase, _opened(file)), _CHUNK)
        stack.callback(raw.close)
        try:
            head = raw.peek(_CHUNK)
        except DAMAGED as problem:
            raise _damaged(file, problem) from problem
        if head and (guessed(head) == "utf-16") != (encoding == "utf-16"):
            raise _another_encoding(file, encoding, head, 1, 0)
        stack.pop_all()
        return io.TextIOWrapper(raw, _codec(encoding, head), errors="strict", newline="")


def _damaged(file: PackedFile, problem: BaseException) -> NeedsDistrict:
    """Return the error for a file that could not be read to its end."""
    return NeedsDistrict(
        f"{file.name} cannot be read to its end: the file is damaged.",
        fix="Look whether its upload has finished, or export it again.",
        detail=f"{type(problem).__name__}: {problem}",
    )


def _unreadable(file: PackedFile, encoding: str) -> NeedsDistrict:
    """Return the error for a file that is not in its encoding: it is read again to find where."""
    with _opened(file) as raw:
        decoder: codecs.IncrementalDecoder | None = None
        offset, line = 0, 1
        while True:
            chunk = raw.read(_CHUNK)
            decoder = decoder or codecs.getincrementaldecoder(_codec(encoding, chunk))("strict")
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as problem:
                before = offset + len(chunk) - len(problem.object)
                line += _line_ends(problem.object[: problem.start].decode("latin-1"))
                return _another_encoding(
                    file, encoding, problem.object[problem.start :], line, before + problem.start
                )
            if not chunk:
                return _damaged(file, EOFError("decodes at the second reading"))
            line += _line_ends(text)
            offset += len(chunk)


def looks_like_utf_8(file: PackedFile) -> bool:
    """Say whether a file has letters beyond ASCII near its begin, all of them good UTF-8."""
    with _opened(file) as raw:
        head = raw.read(_CHUNK)
    return not head.isascii() and guessed(head) == "utf-8"


def guessed(sample: bytes) -> str:
    """Guess the encoding of a piece of text from its bytes."""
    if sample.startswith(_WIDE_BOMS) or sample.count(0) * 4 > len(sample):
        return "utf-16"
    for encoding in ("utf-8", "windows-1252"):
        try:
            codecs.getincrementaldecoder(encoding)("strict").decode(sample)
        except UnicodeDecodeError:
            continue
        return encoding
    return "iso-8859-1"


def _opened(file: PackedFile) -> IO[bytes]:
    try:
        return file.open()
    except DAMAGED as problem:
        raise _damaged(file, problem) from problem


def _codec(encoding: str, head: bytes) -> str:
    """Return the codec to use: a byte order mark is believed, whatever the setting says."""
    if head.startswith(codecs.BOM_UTF8) or encoding == "utf-8":
        return "utf-8-sig"
    if encoding != "utf-16" or head.startswith(_WIDE_BOMS):
        return encoding
    return "utf-16-be" if head.startswith(b"\0") else "utf-16-le"


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _another_encoding(
    file: PackedFile, encoding: str, sample: bytes, line: int, offset: int
) -> NeedsDistrict:
    guess = guessed(sample[:_CHUNK])
    seen = f"0x{sample[0]:02X}" if sample else "the end of the file"
    likely = f" It looks like {guess}." if guess != encoding else ""
    return NeedsDistrict(
        f"{file.name}, line {line}: {seen} at byte {offset + 1:,} is not {encoding}.{likely}",
        fix="Export the files as UTF-8"
        + (f", or set Encoding to {guess}." if guess != encoding else "."),
    )
