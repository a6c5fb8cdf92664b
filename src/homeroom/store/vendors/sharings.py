"""What a district shares with each app, and how people opt out of its directory."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.rules.sharing import OptOut, Sharing
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope


class Shared(Struct, frozen=True, kw_only=True):
    """What was decided about one app, as it was entered."""

    purpose: str = ""
    schools: tuple[UUID, ...] | None = None
    courses_left_out: tuple[UUID, ...] = ()
    kinds_left_out: tuple[str, ...] = ()
    attributes_left_out: Mapping[str, tuple[str, ...]] = {}
    demographics: bool = False
    honours_opt_out: bool = True
    last_day: date | None = None


_COLUMNS = (
    "purpose, schools, courses_left_out, kinds_left_out, attributes_left_out, demographics,"
    " honours_opt_out, last_day"
)


def of_app(scope: Scope, app_id: int) -> Shared:
    """Return what was decided about an app."""
    row = scope.row(
        f"SELECT {_COLUMNS} FROM sharings WHERE district_id = %(district)s AND app_id = %(app)s",
        app=app_id,
    )
    if row is None:
        return Shared()
    held = dict(zip(Shared.__struct_fields__, row, strict=True))
    named = decode_json(held["attributes_left_out"])
    held |= {
        "schools": None if held["schools"] is None else tuple(held["schools"]),
        "courses_left_out": tuple(held["courses_left_out"]),
        "kinds_left_out": tuple(held["kinds_left_out"]),
        "attributes_left_out": {kind: tuple(names) for kind, names in named.items()},
    }
    return Shared(**held)


def keep(scope: Scope, app_id: int, shared: Shared) -> None:
    """Keep what was decided about an app, in place of what was decided before."""
    held: dict[str, Any] = {name: getattr(shared, name) for name in Shared.__struct_fields__}
    held |= {
        "schools": None if shared.schools is None else list(map(str, shared.schools)),
        "courses_left_out": list(map(str, shared.courses_left_out)),
        "kinds_left_out": list(shared.kinds_left_out),
        "attributes_left_out": encode_json(shared.attributes_left_out),
    }
    scope.run(
        f"INSERT INTO sharings (district_id, app_id, {_COLUMNS}) VALUES (%(district)s, %(app)s,"
        " %(purpose)s, %(schools)s::uuid[], %(courses_left_out)s::uuid[], %(kinds_left_out)s,"
        " %(attributes_left_out)s::jsonb, %(demographics)s, %(honours_opt_out)s, %(last_day)s)"
        " ON CONFLICT (district_id, app_id) DO UPDATE SET purpose = excluded.purpose,"
        " schools = excluded.schools, courses_left_out = excluded.courses_left_out,"
        " kinds_left_out = excluded.kinds_left_out,"
        " attributes_left_out = excluded.attributes_left_out,"
        " demographics = excluded.demographics, honours_opt_out = excluded.honours_opt_out,"
        " last_day = excluded.last_day",
        app=app_id,
        **held,
    )


def sharing_of(scope: Scope, app_id: int, zone: ZoneInfo) -> Sharing:
    """Return what an app may see and write now."""
    return meant(scope, of_app(scope, app_id), zone)


def meant(scope: Scope, held: Shared, zone: ZoneInfo) -> Sharing:
    """Return what a decision means; its last day is one on the district's clock."""
    return Sharing(
        schools=None if held.schools is None else frozenset(held.schools),
        courses_left_out=frozenset(held.courses_left_out),
        kinds_left_out=frozenset(Kind(one) for one in held.kinds_left_out),
        attributes_left_out={
            Kind(kind): frozenset(names) for kind, names in held.attributes_left_out.items()
        },
        demographics=held.demographics,
        opt_out=directory_rule(scope) if held.honours_opt_out else None,
        until=_end_of(held.last_day, zone) if held.last_day else None,
    )


def directory_rule(scope: Scope) -> OptOut | None:
    """Return how people opt out of the directory; None where the district has no rule."""
    row = scope.row(
        "SELECT attribute, values FROM directory_rules WHERE district_id = %(district)s"
    )
    return OptOut(row[0], tuple(row[1])) if row else None


def set_directory_rule(scope: Scope, rule: OptOut | None) -> None:
    """Say how people opt out of the directory; None: they cannot."""
    scope.run("DELETE FROM directory_rules WHERE district_id = %(district)s")
    if rule is not None:
        scope.run(
            "INSERT INTO directory_rules VALUES (%(district)s, %(attribute)s, %(values)s)",
            attribute=rule.attribute,
            values=list(rule.values),
        )


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, zone)
