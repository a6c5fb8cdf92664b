"""Districts: the tenants themselves, outside tenancy."""

from collections.abc import Sequence
from datetime import time
from zoneinfo import ZoneInfo, available_timezones

from django.db import IntegrityError, connection, transaction
from msgspec import Struct

from homeroom.errors import NeedsOperator


class District(Struct, frozen=True, kw_only=True):
    """One school district; its clock rules due dates, school hours and schedules."""

    id: int
    slug: str
    name: str
    time_zone: str
    due_clock: time
    school_opens: time
    school_closes: time

    @property
    def zone(self) -> ZoneInfo:
        """Return the district's time zone."""
        return ZoneInfo(self.time_zone)


_COLUMNS = "id, slug, name, time_zone, due_clock, school_opens, school_closes"


def create(slug: str, name: str, time_zone: str) -> District:
    """Add a district."""
    if time_zone not in available_timezones():
        raise NeedsOperator(
            f"There is no time zone {time_zone}.", fix="Use a name such as America/Chicago."
        )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO districts (slug, name, time_zone) VALUES (%s, %s, %s)",
                [slug, name, time_zone],
            )
    except IntegrityError as problem:
        raise NeedsOperator(
            f"The short name {slug} cannot be used.",
            fix="Use one that no other district has, of small letters, digits and hyphens.",
        ) from problem
    return named(slug)


def every() -> list[District]:
    """Return all districts by their short names."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM districts ORDER BY slug")
        return [_district(row) for row in cursor.fetchall()]


def named(slug: str) -> District:
    """Return the district of this short name; an empty one means the only district there is."""
    found = every()
    if not slug and len(found) == 1:
        return found[0]
    for district in found:
        if district.slug == slug:
            return district
    if not found:
        raise NeedsOperator(
            "There is no district yet.",
            fix="Add one: homeroom district add SLUG --name NAME --time-zone ZONE",
        )
    known = ", ".join(one.slug for one in found)
    if not slug:
        raise NeedsOperator("There are several districts.", fix=f"Say --district with: {known}.")
    raise NeedsOperator(f"There is no district {slug}.", fix=f"There are: {known}.")


def by_slug(slug: str) -> District | None:
    """Return the district of this short name, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM districts WHERE slug = %s", [slug])
        row = cursor.fetchone()
    return _district(row) if row else None


def by_id(id_: int) -> District:
    """Return the district of this id."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM districts WHERE id = %s", [id_])
        row = cursor.fetchone()
    assert row is not None, id_
    return _district(row)


def second_step(id_: int) -> frozenset[str]:
    """Return the roles that need a second step at the sign-in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT second_step FROM districts WHERE id = %s", [id_])
        row = cursor.fetchone()
    return frozenset(row[0]) if row else frozenset()


def set_second_step(id_: int, roles: Sequence[str]) -> None:
    """Say which roles need a second step at the sign-in, from the next page on."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE districts SET second_step = %s WHERE id = %s", [list(roles), id_])


def _district(row: tuple[object, ...]) -> District:
    names = District.__struct_fields__
    return District(**dict(zip(names, row, strict=True)))  # type: ignore[arg-type]
