"""What a step of the setup answers, and the way from one to the next."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify
from msgspec import Struct

from homeroom.runs.setup import approval
from homeroom.runs.setup.lacking import lacking_to_start
from homeroom.runs.setup.modes import plan_of
from homeroom.store.apps import App
from homeroom.store.scope import Scope


class Answer(Struct, kw_only=True):
    """What a step shows, or that it was saved. `again` stays at the step, with what was said."""

    template: str = ""
    shown: Mapping[str, Any] = {}
    saved: bool = False
    words: str = ""  # what to say of it, where it is more than that it is saved
    refused: bool = False  # something has to be changed first
    again: str = ""  # the query with which the step is shown again once it was saved
    place: str = ""  # where on the page to go on then


class Mark(Struct, frozen=True, kw_only=True):
    """One step of the rail above the form."""

    title: str
    slug: str
    current: bool
    done: bool


def steps_of(app: App) -> tuple[str, ...]:
    """Return the titles of the steps that the mode of an app has."""
    return plan_of(app.mode, grade_sync=app.grade_sync).steps


def rail(scope: Scope, app: App, current: str) -> list[Mark]:
    """Return the steps of an app, and which of them need nothing more."""
    done = {"Sync Mode"}
    if approval.is_requested(app) or not approval.needs_request(app):
        done.add("Grade Sync request")
    if not lacking_to_start(scope, app):
        done.add("Delivery Config")
    return [
        Mark(
            title=title,
            slug=slugify(title),
            current=slugify(title) == current,
            done=title in done,
        )
        for title in steps_of(app)
    ]


def following(app: App, step: str) -> str:
    """Return the step behind one; the last one is followed by itself."""
    slugs = [slugify(title) for title in steps_of(app)]
    place = slugs.index(step) if step in slugs else 0
    return slugs[min(place + 1, len(slugs) - 1)]
