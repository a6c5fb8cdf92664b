"""homeroom app settings: read the options, and show what an app is set to."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from typing import Any

import click

from homeroom.runs.deliver import nightly
from homeroom.runs.ingest.safety import Threshold
from homeroom.runs.scheduling import LEAST_MINUTES, MOST_MINUTES, schedule_for
from homeroom.runs.setup import activation, uploads
from homeroom.runs.setup.connecting import connector_of, delivery_config, keep_delivery_config
from homeroom.runs.setup.lacking import absent_for_grades
from homeroom.runs.setup.modes import plan_of
from homeroom.store import schedules
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.schedules import Schedule
from homeroom.store.scope import Scope

MOST_LANES = 32
_CONFIG = ("delivery", "identity", nightly.SETTING)
ReadValues = Callable[[Sequence[str]], dict[str, str]]


def parse_changes(
    scope: Scope,
    district: District,
    app: App,
    options: Mapping[str, Any],
    read_values: ReadValues,
    actor: str,
) -> App:
    """Apply the options of the command that were given."""
    if options["values"]:
        app = keep_delivery_config(scope, app, read_values(options["values"]))
        if app.state == "active":
            app = activation.finish(scope, app, actor)
    changes = _changes(options)
    if changes:
        app = activation.change_settings(scope, app, changes, actor)
    if options["mode"] or options["grade_sync"] is not None:
        on = app.grade_sync if options["grade_sync"] is None else options["grade_sync"]
        app = activation.change_mode(scope, app, options["mode"] or app.mode, actor, grade_sync=on)
    if options["role"]:
        app = activation.change_role(scope, app, options["role"], actor)
    if options["schedule"] is not None:
        plan = _schedule(district, app, options["schedule"])
        schedules.put(district.id, app.id, schedules.SYNC, plan)
    if options["compare"] is not None:
        chosen = _night(options["compare"])
        nightly.check_time(district, app, chosen)
        at = chosen.isoformat() if chosen else nightly.OFF
        app = activation.change_settings(scope, app, {nightly.SETTING: at}, actor)
    return app


def _changes(options: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if options["rules"]:
        changes["rules"] = dict(_rule(pair) for pair in options["rules"])
    if options["safety"]:
        changes["safety"] = dict(map(_threshold, options["safety"]))
    if options["lanes"]:
        changes["lanes"] = _lanes(options["lanes"])
    if options["default_category"] is not None:
        changes["default_category"] = options["default_category"]
    if options["id_prefix"] is not None:
        changes["id_prefix"] = options["id_prefix"]
    for name in (uploads.PREVIEW, uploads.BULK, uploads.SEVERAL):
        if options[name] is not None:
            changes[name] = options[name]
    if options["settle"] is not None:
        changes["settle_seconds"] = options["settle"]
    return changes


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text} is no setting; write NAME=VALUE.")
    return name, value


def _rule(text: str) -> tuple[str, Any]:
    name, value = _pair(text)
    mode, comma, limit = value.partition(",")
    return name, [mode, _number(limit)] if comma else mode


def _threshold(text: str) -> tuple[str, int]:
    name, value = _pair(text)
    known = Threshold.__struct_fields__
    if name not in known:
        raise click.BadParameter(f"there is no threshold {name}; there are {', '.join(known)}.")
    return name, _number(value)


def _lanes(text: str) -> dict[str, int]:
    narrow, _, wide = text.partition(",")
    lanes = {"in_school_hours": _number(narrow), "otherwise": _number(wide or narrow)}
    if not all(1 <= one <= MOST_LANES for one in lanes.values()):
        # Without a lane nothing would ever be delivered; to pause has a command of its own.
        raise click.BadParameter(
            f"lanes go from 1 to {MOST_LANES}; to stop, use homeroom deliveries pause."
        )
    return lanes


def _number(word: str) -> int:
    if not (word.strip().isascii() and word.strip().isdigit()):
        raise click.BadParameter(f"{word!r} is no whole number.")
    return int(word)


def _schedule(district: District, app: App, text: str) -> Schedule | None:
    kind, _, value = text.partition(" ")
    every: int | None = None
    daily: time | None = None
    if kind == "off":
        return None
    try:
        if kind == "every":
            every = _number(value)
            if not LEAST_MINUTES <= every <= MOST_MINUTES:
                raise ValueError(every)
        elif kind == "daily":
            daily = time.fromisoformat(value)
        else:
            raise ValueError(kind)
    except ValueError as problem:
        raise click.BadParameter(
            f'{text!r} is no schedule; use "every 60" (minutes), "daily 05:00" or "off".'
        ) from problem
    return schedule_for(district, app.id, every, daily)


def _night(text: str) -> time | None:
    kind, _, value = text.partition(" ")
    try:
        if kind == nightly.OFF and not value:
            return None
        if kind != "daily":
            raise ValueError(kind)
        return time.fromisoformat(value)
    except ValueError as problem:
        raise click.BadParameter(f'{text!r} is no time; use "daily 03:15" or "off".') from problem


def show_settings(scope: Scope, district: District, app: App) -> dict[str, Any]:
    """Return what an app is set to; secrets are named, never shown."""
    chosen = connector_of(app)
    given = delivery_config(scope, app)
    shown: dict[str, Any] = {
        "app": app.key,
        "title": app.title,
        "state": app.state,
        "mode": app.mode,
        "grade_sync": app.grade_sync,
        "role": app.role,
        "role_said": app.role_said,
        "means": plan_of(app.mode, grade_sync=app.grade_sync).says,
        "api_version": app.api_version,
        "api_lacks": absent_for_grades(app),
    }
    for field in chosen.settings:
        held = given.get(field.name, "")
        shown[field.name] = ("(kept)" if held else "") if field.secret else held or field.default
    schedule = schedules.of_app(district.id, app.id)
    shown["schedule"] = _words(schedule)
    shown["comparison"] = _words(schedules.of_app(district.id, app.id, schedules.COMPARISON))
    shown |= {name: value for name, value in app.settings.items() if name not in _CONFIG}
    if app.decision:
        shown["decision"] = app.decision
    return shown


def _words(schedule: Schedule | None) -> str:
    if schedule is None:
        return "off"
    if schedule.every_minutes:
        return f"every {schedule.every_minutes} minutes"
    return f"daily at {schedule.daily_at:%H:%M}"
