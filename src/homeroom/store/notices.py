"""Notices: who is told, what has begun and ended, and what is to go out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from msgspec import Struct

from homeroom.store.scope import Scope

MOST_TRIES = 8


class Receiver(Struct, frozen=True, kw_only=True):
    """Somebody who is told; `about` empty: of everything; `daily_at` None: at once."""

    id: int
    channel: str
    address: str
    about: tuple[str, ...]
    daily_at: time | None
    secret: bytes | None
    user_id: int | None = None  # a teacher, who hears of own classes only


class Beginning(Struct, frozen=True, kw_only=True):
    """Something that begins: of which app, and how many there are."""

    app_id: int
    what: str
    count: int
    thing: str = ""  # which thing of the app
    user_id: int | None = None  # the teacher whose classes it is about


class Noted(Struct, frozen=True, kw_only=True):
    """Something that began, and when it was over."""

    id: int
    app_id: int
    what: str
    thing: str
    count: int
    began_at: datetime
    ended_at: datetime | None


class Sending(Struct, frozen=True, kw_only=True):
    """One change that is due at one receiver."""

    notice_id: int
    receiver_id: int
    change: str
    app_id: int
    what: str
    thing: str
    count: int
    at: datetime  # when it changed
    tries: int


_RECEIVER = "id, channel, address, about, daily_at, secret, user_id"
_NOTED = "id, app_id, what, thing, count, began_at, ended_at"


def receivers(scope: Scope) -> list[Receiver]:
    """Return whom the district has added, in that order; teachers are not among them."""
    return [one for one in everybody(scope) if one.user_id is None]


def everybody(scope: Scope) -> list[Receiver]:
    """Return everybody who is told, in the order in which they were added."""
    rows = scope.rows(
        f"SELECT {_RECEIVER} FROM notice_receivers WHERE district_id = %(district)s ORDER BY id"
    )
    return [_receiver(row) for row in rows]


def add(scope: Scope, receiver: Mapping[str, Any], by: str) -> int | None:
    """Add a receiver and return its id; None when there is one at this address."""
    row = scope.row(
        "INSERT INTO notice_receivers"
        " (district_id, channel, address, about, daily_at, secret, made_by)"
        " VALUES (%(district)s, %(channel)s, %(address)s, %(about)s, %(daily_at)s, %(secret)s,"
        " %(by)s) ON CONFLICT (district_id, channel, address, user_id) DO NOTHING RETURNING id",
        **receiver,
        by=by,
    )
    return int(row[0]) if row else None


def remove(scope: Scope, receiver_id: int) -> bool:
    """Remove a receiver with all that was to go there; False when there is none."""
    gone = scope.run(
        "DELETE FROM notice_receivers WHERE district_id = %(district)s AND id = %(id)s",
        id=receiver_id,
    )
    return bool(gone)


def drop_unsent(scope: Scope, receiver_id: int) -> None:
    """Drop what was still to go to a receiver."""
    scope.run(
        "DELETE FROM notice_sendings WHERE district_id = %(district)s AND receiver_id = %(id)s"
        " AND sent_at IS NULL",
        id=receiver_id,
    )


def open_ones(scope: Scope) -> dict[tuple[int, str, str], tuple[int, int]]:
    """Return what has begun and is not over: (app, what, thing) -> notice, and how many it was."""
    rows = scope.rows(
        "SELECT app_id, what, thing, id, count FROM notices WHERE district_id = %(district)s"
        " AND ended_at IS NULL AND user_id IS NULL"
    )
    return {(app_id, what, thing): (id_, many) for app_id, what, thing, id_, many in rows}


def latest(scope: Scope, limit: int) -> list[Noted]:
    """Return the last notices of the whole district, newest first."""
    rows = scope.rows(
        f"SELECT {_NOTED} FROM notices WHERE district_id = %(district)s AND user_id IS NULL"
        " ORDER BY id DESC LIMIT %(limit)s",
        limit=limit,
    )
    return [Noted(**dict(zip(Noted.__struct_fields__, row, strict=True))) for row in rows]


def begin(scope: Scope, one: Beginning, now: datetime) -> int:
    """Note that something began; return the notice."""
    id_ = scope.value(
        "INSERT INTO notices (district_id, app_id, what, thing, count, user_id, began_at)"
        " VALUES (%(district)s, %(app)s, %(what)s, %(thing)s, %(count)s, %(user)s, %(now)s)"
        " RETURNING id",
        app=one.app_id,
        what=one.what,
        thing=one.thing,
        count=one.count,
        user=one.user_id,
        now=now,
    )
    return int(id_)


def end(scope: Scope, notice_id: int, now: datetime) -> None:
    """Note that something is over."""
    scope.run(
        "UPDATE notices SET ended_at = %(now)s WHERE district_id = %(district)s AND id = %(id)s",
        id=notice_id,
        now=now,
    )


def plan(scope: Scope, notice_id: int, receiver_id: int, change: str, due: datetime) -> None:
    """Plan that a receiver is told of a change."""
    scope.run(
        "INSERT INTO notice_sendings (district_id, notice_id, receiver_id, change, due_at)"
        " VALUES (%(district)s, %(notice)s, %(receiver)s, %(change)s, %(due)s)"
        " ON CONFLICT DO NOTHING",
        notice=notice_id,
        receiver=receiver_id,
        change=change,
        due=due,
    )


def due(scope: Scope, now: datetime) -> list[Sending]:
    """Return what is to go out now, in the order in which it happened."""
    rows = scope.rows(
        "SELECT s.notice_id, s.receiver_id, s.change, n.app_id, n.what, n.thing, n.count,"
        " CASE s.change WHEN 'began' THEN n.began_at ELSE n.ended_at END AS at, s.tries"
        " FROM notice_sendings s JOIN notices n ON n.district_id = s.district_id"
        " AND n.id = s.notice_id WHERE s.district_id = %(district)s AND s.sent_at IS NULL"
        " AND s.due_at <= %(now)s AND s.tries < %(most)s ORDER BY at, s.notice_id",
        now=now,
        most=MOST_TRIES,
    )
    return [Sending(**dict(zip(Sending.__struct_fields__, row, strict=True))) for row in rows]


def settle(
    scope: Scope, sendings: Sequence[Sending], now: datetime, again: datetime, problem: str
) -> None:
    """Keep what became of some sendings; with a problem they are due again at `again`."""
    for one in sendings:
        scope.run(
            "UPDATE notice_sendings SET tries = tries + 1, problem = nullif(%(problem)s, ''),"
            " sent_at = CASE WHEN %(problem)s = '' THEN %(now)s::timestamptz END,"
            " due_at = %(again)s WHERE district_id = %(district)s AND notice_id = %(notice)s"
            " AND receiver_id = %(receiver)s AND change = %(change)s",
            notice=one.notice_id,
            receiver=one.receiver_id,
            change=one.change,
            problem=problem,
            now=now,
            again=again,
        )


def problems(scope: Scope) -> dict[int, str]:
    """Return why the last message to a receiver did not go out, where one did not."""
    rows = scope.rows(
        "SELECT DISTINCT ON (receiver_id) receiver_id, problem FROM notice_sendings"
        " WHERE district_id = %(district)s AND tries > 0 ORDER BY receiver_id, due_at DESC"
    )
    return {receiver_id: problem for receiver_id, problem in rows if problem}


def _receiver(row: tuple[Any, ...]) -> Receiver:
    held = dict(zip(Receiver.__struct_fields__, row, strict=True))
    held["about"] = tuple(held["about"])
    held["secret"] = bytes(held["secret"]) if held["secret"] is not None else None
    return Receiver(**held)
