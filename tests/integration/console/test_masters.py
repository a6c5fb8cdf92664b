"""Master Fields and Domains of Uniqueness: what a preview shows, and forms that are refused."""

from typing import Any

import pytest
from django.test import Client

from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.entities import fields_of
from homeroom.rules.masters import MasterField, Voice
from homeroom.rules.uniqueness import Domain, usual
from homeroom.runs.rules.keeping import keep_rules
from homeroom.store import audit, rules
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp, file_app
from tests.packages import person, role, school
from tests.people import Town

MASTERS, DOMAINS = "/d/riverbend/quality/master-fields/", "/d/riverbend/quality/domains/"
BASE = Rules(uniqueness=(Domain(entity="user", fields=("identifier",)),))


@pytest.fixture(scope="module", autouse=True)
def two(sis: FileApp, tmp_path_factory: pytest.TempPathFactory) -> FileApp:
    """A SIS and a library that know the same student."""
    keep_rules(sis.district, BASE, ("test", "to know who is who"))
    files = school()
    files["users"][1] = person("s1", identifier="1", email="one@river.example", phone="1")
    sis.sync(files)
    library = file_app(sis.district, tmp_path_factory.mktemp("lib") / "lib.zip", "library")
    known = person("x1", identifier="1", email="lib@river.example", phone="2")
    names = ("classes", "courses", "academicSessions", "enrollments")
    none: dict[str, Any] = {name: [] for name in names}
    library.sync(school(1) | none | {"users": [known], "roles": [role("x1", "student")]})
    return sis


@pytest.fixture(autouse=True)
def base(two: FileApp) -> None:
    """Each test begins with the same rules."""
    keep_rules(two.district, BASE, ("test", "as it was"))


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("district-admin")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def held(town: Town) -> Rules:
    with district_scope(town.district.id) as scope:
        return rules.current(scope).rules


def wanted(**more: Any) -> dict[str, Any]:
    given = {"act": "generate", "entity": "student", "app": "library", "mode": "master"}
    return given | more


def test_without_a_choice_of_fields_an_app_masters_all_of_them(admin: Client, town: Town) -> None:
    kept = admin.post(MASTERS, wanted(keep="1"), follow=True)
    assert {one["field"] for one in kept.context["masters"]} == set(fields_of("student"))
    assert {one["sources"][0] for one in kept.context["masters"]} == {"library (master)"}


def test_a_second_app_goes_before_the_first(admin: Client) -> None:
    admin.post(MASTERS, wanted(field=["email"], keep="1"))
    kept = admin.post(MASTERS, wanted(app="sis", field=["email"], keep="1"), follow=True)
    (row,) = kept.context["masters"]
    assert row["sources"][0] == "sis (master)"


def test_a_preview_shows_each_value_and_keeps_what_was_sent(
    admin: Client, two: FileApp, town: Town
) -> None:
    admin.post(MASTERS, wanted(app="sis", field=["email", "phone"], keep="1"))
    before = held(town)
    form = wanted(field=["email", "phone"], csrfmiddlewaretoken="spent")
    answer = admin.post(MASTERS, form)
    assert answer.context["many"] == 1
    shown = {(field, was, becomes) for _, field, was, becomes, _ in answer.context["effects"]}
    assert shown == {("email", "one@river.example", "lib@river.example"), ("phone", "1", "2")}
    assert {name for name, *_ in answer.context["effects"]} == {"Given s1 Family s1"}
    # The button that keeps it sends the same form again, every field of it.
    sent = answer.context["sent"]
    assert [value for name, value in sent if name == "field"] == ["email", "phone"]
    assert "csrfmiddlewaretoken" not in dict(sent)
    assert held(town) == before


def test_what_changes_nothing_says_so_with_no_effect(admin: Client) -> None:
    answer = admin.post(MASTERS, wanted(entity="course"))
    assert (answer.context["previewed"], answer.context["many"]) == (True, 0)
    assert answer.context["effects"] == []


def test_a_field_of_another_entity_is_refused_with_those_there_are(
    admin: Client, town: Town
) -> None:
    answer = admin.post(MASTERS, wanted(field=["dueDate"], keep="1"))
    assert answer.status_code == 422
    assert "student has no field dueDate." in text(answer)
    assert "It has: " in text(answer)
    assert held(town).masters == ()


@pytest.mark.parametrize(
    "sent",
    [
        wanted(app="nobody"),
        wanted(entity="pony"),
        wanted(entity=""),
        wanted(mode="tyrant"),
        wanted(act="burn"),
        {},
    ],
)
def test_a_form_that_no_page_gave_is_not_there(
    admin: Client, town: Town, sent: dict[str, Any]
) -> None:
    assert admin.post(MASTERS, sent | {"keep": "1"}).status_code == 404
    assert held(town) == BASE


def test_an_entity_that_is_none_shows_students_with_their_masters(admin: Client) -> None:
    admin.post(MASTERS, wanted(field=["email"], keep="1"))
    for address in (MASTERS, f"{MASTERS}?entity=pony", f"{MASTERS}?entity="):
        answer = admin.get(address)
        assert answer.context["entity"] == "student"
        assert [one["field"] for one in answer.context["masters"]] == ["email"], address
        assert [name for name, _, current in answer.context["entities"] if current] == ["student"]
    assert admin.get(MASTERS, {"entity": "class"}).context["masters"] == []


def test_a_master_whose_app_is_removed_is_shown_by_its_key(two: FileApp, admin: Client) -> None:
    gone = MasterField(entity="student", field="sms", sources=(Voice(app="gone"),))
    keep_rules(two.district, Rules(uniqueness=BASE.uniqueness, masters=(gone,)), ("test", "x"))
    (row,) = admin.get(MASTERS).context["masters"]
    assert (row["title"], row["sources"]) == ("Sms", ["gone (master)"])


def test_what_somebody_else_kept_meanwhile_stays(admin: Client, town: Town) -> None:
    preview = admin.post(MASTERS, wanted(field=["email"]))
    other = town.browser("primary-admin")
    other.post(MASTERS, wanted(field=["phone"], keep="1"))
    kept = admin.post(MASTERS, dict(preview.context["sent"]) | {"keep": "1"}, follow=True)
    assert sorted(one["field"] for one in kept.context["masters"]) == ["email", "phone"]
    with district_scope(town.district.id) as scope:
        noted = audit.latest(scope, 2)
    assert [one[1] for one in noted] == [
        "district-admin@river.example", "primary-admin@river.example",
    ]  # fmt: skip


def test_the_same_rules_again_make_no_new_version(admin: Client, town: Town) -> None:
    admin.post(MASTERS, wanted(field=["email"], keep="1"))
    version = admin.get(MASTERS).context["version"]
    admin.post(MASTERS, wanted(field=["email"], keep="1"))
    assert admin.get(MASTERS).context["version"] == version


def test_the_preset_brings_the_usual_domains_only_where_there_are_none(
    two: FileApp, admin: Client, town: Town
) -> None:
    admin.post(MASTERS, {"act": "preset", "keep": "1"})
    assert held(town).uniqueness == BASE.uniqueness
    keep_rules(two.district, Rules(), ("test", "none"))
    admin.post(MASTERS, {"act": "preset", "keep": "1"})
    assert held(town).uniqueness == usual()


def test_the_usual_domains_are_added_once(admin: Client, town: Town) -> None:
    for _ in range(2):
        admin.post(DOMAINS, {"act": "usual"})
    names = [one.name for one in held(town).uniqueness]
    assert sorted(names) == sorted({one.name for one in usual()})
    # What the district had goes on to decide first.
    assert names[0] == "user: identifier"


@pytest.mark.parametrize(
    ("entity", "fields", "words"),
    [
        ("user", "", "nothing cannot name a user"),
        ("user", " , ,", "nothing cannot name a user"),
        ("user", "email, email", "email, email cannot name a user"),
        ("class", "birthDate", "birthDate cannot name a class"),
        ("result", "score", "there are no domains of uniqueness for result"),
        ("pony", "name", "there are no domains of uniqueness for pony"),
        ("user", "identifier", "user: identifier is a domain already."),
    ],
)
def test_a_domain_that_cannot_name_anything_is_refused_and_what_was_typed_stays(
    admin: Client, town: Town, entity: str, fields: str, words: str
) -> None:
    answer = admin.post(DOMAINS, {"act": "add", "entity": entity, "fields": fields})
    assert answer.status_code == 422
    assert words in text(answer)
    assert (answer.context["entity"], answer.context["fields"]) == (entity, fields)
    assert held(town) == BASE


@pytest.mark.parametrize("place", ["²", "-1", "1", "x", "", "9" * 40])
def test_a_place_that_no_domain_has_is_not_there(admin: Client, town: Town, place: str) -> None:
    for act in ("up", "remove", "down"):
        assert admin.post(DOMAINS, {"act": act, "place": place}).status_code == 404
    assert held(town) == BASE


def test_the_first_domain_stays_the_first(admin: Client, town: Town) -> None:
    admin.post(DOMAINS, {"act": "up", "place": "0"})
    assert held(town) == BASE


def test_a_removed_domain_parts_nobody_who_is_one(admin: Client, two: FileApp, town: Town) -> None:
    one = two.hub_id(Kind.USER, "s1")
    admin.post(DOMAINS, {"act": "remove", "place": "0"})
    assert held(town).uniqueness == ()
    with district_scope(town.district.id) as scope:
        named = scope.rows(
            "SELECT external_id FROM record_links WHERE record_id = %(id)s::uuid"
            " AND origin = 'read' ORDER BY 1",
            id=one,
        )
    assert named == [("s1",), ("x1",)]


@pytest.mark.parametrize("visitor", ["school-admin", "help-desk", "teacher", "vendor-admin"])
def test_rules_are_not_for_everybody(town: Town, visitor: str) -> None:
    client = town.browser(visitor)
    for address in (MASTERS, DOMAINS):
        assert client.get(address).status_code == 403
        assert client.post(address, {"act": "usual"}).status_code == 403
    assert held(town) == BASE
