"""How the spool packs what it keeps."""

import threading

import zstandard

_LEVEL = 1  # pages are read back rarely, and text shrinks well at any level
_HELD = threading.local()


def pack(plain: bytes) -> bytes:
    """Return bytes packed. To make a packer costs more than to pack a grade: a thread keeps one."""
    packer: zstandard.ZstdCompressor | None = getattr(_HELD, "packer", None)
    if packer is None:
        packer = _HELD.packer = zstandard.ZstdCompressor(level=_LEVEL)
    return packer.compress(plain)
