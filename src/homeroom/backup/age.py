"""The age format with a passphrase (age-encryption.org/v1), written and read as a stream.

A header line, one scrypt stanza that wraps the file key, a MAC of the header; then a nonce and
chunks of 64 KiB, each sealed with ChaCha20-Poly1305 under its number. The last chunk is marked, so
that a file that lost its end is told from a whole one. The standard tools `age` and `rage` open it.
"""

import os
from base64 import b64decode, b64encode
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from homeroom.errors import NeedsOperator

CHUNK = 64 * 1024
_TAG = 16
_VERSION = b"age-encryption.org/v1"
# The binary logarithm of what a guess costs; as the tool `age` has it: 256 MB and about a second.
WORK = 18
_MOST_WORK = 22
_LONGEST_LINE = 256


class Sealer:
    """Encrypts what is written to it into a file; `finish` seals the last chunk.

    Without `finish` the file is not whole, and nobody takes it for one.
    """

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        """Write the header; takes about a second."""
        self._file = file
        self._rest = bytearray()
        self._number = 0
        key = os.urandom(16)
        file.write(_header(key, passphrase))
        nonce = os.urandom(16)
        file.write(nonce)
        self._cipher = ChaCha20Poly1305(_derived(key, nonce, b"payload"))

    def write(self, data: bytes) -> int:
        """Encrypt some bytes; a chunk is only sealed once it is known not to be the last."""
        self._rest += data
        whole = (len(self._rest) - 1) // CHUNK * CHUNK
        for start in range(0, whole, CHUNK):
            self._seal(bytes(self._rest[start : start + CHUNK]), last=False)
        if whole > 0:
            del self._rest[:whole]
        return len(data)

    def finish(self) -> None:
        """Seal what is left as the last chunk."""
        self._seal(bytes(self._rest), last=True)

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


class Opener:
    """Decrypts a file as it is read; every byte it returns is as it was written.

    Raises NeedsOperator for a wrong passphrase, a file of another kind, one that was changed, and
    one that lost its end.
    """

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        """Read the header; takes about a second."""
        self._file = file
        key = _file_key(file, passphrase)
        self._cipher = ChaCha20Poly1305(_derived(key, _exactly(file, 16), b"payload"))
        self._ahead = file.read(CHUNK + _TAG)
        self._number = 0
        self._plain = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Return up to so many bytes, none at the end; without a size, a chunk or less."""
        while not self._plain and not self._ended:
            self._plain = self._next()
        size = len(self._plain) if size < 0 else size
        given, self._plain = self._plain[:size], self._plain[size:]
        return given

    def _next(self) -> bytes:
        chunk, self._ahead = self._ahead, self._file.read(CHUNK + _TAG)
        self._ended = not self._ahead
        try:
            plain = self._cipher.decrypt(_nonce(self._number, last=self._ended), chunk, None)
        except InvalidTag as problem:
            raise self._broken(chunk) from problem
        self._number += 1
        return plain

    def _broken(self, chunk: bytes) -> NeedsOperator:
        """Tell a file that lost its end from one that was changed."""
        if self._ended and self._opens_as_inner(chunk):
            return cut_off()
        if len(chunk) < CHUNK + _TAG:
            return NeedsOperator(
                "The backup is cut off, or damaged near its end.", fix=ANOTHER_COPY
            )
        return damaged(f"in block {self._number + 1} of 64 KiB")

    def _opens_as_inner(self, chunk: bytes) -> bool:
        if not chunk:
            return True
        try:
            self._cipher.decrypt(_nonce(self._number, last=False), chunk, None)
        except InvalidTag:
            return False
        return True


ANOTHER_COPY = "Use another copy of it, or the backup before it."


def cut_off() -> NeedsOperator:
    """Return the error for a file whose end is missing."""
    return NeedsOperator("The backup is cut off: its end is missing.", fix=ANOTHER_COPY)


def damaged(where: str) -> NeedsOperator:
    """Return the error for a file that is not as it was written."""
    return NeedsOperator(f"The backup is damaged {where}.", fix=ANOTHER_COPY)


def _header(key: bytes, passphrase: str) -> bytes:
    salt = os.urandom(16)
    wrapped = ChaCha20Poly1305(_wrapping_key(passphrase, salt, WORK)).encrypt(bytes(12), key, None)
    lines = (
        _VERSION,
        b"-> scrypt " + _to_text(salt) + b" " + str(WORK).encode(),
        _to_text(wrapped),
        b"---",
    )
    head = b"\n".join(lines)
    return head + b" " + _to_text(_mac(key, head)) + b"\n"


def _file_key(file: BinaryIO, passphrase: str) -> bytes:
    """Return the key that the header wraps, once the header is shown to be genuine."""
    version, stanza, wrapped, end = (_line(file) for _ in range(4))
    words = stanza.split(b" ")
    if version != _VERSION or words[:2] != [b"->", b"scrypt"] or len(words) != 4:
        raise _strange()
    salt, work = _from_text(words[2]), words[3]
    if len(salt) != 16 or not work.isdigit() or not 1 <= int(work) <= _MOST_WORK:
        raise _strange()
    try:
        cipher = ChaCha20Poly1305(_wrapping_key(passphrase, salt, int(work)))
        key = cipher.decrypt(bytes(12), _from_text(wrapped), None)
    except InvalidTag as problem:
        raise NeedsOperator(
            "The passphrase does not open this backup.",
            fix="Use the passphrase with which it was made. If it is the right one, the first"
            " lines of the file are damaged.",
        ) from problem
    mark, _, mac = end.partition(b" ")
    head = b"\n".join((version, stanza, wrapped, mark))
    try:
        _check_mac(key, head, _from_text(mac))
    except InvalidSignature as problem:
        raise damaged("in its first lines") from problem
    return key


def _line(file: BinaryIO) -> bytes:
    line = file.readline(_LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise _strange()
    return line[:-1]


def _exactly(file: BinaryIO, size: int) -> bytes:
    found = file.read(size)
    if len(found) != size:
        raise cut_off()
    return found


def _strange() -> NeedsOperator:
    return NeedsOperator(
        "This file is no backup with a passphrase, or its first lines are damaged.",
        fix="Name a file that homeroom backup has written.",
    )


def _wrapping_key(passphrase: str, salt: bytes, work: int) -> bytes:
    kdf = Scrypt(salt=_VERSION + b"/scrypt" + salt, length=32, n=1 << work, r=8, p=1)
    return kdf.derive(passphrase.encode())


def _derived(key: bytes, salt: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=use).derive(key)


def _signer(key: bytes, head: bytes) -> hmac.HMAC:
    signer = hmac.HMAC(_derived(key, b"", b"header"), hashes.SHA256())
    signer.update(head)
    return signer


def _mac(key: bytes, head: bytes) -> bytes:
    return _signer(key, head).finalize()


def _check_mac(key: bytes, head: bytes, mac: bytes) -> None:
    _signer(key, head).verify(mac)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _to_text(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _from_text(text: bytes) -> bytes:
    try:
        return b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError as problem:
        raise _strange() from problem
