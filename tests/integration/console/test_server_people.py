"""Operators look after the accounts of all districts: roles, locks, sessions, second steps."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from homeroom.access import accounts, inviting, people
from homeroom.access.models import User
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.errors import NeedsDistrict, NeedsOperator
from homeroom.store import audit_search
from homeroom.store import people as store
from tests.people import Town

PAGE = "/server/people/"
EMAIL = "lin@river.example"


@pytest.fixture
def operator(town: Town) -> Client:
    return town.browser("operator")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def person(town: Town, who: str) -> str:
    return f"{PAGE}{town.people[who].pk}/"


def act(operator: Client, town: Town, who: str, **given: str) -> Any:
    return operator.post(person(town, who), given, follow=True)


def last_act() -> tuple[str, str]:
    one = audit_search.server_page(audit_search.ActFilter(), None, 1).acts[0]
    return one.act, one.subject


def test_people_of_all_districts_are_found_by_a_part_of_their_address(operator: Client) -> None:
    shown = text(operator.get(PAGE))
    assert "admin@lake.example" in shown
    assert "Lakeside Schools" in shown
    assert "School Admin, Riverbend Schools (Roosevelt Middle)" in shown
    narrow = text(operator.get(PAGE, {"words": "LAKE"}))
    assert "admin@lake.example" in narrow
    assert "river.example</a>" not in narrow
    assert "Nobody like this has an account." in text(operator.get(PAGE, {"words": "zz"}))


def test_an_admin_and_another_operator_are_invited(operator: Client, town: Town) -> None:
    form = {"email": EMAIL, "role": "district-admin", "district": str(town.district.id)}
    assert "Hand this link over yourself" in text(operator.post(PAGE, form, follow=True))
    operator.post(PAGE, {"email": EMAIL, "role": "operator"})
    lin = people.find(EMAIL)
    assert [one.role for one in store.of_user(lin.pk)] == ["district-admin", "operator"]
    refused = operator.post(PAGE, {"email": "lin", "role": "district-admin"})
    assert refused.status_code == 422
    assert {"email", "district"} <= refused.context["form"].errors.keys()
    lin.delete()


def test_an_admin_of_a_district_makes_nobody_an_operator(town: Town) -> None:
    place = Place(district_id=town.district.id)
    with pytest.raises(NeedsDistrict, match="Operators look after the whole server"):
        inviting.invite(EMAIL, Role.OPERATOR, place, "t", "https://hub.example")
    form = {"email": EMAIL, "role": "operator"}
    assert town.browser("primary-admin").post("/d/riverbend/people/", form).status_code == 422
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_lock_ends_every_session_and_unlocking_lets_in_again(
    operator: Client, town: Town
) -> None:
    there = town.browser("help-desk")
    assert there.get("/d/riverbend/").status_code == 200
    assert "cannot sign in any more" in text(act(operator, town, "help-desk", act="lock"))
    assert last_act() == ("account.lock", "help-desk@river.example")
    assert there.get("/d/riverbend/").status_code == 302
    assert "Locked" in text(operator.get(person(town, "help-desk")))
    act(operator, town, "help-desk", act="unlock")
    assert town.browser("help-desk").get("/d/riverbend/").status_code == 200


def test_who_waits_after_wrong_passwords_is_let_in_by_an_operator(
    operator: Client, town: Town
) -> None:
    guessed = {"login": "help-desk@river.example", "password": "not it at all"}
    stranger = Client(SERVER_NAME="localhost")
    for _ in range(5):
        stranger.post("/account/login/", guessed)
    town.people["help-desk"].refresh_from_db()
    assert accounts.state_of(town.people["help-desk"]).state == "tried"
    act(operator, town, "help-desk", act="unlock")
    assert accounts.state_of(town.people["help-desk"]).state == "active"


def test_a_second_step_is_taken_away_with_the_sessions(operator: Client, town: Town) -> None:
    user = town.people["school-admin"]
    Authenticator.objects.create(user=user, type="totp", data={})
    there = town.browser("school-admin")
    assert "Reset the second step" in text(operator.get(person(town, "school-admin")))
    assert "password alone" in text(act(operator, town, "school-admin", act="second-step"))
    assert not Authenticator.objects.filter(user=user).exists()
    assert there.get("/d/riverbend/").status_code == 302
    assert last_act() == ("second-step.reset", user.email)
    back = town.browser("school-admin")
    act(operator, town, "school-admin", act="sign-out")
    assert back.get("/d/riverbend/").status_code == 302


def test_roles_are_taken_one_by_one_but_not_the_last_of_their_kind(
    operator: Client, town: Town
) -> None:
    lin, _ = people.add(EMAIL, Role.PRIMARY_ADMIN, Place(district_id=town.district.id), "t")
    people.add(EMAIL, Role.OPERATOR, Place(), "t")
    for one in store.of_user(lin.pk):
        done = operator.post(f"{PAGE}{lin.pk}/", {"act": "remove", "membership": str(one.id)})
        assert done.status_code == 302
    assert store.of_user(lin.pk) == []
    (own,) = store.of_user(town.people["operator"].pk)
    refused = act(operator, town, "operator", act="remove", membership=str(own.id))
    assert refused.status_code == 422
    assert "is the only operator" in text(refused)
    assert "That is your own account." in text(act(operator, town, "operator", act="lock"))
    primary = town.people["primary-admin"]
    (only,) = store.of_user(primary.pk)
    kept = act(operator, town, "primary-admin", act="remove", membership=str(only.id))
    assert "is the only Primary District Admin" in text(kept)
    lin.delete()


def test_people_are_found_by_name_whatever_the_case_and_no_more_than_asked(town: Town) -> None:
    user = town.people["help-desk"]
    User.objects.filter(pk=user.pk).update(name="Ada Brook")
    assert [one.email for one in store.found("ADA b", 9)] == [user.email]
    (one,) = store.found("help-desk@", 9)
    assert [held.role for held in one.roles] == ["help-desk"]
    (teacher,) = store.found("teacher@", 9)
    assert teacher.roles == ()
    assert [len(store.found("", many)) for many in (1, 3)] == [1, 3]
    addresses = [one.email for one in store.found("", 99)]
    assert addresses == sorted(addresses)
    assert store.found("%", 9) == []


def test_a_lock_leaves_the_roles_and_the_links_end(operator: Client, town: Town) -> None:
    user = town.people["school-admin"]
    secret = people.make_link(user, people.SIGN_IN, "t")
    accounts.lock(user, "t")
    assert Client(SERVER_NAME="localhost").get(f"/link/{secret}/").status_code == 410
    assert [one.role for one in store.of_user(user.pk)] == ["school-admin"]
    accounts.unlock(user, "t")
    assert town.browser("school-admin").get("/d/riverbend/").status_code == 200


def test_one_of_two_operators_may_be_locked_and_then_not_the_other(town: Town) -> None:
    second, _ = people.add("second@river.example", Role.OPERATOR, Place(), "t")
    accounts.lock(second, "t")
    with pytest.raises(NeedsOperator, match="is the only operator"):
        accounts.lock(town.people["operator"], "t")
    accounts.unlock(second, "t")
    accounts.lock(town.people["operator"], "t")
    accounts.unlock(town.people["operator"], "t")
    accounts.remove_operator(second, "t")
    assert store.of_user(second.pk) == []


def test_who_has_no_such_role_keeps_those_of_others(operator: Client, town: Town) -> None:
    (theirs,) = store.of_user(town.people["help-desk"].pk)
    given = {"act": "remove", "membership": str(theirs.id)}
    refused = operator.post(person(town, "school-admin"), given)
    assert refused.status_code == 422
    assert store.of_user(town.people["help-desk"].pk) == [theirs]


def test_the_pages_of_the_server_lead_to_each_other(operator: Client) -> None:
    for page in (PAGE, "/server/providers/", "/server/support/", "/server/log/"):
        shown = operator.get(page).content.decode()
        for other in (PAGE, "/server/providers/", "/server/support/", "/server/log/"):
            assert f'<a href="{other}"' in shown, page
        assert f'<a href="{page}" aria-current="page">' in shown
    assert "/server/people/" in operator.get("/d/riverbend/").content.decode()


@pytest.mark.parametrize(
    "given", [{"act": "promote"}, {"act": "remove", "membership": "0"}, {"act": "remove"}]
)
def test_what_no_button_says_is_not_done(
    operator: Client, town: Town, given: dict[str, str]
) -> None:
    assert act(operator, town, "help-desk", **given).status_code == 422
    assert accounts.state_of(town.people["help-desk"]).state == "active"
    assert operator.get(f"{PAGE}999999/").status_code == 404
