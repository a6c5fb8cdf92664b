"""What a OneRoster server answers when it refuses: every envelope seen becomes one short text."""

from typing import Any

import msgspec
from msgspec import Struct

LONGEST = 300
LONGEST_CODE = 80


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
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or nested without end
        return Refusal(words=_plain(body))
    for status in _statuses(said):
        code = _minor(status)
        words = str(status.get("imsx_description") or "").strip()
        if code or words:
            return Refusal(code[:LONGEST_CODE], words[:LONGEST])
    if isinstance(said, dict):
        return _of_oauth(said)
    return Refusal(words=said[:LONGEST]) if isinstance(said, str) else Refusal()


def _of_oauth(said: dict[str, Any]) -> Refusal:
    """Read what token endpoints and gateways say: a code, and at best a sentence beside it."""
    code = said.get("error")
    spoken = (said.get("error_description"), said.get("message"), code)
    words = next((one for one in spoken if one and isinstance(one, str)), "")
    return Refusal(code[:LONGEST_CODE] if isinstance(code, str) else "", words[:LONGEST])


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
