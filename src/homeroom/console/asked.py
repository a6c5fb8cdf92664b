"""What somebody asks of a list in its address: filters, each an attribute, a condition, a value."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from msgspec import Struct

from homeroom.console.browse_tabs import Tab, hows
from homeroom.model.fields import Field, Shape
from homeroom.model.kinds import Kind
from homeroom.store import links
from homeroom.store.browsing_words import Condition, How
from homeroom.store.scope import Scope

_BARE = (How.EMPTY, How.FILLED)
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
MOST = 8
# Far more than a score has, and few enough to be written out.
MOST_DIGITS = 100


class Filter(Struct, frozen=True):
    """One filter as it was asked for."""

    attribute: str
    how: How
    value: str


class Asked(Struct, frozen=True):
    """The filters of a list, as they were written and as they are looked for, and what is wrong."""

    filters: tuple[Filter, ...]
    conditions: tuple[Condition, ...]
    errors: tuple[tuple[str, str], ...]  # id of the field, words


class _Unclear(ValueError):
    """A value that cannot be compared; its text says why."""


def asked(scope: Scope, tab: Tab, given: QueryDict) -> Asked:
    """Read the filters of an address; what cannot be understood is said at its field."""
    rows = zip(given.getlist("a"), given.getlist("c"), given.getlist("v"), strict=False)
    filters: list[Filter] = []
    conditions: list[Condition] = []
    errors: list[tuple[str, str]] = []
    for attribute, how, value in _filled(tab, rows):
        number = len(filters)
        filters.append(Filter(attribute, how, value))
        try:
            found = _value(scope, tab.fields.get(attribute), how, value)
        except _Unclear as problem:
            errors.append((f"v{number}", str(problem)))
        else:
            conditions.append(Condition(tab.column_of(attribute), how, found))
    return Asked(tuple(filters), tuple(conditions), tuple(errors))


def _filled(tab: Tab, rows: Iterable[tuple[str, str, str]]) -> Iterable[tuple[str, How, str]]:
    """Yield the filters that say something; one that the attribute does not know becomes `is`."""
    known = {"sourcedId", *tab.fields}
    for attribute, how, value in list(rows)[:MOST]:
        if attribute in known and (value.strip() or how in _BARE):
            can = hows(tab.fields.get(attribute))
            yield attribute, How(how) if how in can else can[0], value.strip()


def _value(scope: Scope, field: Field | None, how: How, value: str) -> str:
    if how in _BARE:
        return ""
    if field is None or how in (How.HAS, How.BEGINS):
        return value
    if field.shape is Shape.NUMBER:
        return _number(value)
    if field.shape in (Shape.DAY, Shape.MOMENT):
        return _day(value)
    if field.shape is Shape.FLAG:
        return _flag(value)
    if field.to is not None:
        return _record(scope, field.to, value)
    return value


def _number(value: str) -> str:
    try:
        # Python reads 8_5 as 85.
        found = Decimal("" if "_" in value else value)
    except InvalidOperation:
        raise _Unclear(_("%(value)s is no number.") % {"value": value}) from None
    if not found.is_finite() or abs(found.adjusted()) > MOST_DIGITS:
        raise _Unclear(_("%(value)s is no number.") % {"value": value})
    return f"{found:f}"


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        words = _("%(value)s is no day; write it as 2026-10-05.")
        raise _Unclear(words % {"value": value}) from None


def _flag(value: str) -> str:
    if value.casefold() not in (*_YES, *_NO):
        raise _Unclear(_("Write yes or no."))
    return "true" if value.casefold() in _YES else "false"


def _record(scope: Scope, kind: Kind, value: str) -> str:
    found = links.find_hub_ids(scope, [(kind, value)]).get((kind, value))
    if found:
        return found[0]
    try:
        return str(UUID(value))
    except ValueError:
        words = _("There is no record with the id %(value)s. Its page shows the id.")
        raise _Unclear(words % {"value": value}) from None
