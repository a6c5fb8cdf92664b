"""Which hub record an id of a source means."""

from collections.abc import Iterable, Mapping

from homeroom.model.kinds import Kind
from homeroom.runs.context import Context
from homeroom.store import links, sources
from homeroom.store.scope import Scope

Found = Mapping[tuple[Kind, str], tuple[str, str]]  # (hub id, origin of the link)


def own(scope: Scope, context: Context, wanted: Iterable[tuple[Kind, str]]) -> Found:
    """Return the records that the app's own ids stand for."""
    found = links.find(scope, context.app.id, context.space, wanted)
    for key in [key for key, (_, origin) in found.items() if origin == links.FORMER]:
        del found[key]
    return found


def known(
    scope: Scope, context: Context, wanted: set[tuple[Kind, str]]
) -> Mapping[tuple[Kind, str], str]:
    """Return the records that references mean: own ids first, then those it was told to use.

    Ids that a system used until they changed still mean the same, until it gives them anew.
    """
    found = dict[tuple[Kind, str], str]()
    for app_id, space in ((context.app.id, context.space), *context.others):
        rest = wanted - found.keys()
        if rest:
            more = links.find(scope, app_id, space, rest)
            found |= {key: hub for key, (hub, _) in more.items()}
    rest = wanted - found.keys()
    if context.hub_ids and rest:
        found |= {key: hub for key, (hub, _) in links.find_hub_ids(scope, rest).items()}
    if context.leaves_out:
        out = left_out(scope, context, wanted)
        found = {key: hub for key, hub in found.items() if key not in out}
    return found


def left_out(
    scope: Scope, context: Context, wanted: set[tuple[Kind, str]]
) -> dict[tuple[Kind, str], str]:
    """Return which ids mean rows that stay out, with their state: own ids first, as in `known`."""
    found = sources.left_out(scope, context.app.id, wanted)
    for app_id, _ in context.others:
        rest = wanted - own(scope, context, wanted).keys() - found.keys()
        found |= sources.left_out(scope, app_id, rest)
    return found
