"""Change a district's rules: kept as a version, and what they kept back is checked anew."""

from datetime import datetime

from homeroom.rules.document import Rules
from homeroom.runs.deliver.ports import is_target
from homeroom.store import apps, parked
from homeroom.store import rules as versions
from homeroom.store.scope import Scope


def change_rules(scope: Scope, rules: Rules, base: int, by: tuple[str, str], now: datetime) -> int:
    """Keep rules as the next version after `base`, and let them decide anew what was kept back.

    `by` is who does it, and why. What was delivered stays as it is.
    """
    before = versions.current(scope).rules
    made = versions.save(scope, rules, base, by, now)
    if made != base:
        parked.check_scope(scope)
        for app in apps.every(scope):
            if is_target(app):
                parked.check_again(scope, app.id)
                if rules.categories != before.categories:
                    parked.look_again_at_categories(scope, app.id)
    return made
