"""Several sources of the same kinds: whether that is meant, and what they need to be told apart."""

from collections.abc import Iterable, Mapping

from homeroom.model.kinds import Kind
from homeroom.rules.uniqueness import SOURCED_ID, Domain
from homeroom.runs.contexts import HUB, IDS_OF, speaks
from homeroom.runs.setup.connecting import connector_of
from homeroom.runs.setup.modes import plan_of, reads_of
from homeroom.runs.setup.uploads import SEVERAL, is_taken_in
from homeroom.store import apps, rules
from homeroom.store.apps import App
from homeroom.store.scope import Scope


def cautions(scope: Scope, app: App) -> list[str]:
    """Return in sentences what is open where other sources bring what an app brings, too."""
    if not is_taken_in(app):
        return []
    return cautions_about(
        app, beside(app, apps.every(scope)), rules.current(scope).rules.uniqueness
    )


def beside(app: App, every: Iterable[App]) -> dict[str, App]:
    """Return the other sources of what an app brings, by title.

    Not those which name people and classes by the ids of the other: they bring the same records.
    """
    kinds = _brings(app)
    return {
        one.title: one
        for one in every
        if one.id != app.id and speaks(one) and kinds & _brings(one) and not _tied(app, one)
    }


def cautions_about(app: App, others: Mapping[str, App], domains: Iterable[Domain]) -> list[str]:
    """Return the sentences about an app and the sources beside it, under some domains. Pure."""
    if not others:
        return []
    named = ", ".join(others)
    if not app.settings.get(SEVERAL, False):
        return [
            f"{named} is a source of the same kinds of records, and {app.title} is set up as the"
            " only one. Switch on several data sources if both are meant, or deactivate one."
        ]
    fields = {name for one in domains for name in one.fields}
    if not fields:
        return [
            f"Nothing says who is the same person or class in {app.title} and {named}: choose"
            " Domains of Uniqueness, or every record of both is kept twice."
        ]
    if SOURCED_ID in fields and not any(
        one.settings.get("id_prefix") for one in (app, *others.values())
    ):
        return [
            f"A domain of uniqueness compares ids, and neither {app.title} nor {named} has a SIS ID"
            " prefix: equal ids would be taken for the same record."
        ]
    return []


def _brings(app: App) -> frozenset[Kind]:
    can = connector_of(app).capabilities(app.api_version or "")
    plan = plan_of(app.mode, grade_sync=app.grade_sync)
    return reads_of(plan, can) if plan.into_truth else frozenset()


def _tied(one: App, other: App) -> bool:
    """Say whether two apps name people and classes alike: by ids of one, of a third, of the hub.

    An app that calls us names them by what it read here.
    """
    if not (is_taken_in(one) and is_taken_in(other)):
        return True
    mine, theirs = (each.settings.get("delivery", {}).get(IDS_OF, "") for each in (one, other))
    return HUB in (mine, theirs) or mine == other.key or theirs == one.key or "" != mine == theirs
