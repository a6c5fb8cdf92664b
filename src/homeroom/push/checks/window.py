"""Do so many grades of a class change at once that a person should look first? Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from homeroom.push.checks.conflict import differences
from homeroom.push.checks.verdict import Hold
from homeroom.rules.windows import GradeWindow


class Figures(Struct, frozen=True, kw_only=True):
    """Grades of one app in one class: how many stand in the SIS, and what the window saw."""

    standing: int = 0
    written: int = 0
    changed: int = 0
    emptied: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            standing=self.standing + other.standing,
            written=self.written + other.written,
            changed=self.changed + other.changed,
            emptied=self.emptied + other.emptied,
        )


def figures_of(sent: Mapping[str, Any], wanted: Mapping[str, Any]) -> Figures:
    """Return what one grade adds that is about to be sent; it stands already where it was sent."""
    return Figures(written=1, changed=int(is_change(sent, wanted)), emptied=int(is_empty(wanted)))


def is_change(sent: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Say whether a delivered grade becomes another one for families."""
    return "digest" in sent and bool(differences(sent, wanted))


def is_empty(wanted: Mapping[str, Any]) -> bool:
    """Say whether a grade is a zero or a blank; exempt work is neither."""
    blank = wanted.get("score") is None and wanted.get("text_score") is None
    return wanted.get("score") == "0" or (blank and wanted.get("score_status") != "exempt")


def too_many_changes(rule: GradeWindow, seen: Figures) -> Hold | None:
    """Return why changed grades wait: too large a share of what stands in the SIS changes."""
    many = seen.changed >= rule.changed_minimum
    if not many or seen.changed * 100 <= seen.standing * rule.changed_percent:
        return None
    facts = {"changed": seen.changed, "standing": seen.standing, "hours": rule.hours}
    return Hold("window.changed", facts)


def too_many_empty(rule: GradeWindow, seen: Figures) -> Hold | None:
    """Return why zeros and blanks wait: too large a share of what is sent is empty."""
    many = seen.emptied >= rule.emptied_minimum
    if not many or seen.emptied * 100 <= seen.written * rule.emptied_percent:
        return None
    facts = {"emptied": seen.emptied, "written": seen.written, "hours": rule.hours}
    return Hold("window.emptied", facts)
