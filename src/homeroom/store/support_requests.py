"""Requests for Grade Sync that wait for an operator, of all districts: outside tenancy."""

from datetime import datetime

from django.db import connection
from msgspec import Struct


class Request(Struct, frozen=True, kw_only=True):
    """One request: of which district, for which app and mode, since when and by whom."""

    district: str  # its short name
    district_name: str
    key: str
    title: str
    state: str
    mode: str
    asked_by: str
    asked_at: datetime


def waiting(limit: int) -> list[Request]:
    """Return so many requests at most, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.slug, d.name, r.key, r.title, r.state, r.mode, r.asked_by, r.asked_at"
            " FROM grade_sync_requests r JOIN districts d ON d.id = r.district_id"
            " ORDER BY r.asked_at, r.district_id, r.app_id LIMIT %s",
            [limit],
        )
        names = Request.__struct_fields__
        return [Request(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
