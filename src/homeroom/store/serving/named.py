"""Many records at once by the ids that the hub shows, as far as they are shared with an app."""

from collections.abc import Sequence

from homeroom.rules.sharing import Sharing
from homeroom.store.scope import Scope
from homeroom.store.serving.bag import Bag
from homeroom.store.serving.chosen import chosen
from homeroom.store.serving.shared import Shared
from homeroom.store.serving.wanted import Choice


def found_by_name(
    scope: Scope, sharing: Sharing, choice: Choice, sourced_ids: Sequence[str]
) -> dict[str, str]:
    """Return the hub ids of those that there are; further names of records are not looked at."""
    bag = Bag()
    source = chosen(choice, Shared(sharing, bag), bag)
    rows = scope.rows(
        f"SELECT t.sourced_id, t.id::text {source} AND t.sourced_id = ANY(%(named)s::text[])",
        named=list(sourced_ids),
        **bag.params,
    )
    return dict(rows)
