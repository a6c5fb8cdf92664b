"""People and roles: inviting, taking roles away, and what each of them leaves in the log."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client

from homeroom.access import people as access
from homeroom.access.models import User
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.store import audit, audit_search, people
from homeroom.store.audit_search import ActFilter
from homeroom.store.scope import district_scope
from tests.people import SCHOOL, Town

LIST = "/d/riverbend/people/"
INVITED = re.compile(r"http://localhost(/link/[^/]+/)")
PASSWORD = "seven-green-otters-swim"


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("primary-admin")


def invite(admin: Client, email: str, role: str = "district-admin", **more: object) -> str:
    """Invite somebody and return the page that comes then."""
    done = admin.post(LIST, {"email": email, "role": role, **more}, follow=True)
    assert done.status_code == 200
    return done.content.decode()


def link_in(text: str) -> str:
    found = INVITED.search(text)
    assert found, text
    return found[1]


def roles_of(email: str) -> list[str]:
    return [one.role for one in people.of_user(User.objects.get(email=email).pk)]


def acts(town: Town) -> list[tuple[str, str, str]]:
    with district_scope(town.district.id) as scope:
        return [(actor, act, subject) for _, actor, act, subject, _ in audit.latest(scope, 5)]


def test_an_invitation_lets_its_person_choose_a_password_and_in_once(
    town: Town, admin: Client
) -> None:
    link = link_in(invite(admin, "Ada@River.example"))
    ada = Client(SERVER_NAME="localhost")
    assert "ada@river.example" in ada.get(link).content.decode()
    short = ada.post(link, {"new_password1": "short", "new_password2": "short"})
    assert short.status_code == 422
    given = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert ada.post(link, given, follow=True).status_code == 200
    assert ada.get("/d/riverbend/").status_code == 200
    assert ada.post(link, given).status_code == 410
    other = Client(SERVER_NAME="localhost")
    done = other.post(
        "/account/login/", {"login": "ada@river.example", "password": PASSWORD}, follow=True
    )
    assert done.redirect_chain[-1][0] == "/d/riverbend/"
    assert ("primary-admin@river.example", "people.add", "ada@river.example") in acts(town)
    came = audit_search.server_page(ActFilter(words="ada@river.example"), None, 2).acts
    assert [one.facts for one in came] == [{"by": "password"}, {"by": "link"}]


def test_a_link_is_shown_once_and_lies_nowhere_in_clear(town: Town, admin: Client) -> None:
    page = invite(admin, "once@river.example")
    secret = link_in(page).split("/")[2]
    assert secret not in admin.get(LIST).content.decode()
    assert secret not in str(acts(town))


def test_an_invitation_goes_out_by_mail_where_a_server_is_set_up(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(settings, "EMAIL_HOST", "mail.example.org")
    monkeypatch.setattr(settings, "EMAIL_BACKEND", backend)
    mail.outbox = []
    page = invite(admin, "mailed@river.example")
    assert not INVITED.search(page)
    (sent,) = mail.outbox
    assert sent.to == ["mailed@river.example"]
    assert Client(SERVER_NAME="localhost").get(link_in(str(sent.body))).status_code == 200


def test_who_has_a_password_gets_the_role_and_no_link(town: Town, admin: Client) -> None:
    user = town.people["help-desk"]
    user.set_password(PASSWORD)
    user.save()
    assert not INVITED.search(invite(admin, user.email))
    assert roles_of(user.email) == ["help-desk", "district-admin"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"email": "no address", "role": "district-admin"}, "name@school.org"),
        ({"email": "x@river.example", "role": "school-admin"}, "at least one school"),
        ({"email": "x@river.example", "role": "vendor-admin"}, "Choose the app"),
        ({"email": "x@river.example", "role": "operator"}, "operator"),
        ({"email": "x@river.example", "role": "teacher"}, "teacher"),
    ],
    ids=["address", "schools", "app", "operator", "teacher"],
)
def test_what_does_not_fit_is_refused_with_a_link_to_its_field(
    admin: Client, given: dict[str, str], words: str
) -> None:
    done = admin.post(LIST, given)
    assert done.status_code == 422
    assert words in done.content.decode()
    assert 'href="#id_' in done.content.decode()
    assert not User.objects.filter(email="x@river.example").exists()


def test_a_school_admin_is_one_of_the_schools_that_were_chosen(admin: Client) -> None:
    invite(admin, "school@river.example", "school-admin", schools=[SCHOOL])
    (held,) = people.of_user(User.objects.get(email="school@river.example").pk)
    assert held.schools == (SCHOOL,)
    assert "Roosevelt Middle" in admin.get(f"{LIST}{held.user_id}/").content.decode()


def test_who_loses_a_role_is_signed_out_at_once(town: Town, admin: Client) -> None:
    place = Place(district_id=town.district.id)
    user, _ = access.add("leaving@river.example", Role.DISTRICT_ADMIN, place, "test")
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/d/riverbend/").status_code == 200
    admin.post(f"{LIST}{user.pk}/", {"act": "remove", "role": "district-admin"})
    assert roles_of(user.email) == []
    gone = browser.get("/d/riverbend/")
    assert gone.headers["Location"].startswith("/account/login/")


def test_the_last_primary_district_admin_stays(town: Town, admin: Client) -> None:
    user = town.people["primary-admin"]
    done = admin.post(f"{LIST}{user.pk}/", {"act": "remove", "role": "primary-admin"})
    assert done.status_code == 422
    assert "only Primary District Admin" in done.content.decode()
    assert "primary-admin" in roles_of(user.email)


def test_people_of_another_district_are_not_there(town: Town, admin: Client) -> None:
    stranger = town.people["elsewhere"]
    page = f"{LIST}{stranger.pk}/"
    assert admin.get(page).status_code == 404
    assert admin.post(page, {"act": "sign-out"}).status_code == 404
    assert roles_of(stranger.email) == ["primary-admin"]


def test_somebody_signs_out_everywhere_else(town: Town) -> None:
    here, there = town.browser("school-admin"), town.browser("school-admin")
    assert here.post("/me/", follow=True).status_code == 200
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").headers["Location"].startswith("/account/login/")


def test_a_role_that_needs_a_second_step_opens_nothing_before_one_is_set_up(
    town: Town, admin: Client
) -> None:
    admin.post(f"{LIST}second-step/", {"roles": ["school-admin", "nonsense"]})
    asked = town.browser("school-admin").get("/d/riverbend/", follow=True)
    assert asked.redirect_chain == [("/account/2fa/", 302)]
    assert "needs a second step" in asked.content.decode()
    assert town.browser("help-desk").get("/d/riverbend/").status_code == 200
    Authenticator.objects.create(user=town.people["school-admin"], type="totp", data={})
    assert town.browser("school-admin").get("/d/riverbend/").status_code == 200
    admin.post(f"{LIST}second-step/", {})
    assert 'value="school-admin" checked' not in admin.get(f"{LIST}second-step/").content.decode()


def test_the_server_may_ask_for_a_second_step_everywhere(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom.settings.SECOND_STEP_FOR", frozenset({"vendor-admin"}))
    asked = town.browser("vendor-admin").get("/d/riverbend/")
    assert asked.headers["Location"] == "/account/2fa/"


@pytest.mark.parametrize("path", ["/server/people/", "/server/support/", "/d/riverbend/"])
def test_an_operator_needs_the_second_step_on_the_servers_own_pages_too(
    town: Town, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("homeroom.settings.SECOND_STEP_FOR", frozenset({"operator"}))
    operator = town.people["operator"]
    assert town.browser("operator").get(path).headers["Location"] == "/account/2fa/"
    assert town.browser("operator").post(path).status_code != 200
    # Codes for a step that is lost are no step.
    codes = Authenticator.objects.create(user=operator, type="recovery_codes", data={})
    assert town.browser("operator").get(path).headers["Location"] == "/account/2fa/"
    step = Authenticator.objects.create(user=operator, type="webauthn", data={})
    assert town.browser("operator").get(path).status_code == 200
    codes.delete()
    step.delete()


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(settings, "EMAIL_BACKEND", backend)
    mail.outbox = []
    browser = Client(SERVER_NAME="localhost")
    for email in ("nobody@river.example", "help-desk@river.example"):
        browser.post("/account/password/reset/", {"email": email})
    to_nobody, sent = mail.outbox
    assert "/account/password/reset/key/" not in str(to_nobody.body)
    found = re.search(r"http://localhost(/account/password/reset/key/\S+)", str(sent.body))
    assert found
    opened = browser.get(found[1], follow=True)
    given = {"password1": f"{PASSWORD}-2", "password2": f"{PASSWORD}-2"}
    browser.post(opened.redirect_chain[-1][0], given)
    user = User.objects.get(email="help-desk@river.example")
    assert user.check_password(f"{PASSWORD}-2")
    again = Client(SERVER_NAME="localhost").get(found[1], follow=True)
    assert "password1" not in again.content.decode()


def test_nobody_changes_the_own_address(admin: Client) -> None:
    assert admin.get("/account/email/").status_code == 404
    assert admin.post("/account/email/", {"email": "x@river.example"}).status_code == 404
