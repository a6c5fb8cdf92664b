"""What an app still lacks: before it can start, for grades, and what its version never has."""

from homeroom.model.kinds import ASSESSMENTS
from homeroom.runs.setup.connecting import connector_of, delivery_config, readable
from homeroom.store.apps import App
from homeroom.store.scope import Scope


def lacking_to_start(scope: Scope, app: App) -> list[str]:
    """Return the labels of what Delivery Config needs and does not have yet."""
    given = readable(scope, app)
    fields = connector_of(app).settings
    return [one.label for one in fields if one.required and not given.get(one.name)]


def lacking_for_grades(scope: Scope, app: App) -> list[str]:
    """Return the labels of what Delivery Config lacks for grades, and for nothing else."""
    if not app.grade_sync:
        return []
    given = delivery_config(scope, app)
    fields = connector_of(app).settings
    return [one.label for one in fields if one.for_grades and not given.get(one.name)]


def absent_for_grades(app: App) -> list[str]:
    """Return the sentences on what the API version of an app lacks for grades."""
    can = connector_of(app).capabilities(app.api_version or "")
    return [can.absent[kind] for kind in ASSESSMENTS if app.grade_sync and kind in can.absent]
