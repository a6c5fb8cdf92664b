"""What a run leaves out today, because the district suspended it."""

from datetime import UTC, datetime

from homeroom.rules.year import Stop, Suspension, in_force
from homeroom.store import rules
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import Scope


def suspension(scope: Scope, district: District, app: App, what: Stop) -> Suspension | None:
    """Return what suspends a part of the runs of an app today, on the district's clock."""
    today = datetime.now(UTC).astimezone(district.zone).date()
    return in_force(rules.current(scope).rules.year.suspended, what, app.key, today)
