"""The desk of OneRoster: settles address, token, right and vendor key, then reads or writes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from homeroom.sandbox.access.connections import Connection, Connections
from homeroom.sandbox.access.guard import bearer, check_vendor
from homeroom.sandbox.access.tokens import Tokens
from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.campus.rules import Broken
from homeroom.sandbox.oneroster.bases import Address, groups_served, read_address
from homeroom.sandbox.oneroster.errors import Refused, error_response, forbidden, unknown
from homeroom.sandbox.oneroster.frame import Frame, Scope, View
from homeroom.sandbox.oneroster.grade_routes import GRADE_ROUTES
from homeroom.sandbox.oneroster.item_writes import Write
from homeroom.sandbox.oneroster.reading import Read, answer_many, answer_one
from homeroom.sandbox.oneroster.roster_routes import EXTRA_ROUTES, RESOURCE_ROUTES, ROSTER_ROUTES
from homeroom.sandbox.oneroster.routes import Route, match
from homeroom.sandbox.oneroster.shelves import Shelves
from homeroom.sandbox.oneroster.write_routes import WRITES
from homeroom.sandbox.web.messages import Request, Response, json_response

ROUTES = [*ROSTER_ROUTES, *EXTRA_ROUTES, *GRADE_ROUTES, *RESOURCE_ROUTES]
_VERSION = "Campus.2640"


@dataclass
class Manners:
    """How this server behaves where servers, or pages about them, differ."""

    apis: set[Api] = field(default_factory=lambda: {"1.1", "1.2"})
    gradebook_base: str = "plain"
    exclusive_ends: bool = False
    percent_scores: bool = False
    category_writes: bool = False
    minimal_errors: bool = False


@dataclass
class Desk:
    campus: Campus
    connections: Connections
    tokens: Tokens
    manners: Manners

    def __post_init__(self) -> None:
        self._shelves = Shelves(self.campus)

    def answer(self, request: Request) -> tuple[str, Response]:
        """Return the name of the resource, for the request log, and the answer."""
        raw = request.path.strip("/").split("/")
        address = read_address(request.segments(), raw)
        if address is None or address.api not in self.manners.apis:
            return "unknown", _not_found(request)
        name = "unknown"
        try:
            connection = self._connection(request, address)
            if address.rest == ["campusVersion"]:
                # An extra of Infinite Campus whose shape no page shows.
                return "campusVersion", json_response(200, {"campusVersion": _VERSION})
            route, ids = self._route(address)
            name = route.name
            self._check_rights(request, route, connection)
            return name, self._perform(request, address, connection, (route, ids))
        except Broken as broken:
            code = "forbidden" if broken.status == 403 else "invaliddata"
            refused = Refused(broken.status, code, f"{broken} (rule {broken.name})")
        except Refused as caught:
            refused = caught
        minimal = self.manners.minimal_errors
        return name, error_response(refused, address.api, request.path, minimal)

    def _connection(self, request: Request, address: Address) -> Connection:
        connection = bearer(request, self.connections, self.tokens)
        if address.app is not None and address.app != connection.app_name:
            raise forbidden(f"This connection is not one of the application {address.app}.")
        return connection

    def _route(self, address: Address) -> tuple[Route, list[str]]:
        served = groups_served(address.api, address.service, self.manners.gradebook_base)
        routes = (route for route in ROUTES if route.group in served)
        found = match(routes, address.rest, address.api)
        if found is None:
            raise unknown(f"Nothing answers at {'/'.join(address.rest)}.")
        return found

    def _check_rights(self, request: Request, route: Route, connection: Connection) -> None:
        if not route.needs_vendor:
            return
        if route.group not in connection.rights:
            raise forbidden(f"This connection has no right to the {route.group} endpoints.")
        check_vendor(request, self.connections)

    def _perform(
        self,
        request: Request,
        address: Address,
        connection: Connection,
        found: tuple[Route, list[str]],
    ) -> Response:
        route, ids = found
        view = View(self.campus, address.api, _scope(connection))
        if request.method in ("GET", "HEAD"):
            read = Read(request, route, ids, self._frame(request, address, view))
            return answer_one(read) if route.one else answer_many(read, self._shelves)
        write = self._writer(request.method, route)
        return Response(write(Write(view, ids, request.body, connection.app_name)))

    def _writer(self, method: str, route: Route) -> Callable[[Write], int]:
        write = WRITES.get((method, route.name))
        if write is None:
            # 405 and not 404: the address exists, it only cannot be written this way. Infinite
            # Campus has no POST at all, though 1.2 defines four (PUSH: "using the PUT endpoint").
            raise Refused(405, "invaliddata", f"{method} is not taken at {route.name}.")
        if route.entity == "category" and not self.manners.category_writes:
            # No page shows Infinite Campus to take categories; the standard's word for a write
            # that is understood but not granted is forbidden.
            raise forbidden("Categories are made by teachers in Infinite Campus.")
        return write

    def _frame(self, request: Request, address: Address, view: View) -> Frame:
        base = request.origin + address.base
        roster = base.replace("/gradebook/", "/rostering/") if address.api == "1.2" else base
        grades = base.replace("/rostering/", "/gradebook/") if address.api == "1.2" else base
        return Frame(
            view,
            roster,
            grades,
            exclusive_ends=self.manners.exclusive_ends,
            percent_scores=self.manners.percent_scores,
        )


def _scope(connection: Connection) -> Scope:
    """Families come with grade sync only (infinite-campus.md, section G)."""
    return Scope(connection.schools, families="gradebook" in connection.rights)


def _not_found(request: Request) -> Response:
    return json_response(404, {"error": "not_found", "path": request.path})
