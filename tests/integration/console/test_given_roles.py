"""Roles that are given and taken away: for which schools and apps, and what else goes with them."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from homeroom.access import people as access
from homeroom.access.models import User
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.store import apps, audit, people
from homeroom.store.people import Membership
from homeroom.store.scope import district_scope
from tests.people import OTHER_SCHOOL, SCHOOL, Town

LIST = "/d/riverbend/people/"
GONE_SCHOOL = "0198f000-0000-7000-8000-00000000dead"
Give = Callable[..., User]


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("primary-admin")


@pytest.fixture
def give(town: Town) -> Iterator[Give]:
    """Give somebody a role in the district; who was made for a test is gone afterwards."""
    made: list[User] = []

    def given(email: str, role: Role, **where: Any) -> User:
        user, _ = access.add(email, role, Place(district_id=town.district.id, **where), "test")
        made.append(user)
        return user

    yield given
    for user in made:
        User.objects.filter(pk=user.pk).delete()


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def app_id(town: Town, key: str) -> int:
    with district_scope(town.district.id) as scope:
        return apps.keyed(scope, key).id


def held(user: User) -> list[Membership]:
    return people.of_user(user.pk)


def last_act(town: Town) -> tuple[str, str, dict[str, Any]]:
    with district_scope(town.district.id) as scope:
        _, _, act, subject, facts = audit.latest(scope, 1)[0]
    return act, subject, facts


def forms(page: Any) -> list[dict[str, str]]:
    """Return what each button of a person's page sends when a role is taken away."""
    inputs = re.compile(r'<input type="hidden" name="(act|role|app)" value="([^"]*)">')
    sent = [dict(inputs.findall(form)) for form in text(page).split("<form")[1:]]
    return [one for one in sent if one.get("act") == "remove"]


def test_a_vendor_admin_of_two_apps_loses_the_one_that_is_taken_away(
    town: Town, admin: Client, give: Give
) -> None:
    mathly, campus = app_id(town, "mathly"), app_id(town, "campus")
    give("vendor@mathly.example", Role.VENDOR_ADMIN, app_id=mathly)
    user = give("vendor@mathly.example", Role.VENDOR_ADMIN, app_id=campus)
    page = f"{LIST}{user.pk}/"
    sent = {one["app"]: one for one in forms(admin.get(page))}
    assert set(sent) == {str(mathly), str(campus)}
    admin.post(page, sent[str(campus)])
    assert [one.app_id for one in held(user)] == [mathly]
    facts = {"role": "vendor-admin", "app": campus}
    assert last_act(town) == ("people.remove", "vendor@mathly.example", facts)
    (left,) = forms(admin.get(page))
    done = admin.post(page, left)
    assert held(user) == []
    assert done.headers["Location"] == LIST  # there is no page of somebody without a role


def test_an_app_that_was_removed_is_not_taken_for_the_whole_district(
    town: Town, admin: Client, give: Give
) -> None:
    user = give("vendor@mathly.example", Role.VENDOR_ADMIN, app_id=app_id(town, "mathly"))
    assert "<td>Mathly</td>" in text(admin.get(f"{LIST}{user.pk}/"))
    with district_scope(town.district.id) as scope:
        mathly = apps.change(scope, apps.keyed(scope, "mathly").id, state="removed")
    try:
        page = text(admin.get(f"{LIST}{user.pk}/"))
        assert "<td>an app that is gone</td>" in page
        assert "<td>Riverbend Schools</td>" not in page
    finally:
        with district_scope(town.district.id) as scope:
            apps.change(scope, mathly.id, state="active")


def test_schools_are_shown_by_name_and_one_that_is_gone_is_said_so(
    admin: Client, give: Give
) -> None:
    schools = [SCHOOL, OTHER_SCHOOL, GONE_SCHOOL]
    user = give("helper@river.example", Role.HELP_DESK, schools=schools)
    page = text(admin.get(f"{LIST}{user.pk}/"))
    assert "Roosevelt Middle, Lincoln High, a school that is gone" in page
    assert "(Roosevelt Middle, Lincoln High, a school that is gone)" in text(admin.get(LIST))


def test_the_same_role_again_is_one_of_the_schools_that_were_chosen_last(
    admin: Client, give: Give
) -> None:
    user = give("school@river.example", Role.SCHOOL_ADMIN, schools=[SCHOOL])
    given = {"email": user.email, "role": "school-admin", "schools": [OTHER_SCHOOL]}
    assert admin.post(LIST, given).status_code == 302
    (one,) = held(user)
    assert one.schools == (OTHER_SCHOOL,)


def test_a_school_of_nobody_here_cannot_be_chosen(admin: Client) -> None:
    given = {"email": "x@river.example", "role": "school-admin", "schools": [GONE_SCHOOL]}
    answer = admin.post(LIST, given)
    assert answer.status_code == 422
    assert not User.objects.filter(email="x@river.example").exists()


def test_what_a_role_does_not_need_counts_for_nothing(
    town: Town, admin: Client, give: Give
) -> None:
    user = give("both@river.example", Role.HELP_DESK, schools=[SCHOOL])
    given = {
        "email": user.email,
        "role": "district-admin",
        "schools": [SCHOOL],
        "app": str(app_id(town, "mathly")),
    }
    assert admin.post(LIST, given).status_code == 302
    new = next(one for one in held(user) if one.role == "district-admin")
    assert (new.schools, new.app_id) == ((), None)


def test_an_invitation_that_could_not_be_sent_gives_no_role(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EMAIL_HOST", "localhost")
    monkeypatch.setattr(settings, "EMAIL_PORT", 1)  # nobody listens there
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    answer = admin.post(LIST, {"email": "unsent@river.example", "role": "district-admin"})
    assert answer.status_code == 422
    assert "The invitation could not be sent by e-mail." in text(answer)
    assert not User.objects.filter(email="unsent@river.example").exists()


def test_a_new_invitation_ends_the_one_before(town: Town, admin: Client, give: Give) -> None:
    user = give("waits@river.example", Role.DISTRICT_ADMIN)
    page = f"{LIST}{user.pk}/"
    assert "Send a new invitation" in text(admin.get(page))
    links = []
    for _ in range(2):
        shown = admin.post(page, {"act": "invite"}, follow=True)
        links.append(shown.context["link"].removeprefix("http://localhost"))
        assert last_act(town) == ("people.invite", user.email, {})
    assert "/link/" not in text(admin.get(page))  # it is shown once
    stranger = Client(SERVER_NAME="localhost")
    assert [stranger.get(one).status_code for one in links] == [410, 200]


def test_who_has_a_password_is_not_invited_again(town: Town, admin: Client, give: Give) -> None:
    user = give("settled@river.example", Role.DISTRICT_ADMIN)
    user.set_password("seven-green-otters-swim")
    user.save()
    before = last_act(town)
    page = admin.post(f"{LIST}{user.pk}/", {"act": "invite"}, follow=True)
    assert page.context["link"] == ""
    assert "Send a new invitation" not in text(page)
    assert last_act(town) == before


def test_an_admin_signs_somebody_out_everywhere(town: Town, admin: Client, give: Give) -> None:
    user = give("lost@river.example", Role.DISTRICT_ADMIN)
    town.people["lost"] = user
    phone, desk = town.browser("lost"), town.browser("lost")
    assert "is signed out everywhere" in text(
        admin.post(f"{LIST}{user.pk}/", {"act": "sign-out"}, follow=True)
    )
    for browser in (phone, desk):
        assert browser.get("/d/riverbend/").headers["Location"].startswith("/account/login/")
    assert [one.role for one in held(user)] == ["district-admin"]  # nothing else changed
    assert last_act(town) == ("people.sign-out", user.email, {})


def test_a_second_primary_admin_may_take_the_role_from_the_first_but_not_from_oneself_then(
    town: Town, give: Give
) -> None:
    second = give("second@river.example", Role.PRIMARY_ADMIN)
    town.people["second"] = second
    browser = town.browser("second")
    sent = {"act": "remove", "role": "primary-admin"}
    first = town.people["primary-admin"]
    assert browser.post(f"{LIST}{first.pk}/", sent).status_code == 302
    try:
        assert browser.post(f"{LIST}{second.pk}/", sent).status_code == 422
        assert [one.role for one in held(second)] == ["primary-admin"]
    finally:
        access.add(first.email, Role.PRIMARY_ADMIN, Place(district_id=town.district.id), "test")


def test_an_admin_who_is_switched_off_does_not_count_as_one(town: Town, give: Give) -> None:
    second = give("second@river.example", Role.PRIMARY_ADMIN)
    first = town.people["primary-admin"]
    assert not access.only_primary_admin(first, town.district.id)
    User.objects.filter(pk=second.pk).update(is_active=False)
    assert access.only_primary_admin(first, town.district.id)


@pytest.mark.parametrize(
    "sent",
    [{"act": "burn"}, {}, {"act": "remove", "role": "operator"}, {"act": "remove", "role": "king"}],
    ids=["no such act", "nothing", "a role of the server", "no such role"],
)
def test_an_act_that_is_none_changes_nothing(
    town: Town, admin: Client, give: Give, sent: dict[str, str]
) -> None:
    user = give("stays@river.example", Role.DISTRICT_ADMIN)
    before = last_act(town)
    assert admin.post(f"{LIST}{user.pk}/", sent).status_code == 302
    assert [one.role for one in held(user)] == ["district-admin"]
    assert last_act(town) == before
