"""The form that an answer has to have: by the published documents of 1.2, by our own of 1.1.

The published ones lie beside the repository. Where they do not, our own take their place.
"""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from homeroom.model.kinds import Version
from homeroom.serve.discovery import described, described_1_1
from homeroom.serve.operations import Operation
from tests.shared import SHARED

ORIGIN = "https://hub.example"
_SPEC = SHARED / "spec"


@cache
def document_of(version: Version, service: str) -> Any:
    """Return the document that describes a service."""
    if version is Version.V1P1:
        return json.loads(json.dumps(described_1_1(ORIGIN)))
    if _SPEC.exists():
        return json.loads((_SPEC / f"{service}.json").read_text(encoding="utf-8"))
    return json.loads(json.dumps(described(service, ORIGIN)))


def schema_of(one: Operation, status: int = 200) -> Any:
    """Return the schema of an answer; None where it has no body."""
    document = document_of(one.version, one.service)
    answers = document["paths"][one.path][one.method.lower()]["responses"]
    content = answers.get(str(status), answers["default"]).get("content")
    if content is None:
        return None
    return {**content["application/json"]["schema"], "components": document["components"]}


def problems(schema: Any, body: Any) -> list[str]:
    """Return in what a body differs from a schema."""
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{one.json_path}: {one.message}" for one in checker.iter_errors(body)]


def differs(one: Operation, answer: Any) -> list[str]:
    """Return in what the answer to a request differs from what the documents say."""
    schema = schema_of(one, answer.status_code)
    if schema is None:
        return ["it has a body"] if answer.content else []
    return problems(schema, answer.json())
