"""The agreements that a district has with a vendor: files, kept in the database."""

from datetime import datetime

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.store.scope import Scope

MOST_BYTES = 10 * 1024 * 1024


class Agreement(Struct, frozen=True):
    """One file, without its bytes."""

    id: int
    name: str
    bytes: int
    added_by: str
    added_at: datetime


def add(scope: Scope, app_id: int, name: str, body: bytes, by: str) -> int:
    """Attach a file to what is shared with an app; return its number."""
    if not 0 < len(body) <= MOST_BYTES:
        raise NeedsDistrict(
            f"{name} has {len(body):,} bytes; an agreement has 1 to {MOST_BYTES:,}.",
            fix="Attach a smaller copy of it, such as a PDF with less resolution.",
        )
    made: int = scope.value(
        "INSERT INTO agreements (district_id, app_id, name, body, added_by)"
        " VALUES (%(district)s, %(app)s, %(name)s, %(body)s, %(by)s) RETURNING id",
        app=app_id,
        name=name,
        body=body,
        by=by,
    )
    return made


def every(scope: Scope, app_id: int) -> list[Agreement]:
    """Return the files of an app, the newest last."""
    rows = scope.rows(
        "SELECT id, name, octet_length(body), added_by, added_at FROM agreements"
        " WHERE district_id = %(district)s AND app_id = %(app)s ORDER BY id",
        app=app_id,
    )
    return [Agreement(*row) for row in rows]


def body(scope: Scope, app_id: int, id_: int) -> bytes:
    """Return the bytes of a file."""
    held = scope.value(
        "SELECT body FROM agreements WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND id = %(id)s",
        app=app_id,
        id=id_,
    )
    if held is None:
        raise _unknown(id_)
    return bytes(held)


def remove(scope: Scope, app_id: int, id_: int) -> None:
    """Remove a file."""
    gone = scope.run(
        "DELETE FROM agreements WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND id = %(id)s",
        app=app_id,
        id=id_,
    )
    if not gone:
        raise _unknown(id_)


def _unknown(id_: int) -> NeedsDistrict:
    return NeedsDistrict(
        f"There is no agreement {id_} with this app.",
        fix="See which there are: homeroom vendor show",
    )
