"""GET /homeroom/v1/openapi.json: what the API has beside OneRoster; no token is needed."""

from typing import Any

from django.http import HttpRequest, JsonResponse

from homeroom.model.api_scopes import PREFIXES, SCOPES
from homeroom.model.kinds import Version
from homeroom.serve import deliveries, schemas
from homeroom.serve.caller import open_to_all
from homeroom.serve.discovery import STATUS_INFO
from homeroom.serve.origin import origin_of

JSON = dict[str, Any]
_TEXT: JSON = {"type": "string"}
_CALLER = schemas.closed(
    dict.fromkeys(("district", "app", "clientId", "scope", "sharedUntil"), _TEXT),
    ("district", "app", "clientId", "scope"),
)
_DELIVERY = schemas.closed(
    {
        "kind": {"type": "string", "enum": ["category", "lineItem", "result"]},
        "sourcedId": {**_TEXT, "description": "The app's own id of the record."},
        "lineItem": {**_TEXT, "description": "Of a result: the app's own id of its line item."},
        "target": {**_TEXT, "description": "The title of the system that it goes to."},
        "state": _TEXT,
        "changedAt": {"type": "string", "format": "date-time"},
        "code": {**_TEXT, "description": "A stable code of the reason."},
        "words": {**_TEXT, "description": "What happened."},
        "fix": {**_TEXT, "description": "What can be done."},
        "owner": {**_TEXT, "description": "Who can do it."},
    },
    ("kind", "sourcedId", "target", "state", "changedAt"),
)
_DELIVERIES = schemas.closed(
    {
        "deliveries": {"type": "array", "items": schemas.pointer("Delivery")},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
    ("deliveries", "counts"),
)
_SEAT = ("district", "name", "app", "state", "clientId", "tokenUrl", "apiUrl")
_DISTRICTS = schemas.closed(
    {
        "vendor": _TEXT,
        "districts": {
            "type": "array",
            "items": schemas.closed(
                {
                    **dict.fromkeys(_SEAT, _TEXT),
                    "lastCompletedRun": {"type": "string", "format": "date-time"},
                },
                _SEAT,
            ),
        },
    },
    ("vendor", "districts"),
)


@open_to_all
def document(request: HttpRequest) -> JsonResponse:
    """Show the document."""
    return JsonResponse(described(origin_of(request)))


def described(origin: str) -> JSON:
    """Return the document, reached under a scheme and host."""
    prefix = PREFIXES[Version.V1P2]
    flow = {
        "tokenUrl": f"{origin}/oauth/token",
        "scopes": {prefix + name: SCOPES[name] for name in deliveries.SCOPES},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Homeroom beside OneRoster", "version": "1"},
        "servers": [{"url": origin}],
        "paths": {
            "/homeroom/v1/caller": {"get": _caller()},
            deliveries.PATH: {"get": _deliveries(prefix)},
            "/homeroom/v1/districts": {"get": _districts()},
        },
        "components": {
            "schemas": {
                "Caller": _CALLER,
                "Delivery": _DELIVERY,
                "Deliveries": _DELIVERIES,
                "Districts": _DISTRICTS,
                "StatusInfo": STATUS_INFO,
            },
            "securitySchemes": {
                "OAuth2CC": {"type": "oauth2", "flows": {"clientCredentials": flow}},
                "Partner": {"type": "http", "scheme": "basic"},
            },
        },
    }


def _caller() -> JSON:
    return {
        "operationId": "getCaller",
        "summary": "Whom a token stands for, and what it is good for.",
        "security": [{"OAuth2CC": []}],
        "responses": _responses("Caller"),
    }


def _deliveries(prefix: str) -> JSON:
    return {
        "operationId": "getDeliveries",
        "summary": "What of the app's own grades is kept back, the latest first.",
        "description": "`Link` leads to the next page. With `sourcedId`: all that became of one."
        " With `changedSince`: all that changed since then, in any state, the oldest change first.",
        "security": [{"OAuth2CC": [prefix + name]} for name in deliveries.SCOPES],
        "parameters": [
            _parameter("state", {"type": "string", "enum": list(deliveries.STATES)}),
            _parameter("changedSince", {"type": "string", "format": "date-time"}),
            _parameter("code", _TEXT),
            _parameter("sourcedId", _TEXT),
            _parameter(
                "limit",
                {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": deliveries.MOST_LIMIT,
                    "default": deliveries.DEFAULT_LIMIT,
                },
            ),
            _parameter("after", _TEXT),
        ],
        "responses": {**_responses("Deliveries"), "400": _error("A bad parameter.")},
    }


def _districts() -> JSON:
    return {
        "operationId": "getDistricts",
        "summary": "Where a vendor's apps are let in, asked with the vendor's own credentials.",
        "security": [{"Partner": []}],
        "responses": _responses("Districts"),
    }


def _parameter(name: str, schema: JSON) -> JSON:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _responses(name: str) -> JSON:
    content = {"application/json": {"schema": schemas.pointer(name)}}
    return {
        "200": {"description": "What was asked for.", "content": content},
        "401": _error("Token or credentials are missing, unknown or over."),
        "403": _error("The token has none of the scopes that this needs."),
        "429": _error("Too many requests: see Retry-After."),
    }


def _error(words: str) -> JSON:
    """Return an answer that is an error, in the words of OneRoster 1.2."""
    content = {"application/json": {"schema": schemas.pointer("StatusInfo")}}
    return {"description": words, "content": content}
