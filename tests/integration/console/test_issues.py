"""Issues by cause: which are shown to whom, of which app, on whose clock, and in the file."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from homeroom.issues.catalogue import Issue
from homeroom.store import apps, issues, subjects
from homeroom.store.scope import district_scope
from tests.people import CLASS, Town

AT = "/d/riverbend/quality/"
# Half past eight in the evening before, on the clock of Chicago.
SEEN = datetime(2026, 11, 2, 2, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 5, 2, 30, tzinfo=UTC)


def reference(kind: str, subject: str, parent: str, id_: str = "x") -> Issue:
    facts = {"parent": parent, "id": id_}
    return Issue(code="reference.unknown", kind=kind, subject=subject, facts=facts)


@pytest.fixture(scope="module", autouse=True)
def noted(town: Town) -> dict[str, int]:
    """Issues of two apps; one was seen again later, and one is resolved."""
    with district_scope(town.district.id) as scope:
        ids = {key: apps.keyed(scope, key).id for key in ("mathly", "campus")}
        mathly = ids["mathly"]
        some = [reference("enrollment", f"e{n}", "user", f"<u{n}>") for n in range(3)]
        issues.note(scope, mathly, None, some, SEEN)
        issues.note(scope, mathly, None, some[:1], LATER)
        issues.note(scope, mathly, None, [reference("enrollment", "enrol-nine", "class")], LATER)
        issues.note(scope, mathly, None, [reference("class", "c1", "org", "=1+1")], LATER)
        facts = {"collection": "results", "why": "403", "words": "no", "fix": "ask"}
        one = Issue(code="collection.unread", kind="app", subject="results", facts=facts)
        issues.note(scope, ids["campus"], None, [one], LATER)
        issues.note(scope, ids["campus"], None, [reference("user", "long-gone", "org")], SEEN)
        scope.run("UPDATE issues SET resolved_at = now() WHERE subject = 'long-gone'")
    return ids


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("district-admin")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def lines(answer: Any) -> list[dict[str, str]]:
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(sent, newline="")))


def causes(answer: Any) -> list[tuple[str, str, str, int]]:
    found = [(row["app"], row["cause"]) for row in answer.context["causes"]]
    return [(app, one.kind, one.about, one.count) for app, one in found]


def test_a_connection_comes_before_records_and_parents_before_children(admin: Client) -> None:
    assert causes(admin.get(AT)) == [
        ("Campus", "app", "", 1),
        ("Mathly", "class", "org", 1),
        # Of one kind, what mends most comes first; different parents are different causes.
        ("Mathly", "enrollment", "user", 3),
        ("Mathly", "enrollment", "class", 1),
    ]


def test_a_cause_leads_to_its_own_cases(admin: Client, noted: dict[str, int]) -> None:
    asked: dict[str, Any] = {
        "code": "reference.unknown", "app": noted["mathly"], "kind": "enrollment",
    }  # fmt: skip
    found = admin.get(AT, {**asked, "about": "user", "person": ""}).context["cases"]
    assert [one["subject"] for one in found] == ["e2", "e1", "e0"]
    found = admin.get(AT, {**asked, "about": "class"}).context["cases"]
    assert [one["subject"] for one in found] == ["enrol-nine"]
    # Each number of the table is a link to just these.
    rows = {row["cause"].count: row for row in admin.get(AT).context["causes"]}
    shown = admin.get(f"{AT}?{rows[3]['query']}")
    assert len(shown.context["cases"]) == 3
    assert f"?{rows[3]['query']}#cases".replace("&", "&amp;") in text(admin.get(AT))


def test_what_waits_stands_under_what_it_waits_for(
    admin: Client, town: Town, noted: dict[str, int]
) -> None:
    """Enrolments wait for a class, which waits for a school; of that nothing is known."""
    mathly = noted["mathly"]
    some = [reference("enrollment", f"deep{n}", "class", "c1") for n in range(2)]
    with district_scope(town.district.id) as scope:
        issues.note(scope, mathly, None, some, LATER)
    try:
        trees = admin.get(AT).context["trees"]
        school = next(one for one in trees if one["id"] == "=1+1")
        assert [(str(kind), many) for kind, many in school["waiting"]] == [("Classes", 1)]
        assert (school["many"], school["why"]) == (3, [])
        (below,) = school["below"]
        assert (below["id"], [many for _, many in below["waiting"]]) == ("c1", [2])
        assert below["why"] == ["The org =1+1 that it belongs to is not known yet; it waits."]
        page = text(admin.get(AT))
        assert "The source does not show it. 3 records wait for it in all." in page
        assert admin.get(AT, {"app": noted["campus"]}).context["trees"] == []
        limited = town.browser("school-admin").get(AT)
        assert limited.context["trees"] == []
    finally:
        with district_scope(town.district.id) as scope:
            scope.run("DELETE FROM issues WHERE subject LIKE 'deep%%'")


def test_issues_of_staff_stand_before_those_of_students(
    admin: Client, town: Town, noted: dict[str, int]
) -> None:
    people = {"s1": "student", "t1": "teacher", "x1": ""}
    some = [
        Issue(code="record.unusable", kind="user", subject=subject,
              facts={"field": "email", "words": "is none", "person": person})
        for subject, person in people.items()
    ]  # fmt: skip
    with district_scope(town.district.id) as scope:
        issues.note(scope, noted["mathly"], None, some, LATER)
    try:
        rows = admin.get(AT).context["causes"]
        found = [str(row["kind"]) for row in rows if row["cause"].code == "record.unusable"]
        assert found == ["Staff", "People", "Students"]
    finally:
        with district_scope(town.district.id) as scope:
            scope.run("DELETE FROM issues WHERE code = 'record.unusable'")


def test_what_is_resolved_is_not_shown(admin: Client) -> None:
    assert "long-gone" not in text(admin.get(AT, {"code": "reference.unknown"}))


@pytest.mark.parametrize("key", ["mathly", "campus"])
def test_one_app_has_its_own_causes_and_cases(
    admin: Client, noted: dict[str, int], key: str
) -> None:
    answer = admin.get(f"{AT}?app={noted[key]}&code=reference.unknown")
    assert answer.context["app"] == noted[key]
    assert len(answer.context["cases"]) == (5 if key == "mathly" else 0)
    assert {app for app, *_ in causes(admin.get(AT, {"app": noted[key]}))} == {key.title()}


@pytest.mark.parametrize("app", ["x", "²", "99999", "9" * 30, "-1", ""])
def test_an_app_that_is_none_means_every_app(admin: Client, app: str) -> None:
    answer = admin.get(AT, {"app": app})
    assert answer.context["app"] is None
    assert len(answer.context["causes"]) == 4


def test_the_file_holds_the_causes_of_the_app_that_is_shown(
    admin: Client, noted: dict[str, int]
) -> None:
    page = admin.get(AT, {"app": noted["campus"]})
    (line,) = lines(admin.get(AT + page.context["csv"]))
    assert (line["App"], line["Kind"], line["Cases"]) == ("Campus", "app", "1")
    assert len(lines(admin.get(AT, {"csv": "1"}))) == 4


def test_the_file_tells_when_a_cause_was_first_seen_on_the_clock_of_the_district(
    admin: Client,
) -> None:
    found = {(line["Kind"], line["Cases"]): line for line in lines(admin.get(AT, {"csv": "1"}))}
    # It was seen again later; what counts is since when it stands.
    assert found["Enrolments", "3"]["First seen"] == "2026-11-01 20:30-06:00"
    assert found["Classes", "1"]["First seen"] == "2026-11-04 20:30-06:00"


def test_the_file_says_what_happened_what_to_do_and_whose_it_is(admin: Client) -> None:
    line = next(one for one in lines(admin.get(AT, {"csv": "1"})) if one["Kind"] == "Classes")
    assert line["Cause"] == "reference.unknown"
    assert (line["Severity"], line["Owner"]) == ("warning", "source system")
    assert line["What"] == "The org =1+1 that it belongs to is not known yet; it waits."
    assert line["Fix"].startswith("Nothing to do if the org comes with a later sync")


def test_an_id_of_a_source_is_text_on_the_page(admin: Client) -> None:
    shown = text(admin.get(AT, {"code": "reference.unknown"}))
    assert "&lt;u1&gt;" in shown
    assert "<u1>" not in shown


def test_the_cases_stand_newest_first_and_not_all_of_many(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom.console.views.issues.CASES", 2)
    found = admin.get(AT, {"code": "reference.unknown"}).context["cases"]
    assert [one["subject"] for one in found] == ["c1", "enrol-nine"]


def test_what_a_removed_app_left_open_says_so(
    admin: Client, town: Town, noted: dict[str, int]
) -> None:
    turn = "UPDATE apps SET state = %(state)s WHERE id = %(app)s"
    with district_scope(town.district.id) as scope:
        scope.run(turn, state="removed", app=noted["campus"])
    answer = admin.get(AT)
    assert causes(answer)[0][0] == "a removed app"
    # It can be asked for no more: its number means every app.
    assert admin.get(AT, {"app": noted["campus"]}).context["app"] is None
    with district_scope(town.district.id) as scope:
        scope.run(turn, state="active", app=noted["campus"])


@pytest.fixture
def linked(town: Town, noted: dict[str, int]) -> Iterator[None]:
    """Let the hub know whom Mathly means by c1: the class of Roosevelt Middle."""
    named = {"app": noted["mathly"], "id": CLASS}
    with district_scope(town.district.id) as scope:
        scope.run(
            "INSERT INTO record_links (district_id, app_id, kind, space, external_id, record_id,"
            " origin) VALUES (%(district)s, %(app)s, 'class', '', 'c1', %(id)s::uuid, 'read')",
            **named,
        )
    yield
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM record_links WHERE external_id = 'c1' AND app_id = %(app)s", **named)


@pytest.mark.parametrize("visitor", ["school-admin", "help-desk"])
def test_who_sees_some_schools_sees_nothing_of_what_is_not_there_yet_nor_how_much_it_is(
    town: Town, visitor: str
) -> None:
    """Nobody knows the school of a record that is not there; what ails an app is everybody's."""
    browser = town.browser(visitor)
    assert causes(browser.get(AT)) == [("Campus", "app", "", 1)]
    assert [line["Kind"] for line in lines(browser.get(AT, {"csv": "1"}))] == ["app"]
    for asked in ({}, {"code": "reference.unknown"}, {"code": "reference.unknown", "csv": "1"}):
        answer = browser.get(AT, asked)
        shown = b"".join(answer) if answer.streaming else answer.content
        assert b"enrol-nine" not in shown
        assert b"u1" not in shown
    answer = browser.get(AT, {"code": "reference.unknown"})
    assert (answer.context["causes"], answer.context["cases"]) == ([], [])
    assert "belong to your schools" in text(answer)


@pytest.mark.usefixtures("linked")
def test_who_sees_some_schools_sees_the_cases_of_their_records_and_counts_these_alone(
    town: Town, noted: dict[str, int]
) -> None:
    browser = town.browser("help-desk")
    assert causes(browser.get(AT)) == [("Campus", "app", "", 1), ("Mathly", "class", "org", 1)]
    asked: dict[str, Any] = {"code": "reference.unknown", "app": noted["mathly"], "kind": "class",
                             "about": "org", "person": ""}  # fmt: skip
    for given in ({"code": "reference.unknown"}, asked):
        answer = browser.get(AT, given)
        assert [one["subject"] for one in answer.context["cases"]] == ["c1"]
        assert [one["record"] for one in answer.context["cases"]] == [CLASS]
        assert "enrol-nine" not in text(answer)
    # To the school next door the class is not there.
    other = town.browser("next-door")
    assert causes(other.get(AT)) == [("Campus", "app", "", 1)]
    assert other.get(AT, asked).context["cases"] == []
    assert "c1" not in text(other.get(AT, asked))


@pytest.mark.usefixtures("linked")
def test_of_very_many_issues_the_newest_are_looked_through_for_own_schools(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "LOOKED", 1)
    browser = town.browser("school-admin")
    assert causes(browser.get(AT)) == [("Campus", "app", "", 1)]
    assert "among the 1 issues that came last" in text(browser.get(AT))


@pytest.mark.usefixtures("linked")
def test_a_case_leads_to_its_record_where_the_hub_has_it(admin: Client) -> None:
    answer = admin.get(AT, {"code": "reference.unknown"})
    records = {one["subject"]: one["record"] for one in answer.context["cases"]}
    assert {subject for subject, record in records.items() if record} == {"c1"}
    assert f'<a href="/d/riverbend/records/class/{CLASS}/">Class c1</a>' in text(answer)
    assert "belong to your schools" not in text(answer)


@pytest.mark.parametrize(
    ("visitor", "status"),
    [("nobody", 302), ("elsewhere", 404), ("teacher", 403), ("vendor-admin", 403)],
)
def test_issues_and_their_file_are_not_for_everybody(town: Town, visitor: str, status: int) -> None:
    for address in (AT, f"{AT}?csv=1"):
        assert town.browser(visitor).get(address).status_code == status


def test_without_an_issue_the_page_and_its_file_say_so(admin: Client, town: Town) -> None:
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE issues SET resolved_at = now() WHERE resolved_at IS NULL")
    assert "No issue is open." in text(admin.get(AT))
    assert lines(admin.get(AT, {"csv": "1"})) == []
