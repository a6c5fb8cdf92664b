"""The apps that a district has activated."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.store.arrays import number_array
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope
from homeroom.store.statements import Question


class App(Struct, frozen=True, kw_only=True):
    """One activated app: a connector with settings, in one mode, in one district."""

    id: int
    key: str
    connector: str
    title: str
    role: str
    mode: str
    grade_sync: bool
    state: str
    api_version: str | None
    settings: Mapping[str, Any]
    decision: Mapping[str, Any] | None
    seeded_at: datetime | None
    restored_at: datetime | None  # set until a complete sync has compared
    role_said: bool = False  # whether a person chose the role
    checked_at: datetime | None = None  # when all checks before its first delivery had passed
    intake: str = ""  # a mark of the rules by which all of its records were last taken in

    @property
    def takes_now(self) -> bool:
        """Say whether it may be written to now: not while it is paused, nor after a restore until
        a sync has compared."""
        paused = bool(self.settings.get("paused"))
        return self.state == "active" and not paused and self.restored_at is None


_COLUMNS = (
    "id, key, connector, title, role, mode, grade_sync, state, api_version, settings, decision,"
    " seeded_at, restored_at, role_said, checked_at, intake"
)


def add(scope: Scope, app: Mapping[str, Any]) -> App:
    """Store a newly activated app, or one that comes back; its key must be free."""
    taken = scope.value(
        "SELECT 1 FROM apps WHERE district_id = %(district)s AND key = %(key)s"
        " AND state <> 'removed'",
        key=app["key"],
    )
    if taken:
        raise NeedsDistrict(
            f"An app {app['key']} is active already.",
            fix="Choose another short name with --key, or remove the other app first.",
        )
    packed = {"role_said": False, **app, "settings": encode_json(app["settings"])}
    # The same app under the same name is the same source: its ids stand for the same records.
    row = scope.row(
        "UPDATE apps SET title = %(title)s, role = %(role)s, role_said = %(role_said)s,"
        " mode = %(mode)s, grade_sync = %(grade_sync)s, state = %(state)s,"
        " api_version = %(api_version)s, settings = %(settings)s, decision = NULL, seeded_at = NULL"
        " WHERE district_id = %(district)s AND id = (SELECT max(id) FROM apps"
        "   WHERE district_id = %(district)s AND key = %(key)s AND connector = %(connector)s"
        "   AND state = 'removed')"
        f" RETURNING {_COLUMNS}",
        **packed,
    ) or scope.row(
        "INSERT INTO apps (district_id, key, connector, title, role, mode, grade_sync, state,"
        " api_version, settings, role_said) VALUES (%(district)s, %(key)s, %(connector)s,"
        " %(title)s, %(role)s, %(mode)s, %(grade_sync)s, %(state)s, %(api_version)s,"
        " %(settings)s, %(role_said)s)"
        f" RETURNING {_COLUMNS}",
        **packed,
    )
    assert row is not None
    return _app(row)


def every(scope: Scope) -> list[App]:
    """Return all apps that are not removed, in the order of their activation."""
    rows = scope.rows(
        f"SELECT {_COLUMNS} FROM apps WHERE district_id = %(district)s AND state <> 'removed'"
        " ORDER BY id"
    )
    return [_app(row) for row in rows]


def keyed(scope: Scope, key: str) -> App:
    """Return the app of this key."""
    found = every(scope)
    for app in found:
        if app.key == key:
            return app
    known = ", ".join(app.key for app in found) or "none yet"
    raise NeedsDistrict(f"There is no active app {key}.", fix=f"There are: {known}.")


def by_id(scope: Scope, id_: int) -> App:
    """Return the app of this id, removed or not."""
    row = scope.row(
        f"SELECT {_COLUMNS} FROM apps WHERE district_id = %(district)s AND id = %(id)s", id=id_
    )
    assert row is not None, id_
    return _app(row)


def change(scope: Scope, id_: int, **values: Any) -> App:
    """Set columns of an app and return it."""
    assigned = ", ".join(f"{name} = %({name})s" for name in values)
    packed = {
        name: encode_json(value) if isinstance(value, Mapping) else value
        for name, value in values.items()
    }
    row = scope.row(
        f"UPDATE apps SET {assigned} WHERE district_id = %(district)s AND id = %(id)s"
        f" RETURNING {_COLUMNS}",
        id=id_,
        **packed,
    )
    assert row is not None, id_
    return _app(row)


def set_secret(scope: Scope, app_id: int, field: str, sealed: bytes) -> None:
    """Keep a sealed secret of an app."""
    scope.run(
        "INSERT INTO app_secrets VALUES (%(district)s, %(app)s, %(field)s, %(sealed)s)"
        " ON CONFLICT (district_id, app_id, field) DO UPDATE SET sealed = excluded.sealed",
        app=app_id,
        field=field,
        sealed=sealed,
    )


def secrets(scope: Scope, app_id: int) -> dict[str, bytes]:
    """Return the sealed secrets of an app by field."""
    rows = scope.rows(
        "SELECT field, sealed FROM app_secrets WHERE district_id = %(district)s"
        " AND app_id = %(app)s",
        app=app_id,
    )
    return {field: bytes(sealed) for field, sealed in rows}


def forget_secrets(scope: Scope, app_id: int, beginning: str = "") -> None:
    """Remove the secrets of an app whose names begin so; all of one that is no longer used."""
    scope.run(
        "DELETE FROM app_secrets WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND starts_with(field, %(beginning)s)",
        app=app_id,
        beginning=beginning,
    )


def _app(row: tuple[Any, ...]) -> App:
    held = dict(zip(App.__struct_fields__, row, strict=True))
    held["settings"] = decode_json(held["settings"])
    held["decision"] = decode_json(held["decision"]) if held["decision"] else None
    return App(**held)


def take_turns(scope: Scope, app_ids: Sequence[int]) -> tuple[int, ...]:
    """Let one transaction at a time take in rows of these apps; returns the number of each turn."""
    question = turns_to_take(app_ids)
    rows = scope.rows(question.sql, **question.params)
    return tuple(turn for _, turn in sorted(rows))


def turns_to_take(app_ids: Sequence[int]) -> Question:
    """Return what takes the turns of some apps: it waits for whoever has them."""
    return Question(
        # Locked in one order, so that nobody waits for somebody who waits in turn.
        "WITH held AS MATERIALIZED (SELECT id FROM apps WHERE district_id = %(district)s"
        "   AND id = ANY(%(apps)s::int[]) ORDER BY id FOR NO KEY UPDATE)"
        " INSERT INTO turns AS t SELECT %(district)s, held.id, 1 FROM held"
        " ON CONFLICT (district_id, app_id) DO UPDATE SET turn = t.turn + 1"
        " RETURNING t.app_id, t.turn",
        {"apps": number_array(app_ids)},
    )


def turns(scope: Scope, app_ids: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers of the last turns that were taken, in the order of the apps' ids."""
    rows = scope.rows(
        "SELECT coalesce(t.turn, 0) FROM apps a LEFT JOIN turns t"
        " ON t.district_id = a.district_id AND t.app_id = a.id"
        " WHERE a.district_id = %(district)s AND a.id = ANY(%(apps)s) ORDER BY a.id",
        apps=list(app_ids),
    )
    return tuple(turn for (turn,) in rows)
