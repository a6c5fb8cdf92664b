"""Rules by forms: rows are added to a draft, weighed, and kept; nobody writes TOML for them."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.rules.document import NO_RULES
from homeroom.rules.filters import Condition, FilterRule, How, Keep
from homeroom.rules.rows import LISTS
from homeroom.rules.schools import NewSchools, Unmapped
from homeroom.rules.scope import ClosedTerms, Deliver, FrozenDays, GoLive, Mark, PlaceScope
from homeroom.rules.windows import GradeWindow
from homeroom.rules.year import Stop, Suspension
from homeroom.store import rules as versions
from homeroom.store.rules import Held
from homeroom.store.scope import district_scope
from tests.integration.outbox import Outbox
from tests.integration.runs.conftest import FileApp
from tests.people import CLASS, GRADE, ITEM, OTHER_SCHOOL, SCHOOL, insert

PARTS = "/d/riverbend/rules/part/"
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
ALL: dict[str, Any] = {"level": "district", "which": ""}
DAYS = {"first": "2026-10-01", "last": "2026-11-01"}


def held(out: Outbox) -> Held:
    with district_scope(out.town.district.id) as scope:
        return versions.current(scope)


def drafted(page: str) -> str:
    """Return the draft that a page carries."""
    found = re.search(r'name="text" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def see(out: Outbox, part: str) -> str:
    return str(out.town.browser("district-admin").get(f"{PARTS}{part}/").content.decode())


def press(out: Outbox, page: str, act: str, status: int = 200, **given: Any) -> str:
    """Press a button of a page of a part; `given` are the fields of its form."""
    prefix = act.partition(" ")[2].replace(".", "-")
    fields = {f"{prefix}-{name}": value for name, value in given.items()}
    sent = {"act": act, "text": drafted(page), "base": held(out).version, **fields}
    answer = out.town.browser("district-admin").post(f"{PARTS}{part_of(act.split()[1])}/", sent)
    assert answer.status_code == status, answer.content
    return str(answer.content.decode())


def part_of(path: str) -> str:
    """Return the part of the rules to which a list belongs."""
    name = path.partition(".")[0]
    return "filters" if name == "new_schools" else name


def save(out: Outbox, part: str, page: str, reason: str = "a pilot", status: int = 302) -> Any:
    sent = {"act": "save", "text": drafted(page), "base": held(out).version, "reason": reason}
    answer = out.town.browser("district-admin").post(f"{PARTS}{part}/", sent)
    assert answer.status_code == status, answer.content
    return answer


# What is entered for each list, and the row that it makes.
ENTERED: dict[str, tuple[dict[str, Any], Any]] = {
    "scope.places": ({**ALL, "deliver": "hold"}, PlaceScope(deliver=Deliver.HOLD)),
    "scope.go_live": ({**ALL, "day": "2026-10-01"}, GoLive(day=OCTOBER)),
    "scope.frozen": (
        {**ALL, **DAYS, "why": "report cards"},
        FrozenDays(first=OCTOBER, last=NOVEMBER, why="report cards"),
    ),
    "scope.closed_terms": ({**ALL, "days_after": "5"}, ClosedTerms(days_after=5)),
    "scope.released": (
        {"app": "mathly", "key": "released", "value": "yes"},
        Mark(app="mathly", key="released", value="yes"),
    ),
    "scope.send_to_sis": (
        {"app": "mathly", "key": "sync", "value": "true"}, Mark(app="mathly", key="sync"),
    ),
    "windows": (
        {**ALL, "app": "", "hours": "12", "changed_percent": "40", "changed_minimum": "30",
         "emptied_percent": "20", "emptied_minimum": "10"},
        GradeWindow(hours=12, changed_percent=40, changed_minimum=30, emptied_percent=20,
                    emptied_minimum=10),
    ),
    "year.suspended": (
        {**DAYS, "what": "import", "app": "", "why": "the new year is set up"},
        Suspension(what=Stop.IMPORT, first=OCTOBER, last=NOVEMBER, why="the new year is set up"),
    ),
    "filters": (
        {"app": "mathly", "entity": "class", "keep": "exclude", "linked": "on",
         "attribute1": "title", "test1": "contains", "value1": "study hall",
         "attribute2": "endDate", "test2": "is past", "value2": "",
         "attribute3": "", "test3": "contains", "value3": ""},
        FilterRule("mathly", "class", Keep.EXCLUDE,
                   (Condition("title", How.CONTAINS, "study hall"), Condition("endDate", How.PAST)),
                   True),
    ),
    "new_schools": (
        {"app": "mathly", "schools": "leave out"}, NewSchools("mathly", Unmapped.LEAVE_OUT),
    ),
}  # fmt: skip


def rows(out: Outbox, path: str) -> tuple[Any, ...]:
    part, _, name = path.partition(".")
    found = getattr(held(out).rules, part)
    return tuple(getattr(found, name) if name else found)


def test_every_list_has_a_form_whose_row_is_drafted_then_kept_and_taken_out_again(
    out: Outbox,
) -> None:
    assert ENTERED.keys() == LISTS.keys()
    for part in dict.fromkeys(map(part_of, LISTS)):
        lists = [path for path in LISTS if part_of(path) == part]
        page = see(out, part)
        for path in lists:
            page = press(out, page, f"add {path}", **ENTERED[path][0])
            assert "This is a draft: it is not kept yet." in page, path
            assert rows(out, path) == (), "nothing is kept by looking"
        save(out, part, page)
        page = see(out, part)
        for path in lists:
            assert rows(out, path) == (ENTERED[path][1],)
            assert f'value="remove {path} 0"' in page
            page = press(out, page, f"remove {path} 0")
        save(out, part, page)
        assert held(out).rules == NO_RULES


def test_a_draft_grows_with_every_row_and_is_kept_as_one_version(out: Outbox) -> None:
    page = press(out, see(out, "scope"), "add scope.places", **ALL, deliver="hold")
    given: dict[str, Any] = {"level": "school", "which": "roosevelt MIDDLE"}
    page = press(out, page, "add scope.places", **given, deliver="send")
    page = press(out, page, "add scope.go_live", **ALL, day="2026-10-01")
    assert "One school: Roosevelt Middle · " in page
    save(out, "scope", page)
    kept = held(out)
    assert kept.version == 1
    assert kept.rules.scope.places == (
        PlaceScope(deliver=Deliver.HOLD),
        PlaceScope(place=f"school:{SCHOOL}", deliver=Deliver.SEND),
    )
    assert kept.rules.scope.go_live == (GoLive(day=OCTOBER),)


@pytest.mark.parametrize(
    ("level", "which", "place"),
    [
        ("class", "English 6 - 01", f"class:{CLASS}"),
        ("class", "english", f"class:{CLASS}"),
        ("class", CLASS, f"class:{CLASS}"),
        ("course", "English 6", f"course:{CLASS}"),
        ("school", "Lincoln High", f"school:{OTHER_SCHOOL}"),
    ],
)
def test_a_place_is_found_by_its_name_by_a_part_of_it_or_by_its_id(
    out: Outbox, level: str, which: str, place: str
) -> None:
    page = press(out, see(out, "scope"), "add scope.places",
                 level=level, which=which, deliver="hold")  # fmt: skip
    assert f"place = &quot;{place}&quot;" in page


def test_of_several_of_one_name_the_one_that_is_meant_is_chosen(out: Outbox) -> None:
    other = "0198f000-0000-7000-8000-000000000071"
    with district_scope(out.town.district.id) as scope:
        insert(scope, "orgs", other, name="Roosevelt Middle", type="school")
    try:
        page = press(out, see(out, "scope"), "add scope.places", 422,
                     level="school", which="Roosevelt Middle", deliver="hold")  # fmt: skip
        assert "Several are called so. Choose the one that is meant." in page
        assert f'<option value="{other}">' in page
        assert f'<option value="{SCHOOL}">' in page
        page = press(out, page, "add scope.places", level="school", which=other, deliver="hold")
        assert f"school:{other}" in page
    finally:
        out.run(
            "DELETE FROM orgs WHERE district_id = %(district)s AND sourced_id = %(id)s", id=other
        )


@pytest.mark.parametrize(
    ("path", "wrong", "words"),
    [
        ("scope.places", {"level": "school", "which": "Atlantis"}, "Nothing here has the name"),
        ("scope.places", {"level": "school", "which": " "}, "Enter its name."),
        ("scope.places", {"level": "moon"}, "moon"),
        ("scope.frozen", {"last": "2026-09-30"}, "before they begin on 2026-10-01."),
        ("scope.go_live", {"day": "soon"}, "Write a day such as 2026-10-05."),
        ("scope.closed_terms", {"days_after": "-1"}, "greater than or equal to 0"),
        ("windows", {"hours": "0"}, "greater than or equal to 1"),
        ("scope.released", {"app": "nobody"}, "nobody"),
        ("filters", {"value1": ""}, "needs a value"),
        ("filters", {"attribute1": "", "value1": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_drafted(
    out: Outbox, path: str, wrong: dict[str, Any], words: str
) -> None:
    part = part_of(path)
    page = press(out, see(out, part), f"add {path}", 422, **{**ENTERED[path][0], **wrong})
    assert words in page
    assert f'<a href="#id_{path.replace(".", "-")}-' in page
    assert drafted(page) == ""
    assert "This is a draft" not in page


def test_grades_that_would_turn_are_counted_before_and_turn_when_it_is_kept(out: Outbox) -> None:
    out.put(Kind.LINE_ITEM, ITEM, "waiting")
    out.put(Kind.RESULT, GRADE, "held", code="scope.place", facts={"place": "district"})
    page = press(out, see(out, "scope"), "add scope.places", **ALL, deliver="hold")
    flat = " ".join(page.split())
    kept_back = "Kept back: this school, course or class sends no grades"
    # The line item would go, and the grade as well: no rule keeps it back any more.
    row = f'<th scope="row">Goes on its way</th><td>{kept_back}</td><td class="hr-number">2</td>'
    assert row in flat
    save(out, "scope", page)
    page = press(out, see(out, "scope"), "remove scope.places 0")
    row = f'<th scope="row">{kept_back}</th><td>Goes on its way</td><td class="hr-number">2</td>'
    assert row in " ".join(page.split())


def test_rows_that_a_filter_would_leave_out_are_counted_before(out: Outbox, sis: FileApp) -> None:
    given = {**ENTERED["filters"][0], "app": sis.key, "value1": "algebra", "attribute2": ""}
    page = " ".join(press(out, see(out, "filters"), "add filters", **given).split())
    assert "Rows that stay out by their own filters" in page
    number = '<td class="hr-number">{}</td>'
    numbers = "".join(number.format(one) for one in (1, 0, 1))
    assert f"<td>Class</td>{numbers}" in page


def test_what_goes_on_as_before_is_said(out: Outbox) -> None:
    out.put(Kind.LINE_ITEM, ITEM, "waiting")
    page = press(out, see(out, "scope"), "add scope.closed_terms", **ALL, days_after="5")
    assert "Nothing that is on its way would be let go or kept back." in page


def test_more_than_a_preview_looks_at_is_said(out: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("homeroom.push.rescope.MOST", 2)
    monkeypatch.setattr("homeroom.push.rescope.CHUNK", 1)
    out.put(Kind.LINE_ITEM, ITEM, "waiting")
    for grade in out.grades(2):
        out.put(Kind.RESULT, grade, "waiting")
    page = press(out, see(out, "scope"), "add scope.places", **ALL, deliver="hold")
    assert "Only the first 2 were looked at." in page
    assert '<td class="hr-number">2</td>' in page


def test_years_are_closed_and_opened_again_by_a_day(out: Outbox) -> None:
    page = press(out, see(out, "year"), "add year.closed_before", before="2026-07-01")
    assert "year.closed_before" in page
    save(out, "year", page)
    assert held(out).rules.year.closed_before == date(2026, 7, 1)
    page = see(out, "year")
    assert 'value="2026-07-01"' in page
    save(out, "year", press(out, page, "add year.closed_before", before=""))
    assert held(out).rules.year.closed_before is None


def test_a_draft_is_not_kept_without_a_reason_nor_over_the_change_of_somebody_else(
    out: Outbox,
) -> None:
    page = press(out, see(out, "scope"), "add scope.places", **ALL, deliver="hold")
    answer = save(out, "scope", page, reason=" ", status=422)
    assert '<a href="#reason">' in answer.content.decode()
    sent = {"act": "save", "text": drafted(page), "base": "7", "reason": "from an old page"}
    answer = out.town.browser("district-admin").post(f"{PARTS}scope/", sent)
    assert answer.status_code == 422
    assert "Somebody changed the rules meanwhile." in answer.content.decode()
    assert drafted(answer.content.decode()) == drafted(page), "the draft is not lost"
    assert held(out) == Held(0, NO_RULES)


@pytest.mark.parametrize(
    ("act", "status"),
    [
        ("remove scope.places 0", 422),
        ("remove scope.places", 404),
        ("remove scope.places -1", 404),
        ("add masters", 404),
        ("add year.closed_before", 404),
        ("remove windows 0", 404),
    ],
)
def test_what_the_page_does_not_offer_is_refused(out: Outbox, act: str, status: int) -> None:
    sent = {"act": act, "text": "", "base": "0"}
    answer = out.town.browser("district-admin").post(f"{PARTS}scope/", sent)
    assert answer.status_code == status


def test_experts_see_the_same_rules_as_text(out: Outbox) -> None:
    page = press(out, see(out, "scope"), "add scope.places", **ALL, deliver="hold")
    save(out, "scope", page)
    answer = out.town.browser("district-admin").get(f"{PARTS}scope/?as=text")
    shown = answer.content.decode()
    assert "deliver = &quot;hold&quot;" in shown
    assert "Show as forms" in shown
    assert "Show as text" in see(out, "scope")
    assert "Show as forms" not in see(out, "scales"), "a part without forms is text"


def test_what_is_decided_elsewhere_is_a_link_away(out: Outbox) -> None:
    page = see(out, "scope")
    assert '<a href="/d/riverbend/apps/campus/settings/grades/">Campus</a>' in page
    assert "apps/mathly/settings/grades/" not in page, "nothing goes there"
    assert '<a href="/d/riverbend/apps/mathly/settings/schools/">Mathly</a>' in see(out, "filters")
    masters = see(out, "masters")
    assert "/d/riverbend/quality/master-fields/" in masters
    assert "/d/riverbend/quality/domains/" in masters


def test_other_parts_are_left_alone_by_forms(out: Outbox) -> None:
    page = press(out, see(out, "windows"), "add windows", **ENTERED["windows"][0])
    save(out, "windows", page)
    page = press(out, see(out, "scope"), "add scope.places", **ALL, deliver="hold")
    save(out, "scope", page)
    kept = held(out).rules
    assert kept.windows == (ENTERED["windows"][1],)
    assert kept.scope.places == (PlaceScope(deliver=Deliver.HOLD),)
