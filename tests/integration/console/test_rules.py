"""The rules of a district in the console: shown, weighed before they are kept, handed on."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from homeroom import __version__
from homeroom.rules.document import NO_RULES
from homeroom.rules.toml import from_toml
from homeroom.store import apps, audit
from homeroom.store import rules as versions
from homeroom.store.rules import Held
from homeroom.store.scope import district_scope
from tests.people import CLASS, Town

RULES = "/d/riverbend/rules/"
SCOPE = f"{RULES}part/scope/?as=text"
HOLD = '[scope]\nplaces = [{place = "district", deliver = "hold"}]\n'


@pytest.fixture(autouse=True)
def no_rules(town: Town) -> Iterator[None]:
    """Rules that a test makes end with it."""
    yield
    with district_scope(town.district.id) as scope:
        scope.run("DELETE FROM rule_versions WHERE district_id = %(district)s")


def held(town: Town) -> Held:
    with district_scope(town.district.id) as scope:
        return versions.current(scope)


def see(town: Town, path: str = "") -> str:
    answer = town.browser("district-admin").get(RULES + path)
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def send(town: Town, path: str, status: int = 200, **given: Any) -> str:
    answer = town.browser("district-admin").post(path, given, follow=True)
    assert answer.status_code == status, answer.content
    return " ".join(answer.content.decode().split())


def save(town: Town, path: str = SCOPE, text: str = HOLD, **given: Any) -> str:
    return send(town, path, text=text, act="save", base=held(town).version,
                **{"reason": "a pilot", **given})  # fmt: skip


def test_without_rules_everything_is_at_its_default(town: Town) -> None:
    page = see(town)
    assert "Nothing is decided yet: everything is at its default." in page
    assert page.count("not yet: the default holds") == 12


def test_the_version_of_the_rules_is_not_taken_for_that_of_the_hub(town: Town) -> None:
    save(town)
    assert "Version 1 holds." in see(town)
    assert f"<span>Homeroom {__version__}</span>" in see(town)


def test_a_preview_shows_what_differs_and_keeps_nothing(town: Town) -> None:
    page = send(town, SCOPE, text=HOLD, act="preview", base="0")
    assert '<th scope="row">scope.places</th>' in page
    assert "<td>-</td><td>place: district, deliver: hold</td>" in page
    assert "No stored record changes." in page
    assert 'value="save"' in page
    assert held(town) == Held(0, NO_RULES)


def test_before_a_preview_there_is_no_save(town: Town) -> None:
    assert 'value="save"' not in see(town, "part/scope/?as=text")


def test_what_is_saved_is_a_version_with_its_reason(town: Town) -> None:
    page = save(town)
    assert "Version 1 of the rules holds; it changed 0 records." in page
    assert "a pilot" in page
    assert "district-admin@river.example" in page
    assert held(town).rules == from_toml(HOLD)
    with district_scope(town.district.id) as scope:
        _, actor, act, subject, _ = audit.latest(scope, 1)[0]
    assert (actor, act, subject) == ("district-admin@river.example", "rules.changed", "version 1")


def test_other_parts_stay_as_they_are(town: Town) -> None:
    save(town)
    save(town, f"{RULES}part/year/?as=text", "[year]\nclosed_before = 2026-07-01\n")
    assert held(town).rules.scope == from_toml(HOLD).scope
    assert str(held(town).rules.year.closed_before) == "2026-07-01"
    assert "deliver = &quot;hold&quot;" in see(town, "part/scope/?as=text")
    assert "closed_before" not in see(town, "part/scope/?as=text")


def test_a_part_that_is_emptied_is_at_its_default_again(town: Town) -> None:
    save(town)
    save(town, text="")
    assert held(town).rules == NO_RULES


def test_another_part_is_refused_where_it_does_not_belong(town: Town) -> None:
    page = send(town, SCOPE, 422, text="[year]\nclosed_before = 2026-07-01\n", act="preview")
    assert "year is another part of the rules." in page
    assert held(town).version == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[scope\n", "These rules cannot be read"),
        ("[scope]\nplacs = []\n", "placs"),
        ('[scope]\nplaces = [{place = "moon:1", deliver = "hold"}]\n', "moon:1 is no place"),
    ],
)
def test_what_cannot_be_read_is_named_and_stays_in_the_form(
    town: Town, text: str, words: str
) -> None:
    page = send(town, SCOPE, 422, text=text, act="save", base="0", reason="typed")
    assert words in page
    assert '<a href="#text">' in page
    assert held(town).version == 0


def test_a_reason_is_asked_for(town: Town) -> None:
    page = send(town, SCOPE, 422, text=HOLD, act="save", base="0", reason=" ")
    assert '<a href="#reason">Say why, for those who come after you.</a>' in page
    assert held(town).version == 0


def test_what_somebody_changed_meanwhile_is_not_overwritten_unseen(town: Town) -> None:
    save(town)
    page = send(town, SCOPE, 422, text="", act="save", base="0", reason="from an old page")
    assert "Somebody changed the rules meanwhile." in page
    assert "What this changes" in page
    assert held(town).version == 1


def test_the_conversions_that_become_others_stand_beside_those_of_now(town: Town) -> None:
    text = '[[scales.conversions]]\nplace = "district"\nlate = "leave out"\n'
    page = send(town, f"{RULES}part/scales/?as=text", text=text, act="preview", base="0")
    assert "Conversions that become others" in page
    assert '<th scope="row">now</th><td>campus</td><td>district</td><td>said: late</td>' in page
    then = '<th scope="row">then</th><td>campus</td><td>district</td><td>said: late</td>'
    assert f"{then}<td>leave out</td>" in page


def test_all_rules_come_as_a_file_and_go_in_as_one(town: Town) -> None:
    save(town)
    browser = town.browser("district-admin")
    answer = browser.get(f"{RULES}file/1/")
    assert 'filename="riverbend-rules-1.toml"' in answer.headers["Content-Disposition"]
    assert from_toml(answer.content.decode()) == held(town).rules
    assert from_toml(browser.get(f"{RULES}file/0/").content.decode()) == NO_RULES
    save(town, text="")
    file = SimpleUploadedFile("rules.toml", answer.content)
    page = send(town, f"{RULES}take-in/", file=file, act="preview", base="2")
    assert "scope.places" in page
    save(town, f"{RULES}take-in/", HOLD, reason="from a file")
    assert held(town).rules == from_toml(HOLD)


def test_each_version_shows_what_it_changed(town: Town) -> None:
    save(town)
    save(town, text=HOLD.replace("hold", "send"))
    page = see(town, "version/2/")
    assert '<th scope="row">scope.places[1].deliver</th><td>hold</td><td>send</td>' in page
    answer = town.browser("district-admin").get(f"{RULES}version/9/")
    assert answer.status_code == 422
    assert "There is no version 9 of the rules." in answer.content.decode()


def test_there_is_no_part_of_another_name(town: Town) -> None:
    assert town.browser("district-admin").get(f"{RULES}part/nonsense/").status_code == 404


def test_the_conversion_table_is_that_of_the_command_line(town: Town) -> None:
    page = see(town, "scores/")
    assert "Grades to campus" in page
    assert "always: the number as it came" in page


def test_categories_stand_with_where_they_land(town: Town) -> None:
    assert "On the way to campus" in see(town, "landing/")
    with district_scope(town.district.id) as scope:
        mathly = apps.keyed(scope, "mathly")
        apps.change(scope, mathly.id, grade_sync=True)
        scope.run(
            "INSERT INTO record_links (district_id, app_id, kind, space, external_id, record_id,"
            " origin) SELECT %(district)s, %(app)s, 'lineItem', '', 'q4', id, 'read'"
            " FROM line_items WHERE title = 'Quiz 4'",
            app=mathly.id,
        )
    try:
        page = see(town, "landing/")
    finally:
        with district_scope(town.district.id) as scope:
            apps.change(scope, mathly.id, grade_sync=False)
            scope.run("DELETE FROM record_links WHERE external_id = 'q4'")
    assert '<th scope="row">mathly: -</th><td>1</td><td>1</td>' in page


def test_the_steps_into_a_new_year_are_listed(town: Town) -> None:
    page = see(town, "new-year/")
    assert "None: every rule names what is there." in page
    assert "Nobody." in page


def test_rules_that_name_a_class_that_is_over_name_its_successor(town: Town) -> None:
    place = f'[scope]\nplaces = [{{place = "class:{CLASS}", deliver = "hold"}}]\n'
    save(town, text=place)
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE classes SET retired_at = now() WHERE id = %(id)s::uuid", id=CLASS)
    try:
        page = see(town, "new-year/")
        assert f"English 6 - 01 (class:{CLASS})" in page
        assert '<button class="btn btn-primary">' not in page, "nothing follows it yet"
    finally:
        with district_scope(town.district.id) as scope:
            scope.run("UPDATE classes SET retired_at = NULL WHERE id = %(id)s::uuid", id=CLASS)
