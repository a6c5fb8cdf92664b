"""Home: is it working, what needs me, since when; and the way to it from the first page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from homeroom.access import people as access
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.model.kinds import Kind
from homeroom.store import absences, apps, delivery_counts, overview, runs
from homeroom.store.apps import App
from homeroom.store.overview import Glance
from homeroom.store.scope import Scope, district_scope
from tests.people import SCHOOL, Town

HOME = "/d/riverbend/"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def home(town: Town, visitor: str = "district-admin") -> str:
    answer = town.browser(visitor).get(HOME)
    assert answer.status_code == 200
    return text(answer)


@pytest.fixture
def mathly(town: Town) -> Iterator[App]:
    """The learning app of the town, set back afterwards, without the runs and issues of a test."""
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, "mathly")
    yield app
    with district_scope(town.district.id) as scope:
        apps.change(scope, app.id, state="active", decision=None)
        scope.run("DELETE FROM issues WHERE app_id = %(app)s", app=app.id)
        scope.run("DELETE FROM runs WHERE app_id = %(app)s AND id > 0", app=app.id)


def ended(scope: Scope, app: App, state: str, reach: str = "complete") -> int:
    """Let a run of an app end in a state."""
    made = runs.start(scope, app.id, reach, "test")
    assert made is not None
    runs.finish(scope, made, state)
    return made.id


def glance(town: Town, key: str) -> Glance:
    with district_scope(town.district.id) as scope:
        return next(one for one in overview.at_a_glance(scope) if one.app.key == key)


def test_grades_of_a_sis_are_counted_by_state_and_those_kept_back_need_somebody(
    town: Town,
) -> None:
    campus = glance(town, "campus")
    assert campus.deliveries == {"delivered": 1, "refused": 1}
    assert [(one.what, one.many) for one in campus.needs] == [("refused", 1)]
    page = home(town)
    assert "Campus: 1 grade was refused." in page
    assert 'href="/d/riverbend/grades/?state=refused"' in page


def test_schools_and_teachers_find_the_figures_of_their_own_grades(town: Town, mathly: App) -> None:
    with district_scope(town.district.id) as scope:
        ended(scope, mathly, "failed")
    refused, failed = "Campus: 1 grade was refused.", "the last sync failed"
    for visitor in ("school-admin", "help-desk", "teacher"):
        page = home(town, visitor)
        assert refused in page, visitor
        assert failed not in page, visitor  # that is the district's to mend
    assert failed in home(town, "district-admin")
    page = home(town, "next-door")
    assert "Nothing. You will find here what waits for a person." in page
    assert "Refused" not in page


def test_an_app_that_never_ran_says_so(town: Town) -> None:
    campus = glance(town, "campus")
    assert (campus.last, campus.fresh_at) == (None, None)
    page = home(town)
    assert "It has not run yet." in page
    assert "nothing was read yet" in page


@pytest.mark.parametrize(
    ("state", "decision", "words"),
    [
        ("draft", None, "its setup is not finished"),
        ("requested", None, "Grade Sync waits for an operator"),
        ("draft", {"requested": {"mode": "import"}}, "Grade Sync waits for an operator"),
        ("declined", {"declined_by": "op", "reason": "No."}, "the operator declined Grade Sync"),
        ("draft", {"approved_by": "op"}, "the operator approved Grade Sync"),
        ("active", {"approved_by": "op"}, ""),
        ("paused", None, ""),
    ],
)
def test_a_setup_that_waits_for_somebody_is_named_until_it_works(
    town: Town, mathly: App, state: str, decision: dict[str, Any] | None, words: str
) -> None:
    with district_scope(town.district.id) as scope:
        apps.change(scope, mathly.id, state=state, decision=decision)
    page = home(town)
    assert ("Mathly: " in page) is bool(words)
    assert words in page


def test_only_issues_that_are_open_need_somebody(town: Town, mathly: App) -> None:
    with district_scope(town.district.id) as scope:
        for subject, resolved in (("a", False), ("b", False), ("c", True)):
            scope.run(
                "INSERT INTO issues (district_id, app_id, kind, subject, code, facts,"
                " first_seen, last_seen, resolved_at) VALUES (%(district)s, %(app)s, 'user',"
                " %(subject)s, 'reference.unknown', '{}', now(), now(),"
                " CASE WHEN %(resolved)s THEN now() END)",
                app=mathly.id,
                subject=subject,
                resolved=resolved,
            )
    assert "Mathly: 2 records have issues." in home(town)


def test_a_failed_sync_needs_somebody_and_leaves_the_data_as_old_as_it_is(
    town: Town, mathly: App
) -> None:
    before = glance(town, "mathly").fresh_at
    assert before is not None
    with district_scope(town.district.id) as scope:
        ended(scope, mathly, "failed")
    assert "Mathly: the last sync failed and waits for somebody to act." in home(town)
    assert glance(town, "mathly").fresh_at == before
    with district_scope(town.district.id) as scope:
        ended(scope, mathly, "done", "comparison")
    assert glance(town, "mathly").fresh_at == before  # it reads nothing in
    assert "Mathly: the last sync failed" in home(town)
    with district_scope(town.district.id) as scope:
        ended(scope, mathly, "on hold")
    after = glance(town, "mathly").fresh_at
    assert after is not None
    assert after > before
    assert "the last sync failed" not in home(town)


def test_a_hold_needs_somebody_until_all_of_it_is_decided(town: Town, mathly: App) -> None:
    with district_scope(town.district.id) as scope:
        run = ended(scope, mathly, "on hold")
        absences.note_said(scope, mathly.id, Kind.USER, run, ["s1"])
        absences.decide(scope, mathly.id, Kind.USER, ["s1"], "held")
    page = home(town)
    assert "Mathly: the last sync holds removals back." in page
    assert f'href="/d/riverbend/runs/{run}/review/">Review them</a>' in page
    assert re.search(r'Review them</a>.*?<span class="hr-since">\(since <time', page)
    with district_scope(town.district.id) as scope:
        absences.decline_held(scope, mathly.id)
    assert "holds removals back" not in home(town)
    with district_scope(town.district.id) as scope:
        absences.clear(scope, mathly.id, Kind.USER, ["s1"])


def test_what_was_refused_says_why_to_who_sees_the_whole_district(town: Town) -> None:
    why = "1 grade: The score 105 is above the maximum 100"
    assert why in home(town)
    assert why not in home(town, "school-admin")
    assert why not in home(town, "vendor-admin")
    with district_scope(town.district.id) as scope:
        campus = apps.keyed(scope, "campus").id
        found = delivery_counts.why_refused(scope, [campus, campus + 1_000], 3)
        assert delivery_counts.why_refused(scope, [], 3) == {}
    ((cause,),) = found.values()
    assert (cause.kind, cause.code, cause.many) == ("result", "result.over_maximum", 1)
    assert cause.facts == {"score": "105", "maximum": "100"}


def test_what_is_kept_back_says_since_when(town: Town) -> None:
    with district_scope(town.district.id) as scope:
        campus = apps.keyed(scope, "campus").id
        found = delivery_counts.kept_back_since(scope, [campus, campus + 1_000])
        oldest = scope.value("SELECT changed_at FROM deliveries WHERE state = 'refused'")
    assert found == {campus: {"refused": oldest}}
    assert re.search(r"See why</a>\s*<span class=\"hr-since\">\(since <time", home(town))


def test_the_last_fourteen_runs_stand_in_the_order_in_which_they_were(
    town: Town, mathly: App
) -> None:
    with district_scope(town.district.id) as scope:
        made = [ended(scope, mathly, "done") for _ in range(16)]
    seen = glance(town, "mathly")
    assert [one.id for one in seen.runs] == made[2:]
    assert seen.last is not None
    assert seen.last.id == made[-1]
    assert "The last 14 runs, newest at the end" in home(town)


def test_an_app_that_was_removed_is_gone_from_home(town: Town, mathly: App) -> None:
    with district_scope(town.district.id) as scope:
        apps.change(scope, mathly.id, state="removed")
    assert "Mathly" not in home(town)


def test_a_vendor_admin_sees_the_own_app_and_no_way_into_the_data(town: Town) -> None:
    page = home(town, "vendor-admin")
    assert "Mathly" in page
    assert "Campus" not in page
    assert "/runs/" not in page
    assert "/grades/" not in page


def test_a_vendor_admin_is_told_what_is_kept_back_of_the_own_app(town: Town, mathly: App) -> None:
    """The town has one grade that Campus refused, of Mathly."""
    kept = "Mathly: 1 grade is kept back on its way into the gradebook."
    shown = home(town, "vendor-admin")
    assert kept in shown
    assert "/d/riverbend/own-app/?app=mathly" in shown
    assert kept not in home(town, "district-admin")
    for state, told in (("delivered", False), ("refused", True)):
        with district_scope(town.district.id) as scope:
            scope.run(
                "UPDATE deliveries SET state = %(state)s WHERE app_id = %(app)s"
                " AND kind = 'result'",
                state=state,
                app=mathly.id,
            )
        assert (kept in home(town, "vendor-admin")) is told


def test_a_vendor_admin_who_has_another_role_too_sees_all_apps(town: Town) -> None:
    user = town.people["vendor-admin"]
    access.add(user.email, Role.DISTRICT_ADMIN, Place(district_id=town.district.id), "test")
    try:
        assert "Campus" in home(town, "vendor-admin")
    finally:
        access.remove(user, town.district.id, Role.DISTRICT_ADMIN)
    assert "Campus" not in home(town, "vendor-admin")


@pytest.mark.parametrize(
    ("visitor", "place"),
    [
        ("primary-admin", HOME),
        ("vendor-admin", HOME),
        ("teacher", HOME),
        ("elsewhere", "/d/lakeside/"),
        ("operator", "/d/lakeside/"),  # any district; they are in the order of their short names
    ],
)
def test_who_is_signed_in_begins_in_the_own_district(town: Town, visitor: str, place: str) -> None:
    assert town.browser(visitor).get("/").headers["Location"] == place


def test_who_has_no_role_is_told_whom_to_ask(town: Town) -> None:
    user, _ = access.add(
        "new@river.example",
        Role.HELP_DESK,
        Place(district_id=town.district.id, schools=[SCHOOL]),
        "t",
    )
    access.remove(user, None, None)
    town.people["without"] = user
    answer = town.browser("without").get("/")
    assert answer.status_code == 403
    assert "Ask a Primary District Admin" in text(answer)
    assert "Riverbend" not in text(answer)


def test_other_districts_are_offered_to_those_who_have_a_role_there(town: Town) -> None:
    assert "Lakeside Schools" not in home(town, "primary-admin")
    assert 'href="/d/lakeside/">Lakeside Schools</a>' in home(town, "operator")
    user = town.people["elsewhere"]
    access.add(user.email, Role.DISTRICT_ADMIN, Place(district_id=town.district.id), "test")
    try:
        assert 'href="/d/lakeside/">Lakeside Schools</a>' in home(town, "elsewhere")
    finally:
        access.remove(user, town.district.id, Role.DISTRICT_ADMIN)
