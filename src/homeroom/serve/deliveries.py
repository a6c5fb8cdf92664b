"""GET /homeroom/v1/deliveries: what became of an app's own grades on the way to the SIS."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, JsonResponse

from homeroom.issues.catalogue import ENTRIES, tell
from homeroom.issues.catalogue import of_app as facts_of_app
from homeroom.model.kinds import Kind
from homeroom.model.times import instant_text
from homeroom.serve import problems
from homeroom.serve.caller import caller_of
from homeroom.serve.origin import origin_of
from homeroom.serve.problems import Refused
from homeroom.serve.refusals import refusal
from homeroom.store import of_app
from homeroom.store.grades_out import KEPT_BACK, OPEN, Chosen
from homeroom.store.of_app import OwnDelivery, Place
from homeroom.store.scope import Scope, district_scope
from homeroom.store.taking import named

JSON = dict[str, Any]
PATH = "/homeroom/v1/deliveries"
DEFAULT_LIMIT, MOST_LIMIT = 100, 1_000
# Who reads or writes grades may know what became of them.
SCOPES = ("gradebook.readonly", "gradebook-core.readonly", "gradebook.createput")
STATES = (*OPEN, "delivered", *KEPT_BACK, "dropped")
_DELIVERED = (Kind.CATEGORY, Kind.LINE_ITEM, Kind.RESULT)


def show(request: HttpRequest) -> JsonResponse:
    """Show what of the app is kept back, what changed, or all that became of one record of it."""
    caller = caller_of(request)
    try:
        if request.method not in ("GET", "HEAD"):
            raise Refused(405, problems.FORBIDDEN, "This address answers GET, HEAD alone.")
        if not caller.may(SCOPES):
            words = f"This needs one of the scopes {', '.join(SCOPES)}."
            raise Refused(403, problems.FORBIDDEN, words)
        with district_scope(caller.district_id) as scope:
            return _answer(request, scope, caller.app_id)
    except Refused as refused:
        return refusal(request, refused.problem)


def _answer(request: HttpRequest, scope: Scope, app_id: int) -> JsonResponse:
    sourced_id = request.GET.get("sourcedId", "")
    if sourced_id:
        found, more = _of_one(scope, app_id, sourced_id), False
    else:
        limit = _limit(request)
        found = _page(request, scope, app_id, limit + 1)
        found, more = found[:limit], len(found) > limit
    body = {"deliveries": [_shown(one) for one in found], "counts": _counts(scope, app_id)}
    answer = JsonResponse(body)
    answer.rows_sent = len(found)  # type: ignore[attr-defined]
    if more:
        kept = [(name, value) for name, value in request.GET.items() if name != "after"]
        query = urlencode([*kept, ("after", _mark(found[-1]))])
        answer["Link"] = f'<{origin_of(request)}{PATH}?{query}>; rel="next"'
    return answer


def _page(request: HttpRequest, scope: Scope, app_id: int, many: int) -> list[OwnDelivery]:
    """Return what is kept back, or whatever changed since a moment."""
    since, after = _since(request), _after(request)
    if since is None:
        chosen = Chosen(states=_states(request, KEPT_BACK), code=_code(request))
        place = (after.changed_at, after.record_id) if after else None
        return of_app.kept_back(scope, app_id, chosen, (place, many))
    chosen = Chosen(states=_states(request, STATES), code=_code(request))
    return of_app.changed(scope, app_id, chosen, since, (after, many))


def _of_one(scope: Scope, app_id: int, sourced_id: str) -> list[OwnDelivery]:
    if "\x00" in sourced_id:
        return []
    records = [
        one.record_id
        for kind in _DELIVERED
        for one in named(scope, app_id, kind, [sourced_id]).values()
    ]
    return of_app.of_records(scope, app_id, records) if records else []


def _shown(one: OwnDelivery) -> JSON:
    """Return a delivery as the app reads it: without what the SIS holds, and who else is there."""
    shown: JSON = {
        "kind": one.kind,
        "sourcedId": one.own_id,
        "target": one.target,
        "state": one.state,
        "changedAt": instant_text(one.changed_at),
    }
    if one.item_id:
        shown["lineItem"] = one.item_id
    if one.code:
        told = tell(one.code, facts_of_app(one.facts))
        shown |= {"code": one.code, "words": told.words, "fix": told.fix}
        shown["owner"] = ENTRIES[one.code].owner.value
    return shown


def _counts(scope: Scope, app_id: int) -> dict[str, int]:
    """Return how many are kept back or on their way, by state; beyond ten thousand: one more."""
    found: dict[str, int] = {"waiting": of_app.waiting(scope, app_id)}
    for cause in of_app.causes(scope, app_id):
        found[cause.state] = found.get(cause.state, 0) + cause.many
    return {state: many for state, many in found.items() if many}


def _states(request: HttpRequest, known: tuple[str, ...]) -> tuple[str, ...]:
    asked = request.GET.get("state", "")
    if asked and asked not in known:
        raise Refused(400, problems.INVALID, f"state is one of {', '.join(known)}.")
    return (asked,) if asked else known


def _since(request: HttpRequest) -> datetime | None:
    text = request.GET.get("changedSince", "")
    if not text:
        return None
    try:
        # A plus in a query is a space, which no moment has there.
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as problem:
        words = "changedSince is a moment such as 2026-10-05T06:30:00Z."
        raise Refused(400, problems.INVALID, words) from problem
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _code(request: HttpRequest) -> str:
    asked = request.GET.get("code", "")
    if asked and asked not in ENTRIES:
        raise Refused(400, problems.INVALID, "code is none of the codes of this hub.")
    return asked


def _limit(request: HttpRequest) -> int:
    text = request.GET.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MOST_LIMIT):
        raise Refused(400, problems.INVALID, f"limit is a number from 1 to {MOST_LIMIT}.")
    return int(text)


def _mark(one: OwnDelivery) -> str:
    return f"{one.changed_at.isoformat()}~{one.record_id}~{one.target_id}"


def _after(request: HttpRequest) -> Place | None:
    text = request.GET.get("after", "")
    if not text:
        return None
    try:
        at, record, target = text.split("~")
        return Place(datetime.fromisoformat(at), str(UUID(record)), int(target))
    except ValueError as problem:
        raise Refused(400, problems.INVALID, "after is what a Link says.") from problem
