"""Test Connection: every check by its name, and what to do about each that fails."""

from typing import Any

import pytest

from homeroom.connectors.checks import Check, CheckState
from homeroom.connectors.oneroster.tests.scripted import (
    TOKEN_PATH,
    Answer,
    Scripted,
    said,
    scripted,
)
from homeroom.connectors.oneroster.tests.settings import (
    GRADEBOOK,
    ONE_BASE,
    ROSTER,
    HastyOneRoster,
    given,
    opened,
)

NAMES = [
    "address", "certificate", "token", "schools", "people", "gradebook", "assessments",
    "API version",
]  # fmt: skip
ONE_ROLE = {"sourcedId": "s1", "role": "student", "orgs": []}
ROLES = {"sourcedId": "s1", "roles": [{"role": "student"}]}
BASES = {"1.1": (ONE_BASE, ONE_BASE, ONE_ROLE), "1.2": (ROSTER, GRADEBOOK, ROLES)}


def counted(name: str, total: int, *rows: Any) -> Answer:
    return said({name: list(rows)}, X_Total_Count=str(total))


def serve(server: Scripted, api: str) -> str:
    """Serve everything that the checks of a version look at; return its Service URL's path."""
    roster, grades, person = BASES[api]
    server.on(f"{roster}/schools", counted("orgs", 3, {"sourcedId": "o1"}))
    server.on(f"{roster}/users", counted("users", 12_345, person))
    server.on(f"{grades}/lineItems", counted("lineItems", 0))
    server.on(f"{grades}/results", counted("results", 0))
    if api == "1.2":
        server.on(f"{grades}/assessmentLineItems", counted("assessmentLineItems", 0))
    return roster


def found(server: Scripted, path: str, *, grades: bool = True, **more: str) -> dict[str, Check]:
    """Return the checks by name, having looked at what holds for every list of them."""
    with opened(server, path, **more) as connection:
        checks = list(connection.checks(grades=grades))
    assert [one.name for one in checks] == NAMES
    for one in checks:
        assert one.words
        assert bool(one.fix) is (one.state is CheckState.FAILED)
        assert "se cr:et" not in f"{one.words} {one.fix}"
    return {one.name: one for one in checks}


def states(checks: dict[str, Check]) -> dict[CheckState, list[str]]:
    return {
        state: [name for name, one in checks.items() if one.state is state] for state in CheckState
    }


def only_failed(checks: dict[str, Check]) -> Check:
    [name] = states(checks)[CheckState.FAILED]
    return checks[name]


@pytest.mark.parametrize(
    ("api", "not_applicable"),
    [("1.1", ["certificate", "assessments"]), ("1.2", ["certificate"])],
)
def test_a_good_connection_passes(server: Scripted, api: str, not_applicable: list[str]) -> None:
    checks = found(server, serve(server, api))
    assert states(checks)[CheckState.NOT_APPLICABLE] == not_applicable
    assert states(checks)[CheckState.FAILED] == []
    assert checks["address"].words == f"{server.url.removeprefix('http://')} answers"
    assert "without encryption" in checks["certificate"].words
    assert checks["schools"].words == "can read schools: 3 found"
    assert checks["people"].words == "can read users: 12,345 found"
    assert checks["gradebook"].words == (
        f"can read the gradebook at {server.url}{BASES[api][1]}"  # the one that was found
    )
    assert checks["API version"].words == f"API {api} answers"
    assert all((checks[name].seconds or 0) >= 0 for name in ("token", "schools", "gradebook"))


def test_1_1_says_that_it_has_no_assessments_and_asks_for_none(server: Scripted) -> None:
    checks = found(server, serve(server, "1.1"))
    assert checks["assessments"].words == "API 1.1 has no assessment line items and results"
    assert not [one.path for one in server.asked if "assessment" in one.path]


def test_without_grade_sync_the_gradebook_is_not_asked(server: Scripted) -> None:
    checks = found(server, serve(server, "1.2"), grades=False)
    for name in ("gradebook", "assessments"):
        assert checks[name].state is CheckState.NOT_APPLICABLE
        assert checks[name].words == "Grade Sync is off"
    assert not [one.path for one in server.asked if "gradebook" in one.path]


def test_checks_come_one_by_one_as_they_end(server: Scripted) -> None:
    with opened(server, serve(server, "1.2")) as connection:
        running = connection.checks(grades=True)
        assert next(running).name == "address"
        assert server.to(TOKEN_PATH, "POST") == []
        assert next(running).name == "certificate"
        assert next(running).name == "token"
        assert server.to(f"{ROSTER}/schools") == []


def test_a_host_that_does_not_answer_ends_the_checks(server: Scripted) -> None:
    with scripted() as gone:
        pass
    checks = found(gone, ROSTER)
    assert only_failed(checks).name == "address"
    assert len(states(checks)[CheckState.NOT_APPLICABLE]) == 7
    assert checks["token"].words == "needs an answer first"


def test_an_unknown_host_is_the_first_half_of_the_url(server: Scripted) -> None:
    settings = given(server, service_url="https://sis.no-such-district.invalid/v1p1")
    with HastyOneRoster().connect(settings) as connection:
        first = next(connection.checks(grades=True))
    assert (first.name, first.state) == ("address", CheckState.FAILED)
    assert "sis.no-such-district.invalid is not known" in first.words
    assert "spelling of the host" in first.fix


def test_a_wrong_secret_fails_the_token_and_what_needs_one_is_not_tried(server: Scripted) -> None:
    path = serve(server, "1.2")
    server.on(TOKEN_PATH, said({"error": "invalid_client"}, 401), method="POST")
    checks = found(server, path)
    assert only_failed(checks).name == "token"
    assert "OAuth Client Secret" in checks["token"].words
    assert states(checks)[CheckState.PASSED] == ["address"]
    assert checks["people"].words == "needs a token first"
    assert server.to(f"{ROSTER}/schools") == []


def test_a_path_that_nothing_answers_is_the_second_half_of_the_url(server: Scripted) -> None:
    checks = found(server, "/wrong/rostering/v1p2", grades=False)
    assert states(checks)[CheckState.FAILED] == ["schools", "people"]
    host = server.url.removeprefix("http://")
    assert checks["schools"].words == (
        f"The host {host} answers, but knows no path /wrong/rostering/v1p2."
    )
    assert "first half of the Service URL is right, its path is wrong" in checks["schools"].fix
    assert checks["API version"].words == "no answer to tell it by"


@pytest.mark.parametrize(
    ("path", "api", "chosen"),
    [
        ("/ims/oneroster/rostering/v1p2", "1.1", ""),
        ("/ims/oneroster/v1p2", "1.1", ""),
        ("/ims/oneroster/v1p1", "1.2", ""),
        ("/ims/oneroster/gradebook/v1p2", "1.2", ""),
        ("/ims/oneroster", "1.2", "1.2"),
        ("", "1.1", "1.1"),
    ],
)
def test_a_wrong_path_is_answered_with_the_one_that_works(
    server: Scripted, path: str, api: str, chosen: str
) -> None:
    right = serve(server, api)
    checks = found(server, path, grades=False, api_version=chosen)
    assert f"for API {api} at another path" in checks["schools"].words
    assert f"Enter {server.url}{right} as Service URL" in checks["schools"].fix
    assert f"choose API {api}" in checks["schools"].fix


def test_one_list_that_lacks_is_not_a_wrong_path(server: Scripted) -> None:
    path = serve(server, "1.2")
    server.on(f"{path}/schools", Answer(404))
    problem = only_failed(found(server, path))
    assert problem.name == "schools"
    assert f"other lists at {path}, but no schools" in problem.words


@pytest.mark.parametrize(
    ("lists", "name"),
    [
        (["/schools"], "schools"),
        (["/users"], "people"),
        (["/lineItems"], "gradebook"),
        (["/results"], "gradebook"),
        (["/assessmentLineItems"], "assessments"),
    ],
)
@pytest.mark.parametrize(("status", "words"), [(403, "may not use"), (401, "refused this request")])
def test_a_right_that_lacks_fails_its_own_check_alone(
    server: Scripted, lists: list[str], name: str, status: int, words: str
) -> None:
    path = serve(server, "1.2")
    for one in lists:
        base = ROSTER if name in ("schools", "people") else GRADEBOOK
        server.on(f"{base}{one}", Answer(status))
    problem = only_failed(found(server, path))
    assert problem.name == name
    assert words in problem.words


def test_a_roster_only_connection_passes_but_for_the_gradebook(server: Scripted) -> None:
    path = serve(server, "1.2")
    server.on(f"{GRADEBOOK}/*", Answer(403))
    for one in ("lineItems", "results", "assessmentLineItems"):
        server.on(f"{GRADEBOOK}/{one}", Answer(403))
    checks = found(server, path)
    assert states(checks)[CheckState.FAILED] == ["gradebook", "assessments"]
    assert "Turn on the right for it" in checks["gradebook"].fix
    assert states(checks)[CheckState.PASSED] == [
        "address", "token", "schools", "people", "API version",
    ]  # fmt: skip


def test_a_gradebook_that_is_nowhere_is_said_with_where_it_was_looked_for(
    server: Scripted,
) -> None:
    path = serve(server, "1.2")
    server.on(f"{GRADEBOOK}/lineItems", Answer(404))
    checks = found(server, path)
    assert checks["gradebook"].state is CheckState.FAILED
    assert f"Tried: {server.url}{GRADEBOOK}" in checks["gradebook"].fix


def test_a_gradebook_url_that_was_given_wrongly_is_said(server: Scripted) -> None:
    checks = found(server, serve(server, "1.2"), gradebook_url=f"{server.url}/elsewhere/v1p2")
    assert "no lineItems at" in checks["gradebook"].words
    assert "Gradebook URL" in checks["gradebook"].fix


def test_a_server_without_assessments_lacks_nothing_that_it_must_have(server: Scripted) -> None:
    path = serve(server, "1.2")
    server.on(f"{GRADEBOOK}/assessmentLineItems", Answer(404))
    checks = found(server, path)
    assert checks["assessments"].state is CheckState.NOT_APPLICABLE
    assert states(checks)[CheckState.FAILED] == []


@pytest.mark.parametrize(
    ("api", "chosen", "words"),
    [
        ("1.2", "1.1", "API 1.1 was chosen, but the Service URL ends in v1p2."),
        ("1.1", "1.2", "API 1.2 was chosen, but the Service URL ends in v1p1."),
    ],
)
def test_a_version_that_does_not_fit_the_url_is_said(
    server: Scripted, api: str, chosen: str, words: str
) -> None:
    checks = found(server, serve(server, api), grades=False, api_version=chosen)
    assert only_failed(checks).name == "API version"
    assert checks["API version"].words == words


@pytest.mark.parametrize(
    ("chosen", "person", "shown"), [("1.2", ONE_ROLE, "1.1"), ("1.1", ROLES, "1.2")]
)
def test_people_in_the_form_of_another_version_are_noticed(
    server: Scripted, chosen: str, person: Any, shown: str
) -> None:
    server.on("/api/schools", counted("orgs", 1, {"sourcedId": "o"}))
    server.on("/api/users", counted("users", 1, person))
    checks = found(server, "/api", grades=False, api_version=chosen)
    assert only_failed(checks).words == (
        f"API {chosen} was chosen, but people come in the form of API {shown}."
    )


@pytest.mark.parametrize("rows", [[], [{"sourcedId": "x"}], [17]], ids=["none", "bare", "odd"])
def test_people_that_show_no_version_are_no_reason_to_fail(
    server: Scripted, rows: list[Any]
) -> None:
    path = serve(server, "1.2")
    server.on(f"{path}/users", counted("users", len(rows), *rows))
    assert states(found(server, path, grades=False))[CheckState.FAILED] == []


@pytest.mark.parametrize(
    ("rows", "words"), [([], "none found"), ([{"sourcedId": "o"}], "some found")]
)
def test_a_server_that_counts_nothing_is_not_said_to_have_none(
    server: Scripted, rows: list[Any], words: str
) -> None:
    path = serve(server, "1.2")
    server.on(f"{path}/schools", said({"orgs": rows}))
    assert found(server, path, grades=False)["schools"].words == f"can read schools: {words}"


def test_a_sign_in_page_is_no_list_of_schools(server: Scripted) -> None:
    path = serve(server, "1.2")
    server.on(f"{path}/schools", Answer(200, b"<!DOCTYPE html><title>Sign in</title>"))
    problem = only_failed(found(server, path, grades=False))
    assert "web page instead of records" in problem.words
    assert "sign-in page" in problem.fix
