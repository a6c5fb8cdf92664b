"""Rules for a School Admin: what holds in own schools and below is changed, and no other row."""

import re
from html import escape
from typing import Any
from uuid import UUID

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.rows import with_row
from homeroom.rules.scope import Deliver, FrozenDays, GradeScope, Mark, PlaceScope
from homeroom.rules.toml import parts_to_toml
from homeroom.runs.rules.keeping import keep_rules
from homeroom.store import audit
from homeroom.store import rules as versions
from homeroom.store.scope import district_scope
from tests.integration.console.drafting import PARTS, drafted, held
from tests.integration.outbox import ELSEWHERE, Outbox, add_other_class
from tests.people import CLASS, OTHER_SCHOOL, SCHOOL, Town, insert
from tests.rule_rows import ENTERED, OCTOBER

RULES = "/d/riverbend/rules/"
PLACED = (
    "categories.mappings",
    "categories.defaults",
    "categories.unknown",
    "scales.conversions",
    "scope.places",
    "scope.go_live",
    "scope.frozen",
    "scope.closed_terms",
    "windows",
)
MINE: dict[str, Any] = {"level": "school", "which": "Roosevelt Middle"}


@pytest.fixture(scope="module", autouse=True)
def next_door(town: Town) -> None:
    """A class of the other school, and a course that each school has of its own."""
    add_other_class(town)
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE courses SET org_id = %(id)s::uuid", id=SCHOOL)
        insert(scope, "courses", ELSEWHERE, title="Biology 9", org_id=UUID(OTHER_SCHOOL))
        scope.run("UPDATE classes SET course_id = id WHERE id = %(id)s::uuid", id=ELSEWHERE)


@pytest.fixture(autouse=True)
def nothing_decided(out: Outbox) -> Outbox:
    return out


def sent(place: str, word: str = "send") -> PlaceScope:
    return PlaceScope(place=place, deliver=Deliver(word))


EVERYBODY = (
    sent(f"school:{OTHER_SCHOOL}"),
    sent("district", "hold"),
    sent(f"class:{ELSEWHERE}", "hold"),
    sent(f"class:{CLASS}", "hold"),
)


def decide(out: Outbox, rules: Rules, reason: str = "so it is") -> int:
    version, _ = keep_rules(out.town.district, rules, ("district-admin@river.example", reason))
    return version


def see(out: Outbox, part: str, by: str = "school-admin") -> str:
    answer = out.town.browser(by).get(f"{PARTS}{part}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def post(out: Outbox, part: str, by: str = "school-admin", **sent: Any) -> Any:
    given = {"base": held(out).version, "text": "", **sent}
    return out.town.browser(by).post(f"{PARTS}{part}/", given)


def add(out: Outbox, path: str, text: str = "", status: int = 200, **given: Any) -> str:
    fields = {f"{path.replace('.', '-')}-{name}": value for name, value in given.items()}
    part = path.partition(".")[0]
    answer = post(out, part, act=f"add {path}", text=text, **fields)
    page = str(answer.content.decode())
    assert answer.status_code == status, page
    return page


def save(out: Outbox, part: str, page: str, **more: Any) -> Any:
    return post(out, part, act="save", text=drafted(page), reason="ours", **more)


@pytest.mark.parametrize("path", PLACED)
def test_every_list_of_places_is_changed_for_the_own_school(out: Outbox, path: str) -> None:
    if path == "scales.conversions":
        decide(out, with_row(NO_RULES, "scales.tables", ENTERED["scales.tables"][1]))
    before = held(out)
    page = add(out, path, drafted(see(out, path.partition(".")[0])), **{**ENTERED[path][0], **MINE})
    assert "This is a draft: it is not kept yet." in page
    answer = save(out, path.partition(".")[0], page)
    assert answer.status_code == 302
    part, _, name = path.partition(".")
    kept = getattr(held(out).rules, part)
    (row,) = getattr(kept, name) if name else kept
    assert row.place == f"school:{SCHOOL}"
    assert held(out).version == before.version + 1
    with district_scope(out.town.district.id) as scope:
        assert audit.latest(scope, 1)[0][1:3] == ("school-admin@river.example", "rules.changed")


@pytest.mark.parametrize(
    ("level", "which", "place"),
    [
        ("class", "English 6 - 01", f"class:{CLASS}"),
        ("course", "English 6", f"course:{CLASS}"),
        ("teacher", CLASS, f"teacher:{CLASS}"),
        ("school", SCHOOL, f"school:{SCHOOL}"),
    ],
)
def test_what_belongs_to_the_own_school_is_a_place_of_its_own(
    out: Outbox, level: str, which: str, place: str
) -> None:
    page = add(out, "scope.places", level=level, which=which, deliver="hold")
    assert f'place = "{place}"' in drafted(page)


@pytest.mark.parametrize(
    ("level", "which"),
    [
        ("school", "Lincoln High"),
        ("school", OTHER_SCHOOL),
        ("class", "Biology 9 - 02"),
        ("class", "biology"),
        ("class", ELSEWHERE),
        ("course", "Biology 9"),
    ],
)
def test_a_place_of_another_school_is_not_found(out: Outbox, level: str, which: str) -> None:
    page = add(out, "scope.places", status=422, level=level, which=which, deliver="hold")
    assert "Nothing here has the name or the id" in page
    assert drafted(page) == drafted(see(out, "scope"))


def test_a_teacher_or_a_course_of_two_schools_is_the_districts(out: Outbox) -> None:
    id_ = "0198f000-0000-7000-8000-000000000091"
    with district_scope(out.town.district.id) as scope:
        of = {"user_id": UUID(CLASS), "class_id": UUID(ELSEWHERE), "school_id": UUID(OTHER_SCHOOL)}
        insert(scope, "enrollments", id_, role="teacher", **of)
        scope.run("UPDATE classes SET course_id = %(course)s::uuid WHERE id = %(id)s::uuid",
                  course=CLASS, id=ELSEWHERE)  # fmt: skip
    try:
        for level in ("teacher", "course"):
            add(out, "scope.places", status=422, level=level, which=CLASS, deliver="hold")
    finally:
        out.run("DELETE FROM enrollments WHERE sourced_id = %(id)s", id=id_)
        out.run("UPDATE classes SET course_id = id WHERE sourced_id = %(id)s", id=ELSEWHERE)


def test_the_whole_district_is_no_choice(out: Outbox) -> None:
    assert "The whole district" not in see(out, "scope")
    assert "The whole district" in see(out, "scope", "district-admin")
    page = add(out, "scope.places", status=422, level="district", which="", deliver="hold")
    assert "district is not one of the available choices" in page


def test_a_school_sees_its_own_rows_and_those_of_the_whole_district_alone(out: Outbox) -> None:
    decide(out, Rules(scope=GradeScope(places=EVERYBODY)))
    page = see(out, "scope")
    assert "One class: English 6 - 01" in page
    assert page.count("the district decides") == 1
    for words in ("Lincoln", OTHER_SCHOOL, "Biology", ELSEWHERE):
        assert words not in page
    assert re.findall(r'value="(change|remove) scope.places (\d)"', page) == [
        ("change", "3"),
        ("remove", "3"),
    ]
    assert "Lincoln" in see(out, "scope", "next-door")


def test_a_change_leaves_every_other_row_where_it_is_and_its_preview_names_none(
    out: Outbox,
) -> None:
    marks = (Mark(app="mathly", key="k", value="v"),)
    decide(out, Rules(scope=GradeScope(places=EVERYBODY, send_to_sis=marks)))
    text = drafted(see(out, "scope"))
    page = add(out, "scope.places", text, level="school", which=SCHOOL, deliver="hold")
    assert "What this changes" in page
    for words in ("Lincoln", OTHER_SCHOOL, "Biology", ELSEWHERE):
        assert words not in page
    save(out, "scope", page)
    kept = held(out).rules.scope
    assert kept.places == (*EVERYBODY, sent(f"school:{SCHOOL}", "hold"))
    assert kept.send_to_sis == marks
    page = post(out, "scope", act="remove scope.places 3", text=drafted(see(out, "scope")))
    save(out, "scope", page.content.decode())
    assert held(out).rules.scope.places == (*EVERYBODY[:3], sent(f"school:{SCHOOL}", "hold"))


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("act", ["change", "remove"])
def test_a_row_of_somebody_else_is_not_there_to_change(out: Outbox, act: str, at: int) -> None:
    decide(out, Rules(scope=GradeScope(places=EVERYBODY)))
    text = drafted(see(out, "scope"))
    assert post(out, "scope", act=f"{act} scope.places {at}", text=text).status_code == 404
    fields = {"scope-places-level": "school", "scope-places-which": SCHOOL,
              "scope-places-deliver": "send", "at": str(at)}  # fmt: skip
    assert post(out, "scope", act="add scope.places", text=text, **fields).status_code == 404


@pytest.mark.parametrize("place", ["district", f"school:{OTHER_SCHOOL}", f"class:{ELSEWHERE}"])
def test_a_draft_that_no_page_gave_changes_nothing(out: Outbox, place: str) -> None:
    decide(out, Rules(scope=GradeScope(places=EVERYBODY)))
    text = parts_to_toml(Rules(scope=GradeScope(places=(sent(place),))), ("scope",))
    answer = post(out, "scope", act="save", text=text, reason="mine")
    assert answer.status_code == 422
    assert escape("outside of your schools") in answer.content.decode()
    assert held(out).rules.scope.places == EVERYBODY


def test_what_a_draft_says_beside_places_does_not_count(out: Outbox) -> None:
    days = FrozenDays(place=f"school:{SCHOOL}", first=OCTOBER, last=OCTOBER, why="cards")
    marks = (Mark(app="mathly", key="k", value="v"),)
    text = parts_to_toml(Rules(scope=GradeScope(frozen=(days,), released=marks)), ("scope",))
    assert post(out, "scope", act="save", text=text, reason="mine").status_code == 302
    assert held(out).rules == Rules(scope=GradeScope(frozen=(days,)))


def test_other_parts_and_the_text_of_a_part_are_the_districts(out: Outbox) -> None:
    browser = out.town.browser("school-admin")
    front = browser.get(RULES)
    assert [name for name, *_ in front.context["parts"]] == [
        "categories", "scales", "scope", "windows",
    ]  # fmt: skip
    for part in ("quality", "masters", "mappings", "year", "filters", "posted", "classes"):
        assert browser.get(f"{PARTS}{part}/").status_code == 404
        assert browser.post(f"{PARTS}{part}/", {"act": "save", "text": ""}).status_code == 404
    assert 'name="text" rows' not in browser.get(f"{PARTS}scope/?as=text").content.decode()
    assert f'href="{RULES}"' in browser.get("/d/riverbend/").content.decode()
    for path in ("take-in/", "file/0/", "scores/", "landing/", "new-year/"):
        assert browser.get(RULES + path).status_code == 403
        assert f"{RULES}{path}" not in front.content.decode()


def test_versions_of_others_are_not_told(out: Outbox) -> None:
    theirs = decide(out, Rules(scope=GradeScope(places=EVERYBODY[:3])), "Lincoln has its reasons")
    ours = decide(out, Rules(scope=GradeScope(places=EVERYBODY)), "and Roosevelt")
    browser = out.town.browser("school-admin")
    front = browser.get(RULES)
    assert [one.version for one in front.context["versions"]] == [ours]
    assert "Lincoln" not in front.content.decode()
    assert browser.get(f"{RULES}version/{theirs}/").context["lines"] == []
    shown = browser.get(f"{RULES}version/{ours}/").content.decode()
    assert CLASS in shown
    assert OTHER_SCHOOL not in shown
    assert ELSEWHERE not in shown
    both = out.town.browser("district-admin").get(RULES).context["versions"]
    assert [one.version for one in both] == [ours, theirs]


def test_who_was_overtaken_replaces_nothing(out: Outbox) -> None:
    page = add(out, "scope.places", drafted(see(out, "scope")), **MINE, deliver="hold")
    base = held(out).version
    decide(out, Rules(scope=GradeScope(places=EVERYBODY)))
    assert save(out, "scope", page, base=base).status_code == 422
    assert held(out).rules.scope.places == EVERYBODY
    # In the moment between the look and the keeping as well.
    with pytest.raises(NeedsDistrict, match="changed by somebody else"):
        keep_rules(out.town.district, NO_RULES, ("late", "r"), base)
    with district_scope(out.town.district.id) as scope:
        assert versions.current(scope).rules.scope.places == EVERYBODY
