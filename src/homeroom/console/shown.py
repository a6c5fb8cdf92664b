"""How the value of a field reads: plain words, lists with commas, a dash for nothing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from msgspec import Struct, structs


def shown(value: Any, zone: ZoneInfo | None = None) -> str:
    """Return a value as people read it; what is blank is an empty text."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Struct):
        return shown(structs.asdict(value), zone)
    if isinstance(value, Mapping):
        pairs = ((name, shown(one, zone)) for name, one in value.items())
        return ", ".join(f"{name}: {one}" for name, one in pairs if one)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(words for one in value if (words := shown(one, zone)))
    return str(value)
