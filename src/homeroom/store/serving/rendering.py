"""A record as one JSON text, put together by the database from what is shown of it."""

from collections.abc import Sequence

from homeroom.model.kinds import Kind, Version
from homeroom.store.serving.hrefs import Hrefs
from homeroom.store.serving.members import BASE, Member, in_braces, members, pieces, together
from homeroom.store.serving.members_1_1 import in_1_1
from homeroom.store.serving.shared import Shared


def shown(kind: Kind, version: Version, hrefs: Hrefs, shared: Shared) -> list[Member]:
    """Return the members of a kind that a version has and that are shared."""
    found = members(kind, hrefs, shared)
    return in_1_1(kind, found, hrefs, shared) if version is Version.V1P1 else found


def rendered(some: Sequence[Member]) -> tuple[str, str]:
    """Return the JSON of a record `t`, and what has to be joined for it."""
    joins = dict.fromkeys(join for one in some for join in one.joins)
    if some and some[0] is BASE[0]:
        # Nothing lacks its id, which needs no comma before it.
        first = f"'{{\"{some[0].wire}\":' || {some[0].json}"
        return together([first, *pieces(some[1:]), "'}'"]), "".join(joins)
    return in_braces(some), "".join(joins)
