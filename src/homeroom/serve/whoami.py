"""GET /homeroom/v1/caller: what a token stands for, so that a vendor can try its credentials."""

from django.http import HttpRequest, JsonResponse

from homeroom.model import api_scopes
from homeroom.serve.caller import caller_of
from homeroom.store import apps, districts
from homeroom.store.scope import district_scope


def caller(request: HttpRequest) -> JsonResponse:
    """Say who calls, and what the token is good for."""
    held = caller_of(request)
    with district_scope(held.district_id) as scope:
        app = apps.by_id(scope, held.app_id)
    answer = {
        "district": districts.by_id(held.district_id).slug,
        "app": app.key,
        "clientId": held.client_id,
        "scope": api_scopes.addresses(held.scopes),
    }
    if held.sharing.until is not None:
        answer["sharedUntil"] = held.sharing.until.isoformat()
    return JsonResponse(answer)
