"""Duplicates: forms that cannot be meant, what is gone meanwhile, and rows that wait."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.uniqueness import Domain
from homeroom.runs.rules import joining
from homeroom.runs.rules.keeping import keep_rules
from homeroom.store import apps, audit, issues, joins, lookalikes
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp, file_app
from tests.packages import person, school
from tests.people import Town

AT = "/d/riverbend/quality/duplicates/"


@pytest.fixture(scope="module", autouse=True)
def alike(sis: FileApp) -> FileApp:
    """Three students of one identifier, and two courses of one code."""
    domains = (
        Domain(entity="user", fields=("identifier",)),
        Domain(entity="course", fields=("courseCode",)),
    )
    keep_rules(sis.district, Rules(uniqueness=domains), ("test", "to know who is who"))
    files = school(5)
    for number, name in enumerate(("Zoë", "Zoe", "Zo"), start=1):
        files["users"][number] = person(f"s{number}", identifier="77", givenName=name)
    files["courses"][0] |= {"courseCode": "MA1"}
    files["courses"].append({**files["courses"][0], "sourcedId": "alg2", "title": "Algebra, new"})
    sis.sync(files)
    return sis


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("district-admin")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def pair(admin: Client) -> list[str]:
    (group,) = admin.get(AT).context["groups"]
    return [id_ for id_, _ in group["ids"]]


def test_a_third_that_looks_like_them_is_counted(admin: Client) -> None:
    (group,) = admin.get(AT).context["groups"]
    assert len(group["ids"]) == 2
    assert group["more"] == 1
    assert "1 more record looks like them." in text(admin.get(AT))


def test_each_kind_has_its_own_side_by_side(admin: Client, alike: FileApp) -> None:
    answer = admin.get(AT, {"kind": "course"})
    (group,) = answer.context["groups"]
    assert {title for _, title in group["ids"]} == {"Algebra", "Algebra, new"}
    differ = {name: differs for name, _, differs in group["rows"]}
    # The school is the same, and is shown by its name; what is blank in both is left out.
    assert differ == {"Title": True, "Course code": False, "Org": False}
    assert [title for _, title, current in answer.context["kinds"] if current] == ["Courses"]
    assert "Nothing of this kind looks alike." in text(admin.get(AT, {"kind": "class"}))


@pytest.mark.parametrize(("stretch", "candidates"), [(1, 9), (2, 9), (9, 1)])
def test_what_looks_alike_is_found_in_however_small_steps(
    admin: Client, town: Town, monkeypatch: pytest.MonkeyPatch, stretch: int, candidates: int
) -> None:
    with district_scope(town.district.id) as scope:
        whole = lookalikes.alike(scope, Kind.USER, 9)
        monkeypatch.setattr(lookalikes, "STRETCH", stretch)
        monkeypatch.setattr(lookalikes, "CANDIDATES", candidates)
        assert lookalikes.every(scope, Kind.USER, 9) == list(whole.groups)
        assert lookalikes.every(scope, Kind.USER, 0) == []
    assert (len(whole.groups), whole.next) == (1, None)
    found, answer = 0, admin.get(AT)
    while answer.context["next"]:
        found += len(answer.context["groups"])
        assert found or "there is more to look through" in text(answer)
        answer = admin.get(AT + answer.context["next"])
    assert found + len(answer.context["groups"]) == 1
    assert answer.context["first"] == "?kind=user"


@pytest.mark.parametrize("place", ["", "x", '["a"]', '["", "\\u0000"]'])
def test_a_place_that_is_none_looks_from_the_beginning(admin: Client, place: str) -> None:
    assert len(admin.get(AT, {"after": place}).context["groups"]) == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "merge", "pair": ["x", "y"], "stays": "x", "reason": "r"},
        {"act": "apart", "pair": ["", ""]},
        {"act": "apart", "pair": []},
        {"act": "part", "merge": "x"},
        {"act": "part", "merge": ""},
        {"act": "part", "merge": "²"},
        {"act": "part", "merge": "9" * 40},
        {"act": "decide", "app": "sis", "subject": "s1", "same_as": "somebody"},
        {},
    ],
)
def test_a_form_that_no_page_gave_is_not_there(admin: Client, sent: dict[str, Any]) -> None:
    assert admin.post(AT, sent).status_code == 404


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"act": "part", "merge": "123456"}, "There is no merge 123456 that stands."),
        ({"act": "decide", "app": "sis", "subject": "s1"}, "waits for a decision"),
        ({"act": "decide", "app": "nobody", "subject": "s1"}, "There is no active app nobody."),
    ],
)
def test_what_is_done_meanwhile_is_said_in_words(
    admin: Client, sent: dict[str, Any], words: str
) -> None:
    answer = admin.post(AT, sent)
    assert answer.status_code == 422
    assert words in text(answer)


def test_one_record_twice_is_no_pair(admin: Client) -> None:
    one, _ = pair(admin)
    sent = {"act": "merge", "pair": [one, one], "stays": one, "reason": "the same"}
    assert admin.post(AT, sent).status_code == 404


def test_a_pair_of_another_kind_is_none(admin: Client) -> None:
    sent = {"act": "apart", "pair": pair(admin)}
    assert admin.post(f"{AT}?kind=course", sent).status_code == 404


def test_who_stays_must_be_one_of_the_two(admin: Client, alike: FileApp) -> None:
    two = pair(admin)
    other = alike.hub_id(Kind.USER, "s5")
    answer = admin.post(AT, {"act": "merge", "pair": two, "stays": other, "reason": "r"})
    assert answer.status_code == 422
    assert answer.context["errors"] == [(f"stays-{two[0]}", "Choose which of the two stays.")]
    assert f'id="stays-{two[0]}"' in text(answer)


def test_a_reason_of_blanks_is_none(admin: Client) -> None:
    two = pair(admin)
    answer = admin.post(AT, {"act": "merge", "pair": two, "stays": two[0], "reason": "  \t"})
    assert answer.status_code == 422
    assert answer.context["errors"][0][0] == f"reason-{two[0]}"
    assert f'id="reason-{two[0]}"' in text(answer)


def test_a_reason_with_a_character_that_cannot_be_kept_is_refused_in_words(admin: Client) -> None:
    two = pair(admin)
    answer = admin.post(AT, {"act": "merge", "pair": two, "stays": two[0], "reason": "a\0b"})
    assert answer.status_code == 422
    assert "Type it anew instead of pasting it." in text(answer)
    assert pair(admin) == two


def test_who_comes_second_is_told_that_the_two_are_one_already(
    admin: Client, town: Town, alike: FileApp
) -> None:
    stays, goes = pair(admin)
    made = joining.join(town.district, Kind.USER, stays, goes, ("somebody else", "quicker"))
    late = {"act": "merge", "pair": [stays, goes], "stays": goes, "reason": "the same"}
    answer = admin.post(AT, late)
    assert answer.status_code == 422
    assert "Only two different, active records" in text(answer)
    with district_scope(town.district.id) as scope:
        assert [one.id for one in joins.every(scope, 9) if not one.parted_at] == [made]
    row = next(one for one in admin.get(AT).context["merges"] if one["one"].id == made)
    assert (row["one"].actor, row["one"].reason) == ("somebody else", "quicker")
    parted = admin.post(AT, {"act": "part", "merge": made}, follow=True)
    assert "They are two again." in text(parted)


def test_the_reason_is_text_and_who_did_it_is_noted(admin: Client, town: Town) -> None:
    two = pair(admin)
    sent = {"act": "merge", "pair": two, "stays": two[1], "reason": " O'Neil's <twin> "}
    done = admin.post(AT, sent, follow=True)
    assert "O&#x27;Neil&#x27;s &lt;twin&gt;" in text(done)
    with district_scope(town.district.id) as scope:
        made = joins.every(scope, 1)[0]
        noted = audit.latest(scope, 1)[0]
    assert made.reason == "O'Neil's <twin>"
    assert noted[1:4] == ("district-admin@river.example", "records.merged", f"user {two[1]}")
    admin.post(AT, {"act": "part", "merge": made.id})
    with district_scope(town.district.id) as scope:
        assert joins.every(scope, 1)[0].parted_at is not None


@pytest.fixture
def waiting(alike: FileApp, town: Town) -> Iterator[FileApp]:
    """Many people of a second source wait, and before them one course did."""
    library = file_app(alike.district, alike.path.parent / "library.zip", "library")
    now = datetime.now(UTC)
    user, course = alike.hub_id(Kind.USER, "s1"), alike.hub_id(Kind.COURSE, "alg")
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, "library").id
        for kind, subject, record in (
            ("course", "c1", course), *(("user", f"u{number}", user) for number in range(25)),
        ):  # fmt: skip
            facts = {"records": [record], "count": 1}
            one = Issue(code="match.ambiguous", kind=kind, subject=subject, facts=facts)
            issues.note(scope, app, None, [one], now)
    yield library
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM issues WHERE app_id = %(app)s", app=app)
        scope.run(
            "UPDATE apps SET state = 'removed', key = 'was-' || id WHERE id = %(app)s", app=app
        )


def test_a_course_that_waits_is_found_behind_many_people(waiting: FileApp, admin: Client) -> None:
    found = admin.get(AT, {"kind": "course"}).context["waiting"]
    assert [(one["subject"], one["may_be"][0][1]) for one in found] == [("c1", "Algebra")]
    people = admin.get(AT).context["waiting"]
    assert len(people) == 20
    assert all(one["subject"].startswith("u") for one in people)


def test_what_waited_of_a_removed_app_waits_no_more(
    waiting: FileApp, admin: Client, town: Town
) -> None:
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE apps SET state = 'removed' WHERE key = 'library'")
    answer = admin.get(AT)
    assert answer.status_code == 200
    assert answer.context["waiting"] == []


@pytest.mark.parametrize("visitor", ["help-desk", "teacher", "vendor-admin"])
def test_who_may_not_decide_changes_nothing(town: Town, admin: Client, visitor: str) -> None:
    two = pair(admin)
    sent = {"act": "merge", "pair": two, "stays": two[0], "reason": "r"}
    assert town.browser(visitor).post(AT, sent).status_code == 403
    assert pair(admin) == two


def test_the_ids_of_a_pair_may_be_written_in_capitals(admin: Client, town: Town) -> None:
    two = pair(admin)
    sent = {"act": "apart", "pair": [str(UUID(one)).upper() for one in two]}
    assert admin.post(AT, sent).status_code == 302
    with district_scope(town.district.id) as scope:
        noted = audit.latest(scope, 1)[0]
        kept = scope.rows("SELECT record_id::text FROM kept_apart")
        scope.run("DELETE FROM kept_apart")
    assert noted[2:5] == ("records.kept_apart", f"user {two[0]}", {"other": two[1]})
    assert {id_ for (id_,) in kept} == set(two)


def test_who_is_kept_apart_from_one_still_looks_like_another(admin: Client, town: Town) -> None:
    first = pair(admin)
    admin.post(AT, {"act": "apart", "pair": first})
    second = pair(admin)
    third = (set(second) - set(first)).pop()
    assert len(set(first) & set(second)) == 1
    admin.post(AT, {"act": "apart", "pair": second})
    last = pair(admin)
    assert third in last
    assert sorted(map(sorted, (first, second, last))) == sorted(
        sorted(two) for two in ((first[0], first[1]), (first[0], third), (first[1], third))
    )
    done = admin.post(AT, {"act": "apart", "pair": last}, follow=True)
    assert done.context["groups"] == []
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM kept_apart")
