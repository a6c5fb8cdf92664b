"""Apps as the hub knows them, for tests that need no database."""

from typing import Any

from homeroom.store.apps import App


def app_as(**more: Any) -> App:
    """Return an active Infinite Campus in 2-way mode with Grade Sync; `more` says what differs."""
    held: dict[str, Any] = {
        "id": 1,
        "key": "campus",
        "connector": "infinite_campus",
        "title": "Campus",
        "role": "sis",
        "mode": "2-way",
        "grade_sync": True,
        "state": "active",
        "api_version": "1.2",
        "settings": {},
        "decision": None,
        "seeded_at": None,
        "restored_at": None,
    }
    return App(**(held | more))
