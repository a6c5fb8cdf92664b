"""Each step into a new school year: when it is done, what it says while it is open."""

from datetime import date, timedelta
from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.model.roster import Class, Course
from homeroom.rules.categories import Categories, DefaultCategory, Unknown, UnknownCategory
from homeroom.rules.class_maps import ClassMap
from homeroom.rules.document import Rules
from homeroom.rules.places import Level
from homeroom.rules.year import SchoolYear, Stop, Suspension
from homeroom.runs.year import roll_over
from homeroom.runs.year.roll_over import Outdated, State, Step
from homeroom.store import absences, apps, runs, sources
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import Scope
from homeroom.store.sources import Row, Said
from tests.integration.store.schools import FIRST, LAST, NOW, TODAY, School

SUMMER = date(2027, 7, 1)
A_DAY = timedelta(days=1)


class Guide:
    """A school, its rules, and what the guide says about them."""

    def __init__(self, district: District, scope: Scope) -> None:
        self.district = district
        self.scope = scope
        self.school = School(scope)

    def step(self, name: str, today: date = TODAY) -> Step:
        (found,) = [one for one in roll_over.steps(self.district, today) if one.name == name]
        assert (found.fix == "") is (found.state is State.DONE)
        return found

    def decide(self, **rules: Any) -> Rules:
        made = Rules(**rules)
        base = versions.current(self.scope).version
        versions.save(self.scope, made, base, ("test", "test"), NOW)
        return made

    def app(self, key: str) -> int:
        made = {
            "key": key, "connector": "oneroster", "title": key, "role": "sis", "mode": "import",
            "grade_sync": False, "state": "active", "api_version": "1.2", "settings": {},
        }  # fmt: skip
        return apps.add(self.scope, made).id

    def delivery(self, record_id: str, kind: Kind, state: str, code: str | None = None) -> None:
        (app, *_) = apps.every(self.scope)
        self.scope.run(
            "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state,"
            " code) VALUES (%(district)s, %(app)s, %(kind)s, %(id)s::uuid, %(app)s, 'put',"
            " %(state)s, %(code)s)",
            app=app.id,
            kind=kind.value,
            id=record_id,
            state=state,
            code=code,
        )

    def outdated(self, rules: Rules) -> list[Outdated]:
        return roll_over.outdated(self.scope, rules)

    def retire(self, kind: Kind, *names: str) -> None:
        for name in names:
            self.school.retire(kind, self.school.ids[name])


@pytest.fixture
def guide(district: District, scope: Scope) -> Guide:
    return Guide(district, scope)


def test_within_a_year_there_is_nothing_to_do(guide: Guide) -> None:
    assert {one.state for one in roll_over.steps(guide.district, TODAY)} == {State.DONE}


def test_a_year_that_is_to_come_is_a_new_year(guide: Guide) -> None:
    assert guide.step("new year", FIRST - A_DAY).state is State.DONE
    assert guide.step("new year", LAST).words == "2026-27 is there, from 2026-08-17 to 2027-06-04."
    assert guide.step("new year", LAST + A_DAY).state is State.OPEN


def test_removals_that_wait_are_counted_by_app(guide: Guide) -> None:
    sis, other = guide.app("sis"), guide.app("other")
    for app, ids in ((sis, ["a", "b"]), (other, ["c"])):
        said = [Said(Row(id_, 1, 1, 0), "applied") for id_ in ids]
        sources.keep(guide.scope, app, Kind.USER, said)
        absences.note(guide.scope, app, Kind.USER, 1, ids)
    assert guide.step("removals").state is State.DONE
    absences.decide(guide.scope, sis, Kind.USER, ["a", "b"], "held")
    assert guide.step("removals").words == "Removals wait: 2 of sis."
    absences.decline_held(guide.scope, sis)
    assert guide.step("removals").state is State.DONE


def test_previews_that_wait_are_named_until_somebody_has_decided(guide: Guide) -> None:
    sis, other = guide.app("sis"), guide.app("other")
    assert guide.step("previews").words == "No preview of a sync waits for a person."
    waiting = []
    for app, state in ((sis, "done"), (sis, "previewed"), (other, "previewed"), (other, "failed")):
        run = runs.start(guide.scope, app, "complete", "test")
        assert run is not None
        runs.finish(guide.scope, run, state)
        waiting += [run.id] if state == "previewed" else []
    first, second = waiting
    step = guide.step("previews")
    assert step.state is State.OPEN
    assert step.words == (
        "Previews wait, and nothing of them is taken in:"
        f" run {second} of other, run {first} of sis."
    )
    assert runs.drop_previews(guide.scope, sis, None, "Dropped.", "") == 1
    assert f"run {first} of sis" not in guide.step("previews").words
    apps.change(guide.scope, other, state="removed")
    assert guide.step("previews").words.endswith(f"run {second} of removed.")


@pytest.mark.parametrize(
    ("before", "today", "state"),
    [
        (None, LAST, State.DONE),
        (None, LAST + A_DAY, State.OPEN),
        (LAST, LAST + A_DAY, State.OPEN),
        (LAST + A_DAY, LAST + A_DAY, State.DONE),
        (date(2028, 1, 1), SUMMER, State.DONE),
    ],
    ids=["not over", "over", "one day too early", "closed", "closed for long"],
)
def test_a_year_is_closed_by_a_day_after_its_end(
    guide: Guide, before: date | None, today: date, state: State
) -> None:
    guide.decide(year=SchoolYear(closed_before=before))
    assert guide.step("old year closed", today).state is state


@pytest.mark.parametrize(("today", "day"), [(LAST + A_DAY, "2027-06-05"), (SUMMER, "2027-06-05")])
def test_the_day_to_close_before_follows_the_last_day_of_school(
    guide: Guide, today: date, day: str
) -> None:
    assert guide.step("old year closed", today).fix.endswith(f"homeroom year close --before {day}")


def test_what_is_kept_is_counted(guide: Guide) -> None:
    for section in ("alg-1", "alg-1", "bio-1"):
        guide.school.grade(section)
    words = "Classes that are over and kept: 5, with 3 grades."
    assert guide.step("old year kept", SUMMER).words == words
    guide.retire(Kind.CLASS, "alg-1")
    words = "Classes that are over and kept: 1, with 2 grades."
    assert guide.step("old year kept").words == words


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        ("waiting", None, "Of classes that are over: 2 waiting."),
        ("held", "scope.frozen", "Of classes that are over: 2 held."),
        ("conflict", "conflict.edited_in_sis", "Of classes that are over: 2 conflict."),
        ("held", "scope.year_closed", "None is under way or waits."),
        ("delivered", None, "None is under way or waits."),
        ("dropped", None, "None is under way or waits."),
    ],
)
def test_deliveries_of_the_old_year_are_open_until_each_has_come_to_an_end(
    guide: Guide, state: str, code: str | None, words: str
) -> None:
    guide.app("sis")
    grade = guide.school.grade("alg-1")
    item = guide.scope.value(
        "SELECT line_item_id::text FROM results WHERE id = %(id)s::uuid", id=grade
    )
    guide.delivery(grade, Kind.RESULT, state, code)
    guide.delivery(item, Kind.LINE_ITEM, state, code)
    assert guide.step("deliveries of the old year", SUMMER).words == words
    assert guide.step("deliveries of the old year").state is State.DONE


@pytest.mark.parametrize(
    ("first", "last", "state"),
    [
        (TODAY - A_DAY, TODAY - A_DAY, State.DONE),
        (TODAY - A_DAY, TODAY, State.OPEN),
        (TODAY + A_DAY, TODAY + A_DAY, State.OPEN),
    ],
    ids=["over", "in force", "to come"],
)
def test_a_suspension_is_open_until_its_last_day_is_over(
    guide: Guide, first: date, last: date, state: State
) -> None:
    rule = Suspension(what=Stop.REMOVALS, first=first, last=last, app="sis", why="the flip")
    guide.decide(year=SchoolYear(suspended=(rule,)))
    step = guide.step("suspensions over")
    assert step.state is state
    assert state is State.DONE or step.words == (
        f"sis: Removals are suspended from {first} to {last}: the flip."
    )


def test_records_of_an_app_that_wait_for_a_class_are_counted_once(guide: Guide) -> None:
    lms = guide.app("lms")
    waits = ((Kind.CLASS, "unknown"), (Kind.CLASS, "another"), (Kind.USER, "nobody"))
    said = [
        Said(Row("r1", 1, 1, 0), "waiting", waits),
        Said(Row("r2", 2, 1, 1), "waiting", waits[2:]),
    ]
    sources.keep(guide.scope, lms, Kind.RESULT, said)
    words = "Records wait for a class that nobody shows: 1 of lms."
    assert guide.step("classes of the apps").words == words


def next_year(guide: Guide, name: str, **more: Any) -> None:
    """Add the section of the year after, as the SIS shows it: another id, the same title."""
    school, title = guide.school, more.pop("title", name.removesuffix("-b"))
    fields = {"course": school.ids["alg"], "school": school.ids["oak"], **more}
    school.put(Kind.CLASS, name, Class, title=title, **fields)


def rules_for(place: str) -> Rules:
    return Rules(categories=Categories(defaults=(DefaultCategory(place=place, title="Quizzes"),)))


def test_a_class_that_is_over_is_followed_by_the_one_of_its_title(guide: Guide) -> None:
    rules = rules_for("class:alg-1")
    assert guide.outdated(rules) == []
    guide.retire(Kind.CLASS, "alg-1")
    (found,) = guide.outdated(rules)
    assert (found.path, found.place, found.title, found.successor) == (
        "categories.defaults[1]", "class:alg-1", "alg-1", "",
    )  # fmt: skip
    next_year(guide, "alg-1-b")
    (found,) = guide.outdated(rules)
    assert found.successor == "alg-1-b"
    assert roll_over.successors([found]) == {(Level.CLASS, "alg-1"): "alg-1-b"}


@pytest.mark.parametrize(
    "others",
    [
        [{"title": "Algebra"}],
        [{"title": "alg-1"}, {"title": "alg-1"}],
        [{"title": "alg-1", "school": "elm"}],
    ],
    ids=["another title", "two of its title", "its title in another school"],
)
def test_what_is_not_surely_the_successor_is_none(
    guide: Guide, others: list[dict[str, str]]
) -> None:
    guide.retire(Kind.CLASS, "alg-1")
    for number, more in enumerate(others):
        school = guide.school.ids[more.get("school", "oak")]
        next_year(guide, f"new-{number}", title=more["title"], school=school)
    (found,) = guide.outdated(rules_for("class:alg-1"))
    assert found.successor == ""
    assert roll_over.successors([found]) == {}


def test_a_course_is_followed_by_the_one_of_its_code_and_title(guide: Guide) -> None:
    old = guide.school.put(Kind.COURSE, "geo", Course, title="Geometry", course_code="GEO")
    guide.school.retire(Kind.COURSE, old)
    guide.school.put(Kind.COURSE, "geo-x", Course, title="Geometry", course_code="GEO-H")
    (found,) = guide.outdated(rules_for("course:geo"))
    assert found.successor == ""
    guide.school.put(Kind.COURSE, "geo-b", Course, title="Geometry", course_code="GEO")
    (found,) = guide.outdated(rules_for("course:geo"))
    assert found.successor == "geo-b"


def test_a_teacher_or_a_school_that_is_gone_is_named_and_never_replaced(guide: Guide) -> None:
    guide.retire(Kind.USER, "ana")
    guide.retire(Kind.ORG, "elm")
    rules = Rules(
        categories=Categories(
            defaults=(DefaultCategory(place="school:elm", title="Quizzes"),),
            unknown=(UnknownCategory(place="teacher:ana", then=Unknown.HOLD),),
        )
    )
    found = {one.place: (one.title, one.successor) for one in guide.outdated(rules)}
    assert found == {"school:elm": ("Elm", ""), "teacher:ana": ("Ruiz", "")}


def test_the_sections_of_a_mapped_course_are_looked_at_one_by_one(guide: Guide) -> None:
    rules = guide.decide(classes=(ClassMap(app="lms", course="c7", sections=("alg-1", "alg-2")),))
    guide.retire(Kind.CLASS, "alg-2")
    next_year(guide, "alg-2-b")
    assert [(one.path, one.place, one.successor) for one in guide.outdated(rules)] == [
        ("classes[1]", "class:alg-2", "alg-2-b")
    ]
    assert guide.step("courses and categories").words == (
        "Rules that name what is over: 1; with one clear successor: 1."
    )
