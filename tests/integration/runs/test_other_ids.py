"""A source calls its records otherwise from some day on, and a file says how."""

from collections.abc import Mapping

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.schools import MappedSchool
from homeroom.runs.ids.id_change import Changed, apply_plan, rename_in_rules
from homeroom.runs.ids.id_file import read_ids
from homeroom.runs.ids.id_plan import plan_by_file
from homeroom.runs.rules import joining
from homeroom.store import apps, id_plans, joins, links
from homeroom.store import rules as versions
from homeroom.store.scope import district_scope
from tests.integration.merge.conftest import decide
from tests.integration.runs.conftest import FileApp
from tests.packages import Rows, enrolment, person, role, school

OTHER = {"oak": "OAK-2", "alg-1": "ALG-2", "s1": "P-1", "s2": "P-2", "s3": "P-3", "t1": "P-9"}
NAMES = {"org": ("oak",), "class": ("alg-1",), "user": ("s1", "s2", "s3", "t1")}


def lines(names: Mapping[str, tuple[str, ...]] = NAMES) -> str:
    rows = [f"{kind},{one},{OTHER[one]}" for kind, some in names.items() for one in some]
    return "\n".join(["entity,old_id,new_id", *rows])


def renamed(files: Mapping[str, Rows]) -> dict[str, Rows]:
    return {
        name: [{key: OTHER.get(held, held) for key, held in row.items()} for row in rows]
        for name, rows in files.items()
    }


def plan(sis: FileApp, text: str) -> dict[str, dict[str, int]]:
    plan_by_file(sis.district, sis.key, read_ids(text), "test")
    with district_scope(sis.district.id) as scope:
        return id_plans.counted(scope, apps.keyed(scope, sis.key).id)


def change(sis: FileApp, text: str) -> Changed:
    plan(sis, text)
    return apply_plan(sis.district, sis.key, "test")


def test_everybody_is_the_same_under_the_ids_of_a_file(sis: FileApp) -> None:
    sis.sync(school())
    before = {(kind, one): sis.hub_id(kind, one)
              for kind, some in NAMES.items() for one in some
              for kind in (Kind(kind),)}  # fmt: skip
    assert plan(sis, lines()) == {
        "org": {"renamed": 1}, "class": {"renamed": 1}, "user": {"renamed": 4},
    }  # fmt: skip
    done = apply_plan(sis.district, sis.key, "test")
    assert (done.renamed, done.merged) == ({Kind.ORG: 1, Kind.CLASS: 1, Kind.USER: 4}, 0)
    for _ in range(2):
        report = sis.sync(renamed(school()))
        assert {name: one.new for name, one in report.stored.items() if one.new} == {}
        assert not report.removed
    for (kind, old), hub in before.items():
        assert sis.hub_id(kind, OTHER[old]) == hub
        assert sis.records(kind)[OTHER[old]].status.value == "active"


def test_who_still_uses_the_old_id_means_the_same_until_it_is_given_anew(sis: FileApp) -> None:
    files = school()
    sis.sync(files)
    hub = sis.hub_id(Kind.USER, "s1")
    change(sis, lines({"user": ("s1",)}))
    # The enrolment names the student by the id of old.
    users = [person("P-1"), *files["users"][:1], *files["users"][2:]]
    roles = [
        role("P-1", "student"),
        *(one for one in files["roles"] if one["userSourcedId"] != "s1"),
    ]
    sis.sync({**files, "users": users, "roles": roles})
    (seat,) = [one for id_, one in sis.records(Kind.ENROLLMENT).items() if id_ == "e-s1"]
    assert getattr(seat, "user", None) == hub
    # Then somebody new gets it.
    sis.sync({**files, "users": [*users, person("s1", familyName="Newcomer")],
              "roles": [*roles, role("s1", "student")]})  # fmt: skip
    assert sis.hub_id(Kind.USER, "s1") != hub
    assert sis.hub_id(Kind.USER, "P-1") == hub


def test_two_ids_may_change_places(sis: FileApp) -> None:
    sis.sync(school())
    first, second = (sis.hub_id(Kind.USER, one) for one in ("s1", "s2"))
    change(sis, "entity,old_id,new_id\nuser,s1,s2\nuser,s2,s1\n")
    assert sis.hub_id(Kind.USER, "s2") == first
    assert sis.hub_id(Kind.USER, "s1") == second


def test_several_old_ids_of_one_person_become_one(sis: FileApp) -> None:
    files = school()
    files["users"].append(person("p7"))
    files["roles"].append(role("p7", "guardian"))
    files["enrollments"].append(enrolment("p7", "teacher"))
    sis.sync(files)
    stays, goes = sis.hub_id(Kind.USER, "s1"), sis.hub_id(Kind.USER, "p7")
    done = change(sis, "entity,old_id,new_id\nuser,p7,P-1\nuser,s1,P-1\n")
    assert done.merged == 1
    assert sis.hub_id(Kind.USER, "P-1") == stays
    with district_scope(sis.district.id) as scope:
        assert links.find_hub_ids(scope, [(Kind.USER, goes)])[Kind.USER, goes][0] == stays
    kept = [{**one, "userSourcedId": {"s1": "P-1", "p7": "P-1"}.get(one["userSourcedId"],
             one["userSourcedId"])} for one in files["enrollments"]]  # fmt: skip
    people = [
        person("P-1"),
        *(one for one in files["users"] if one["sourcedId"] not in ("s1", "p7")),
    ]
    words = [one for one in files["roles"] if one["userSourcedId"] not in ("s1", "p7")]
    report = sis.sync({**files, "users": people, "roles": [role("P-1", "student"), *words],
                       "enrollments": kept})  # fmt: skip
    assert report.stored["user"].new == report.stored["enrollment"].new == 0
    assert {getattr(one, "user", None) for id_, one in sis.records(Kind.ENROLLMENT).items()
            if id_ in ("e-s1", "e-p7")} == {stays}  # fmt: skip
    with district_scope(sis.district.id) as scope:
        (number,) = joins.standing(scope)
    with pytest.raises(NeedsDistrict, match="it knows both as one"):
        joining.part(sis.district, number, "test")


@pytest.mark.parametrize("swap", [False, True], ids=["new ids", "ids that change places"])
def test_who_was_merged_by_hand_is_parted_under_the_ids_of_now(sis: FileApp, swap: bool) -> None:
    files = school()
    sis.sync(files)
    before = sis.records(Kind.USER)
    stays, goes = sis.hub_id(Kind.USER, "s1"), sis.hub_id(Kind.USER, "s2")
    number = joining.join(sis.district, Kind.USER, stays, goes, ("test", "twice"))
    other = {"s1": "s2", "s2": "s1"} if swap else {"s1": "P-1", "s2": "P-2"}
    change(sis, "entity,old_id,new_id\n" + "".join(f"user,{a},{b}\n" for a, b in other.items()))
    now = {
        name: [
            {key: other.get(held, held) if "ourcedId" in key else held for key, held in row.items()}
            for row in rows
        ]
        for name, rows in files.items()
    }
    sis.sync(now)
    joining.part(sis.district, number, "test")
    assert (sis.hub_id(Kind.USER, other["s1"]), sis.hub_id(Kind.USER, other["s2"])) == (stays, goes)
    report = sis.sync(now)
    assert (report.changes, report.removed) == (0, {})
    after = sis.records(Kind.USER)
    assert [after[other[one]] for one in other] == [before[one] for one in other]
    seats = sis.records(Kind.ENROLLMENT)
    assert [getattr(seats[f"e-{one}"], "user", None) for one in other] == [stays, goes]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("user,nobody,P-1\n", "unknown old id"),
        ("user,s1,s2\n", "new id is in use"),
    ],
)
def test_what_a_file_cannot_mean_waits_and_nothing_is_changed(
    sis: FileApp, text: str, why: str
) -> None:
    sis.sync(school())
    before = sis.records(Kind.USER)
    assert plan(sis, f"entity,old_id,new_id\n{text}") == {"user": {"waits": 1}}
    with district_scope(sis.district.id) as scope:
        app = apps.keyed(scope, sis.key)
        assert [one.agree for one in id_plans.with_verdict(scope, app.id, "waits", 9)] == [[why]]
    with pytest.raises(NeedsDistrict, match="Of the ids, 1 wait"):
        apply_plan(sis.district, sis.key, "test")
    assert sis.records(Kind.USER) == before


def test_a_school_that_is_left_out_stays_out_under_its_new_id(sis: FileApp) -> None:
    decide(sis.district, schools=(MappedSchool(app=sis.key, school="oak", leave_out=True),))
    sis.sync(school())
    change(sis, lines({"org": ("oak",)}))
    with district_scope(sis.district.id) as scope:
        (mapped,) = versions.current(scope).rules.schools
    assert (mapped.school, mapped.leave_out) == ("OAK-2", True)
    report = sis.sync(renamed(school()))
    assert (report.stored["org"].new, report.stored["class"].new) == (0, 0)


def test_rules_name_an_apps_schools_and_courses_by_the_new_ids() -> None:
    from homeroom.rules.class_maps import ClassMap

    rules = Rules(
        schools=(
            MappedSchool(app="sis", school="oak", leave_out=True),
            MappedSchool(app="lms", school="oak", hub="h"),
        ),
        classes=(ClassMap(app="sis", course="alg", sections=("x",)),),
    )
    by_old = {(Kind.ORG, "oak"): "OAK-2", (Kind.CLASS, "alg"): "ALG-2"}
    changed = rename_in_rules(rules, "sis", by_old)
    assert [one.school for one in changed.schools] == ["OAK-2", "oak"]
    assert [one.course for one in changed.classes] == ["ALG-2"]
    assert rename_in_rules(rules, "sis", {}) == rules
