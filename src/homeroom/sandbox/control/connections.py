"""Control endpoints for connections: add one, change its rights, renew its secret."""

import msgspec
from msgspec import UNSET, Struct, UnsetType

from homeroom.sandbox.access.connections import RIGHTS, Connection, Right
from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.control.stage import Stage
from homeroom.sandbox.teacher.acts import Mistake
from homeroom.sandbox.web.messages import Request, Response, json_response


class _Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """`schools` are names or ids of either version; null means all."""

    rights: tuple[Right, ...] = RIGHTS
    schools: list[str] | None = None
    app_name: str = "homeroom"


class _Change(Struct, frozen=True, forbid_unknown_fields=True):
    rights: list[Right] | None = None
    schools: list[str] | UnsetType | None = UNSET


def add(stage: Stage, request: Request, ids: list[str]) -> Response:
    wanted = msgspec.json.decode(request.body or b"{}", type=_Wanted)
    schools = _schools(stage.campus, wanted.schools)
    connection = stage.connections.add(wanted.app_name, wanted.rights, schools)
    return json_response(201, _shown(stage, connection))


def change(stage: Stage, request: Request, ids: list[str]) -> Response:
    connection = _known(stage, ids[0])
    wanted = msgspec.json.decode(request.body, type=_Change)
    schools = connection.schools
    if not isinstance(wanted.schools, UnsetType):
        schools = _schools(stage.campus, wanted.schools)
    changed = stage.connections.change(connection, wanted.rights, schools)
    return json_response(200, _shown(stage, changed))


def rotate(stage: Stage, request: Request, ids: list[str]) -> Response:
    changed = stage.connections.rotate(_known(stage, ids[0]))
    return json_response(200, _shown(stage, changed))


def _known(stage: Stage, client_id: str) -> Connection:
    connection = stage.connections.find(client_id)
    if connection is None:
        raise Mistake(f"There is no connection {client_id}.")
    return connection


def _schools(campus: Campus, names: list[str] | None) -> frozenset[int] | None:
    if names is None:
        return None
    found = {_school(campus, name) for name in names}
    return frozenset(found)


def _school(campus: Campus, name: str) -> int:
    for org in campus.roster.orgs.values():
        ids = (campus.ids.org(org, "1.1"), campus.ids.org(org, "1.2"))
        if org.type == "school" and name in (org.name, *ids):
            return org.number
    raise Mistake(f"There is no school '{name}'.")


def _shown(stage: Stage, connection: Connection) -> dict[str, object]:
    orgs = stage.campus.roster.orgs
    schools = connection.schools
    return {
        "client_id": connection.client_id,
        "client_secret": connection.secret,
        "app_name": connection.app_name,
        "rights": sorted(connection.rights),
        "schools": None if schools is None else [orgs[number].name for number in sorted(schools)],
        "token_url": stage.token_url(connection),
        "service_url": stage.service_url(),
        "vendor_key": stage.connections.vendor_key,
        "vendor_secret": stage.connections.vendor_secret,
    }
