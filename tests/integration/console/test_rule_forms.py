"""Rules by forms: rows are added to a draft, weighed, and kept; nobody writes TOML for them."""

import re
from datetime import date
from html import escape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from homeroom.console.rule_parts import PARTS as PARTS_OF
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.rows import LISTS, with_row
from homeroom.rules.scope import Deliver, GoLive, PlaceScope
from homeroom.rules.toml import parts_to_toml, with_parts
from homeroom.store.rules import Held
from homeroom.store.scope import district_scope
from tests.integration.console.drafting import PARTS, drafted, held, part_of, press, save, see
from tests.integration.outbox import Outbox
from tests.people import CLASS, OTHER_SCHOOL, SCHOOL, insert
from tests.rule_rows import ALL, ENTERED, OCTOBER


def rows(out: Outbox, path: str) -> tuple[Any, ...]:
    part, _, name = path.partition(".")
    found = getattr(held(out).rules, part)
    return tuple(getattr(found, name) if name else found)


def carried(rules: Rules, part: str) -> str:
    """Return what a page carries whose draft these rules are."""
    return f'name="text" value="{escape(parts_to_toml(rules, PARTS_OF[part].names))}"'


def test_every_list_has_a_form_whose_row_is_drafted_then_kept_and_taken_out_again(
    out: Outbox,
) -> None:
    for part in dict.fromkeys(map(part_of, LISTS)):
        *others, last = (path for path in ENTERED if part_of(path) == part)
        rules = NO_RULES
        for path in others:
            rules = with_row(rules, path, ENTERED[path][1])
        page = press(out, carried(rules, part), f"add {last}", **ENTERED[last][0])
        assert "This is a draft: it is not kept yet." in page, last
        assert rows(out, last) == (), "nothing is kept by looking"
        save(out, part, page)
        for path in (*others, last):
            assert rows(out, path) == (ENTERED[path][1],)
            assert f'value="change {path} 0"' in page
            assert f'value="remove {path} 0"' in page
        page = press(out, page, f"remove {last} 0")
        assert with_parts(rules, PARTS_OF[part].names, drafted(page)) == rules


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
        ("scales.conversions", {"table": "none"}, "none is not one of the available choices"),
        ("posted.term_grades", {"table": "none"}, "none is not one of the available choices"),
        ("standards.crosswalk", {"group": "none"}, "none is not one of the available choices"),
        ("classes", {"section2": "Atlantis"}, "Nothing here has the name or the id Atlantis."),
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


def test_a_row_is_changed_in_its_form_and_stays_at_its_place(out: Outbox) -> None:
    page = press(out, see(out, "scales"), "add scales.tables", **ENTERED["scales.tables"][0])
    page = press(out, page, "add scales.tables", name="short", letter1="P")
    page = press(out, page, "add scales.conversions", **ENTERED["scales.conversions"][0])
    # What a row still names stays; and so does the draft.
    refused = press(out, page, "remove scales.tables 0", 422)
    assert "Another rule still needs it: there is no table letters." in refused
    assert drafted(refused) == drafted(page)
    page = press(out, page, "change scales.tables 0")
    assert '<input type="hidden" name="at" value="0">' in page
    assert 'value="89.5"' in page
    assert "Change and preview" in page
    given = {**ENTERED["scales.tables"][0], "minimum1": "90"}
    sent = {f"scales-tables-{name}": value for name, value in given.items()} | {"at": "0"}
    path = f"{PARTS}scales/"
    sent |= {"act": "add scales.tables", "text": drafted(page), "base": "0"}
    page = out.town.browser("district-admin").post(path, sent).content.decode()
    save(out, "scales", page)
    letters, short = held(out).rules.scales.tables
    assert (letters.name, str(letters.letters[0].minimum), short.name) == ("letters", "90", "short")
    # A name that is taken by another row, or that a conversion misses then, is refused in the form.
    sent = {**sent, "text": drafted(see(out, "scales")), "scales-tables-name": "others"}
    answer = out.town.browser("district-admin").post(path, sent)
    assert answer.status_code == 422
    assert "There is no table letters." in answer.content.decode()
    assert '<input type="hidden" name="at" value="0">' in answer.content.decode()


def upload(out: Outbox, part: str, *files: SimpleUploadedFile) -> Any:
    sent = {"act": "file", "text": drafted(see(out, part)), "base": "0"}
    given = sent | ({"crosswalk": files[0]} if files else {})
    return out.town.browser("district-admin").post(f"{PARTS}{part}/", given)


def test_a_file_of_objectives_is_drafted_and_kept_as_lines(out: Outbox) -> None:
    lines = b"objective,item,group,levels\nMA.3,Work Habits,habits,O|S|N\nMA.4,Effort,habits,\n"
    answer = upload(out, "standards", SimpleUploadedFile("crosswalk.csv", lines))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "This is a draft: it is not kept yet." in page
    assert 'value="remove standards.crosswalk 1"' in page
    save(out, "standards", page)
    kept = held(out).rules.standards
    assert [one.item for one in kept.crosswalk] == ["Work Habits", "Effort"]
    assert kept.by_name["habits"].levels == ("O", "S", "N")


def test_a_file_that_cannot_be_read_is_said_at_its_field(out: Outbox) -> None:
    wrong = SimpleUploadedFile("crosswalk.csv", b"objective,item,group\nMA.3,Habits,none\n")
    answer = upload(out, "standards", wrong)
    assert answer.status_code == 422
    assert '<a href="#crosswalk">The crosswalk cannot be read: line 2' in answer.content.decode()
    answer = upload(out, "standards")
    assert '<a href="#crosswalk">Choose a file.</a>' in answer.content.decode()
    # Other parts take no file.
    assert upload(out, "scales", SimpleUploadedFile("a.csv", b"a")).status_code == 200
    assert held(out) == Held(0, NO_RULES)


def test_the_usual_requirements_are_switched_off_and_on_again(out: Outbox) -> None:
    page = see(out, "quality")
    assert re.search(r'name="quality-usual-usual"[^>]* checked', page)
    save(out, "quality", press(out, page, "add quality.usual"))
    assert not held(out).rules.quality.usual
    save(out, "quality", press(out, see(out, "quality"), "add quality.usual", usual="on"))
    assert held(out).rules == NO_RULES


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
        ("change scope.places 0", 422),
        ("change scope.places", 404),
        ("change windows 0", 404),
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
    assert "Show as forms" not in see(out, "masters"), "a part without forms is text"


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
