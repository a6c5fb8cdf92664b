"""The query parameters of a read: limit, offset, sort, orderBy, filter, fields."""

from msgspec import Struct

from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.oneroster.errors import Refused
from homeroom.sandbox.oneroster.field_tables import Field, fields_of, find_field
from homeroom.sandbox.oneroster.filters import Filter, parse_filter
from homeroom.sandbox.web.messages import Request

DEFAULT_LIMIT = 100
# Infinite Campus takes pages of up to 50,000 since release 1645 (Campus.1929); asking for more
# gives that many, with a link to the next page.
MOST_ROWS = 50_000


class Warning1p1(Struct, frozen=True):
    """What 1.1 answers beside the data where 1.2 refuses or keeps silent."""

    code: str
    description: str


class Query(Struct, frozen=True):
    limit: int
    offset: int
    sort: Field | None
    descending: bool
    filter: Filter | None
    filter_text: str
    fields: tuple[str, ...]
    warnings: tuple[Warning1p1, ...]


def read_query(request: Request, entity: str, api: Api) -> Query:
    """Read a collection's parameters. Raises Refused with 400 or 422."""
    given = dict(reversed(request.parameters()))
    sort, warnings = _read_sort(given.get("sort"), entity, api)
    fields, more = read_fields(request, entity, api)
    text = given.get("filter", "")
    return Query(
        limit=min(_number(given, "limit", DEFAULT_LIMIT, 1), MOST_ROWS),
        offset=_number(given, "offset", 0, 0),
        sort=sort,
        descending=given.get("orderBy", "asc").lower() == "desc",
        filter=parse_filter(text, entity, api) if text else None,
        filter_text=text,
        fields=fields,
        warnings=warnings + more,
    )


def read_fields(
    request: Request, entity: str, api: Api
) -> tuple[tuple[str, ...], tuple[Warning1p1, ...]]:
    """Return the fields to show, all when empty; `fields=a,b` and `fields=a&fields=b` are equal."""
    texts = [value for name, value in request.parameters() if name == "fields"]
    if not texts:
        return (), ()
    names = [name.strip() for text in texts for name in text.split(",")]
    if not any(names):
        code = "invalid_blank_selection_field" if api == "1.1" else "invalid_selection_field"
        raise Refused(400, code, "The list of fields is blank.")
    wrong = [name for name in names if name not in fields_of(entity, api)]
    if not wrong:
        return tuple(names), ()
    description = f"{entity} has no field {', '.join(wrong)}."
    if api == "1.2":
        raise Refused(400, "invalid_selection_field", description)
    return (), (Warning1p1("invalid_selection_field", description),)


def _read_sort(
    name: str | None, entity: str, api: Api
) -> tuple[Field | None, tuple[Warning1p1, ...]]:
    """Return the field to sort by; an unknown one leaves the default order (200)."""
    if not name:
        return None, ()
    field = find_field(entity, api, name)
    if field is None and api == "1.1":
        return None, (Warning1p1("invalid_sort_field", f"{entity} has no field {name}."),)
    return field, ()


def _number(given: dict[str, str], name: str, default: int, least: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise Refused(400, "invaliddata", f"{name} must be a whole number of at least {least}.")
    return int(text)
