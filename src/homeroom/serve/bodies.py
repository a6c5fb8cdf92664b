"""Answers that are errors, as responses."""

import msgspec
from django.http import HttpResponse

from homeroom.model.kinds import Version
from homeroom.serve import problems
from homeroom.serve.problems import Problem


def refusal(version: Version, problem: Problem) -> HttpResponse:
    """Return the response that tells of a problem in the words of a version."""
    return HttpResponse(
        msgspec.json.encode(problems.body(version, problem)),
        content_type="application/json",
        status=problem.status,
    )
