"""What a OneRoster server answers when it refuses: every envelope seen becomes one short text."""

from typing import Any

import msgspec
from msgspec import Struct

LONGEST = 300


class Refusal(Struct, frozen=True):
    """The server's own code and words, as far as it gave any; both are for people."""

    code: str = ""
    words: str = ""


def read_refusal(body: bytes) -> Refusal:
    """Read the error body of either version, of servers that mix them, or of none of them.

    1.2 answers one object with `imsx_CodeMinor`, 1.1 a `statusInfoSet` (a list, or one object at
    Veracross); gateways answer HTML, and some servers nothing at all. Branch on the HTTP status.
    """
    try:
        said = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return Refusal(words=_plain(body))
    for status in _statuses(said):
        code = _minor(status)
        words = str(status.get("imsx_description") or "").strip()
        if code or words:
            return Refusal(code[:80], words[:LONGEST])
    if isinstance(said, dict):
        words = said.get("error_description") or said.get("message") or said.get("error") or ""
        return Refusal(words=str(words)[:LONGEST])
    return Refusal()


def _statuses(said: Any) -> list[dict[str, Any]]:
    if isinstance(said, dict) and "statusInfoSet" in said:
        said = said["statusInfoSet"]
    parts = said if isinstance(said, list) else [said]
    return [part for part in parts if isinstance(part, dict)]


def _minor(status: dict[str, Any]) -> str:
    held = status.get("imsx_CodeMinor", status.get("imsx_codeMinor"))
    if isinstance(held, dict):
        fields = held.get("imsx_codeMinorField") or []
        first = fields[0] if isinstance(fields, list) and fields else fields
        held = first.get("imsx_codeMinorFieldValue") if isinstance(first, dict) else None
    return str(held or "").strip()


def _plain(body: bytes) -> str:
    text = body.decode("utf-8", "replace").strip()
    return "" if text.startswith("<") else text[:LONGEST]
