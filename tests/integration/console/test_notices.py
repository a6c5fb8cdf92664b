"""The page on which somebody chooses who is told of what."""

from typing import Any

from homeroom.store import notices
from homeroom.store.scope import district_scope
from tests.people import Town

PAGE = "/d/riverbend/notices/"


def receivers(town: Town) -> list[notices.Receiver]:
    with district_scope(town.district.id) as scope:
        return notices.receivers(scope)


def send(town: Town, **given: Any) -> Any:
    return town.browser("district-admin").post(PAGE, given, follow=True)


def test_somebody_is_added_and_removed(town: Town) -> None:
    said = {"channel": "e-mail", "address": "it@river.example", "about": ["failed", "conflict"]}
    shown = send(town, **said, daily_at="07:30").content.decode()
    (one,) = receivers(town)
    assert one.about == ("failed", "conflict")
    assert "Once a day at 07:30" in shown
    assert "A sync failed and waits for somebody to act; Grades were changed" in shown
    gone = send(town, receiver=one.id, act="remove").content.decode()
    assert "it@river.example gets no notices any more." in gone
    assert receivers(town) == []


def test_what_cannot_be_an_address_is_explained_beside_the_field(town: Town) -> None:
    shown = send(town, channel="webhook", address="http://hooks.example/in")
    assert shown.status_code == 422
    assert "A webhook has to begin with https://." in shown.context["form"].errors["address"][0]
    assert receivers(town) == []


def test_a_test_that_fails_says_why(town: Town) -> None:
    send(town, channel="e-mail", address="it@river.example")
    (one,) = receivers(town)
    with_test = send(town, receiver=one.id, act="try").content.decode()
    assert "A test went to it@river.example." in with_test
    send(town, receiver=one.id, act="remove")
    assert "There is no receiver" in send(town, receiver=one.id, act="try").content.decode()
    assert send(town, receiver="²", act="try").status_code == 404
