"""How the discovery documents describe PUT, POST and DELETE."""

from typing import Any

from homeroom.model.kinds import Version
from homeroom.serve import schemas
from homeroom.serve.operations import Operation

JSON = dict[str, Any]
PAIRS = "SourcedIdPairs"
PAIRS_SCHEMA = schemas.closed(
    {
        "sourcedIdPairs": {
            "type": "array",
            "items": schemas.closed(
                {"suppliedSourcedId": schemas.TEXT, "allocatedSourcedId": schemas.TEXT},
                ("suppliedSourcedId", "allocatedSourcedId"),
            ),
        }
    },
    ("sourcedIdPairs",),
)


def body_of(one: Operation, name: str) -> JSON:
    """Return the description of what is sent, by the name of its schema; a DELETE sends nothing."""
    if one.method == "DELETE":
        return {}
    content = {"application/json": {"schema": schemas.pointer(name)}}
    words = "What is to be kept, as a whole. References need a sourcedId only."
    return {"requestBody": {"description": words, "required": True, "content": content}}


def success_of(one: Operation) -> JSON:
    """Return the description of the answer to a write that was carried out, by its status."""
    if one.method == "DELETE":
        return {"204": {"description": "It is deleted."}}
    if one.method == "PUT" and one.version is Version.V1P1:
        return {
            "200": {"description": "It is kept in the place of what was there."},
            "201": {"description": "It is kept, and was not there before."},
        }
    if one.method == "PUT":
        return {"201": {"description": "It is kept, whether it was there before or not."}}
    content = {"application/json": {"schema": schemas.pointer(PAIRS)}}
    return {"201": {"description": "All are kept, under these ids.", "content": content}}
