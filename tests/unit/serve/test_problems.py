"""Errors in the words of each version."""

from homeroom.model.kinds import Version
from homeroom.serve import problems
from homeroom.serve.problems import Problem

GONE = Problem(404, problems.UNKNOWN, "There is no org with this id.")


def test_1_2_has_one_object_with_a_capital_in_code_minor() -> None:
    assert problems.body(Version.V1P2, GONE) == {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": "There is no org with this id.",
        "imsx_CodeMinor": {
            "imsx_codeMinorField": [
                {
                    "imsx_codeMinorFieldName": "TargetEndSystem",
                    "imsx_codeMinorFieldValue": "unknownobject",
                }
            ]
        },
    }


def test_1_1_has_a_list_and_says_warnings_beside_data() -> None:
    (only,) = problems.body(Version.V1P1, GONE)["statusInfoSet"]
    assert only["imsx_codeMajor"] == "failure"
    assert only["imsx_codeMinor"] == "unknownobject"
    warning = problems.warning(problems.SORT, "x is nothing to sort by.")
    assert (warning["imsx_codeMajor"], warning["imsx_severity"]) == ("success", "warning")
    assert warning["imsx_codeMinor"] == "invalid_sort_field"
