"""Who may pass: the answers of the guard that no table of roles can hold."""

import time
from typing import Any

import pytest
from django.test import Client

from homeroom.access import people as access
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.store import audit
from homeroom.store.scope import district_scope
from tests.people import CLASS, Town

HERE = "/d/riverbend/"
WHY = {"reason": "Ticket 4711: a class lacks its grades"}


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("visitor", ["primary-admin", "operator", "elsewhere"])
def test_a_district_that_is_none_is_not_there_for_anybody(town: Town, visitor: str) -> None:
    assert town.browser(visitor).get("/d/atlantis/").status_code == 404


def test_who_has_no_role_here_cannot_tell_the_district_from_one_that_is_none(town: Town) -> None:
    stranger = town.browser("elsewhere")
    here, nowhere = stranger.get(HERE), stranger.get("/d/atlantis/")
    assert here.status_code == nowhere.status_code == 404
    assert "Riverbend" not in text(here)


def test_who_lacks_a_role_reads_which_one_is_needed_and_which_are_held(town: Town) -> None:
    answer = town.browser("help-desk").get(f"{HERE}rules/")
    assert answer.status_code == 403
    page = text(answer)
    assert "Primary District Admin" in page
    assert "Help desk" in page
    assert "Operator" not in page  # nobody in a district can become one


def test_a_page_without_a_form_takes_none(town: Town) -> None:
    admin = town.browser("primary-admin")
    answer = admin.post(f"{HERE}log/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert admin.delete(HERE).status_code == 405
    assert town.browser("operator").post("/server/log/").status_code == 405


def test_asking_for_the_head_of_a_page_is_reading_it(town: Town) -> None:
    answer = town.browser("help-desk").head(f"{HERE}runs/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert town.browser("teacher").head(f"{HERE}runs/").status_code == 403


def test_after_the_sign_in_one_is_where_one_wanted_to_go(town: Town) -> None:
    nobody = town.browser("nobody")
    asked = nobody.get(f"{HERE}log/?words=rules&since=2026-10-05")
    assert asked.headers["Location"] == (
        "/account/login/?next=/d/riverbend/log/%3Fwords%3Drules%26since%3D2026-10-05"
    )
    sent = nobody.post(f"{HERE}people/", {"email": "x@river.example"})
    assert sent.headers["Location"] == "/account/login/?next=/"  # a form is not sent again


def test_a_part_of_a_page_that_asks_without_a_sign_in_sends_the_whole_page_there(
    town: Town,
) -> None:
    answer = town.browser("nobody").get(f"{HERE}runs/0/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/account/login/"


def test_what_cannot_be_done_is_answered_with_what_can(town: Town) -> None:
    answer = town.browser("primary-admin").post(
        f"{HERE}people/{town.people['primary-admin'].pk}/",
        {"act": "remove", "role": "primary-admin"},
    )
    assert answer.status_code == 422
    assert "Make somebody else Primary District Admin first" in text(answer)


@pytest.fixture
def operator(town: Town) -> Client:
    return town.browser("operator")


def test_a_reason_leads_to_the_page_that_was_asked_for_with_its_filters(operator: Client) -> None:
    wanted = f"{HERE}quality/?code=reference.unknown&app=1"
    asked = operator.get(wanted)
    assert asked.headers["Location"].startswith(f"{HERE}reason/?next=")
    page = operator.get(asked.headers["Location"])
    assert page.context["next"] == wanted
    done = operator.post(asked.headers["Location"], {**WHY, "next": page.context["next"]})
    assert done.headers["Location"] == wanted
    assert operator.get(wanted).status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/d/lakeside/quality/",
        "/server/log/",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_reason_leads_nowhere_else_than_into_its_district(operator: Client, wanted: str) -> None:
    done = operator.post(f"{HERE}reason/", {**WHY, "next": wanted})
    assert done.headers["Location"] == HERE


def test_a_reason_that_is_too_short_is_asked_for_again_with_what_was_written(
    operator: Client, town: Town
) -> None:
    answer = operator.post(f"{HERE}reason/", {"reason": "  a look  ", "next": f"{HERE}quality/"})
    assert answer.status_code == 422
    assert "at least 10 letters" in text(answer)
    assert answer.context["words"] == "a look"
    assert answer.context["next"] == f"{HERE}quality/"
    assert operator.get(f"{HERE}quality/").status_code == 302
    with district_scope(town.district.id) as scope:
        assert "a look" not in [facts.get("reason") for *_, facts in audit.latest(scope, 50)]


def test_a_reason_holds_for_its_district_and_for_an_hour(operator: Client) -> None:
    operator.post(f"{HERE}reason/", WHY)
    assert operator.get(f"{HERE}quality/").status_code == 200
    assert operator.get("/d/lakeside/quality/").status_code == 302
    operator.post("/d/lakeside/reason/", WHY)
    assert operator.get(f"{HERE}quality/").status_code == 200  # the first one still holds
    session = operator.session
    stated = {district: int(time.time()) - 3_601 for district in session["reason"]}
    session["reason"] = stated
    session.save()
    assert operator.get(f"{HERE}quality/").status_code == 302


def test_an_operator_who_has_a_role_here_needs_no_reason(town: Town) -> None:
    user = town.people["operator"]
    access.add(user.email, Role.DISTRICT_ADMIN, Place(district_id=town.district.id), "test")
    try:
        assert town.browser("operator").get(f"{HERE}quality/").status_code == 200
    finally:
        access.remove(user, town.district.id, Role.DISTRICT_ADMIN)


def test_only_operators_are_asked_for_a_reason(town: Town) -> None:
    assert town.browser("primary-admin").get(f"{HERE}reason/").status_code == 403
    assert town.browser("help-desk").get(f"{HERE}quality/").status_code == 200


def test_a_teacher_is_one_only_while_the_class_goes_on(town: Town) -> None:
    teacher = town.browser("teacher")
    assert teacher.get(HERE).status_code == 200

    def until(day: str | None) -> None:
        with district_scope(town.district.id) as scope:
            scope.run(
                "UPDATE enrollments SET end_date = %(day)s::date WHERE id = %(id)s::uuid",
                day=day,
                id=CLASS,
            )

    until("2020-06-30")
    try:
        assert teacher.get(HERE).status_code == 404
        assert teacher.get("/").status_code == 403
    finally:
        until(None)
    assert teacher.get(HERE).status_code == 200
