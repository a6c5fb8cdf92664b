"""What becomes of a line item or a grade on its way, now and under other rules, in words."""

from collections.abc import Mapping
from typing import Any

from homeroom.console.shown import shown
from homeroom.console.telling import told
from homeroom.console.words import KEPT_BACK, SHOWN


def outcome(code: str, facts: Mapping[str, Any]) -> str:
    """Return why it stays back, or that it goes, in a few words."""
    return str(KEPT_BACK[code]) if code in KEPT_BACK else told(code, facts).words


def goes_as(sent: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Return what of it goes out otherwise than in another case; all that is said where it is new.

    "" where nothing of it differs.
    """
    names = [name for name in sent if sent[name] != other.get(name)]
    if not other:
        names = [name for name in names if sent[name] not in (None, False, "")]
    return "; ".join(f"{SHOWN[name]}: {shown(sent[name]) or '-'}" for name in names)
