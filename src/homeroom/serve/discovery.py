"""The discovery documents: OpenAPI 3, generated from the operations that are really answered.

OneRoster 1.1 knows no discovery; its document is an offer of ours beside the standard.
"""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse

from homeroom.model.api_scopes import PREFIXES, SCOPES
from homeroom.model.kinds import COLLECTIONS, Kind, Version
from homeroom.serve import schemas
from homeroom.serve.caller import open_to_all
from homeroom.serve.described_writes import PAIRS, PAIRS_SCHEMA, body_of, success_of
from homeroom.serve.operations import (
    GRADEBOOK,
    RESOURCES,
    ROSTERING,
    Operation,
)
from homeroom.serve.origin import origin_of
from homeroom.serve.query.asked import DEFAULT_LIMIT, MOST_LIMIT, MOST_OFFSET
from homeroom.serve.served import served

JSON = dict[str, Any]
TOKEN = "/oauth/token"
# The binding and the conformance guide of the standard call the files differently; both are served.
FILES: dict[str, str] = {
    file: service
    for service, first in ((ROSTERING, "rosters"), (GRADEBOOK, GRADEBOOK), (RESOURCES, RESOURCES))
    for file in (
        f"onerosterv1p2{first}service_openapi3_v1p0.json",
        f"imsorv1p2_{service}_openapi3_v1p0.json",
    )
}
_ERRORS = {
    "400": "What was asked for cannot be read: the description says why.",
    "401": "The token is missing, unknown or over.",
    "403": "The token has none of the scopes that this needs.",
    "404": "There is no such record, or it is not shared with this app.",
    "422": "What was sent cannot be kept: the description says what, and where.",
    "429": "Too many requests: ask again after the seconds of Retry-After.",
    "500": "The hub failed.",
    "default": "Any other error.",
}


@open_to_all
def document(request: HttpRequest, service: str, file: str) -> JsonResponse:
    """Show the document of a service under either of its names; no token is needed."""
    if FILES.get(file) != service:
        raise Http404
    return JsonResponse(described(service, origin_of(request)))


def described(service: str, origin: str) -> JSON:
    """Return the document of a service of 1.2, reached under a scheme and host."""
    rows = [one for one in served() if one.service == service and one.version is Version.V1P2]
    return _document(f"OneRoster {service.title()} Service of Homeroom", rows, origin)


@open_to_all
def document_of_1_1(request: HttpRequest) -> JsonResponse:
    """Show what is answered in the words of 1.1; no token is needed."""
    return JsonResponse(described_1_1(origin_of(request)))


def described_1_1(origin: str) -> JSON:
    """Return the document of all that 1.1 has, reached under a scheme and host."""
    rows = [one for one in served() if one.version is Version.V1P1]
    return _document("OneRoster 1.1 of Homeroom", rows, origin)


def _document(title: str, rows: Sequence[Operation], origin: str) -> JSON:
    """Return the document of operations of one version and base."""
    version = rows[0].version
    paths: dict[str, JSON] = {}
    for one in rows:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": title,
            "version": version.value,
            "description": "What this hub answers; `Link` leads from page to page.",
        },
        "servers": [{"url": origin + rows[0].base}],
        "paths": paths,
        "components": {
            "schemas": _schemas(rows),
            "parameters": _PARAMETERS,
            "securitySchemes": {"OAuth2CC": _security(rows, origin)},
        },
    }


def _security(rows: Sequence[Operation], origin: str) -> JSON:
    needed = {scope for one in rows for scope in one.scopes}
    prefix = PREFIXES[rows[0].version]
    scopes = {prefix + name: words for name, words in SCOPES.items() if name in needed}
    flow = {"tokenUrl": origin + TOKEN, "scopes": scopes}
    return {"type": "oauth2", "flows": {"clientCredentials": flow}}


def _operation(one: Operation) -> JSON:
    prefix = PREFIXES[one.version]
    writes = one.method != "GET"
    own = [
        {"name": part.parameter, "in": "path", "required": True, "schema": {"type": "string"}}
        for part in one.parts
        if part.parameter
    ]
    shared = () if writes else ("fields",) if one.is_single else tuple(_PARAMETERS)
    asked = [{"$ref": f"#/components/parameters/{name}"} for name in shared]
    # The standard lets either of the scopes do.
    security = [{"OAuth2CC": [prefix + scope]} for scope in one.scopes]
    return {
        "operationId": one.id,
        "tags": [one.target.kind.value],
        "parameters": [*own, *asked],
        "security": security,
        **(body_of(one, _names(one.target.kind)[0 if one.is_single else 1]) if writes else {}),
        "responses": {
            **(success_of(one) if writes else {"200": _success(one)}),
            **{code: _error(code) for code in _ERRORS},
        },
    }


def _success(one: Operation) -> JSON:
    name = _names(one.target.kind)[0 if one.is_single else 1]
    found: JSON = {
        "description": "What was asked for.",
        "content": {"application/json": {"schema": schemas.pointer(name)}},
    }
    if not one.is_single:
        found["headers"] = {
            "X-Total-Count": {
                "description": "How many records there are on all pages.",
                "schema": {"type": "integer"},
            },
            "Link": {
                "description": "The first, previous, next and last page.",
                "schema": {"type": "string"},
            },
        }
    return found


def _error(code: str) -> JSON:
    return {
        "description": _ERRORS[code],
        "content": {"application/json": {"schema": schemas.pointer("StatusInfo")}},
    }


def _names(kind: Kind) -> tuple[str, str]:
    """Return the names of the schemas of an answer with one record, and with many."""
    word = COLLECTIONS[kind]
    return f"One{kind.value[0].upper()}{kind.value[1:]}", f"Many{word[0].upper()}{word[1:]}"


def _schemas(rows: Sequence[Operation]) -> JSON:
    version = rows[0].version
    found: JSON = {"StatusInfo": STATUS_INFO if version is Version.V1P2 else _STATUS_1_1}
    if any(one.method == "POST" for one in rows):
        found[PAIRS] = PAIRS_SCHEMA
    for kind in dict.fromkeys(one.target.kind for one in rows):
        name = kind.value[0].upper() + kind.value[1:]
        found[name] = schemas.of_kind(kind, version)
        wrapped = schemas.wrapped(kind, schemas.pointer(name))
        if version is Version.V1P1:
            # Beside what it sends 1.1 says what of the question it did not follow.
            for one in wrapped:
                one["properties"] |= _STATUS_1_1["properties"]
        found |= dict(zip(_names(kind), wrapped, strict=True))
    return found


STATUS_INFO = schemas.closed(
    {
        "imsx_codeMajor": {
            "type": "string",
            "enum": ["success", "processing", "failure", "unsupported"],
        },
        "imsx_severity": {"type": "string", "enum": ["status", "warning", "error"]},
        "imsx_description": schemas.TEXT,
        "imsx_CodeMinor": schemas.closed(
            {
                "imsx_codeMinorField": {
                    "type": "array",
                    "minItems": 1,
                    "items": schemas.closed(
                        {
                            "imsx_codeMinorFieldName": schemas.TEXT,
                            "imsx_codeMinorFieldValue": schemas.TEXT,
                        },
                        ("imsx_codeMinorFieldName", "imsx_codeMinorFieldValue"),
                    ),
                }
            },
            ("imsx_codeMinorField",),
        ),
    },
    ("imsx_codeMajor", "imsx_severity"),
)

_STATUS_1_1 = schemas.closed(
    {
        "statusInfoSet": {
            "type": "array",
            "minItems": 1,
            "items": schemas.closed(
                {
                    **{
                        name: STATUS_INFO["properties"][name]
                        for name in ("imsx_codeMajor", "imsx_severity", "imsx_description")
                    },
                    "imsx_codeMinor": schemas.TEXT,
                },
                ("imsx_codeMajor", "imsx_severity", "imsx_description", "imsx_codeMinor"),
            ),
        }
    },
    ("statusInfoSet",),
)


def _parameter(name: str, words: str, schema: JSON) -> JSON:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}


_PARAMETERS: dict[str, JSON] = {
    "limit": _parameter(
        "limit",
        "How many records a page has.",
        {"type": "integer", "minimum": 1, "maximum": MOST_LIMIT, "default": DEFAULT_LIMIT},
    ),
    "offset": _parameter(
        "offset",
        "How many records come before the page.",
        {"type": "integer", "minimum": 0, "maximum": MOST_OFFSET, "default": 0},
    ),
    "sort": _parameter("sort", "The member to sort by.", schemas.TEXT),
    "orderBy": _parameter(
        "orderBy", "In which direction.", {"type": "string", "enum": ["asc", "desc"]}
    ),
    "filter": _parameter(
        "filter", "Comparisons such as status='active', joined by AND or OR.", schemas.TEXT
    ),
    "fields": _parameter(
        "fields", "The members to send.", {"type": "array", "items": schemas.TEXT}
    ),
}
