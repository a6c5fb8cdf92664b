"""Data Quality: issues by cause, duplicates, master fields and domains of uniqueness."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.uniqueness import Domain
from homeroom.runs.rules.keeping import keep_rules
from homeroom.store import joins, records, rules
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp, file_app
from tests.packages import person, role, school
from tests.people import Town

AT = "/d/riverbend/quality/"


@pytest.fixture(scope="module", autouse=True)
def doubled(sis: FileApp, tmp_path_factory: pytest.TempPathFactory) -> FileApp:
    """Two students of one e-mail within the SIS, and a library that knows a third by identifier."""
    keep_rules(
        sis.district,
        Rules(
            uniqueness=(
                Domain(entity="user", fields=("identifier",)),
                Domain(entity="user", fields=("email",)),
            )
        ),
        ("test", "to know who is who"),
    )
    files = school(4)
    for number in (1, 2):
        files["users"][number] = person(f"s{number}", email="same@river.example")
    files["users"][3] = person("s3", identifier="33", email="three@river.example")
    files["enrollments"].append({**files["enrollments"][1], "sourcedId": "e-x",
                                 "userSourcedId": "nobody"})  # fmt: skip
    sis.sync(files)
    library = file_app(sis.district, tmp_path_factory.mktemp("lib") / "lib.zip", "library")
    known = person("x3", identifier="33", email="lib@river.example")
    library.sync({**school(1), "classes": [], "courses": [], "academicSessions": [],
                  "enrollments": [], "users": [known],
                  "roles": [role("x3", "student")]})  # fmt: skip
    return sis


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("district-admin")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def pair_of(answer: Any) -> list[str]:
    """Return the ids of the only two that look alike."""
    (group,) = answer.context["groups"]
    return [id_ for id_, _ in group["ids"]]


def test_issues_stand_by_cause_with_owner_and_fix(doubled: FileApp, admin: Client) -> None:
    answer = admin.get(AT)
    row = next(one for one in answer.context["causes"] if one["cause"].kind == "enrollment")
    assert row["cause"].count == 1
    assert row["app"] == "sis"
    shown = text(answer)
    assert row["words"].replace("'", "&#x27;") in shown
    assert row["owner"] in shown
    file: Any = admin.get(AT, {"csv": "1"})
    sent = b"".join(file.streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(sent)))
    assert [line["Cause"] for line in lines] == [
        one["cause"].code for one in answer.context["causes"]
    ]
    order = [one["cause"].kind for one in answer.context["causes"]]
    assert order == sorted(order, key=["app", *(kind.value for kind in Kind)].index)


def test_the_cases_of_a_cause_are_for_who_sees_the_whole_district(
    doubled: FileApp, admin: Client, town: Town
) -> None:
    causes = [one["cause"] for one in admin.get(AT).context["causes"]]
    code = next(one.code for one in causes if one.kind == "enrollment")
    assert "e-x" in text(admin.get(AT, {"code": code}))
    mine = town.browser("school-admin").get(AT, {"code": code})
    assert mine.context["causes"] == []
    assert mine.context["cases"] == []
    assert admin.get(AT, {"code": "no.such"}).context["cases"] == []


def test_duplicates_stand_side_by_side_and_say_what_differs(
    doubled: FileApp, admin: Client
) -> None:
    answer = admin.get(f"{AT}duplicates/")
    (group,) = answer.context["groups"]
    differ = {name: differs for name, _, differs in group["rows"]}
    assert differ["Email"] is False
    assert differ["Given name"] is True
    assert "Alike by user: email." in text(answer)


def test_a_merge_needs_a_choice_and_a_reason_and_can_be_undone(
    doubled: FileApp, admin: Client
) -> None:
    address = f"{AT}duplicates/"
    pair = pair_of(admin.get(address))
    sent = {"act": "merge", "pair": pair}
    assert "Choose which of the two stays." in text(admin.post(address, sent))
    refused = admin.post(address, {**sent, "stays": pair[0]})
    assert refused.status_code == 422
    assert "Say why they are the same" in text(refused)
    done = admin.post(
        address, {**sent, "stays": pair[1], "reason": "twins in the SIS"}, follow=True
    )
    assert "They are one now." in text(done)
    assert done.context["groups"] == []
    with district_scope(doubled.district.id) as scope:
        made = joins.every(scope, 1)[0]
        held = records.load(scope, Kind.USER, pair)
    assert (made.stays, made.goes, made.reason) == (pair[1], pair[0], "twins in the SIS")
    assert held[pair[0]].status.value == "tobedeleted"
    parted = admin.post(address, {"act": "part", "merge": made.id}, follow=True)
    assert "They are two again." in text(parted)
    assert pair_of(parted) == pair
    again = admin.post(address, {"act": "part", "merge": made.id})
    assert again.status_code == 422


def test_what_is_kept_apart_is_not_shown_again(doubled: FileApp, admin: Client) -> None:
    address = f"{AT}duplicates/"
    pair = pair_of(admin.get(address))
    done = admin.post(address, {"act": "apart", "pair": pair}, follow=True)
    assert "They stay two." in text(done)
    assert done.context["groups"] == []
    with district_scope(doubled.district.id) as scope:
        scope.run("DELETE FROM kept_apart")


def test_a_pair_or_an_act_that_is_none_is_not_there(doubled: FileApp, admin: Client) -> None:
    address = f"{AT}duplicates/"
    pair = pair_of(admin.get(address))
    unknown = str(UUID(int=1))
    for sent in (
        {"act": "merge", "pair": [pair[0], unknown], "stays": pair[0], "reason": "x"},
        {"act": "apart", "pair": [pair[0]]},
        {"act": "burn"},
    ):
        assert admin.post(address, sent).status_code == 404
    assert admin.get(address, {"kind": "result"}).status_code == 404


def test_a_row_that_waits_is_decided(doubled: FileApp, admin: Client) -> None:
    files = school(1)
    both = person("x9", email="same@river.example")
    library = FileApp(doubled.district, doubled.path.parent / "more.zip", "more")
    file_app(doubled.district, library.path, "more")
    library.sync({**files, "classes": [], "courses": [], "academicSessions": [],
                  "enrollments": [], "users": [both],
                  "roles": [role("x9", "student")]})  # fmt: skip
    address = f"{AT}duplicates/"
    (waits,) = admin.get(address).context["waiting"]
    assert waits["subject"] == "x9"
    chosen = waits["may_be"][0][0]
    sent = {"act": "decide", "app": "more", "subject": "x9", "same_as": chosen}
    done = admin.post(address, sent, follow=True)
    assert done.context["waiting"] == []
    assert library.hub_id(Kind.USER, "x9") == chosen


def email_of(doubled: FileApp) -> str:
    held = doubled.records(Kind.USER)["s3"]
    return str(getattr(held, "email", None))


def test_master_fields_are_previewed_before_they_are_kept(doubled: FileApp, admin: Client) -> None:
    address = f"{AT}master-fields/"
    before = email_of(doubled)
    wins = "library" if before == "three@river.example" else "sis"
    wanted = {"act": "generate", "entity": "student", "app": wins, "mode": "master",
              "field": ["email"]}  # fmt: skip
    preview = admin.post(address, wanted)
    assert preview.context["many"] == 1
    ((_, field, was, becomes, why),) = preview.context["effects"]
    assert (field, was, why) == ("email", before, f"{wins}: master")
    assert email_of(doubled) == before
    kept = admin.post(address, dict(preview.context["sent"]) | {"keep": "1"}, follow=True)
    assert "it changed 1 record." in text(kept)
    assert email_of(doubled) == becomes != before
    assert [one["field"] for one in kept.context["masters"]] == ["email"]
    away = {"act": "remove", "entity": "student", "field": "email", "keep": "1"}
    gone = admin.post(address, away, follow=True)
    assert gone.context["masters"] == []


def test_the_preset_is_one_click_after_its_preview(doubled: FileApp, admin: Client) -> None:
    address = f"{AT}master-fields/"
    preview = admin.post(address, {"act": "preset"})
    assert preview.context["previewed"]
    with district_scope(doubled.district.id) as scope:
        assert not rules.current(scope).rules.masters_by_role
    kept = admin.post(address, {"act": "preset", "keep": "1"}, follow=True)
    assert kept.context["preset"]
    fields = {one["field"] for one in kept.context["by_role"]}
    assert "email" in fields
    assert "agents" not in fields
    off = admin.post(address, {"act": "no-preset", "keep": "1"}, follow=True)
    assert not off.context["preset"]


def test_domains_are_added_moved_and_removed(doubled: FileApp, admin: Client) -> None:
    address = f"{AT}domains/"
    wanted = {"act": "add", "entity": "user", "fields": "givenName, familyName"}
    added = admin.post(address, wanted, follow=True)
    names = [one.name for one in added.context["domains"]]
    assert names[-1] == "user: givenName + familyName"
    last = len(names) - 1
    moved = admin.post(address, {"act": "up", "place": last}, follow=True)
    assert [one.name for one in moved.context["domains"]] == [*names[:-2], names[-1], names[-2]]
    removed = admin.post(address, {"act": "remove", "place": last - 1}, follow=True)
    assert [one.name for one in removed.context["domains"]] == names[:-1]
    wrong = admin.post(address, {"act": "add", "entity": "user", "fields": "shoeSize"})
    assert wrong.status_code == 422
    assert "shoeSize cannot name a user" in text(wrong)
    assert admin.post(address, {"act": "up", "place": "99"}).status_code == 404
