"""What the next step of an app would lead to: of a SIS its first grades, of others their sync."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from homeroom.connectors.base import Connection
from homeroom.connectors.pages import JSON
from homeroom.model.kinds import Kind
from homeroom.push.preview import First, first_deliveries
from homeroom.runs.ahead.rehearsal import Rehearsal, rehearse, titles_of
from homeroom.runs.deliver.ports import offline_port
from homeroom.runs.setup.connecting import connection, connector_of
from homeroom.store import apps, links, rules
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

A_FEW = 20
NO_ROLE = "no role"


class Newcomers(Struct, frozen=True):
    """People whom the SIS shows now and the hub does not know: how many by role, and some ids."""

    by_role: Mapping[str, int]
    some: Sequence[str]


class Preview(Struct, frozen=True, kw_only=True):
    """What a target would be given, and whom it would newly show."""

    first: First
    classes: Mapping[str, str]  # hub id -> title
    people: Newcomers


def look_ahead(district: District, key: str) -> Preview | Rehearsal:
    """Return what Grade Sync of a SIS would begin with, or what a sync of another app leads to.

    A SIS that takes no grades, as one that hands over files, is such another app.

    Nothing is stored, and nothing is sent.
    """
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
    takes_grades = app.role == "sis" and connector_of(app).rules is not None
    return preview(district, key) if takes_grades else rehearse(district, app)


def preview(district: District, key: str) -> Preview:
    """Look at what Grade Sync of a SIS would begin with; nothing is stored, nothing is sent.

    The people are asked of the SIS itself: whether it shows guardians may depend on the gradebook
    right of the connection alone.
    """
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
    people = _newcomers(district, app)  # nothing is checked for a SIS that does not answer
    with district_scope(district.id) as scope:
        decided = rules.current(scope).rules
        port = offline_port(scope, district, app, decided, datetime.now(UTC))
        first = first_deliveries(scope, port)
        titles = titles_of(scope, list(first.by_class))
    return Preview(first=first, classes=titles, people=people)


def _newcomers(district: District, app: App) -> Newcomers:
    with district_scope(district.id) as scope:
        opened = connection(scope, app)
    found: dict[str, set[str]] = {}
    with opened:
        for collection in opened.source.collections(frozenset({Kind.USER})):
            if collection.kind is not Kind.USER:
                continue
            for page in opened.source.pages(collection, None, None):
                people = [msgspec.json.decode(raw) for raw in page.records()]
                _keep_unknown(district, app, opened, people, found)
    counted = Counter(role for roles in found.values() for role in roles)
    return Newcomers(dict(sorted(counted.items())), sorted(found)[:A_FEW])


def _keep_unknown(
    district: District,
    app: App,
    opened: Connection,
    people: Sequence[JSON],
    found: dict[str, set[str]],
) -> None:
    by_id = {str(one.get("sourcedId")): one for one in people if one.get("status") != _DELETED}
    space = opened.capabilities.id_space
    with district_scope(district.id) as scope:
        known = links.find(scope, app.id, space, [(Kind.USER, id_) for id_ in by_id])
    for id_, one in by_id.items():
        if (Kind.USER, id_) not in known:
            roles = opened.dialect.as_1_2(Kind.USER, one).get("roles") or []
            named = {str(role["role"]) for role in roles if "role" in role} or {NO_ROLE}
            found.setdefault(id_, set()).update(named)


_DELETED = "tobedeleted"
