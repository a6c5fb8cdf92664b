"""homeroom doctor: is everything in order, and what to do where it is not."""

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import click
from django.db import DatabaseError
from msgspec import Struct

from homeroom import settings
from homeroom.access.secrets import key_path, load_keys
from homeroom.cli.base import json_option, says_errors
from homeroom.cli.database import open_database
from homeroom.cli.failures import told
from homeroom.cli.output import print_json, word
from homeroom.errors import HomeroomError
from homeroom.runs.setup.connecting import delivery_config
from homeroom.store import apps, districts, runs, schedules
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

LITTLE_DISK = 2 * 10**9
MUCH_DRIFT = 30.0
# Whoever makes a backup a week has one that is at most so old.
OLD_BACKUP_DAYS = 8
# The comparison with a SIS is due each night; a holiday of the worker may be longer than that.
OLD_COMPARISON = timedelta(days=3)
# A key that ends within so many days is a fault; people are told of it weeks before.
SOON_DAYS = 7
_NEEDS_PASSPHRASE = "It holds the secrets key; without its passphrase nobody can open it."


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    good: bool
    words: str
    fix: str = ""


@click.command()
@json_option
@says_errors
def doctor(as_json: bool) -> None:
    """Look whether all is in order, and say what to do.

    It looks at disk, secrets key, database, migrations, secrets, keys and certificates that end,
    backup, restore, worker, the nightly comparisons and clock. Exit status 1 when something is
    wrong.
    """
    found = list(_look())
    good = all(one.good for one in found)
    if as_json:
        print_json({"ok": good, "findings": found})
    else:
        for one in found:
            click.echo(f"{'ok' if one.good else 'FAILED':<7} {one.name}: {one.words}")
            if one.fix and not one.good:
                click.echo(f"        {one.fix}")
    if not good:
        raise SystemExit(1)


def _look() -> Iterator[Finding]:
    yield _tried("disk", _disk)
    yield _tried("secrets key", _key)
    try:
        with open_database(migrate=False):
            yield (migrations := _tried("migrations", _migrations))
            if migrations.good:
                for name, look in _IN_DATABASE.items():
                    yield _tried(name, look)
    except HomeroomError as problem:
        yield Finding("database", False, problem.message, problem.fix)


def _tried(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except HomeroomError as problem:
        return Finding(name, False, problem.message, problem.fix)
    except DatabaseError as problem:
        said = told(problem)
        return Finding(name, False, said.message, said.fix)


def _disk() -> Finding:
    home = settings.home()
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    words = f"{free / 1e9:.0f} GB free at {home}"
    return Finding("disk", free > LITTLE_DISK, words, "Make room, or set HOMEROOM_HOME elsewhere.")


def _key() -> Finding:
    ring = load_keys()
    words = f"{key_path()}, {len(ring.keys)} key(s). homeroom backup takes it along; without it"
    words += " the secrets of all apps must be entered again."
    return Finding("secrets key", True, words)


def _database() -> Finding:
    from homeroom.store import health

    signs = health.signs()
    where = "a server of your own" if settings.knob("DATABASE_URL") else "embedded"
    return Finding("database", True, f"PostgreSQL {signs.version}, {where}")


def _migrations() -> Finding:
    from homeroom.store import migrating

    waiting = migrating.pending()
    words = f"{len(waiting)} not done" if waiting else "all done"
    return Finding("migrations", not waiting, words, "Run homeroom migrate.")


def _backup() -> Finding:
    from homeroom.store.backup import log

    last = log.last_backup()
    if last is None:
        return Finding("backup", True, f"none yet: homeroom backup FOLDER. {_NEEDS_PASSPHRASE}")
    words = f"the last is {last.file}, of {word(last.made_at)}. {_NEEDS_PASSPHRASE}"
    fix = "Make one, and look why it was not made by itself: homeroom backup FOLDER"
    return Finding("backup", last.age_days < OLD_BACKUP_DAYS, words, fix)


def _restore() -> Finding:
    from homeroom.store.backup import log

    last = log.last_restore()
    if last is not None and last.ended_at is None:
        words = f"one of {last.file} is under way, or was broken off and has changed nothing"
        return Finding("restore", False, words, f"Do it again: homeroom restore {last.file}")
    waiting = [f"{app.key} of {one.slug}" for one, app in _activated() if _compares_first(app)]
    if waiting:
        words = f"nothing is delivered before these were synced: {', '.join(waiting)}"
        return Finding("restore", False, words, "Sync them, the SIS first: homeroom sync APP")
    done = f"done at {word(last.ended_at)}, and compared" if last else "none was needed"
    return Finding("restore", True, done)


def _compares_first(app: App) -> bool:
    return app.restored_at is not None and app.state == "active"


def _worker() -> Finding:
    from homeroom.store import health

    signs = health.signs()
    if signs.workers:
        return Finding("worker", True, f"{signs.workers} at work")
    seen = word(signs.heartbeat)
    words = f"none; the last sign of one was at {seen}" if signs.heartbeat else "none yet"
    return Finding("worker", False, words, "Start homeroom serve, or homeroom worker.")


def _clock() -> Finding:
    from homeroom.store import health

    began = time.monotonic()
    drift = abs((health.signs().clock - datetime.now(UTC)).total_seconds())
    drift = max(0.0, drift - (time.monotonic() - began))
    words = f"{drift:.1f} s apart from the database's"
    return Finding("clock", drift < MUCH_DRIFT, words, "Set the clock by NTP on both machines.")


def _secrets() -> Finding:
    kept = list(_activated())
    for district, app in kept:
        with district_scope(district.id) as scope:
            delivery_config(scope, app)
    words = f"the key opens those of {len(kept)} app(s)"
    return Finding("secrets", True, words)


def _keys() -> Finding:
    from homeroom.runs.care.endings import soon

    now, near = datetime.now(UTC), []
    for district in districts.every():
        with district_scope(district.id) as scope:
            near += [
                f"{one.title} of {one.app.key} ({district.slug}) on {one.ends_on}"
                for one in soon(scope, district, now)
                if one.days is not None and one.days <= SOON_DAYS
            ]
    words = f"they end soon, or have ended: {'; '.join(near)}" if near else "none ends soon"
    fix = "Renew it, and enter its day: homeroom expiry set APP NAME DAY"
    return Finding("keys", not near, words, fix)


def _comparisons() -> Finding:
    from homeroom.runs.deliver.nightly import time_of

    told, late, now = [], [], datetime.now(UTC)
    for district, app in _activated():
        if time_of(app) is None:
            continue
        plan = schedules.of_app(district.id, app.id, schedules.COMPARISON)
        with district_scope(district.id) as scope:
            last = runs.last_complete(scope, app.id, runs.COMPARISON)
        many = sum(last.counts.get("found", {}).values()) if last else 0
        when = f"{many} found at {word(last.finished_at)}" if last else "not yet"
        told.append(f"{app.key} of {district.slug}: {when}")
        since = last.finished_at if last else plan and plan.next_at
        late += [app.key] if since and now - since > OLD_COMPARISON else []
    words = "; ".join(told) or "no grades go to a SIS that is compared every night"
    fix = f"Look why: homeroom runs. Compare now: homeroom reconcile {' or '.join(late)}"
    return Finding("comparisons", not late, words, fix)


def _activated() -> Iterator[tuple[District, App]]:
    for district in districts.every():
        with district_scope(district.id) as scope:
            yield from [(district, app) for app in apps.every(scope)]


# Every one of these asks tables, so it comes after the migrations.
_IN_DATABASE = {
    "database": _database,
    "secrets": _secrets,
    "keys": _keys,
    "backup": _backup,
    "restore": _restore,
    "worker": _worker,
    "comparisons": _comparisons,
    "clock": _clock,
}
