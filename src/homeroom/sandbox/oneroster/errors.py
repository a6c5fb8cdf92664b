"""Refusals, and the bodies in which each API version says them."""

from typing import Any

from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.web.messages import Response, json_response


class Refused(Exception):
    """A request that is answered with an error; `code` is the imsx code minor."""

    def __init__(self, status: int, code: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.code = code
        self.description = description


def unauthorised(description: str) -> Refused:
    return Refused(401, "unauthorisedrequest", description)


def forbidden(description: str) -> Refused:
    return Refused(403, "forbidden", description)


def unknown(description: str) -> Refused:
    return Refused(404, "unknownobject", description)


def invalid(description: str) -> Refused:
    return Refused(422, "invaliddata", description)


def error_response(refused: Refused, api: Api, path: str, minimal: bool) -> Response:
    """Say a refusal in the version's own shape (oneroster.md, section 4).

    `minimal` says nothing but that it failed, as seen at Blackbaud (thread 67729).
    """
    body: dict[str, Any] = {"imsx_codeMajor": "failure", "imsx_severity": "error"}
    if api == "1.1":
        if not minimal:
            body |= {
                "imsx_operationRefIdentifier": path,
                "imsx_description": refused.description,
                "imsx_codeMinor": refused.code,
            }
        body = {"statusInfoSet": [body]}
    elif not minimal:
        body |= {"imsx_description": refused.description, "imsx_CodeMinor": _code(refused.code)}
    return json_response(refused.status, body, _challenge(refused.status))


def warning_1p1(code: str, description: str, path: str) -> dict[str, str]:
    """Return a warning that 1.1 puts beside the data."""
    return {
        "imsx_codeMajor": "success",
        "imsx_severity": "warning",
        "imsx_operationRefIdentifier": path,
        "imsx_description": description,
        "imsx_codeMinor": code,
    }


def _code(code: str) -> dict[str, Any]:
    field = {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": code}
    return {"imsx_codeMinorField": [field]}


def _challenge(status: int) -> tuple[tuple[str, str], ...]:
    if status == 401:
        return (("WWW-Authenticate", 'Bearer realm="Infinite Campus"'),)
    return ()
