"""The comment beside a grade: not sent unless a district says so, never cut silently. Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from homeroom.connectors.rules import Rules
from homeroom.model.gradebook import Result
from homeroom.push.checks.verdict import Refuse

MARK = "..."  # the end of a comment that was cut


class Comment(Struct, frozen=True):
    """The comment that goes out, or none, and what was left of what the app wrote."""

    text: str | None = None
    notes: Mapping[str, Any] = {}


def comment_of(result: Result, rules: Rules, version: str) -> Comment | Refuse:
    """Return the comment of a grade by the write rules `comment` and `comment_length`."""
    text = result.comment
    if not text:
        return Comment()
    if rules.mode("comment", version) != "send":
        return Comment()  # it is told among what is not carried
    mode, limit = rules.mode("comment_length", version), rules.limit("comment_length")
    if mode == "off" or len(text) <= limit:
        return Comment(text)
    said = f"it has {len(text)} characters, and the SIS takes {limit} (rule comment_length)"
    if mode == "refuse":
        return Refuse("result.comment_too_long", {"length": len(text), "limit": limit})
    if mode == "leave out":
        return Comment(notes={"comment": f"not sent: {said}"})
    cut = text[: limit - len(MARK)].rstrip() + MARK
    return Comment(cut, {"comment": f"cut: {said}"})
