"""What an app is told when a request cannot be answered: imsx_StatusInfo, and its list of 1.1."""

from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Version

JSON = dict[str, Any]

UNKNOWN = "unknownobject"
FORBIDDEN = "forbidden"
UNAUTHORISED = "unauthorisedrequest"
BUSY = "server_busy"
BROKEN = "internal_server_error"
INVALID = "invaliddata"
FILTER = "invalid_filter_field"
SELECTION = "invalid_selection_field"
BLANK_SELECTION = "invalid_blank_selection_field"
SORT = "invalid_sort_field"


class Problem(Struct, frozen=True):
    """Why a request was not answered: the HTTP status, the standard's code, and words."""

    status: int
    minor: str
    words: str


class Refused(Exception):
    """A request that cannot be answered as it was asked."""

    def __init__(self, status: int, minor: str, words: str) -> None:
        super().__init__(words)
        self.problem = Problem(status, minor, words)


def body(version: Version, problem: Problem) -> JSON:
    """Return the body of an answer that is an error."""
    major = {"imsx_codeMajor": "failure", "imsx_severity": "error"}
    if version is Version.V1P1:
        return {
            "statusInfoSet": [
                {**major, "imsx_description": problem.words, "imsx_codeMinor": problem.minor}
            ]
        }
    field = {
        "imsx_codeMinorFieldName": "TargetEndSystem",
        "imsx_codeMinorFieldValue": problem.minor,
    }
    return {
        **major,
        "imsx_description": problem.words,
        "imsx_CodeMinor": {"imsx_codeMinorField": [field]},
    }


def warning(minor: str, words: str) -> JSON:
    """Return what 1.1 says beside the data of an answer that is not quite what was asked for."""
    return {
        "imsx_codeMajor": "success",
        "imsx_severity": "warning",
        "imsx_description": words,
        "imsx_codeMinor": minor,
    }
