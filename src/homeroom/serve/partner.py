"""GET /homeroom/v1/districts: where a vendor's apps are let in, asked with its own credentials."""

import time
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, JsonResponse

from homeroom import settings
from homeroom.access import clients
from homeroom.model.times import instant_text
from homeroom.runs.writes import vendors
from homeroom.serve import problems
from homeroom.serve.caller import open_to_all
from homeroom.serve.credentials import shown
from homeroom.serve.origin import origin_of
from homeroom.serve.problems import Problem
from homeroom.serve.refusals import busy, refusal
from homeroom.serve.throttle import Throttle
from homeroom.store import apps, districts
from homeroom.store.scope import district_scope
from homeroom.store.vendors import partners, sharings
from homeroom.store.vendors.partners import Seat

JSON = dict[str, Any]
_TURNS = Throttle(settings.TOKENS_A_MINUTE)
_WANTS = {"WWW-Authenticate": 'Basic realm="Homeroom partners", charset="UTF-8"'}


@open_to_all
def list_districts(request: HttpRequest) -> JsonResponse:
    """List the districts of a vendor, with what its apps there need to call in."""
    if request.method not in ("GET", "HEAD"):
        words = "This address answers GET, HEAD alone."
        return refusal(request, Problem(405, problems.FORBIDDEN, words), {"Allow": "GET, HEAD"})
    pair = shown(request.headers.get("Authorization", ""))
    if pair is None:
        words = "Show the vendor's own credentials as a Basic header."
        return refusal(request, Problem(401, problems.UNAUTHORISED, words), _WANTS)
    seconds = _TURNS.wait(pair.client_id[:64], time.monotonic())
    if seconds:
        return busy(request, seconds)
    partner = clients.checked_partner(pair.client_id, pair.secret, datetime.now(UTC))
    if partner is None:
        words = "These credentials are wrong: ask whoever runs this server."
        return refusal(request, Problem(401, problems.UNAUTHORISED, words), _WANTS)
    found = [_row(origin_of(request), one) for one in partners.seats(partner.id)]
    answer = JsonResponse({"vendor": partner.name, "districts": [one for one in found if one]})
    answer["Cache-Control"] = "no-store"
    return answer


def _row(origin: str, seat: Seat) -> JSON | None:
    """Return what an app needs to call in to one district; None where it was removed."""
    district = districts.by_id(seat.district_id)
    with district_scope(district.id) as scope:
        app = apps.by_id(scope, seat.app_id)
        last = partners.last_read(scope)
        shared = sharings.of_app(scope, app.id)
    if app.state == "removed":
        return None
    today = datetime.now(district.zone).date()
    row = {
        "district": district.slug,
        "name": district.name,
        "app": app.key,
        "state": vendors.state_of(app, seat.suspended_at, shared, today),
        "clientId": seat.client_id,
        "tokenUrl": f"{origin}/oauth/token",
        "apiUrl": f"{origin}/ims/oneroster",
    }
    return row | ({"lastCompletedRun": instant_text(last)} if last else {})
