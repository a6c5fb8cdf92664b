"""Links that let a person in: once, for a while, and only the person they were made for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import connections
from django.test import Client

from homeroom.access import people as access
from homeroom.access.models import User
from homeroom.access.people import INVITATION, SIGN_IN, Place
from homeroom.access.roles import Role
from homeroom.errors import NeedsDistrict
from homeroom.settings import url_of
from homeroom.store import audit_search, sign_in_links
from homeroom.store.audit_search import ActFilter
from tests.people import Town

PASSWORD = "seven-green-otters-swim"
CHOSEN = {"new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def ada(town: Town) -> Iterator[User]:
    """Somebody who was added and has no password yet."""
    user, _ = access.add(
        "ada@river.example", Role.DISTRICT_ADMIN, Place(district_id=town.district.id), "test"
    )
    yield user
    user.delete()


def stranger() -> Client:
    """Return a browser in which nobody is signed in."""
    return Client(SERVER_NAME="localhost")


def address(user: User, purpose: str = SIGN_IN, lives: timedelta | None = None) -> str:
    return f"/link/{access.make_link(user, purpose, 'test', lives)}/"


def is_in(browser: Client) -> bool:
    return browser.get("/d/riverbend/").status_code == 200


def test_looking_at_a_link_does_not_use_it_up(ada: User) -> None:
    link = address(ada)
    for _ in range(3):  # as programs do that look into messages
        page = stranger().get(link)
        assert page.status_code == 200
        assert "ada@river.example" in page.content.decode()
    browser = stranger()
    browser.post(link)
    assert is_in(browser)


def test_a_link_lets_in_once(ada: User) -> None:
    link = address(ada)
    first, second = stranger(), stranger()
    assert first.post(link).status_code == 302
    assert second.post(link).status_code == 410
    assert second.get(link).status_code == 410
    assert is_in(first)
    assert not is_in(second)


@pytest.mark.parametrize("purpose", [SIGN_IN, INVITATION])
def test_a_link_whose_time_is_over_lets_nobody_in(ada: User, purpose: str) -> None:
    link = address(ada, purpose, timedelta(seconds=-1))
    browser = stranger()
    assert browser.get(link).status_code == 410
    answer = browser.post(link, CHOSEN)
    assert answer.status_code == 410
    assert "Ask for a new one" in answer.content.decode()
    ada.refresh_from_db()
    assert not ada.has_usable_password()
    assert not is_in(browser)


def test_a_newer_link_ends_the_older_of_its_kind_and_no_other(ada: User) -> None:
    older, invitation = address(ada), address(ada, INVITATION)
    newer = address(ada)
    assert stranger().get(older).status_code == 410
    assert stranger().get(newer).status_code == 200
    assert stranger().get(invitation).status_code == 200


def test_signing_out_everywhere_ends_all_open_links_of_that_person(town: Town, ada: User) -> None:
    links = [address(ada), address(ada, INVITATION)]
    others = address(town.people["help-desk"])
    access.end_sessions(ada)
    assert [stranger().get(one).status_code for one in links] == [410, 410]
    assert stranger().get(others).status_code == 200


def test_who_is_switched_off_gets_no_link_and_no_older_one_lets_in(ada: User) -> None:
    link = address(ada)
    ada.is_active = False
    ada.save()
    assert stranger().get(link).status_code == 410
    assert stranger().post(link).status_code == 410
    with pytest.raises(NeedsDistrict, match="is locked"):
        access.make_link(ada, SIGN_IN, "test")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"new_password1": PASSWORD, "new_password2": f"{PASSWORD}s"}, "match"),
        ({"new_password1": "12345678", "new_password2": "12345678"}, "too common"),
        ({}, "required"),
    ],
    ids=["not the same", "guessed at once", "nothing"],
)
def test_a_password_that_is_refused_leaves_the_invitation_good(
    ada: User, given: dict[str, str], words: str
) -> None:
    link = address(ada, INVITATION)
    refused = stranger().post(link, given)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    browser = stranger()
    assert browser.post(link, CHOSEN).status_code == 302
    assert is_in(browser)


def test_how_somebody_came_in_stands_in_the_log_of_the_server(ada: User) -> None:
    stranger().post(address(ada))
    act = audit_search.server_page(ActFilter(words="ada@river.example"), None, 1).acts[0]
    assert (act.actor, act.act, act.facts) == ("ada@river.example", "sign-in", {"by": "link"})


def test_nothing_that_is_kept_opens_a_link(ada: User) -> None:
    secret = access.make_link(ada, SIGN_IN, "test")
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT encode(digest, 'hex') FROM sign_in_links WHERE used_at IS NULL")
        kept = [row[0] for row in cursor.fetchall()]
    assert secret not in kept
    assert all(sign_in_links.seen(one) is None for one in kept)
    assert sign_in_links.seen(secret) == (ada.pk, SIGN_IN)


@contextmanager
def somebody_quicker(user: User) -> Iterator[None]:
    """Use the person's links up in another session, which ends once somebody waits for it."""
    url, over = url_of("default"), threading.Event()
    with psycopg.connect(url) as other, psycopg.connect(url, autocommit=True) as looking:
        other.execute("UPDATE sign_in_links SET used_at = now() WHERE user_id = %s", [user.pk])

        def end_when_waited_for() -> None:
            waits = "SELECT 1 FROM pg_locks WHERE NOT granted"
            while not over.is_set() and not looking.execute(waits).fetchone():
                over.wait(0.01)
            other.commit()

        thread = threading.Thread(target=end_when_waited_for)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def test_of_two_who_have_an_invitation_only_the_first_chooses_the_password(ada: User) -> None:
    link = address(ada, INVITATION)
    with somebody_quicker(ada):
        late = stranger().post(link, CHOSEN)
    assert late.status_code == 410
    ada.refresh_from_db()
    assert not ada.has_usable_password()
