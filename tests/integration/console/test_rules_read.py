"""Rules as they are typed, taken in from files, looked back at, and led into a new year."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from homeroom.rules.document import NO_RULES
from homeroom.rules.toml import from_toml
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.rules import Held
from homeroom.store.scope import district_scope
from tests.integration.outbox import Outbox
from tests.people import CLASS, SCHOOL, insert

RULES = "/d/riverbend/rules/"
SCOPE = f"{RULES}part/scope/?as=text"
FROZEN = '[scope]\nfrozen = [{first = 2026-10-26, last = 2026-10-30, why = "Bulletins d\'été"}]\n'
NEXT = "0198f000-0000-7000-8000-000000000061"


def held(out: Outbox) -> Held:
    with district_scope(out.town.district.id) as scope:
        return versions.current(scope)


def see(out: Outbox, path: str = "", status: int = 200) -> str:
    answer = out.town.browser("district-admin").get(RULES + path)
    assert answer.status_code == status, answer.content
    return " ".join(answer.content.decode().split())


def send(out: Outbox, path: str, status: int = 200, **given: Any) -> str:
    answer = out.town.browser("district-admin").post(path, given, follow=True)
    assert answer.status_code == status, answer.content
    return " ".join(answer.content.decode().split())


def save(out: Outbox, path: str, status: int = 200, **given: Any) -> str:
    base = str(held(out).version)
    return send(out, path, status, **{"act": "save", "base": base, "reason": "a pilot", **given})


def test_every_letter_of_a_rule_and_of_its_reason_is_kept(out: Outbox) -> None:
    page = save(out, SCOPE, text=FROZEN.replace("\n", "\r\n"), reason='Zoë said "yes" & <b>')
    assert "Zoë said &quot;yes&quot; &amp; &lt;b&gt;" in page
    assert held(out).rules == from_toml(FROZEN)
    shown = see(out, "part/scope/?as=text").replace("&#x27;", "'").replace("&quot;", '"')
    assert "Bulletins d'été" in shown


def test_decimals_of_other_parts_stay_exact_when_one_part_is_saved(out: Outbox) -> None:
    letters = (
        '[[scales.tables]]\nname = "letters"\nletters = [{letter = "A", minimum = 89.50,'
        ' percent = 95.10}, {letter = "F", minimum = 0, percent = 50}]\n'
    )
    save(out, f"{RULES}part/scales/", text=letters)
    save(out, SCOPE, text=FROZEN)
    assert held(out).rules.scales == from_toml(letters).scales
    assert held(out).rules.scope == from_toml(FROZEN).scope


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\xff\xfe\x00[scope]", "These rules cannot be read"),
        (b"PK\x03\x04 a spreadsheet", "These rules cannot be read"),
        (b"[nonsense]\nx = 1\n", "nonsense"),
        (b'[year]\nclosed_before = "soon"\n', "closed_before"),
    ],
)
def test_a_file_that_holds_no_rules_changes_nothing(out: Outbox, body: bytes, words: str) -> None:
    file = SimpleUploadedFile("rules.toml", body)
    page = save(out, f"{RULES}take-in/", 422, file=file)
    assert words in page
    assert held(out) == Held(0, NO_RULES)


def test_a_file_goes_before_what_stands_in_the_form(out: Outbox) -> None:
    file = SimpleUploadedFile("rules.toml", FROZEN.encode())
    save(out, f"{RULES}take-in/", file=file, text="[scope\n")
    assert held(out).rules == from_toml(FROZEN)


def test_a_file_takes_the_place_of_all_rules(out: Outbox) -> None:
    save(out, f"{RULES}part/year/?as=text", text="[year]\nclosed_before = 2026-07-01\n")
    page = send(out, f"{RULES}take-in/", text=FROZEN, act="preview", base="1")
    assert '<th scope="row">year.closed_before</th><td>2026-07-01</td><td>-</td>' in page
    save(out, f"{RULES}take-in/", text=FROZEN)
    assert held(out).rules == from_toml(FROZEN)


def test_what_holds_already_makes_no_new_version(out: Outbox) -> None:
    save(out, SCOPE, text=FROZEN)
    assert "Version 1 of the rules holds" in save(out, SCOPE, text=FROZEN)
    assert held(out).version == 1
    assert see(out).count("As a file") == see(out).count("version/1/") == 1


def test_two_who_save_from_the_same_page_do_not_overwrite_each_other(out: Outbox) -> None:
    save(out, SCOPE, text=FROZEN)
    year = "[year]\nclosed_before = 2026-07-01\n"
    page = send(
        out, f"{RULES}part/year/?as=text", 422, text=year, act="save", base="0", reason="mine"
    )
    assert "Somebody changed the rules meanwhile." in page
    assert 'name="base" value="1"' in page, "what is saved from here is saved on top of theirs"
    assert 'value="mine"' in page
    send(out, f"{RULES}part/year/?as=text", text=year, act="save", base="1", reason="mine")
    assert held(out).version == 2
    assert held(out).rules.scope == from_toml(FROZEN).scope


def test_the_last_versions_are_listed_with_the_newest_on_top(out: Outbox) -> None:
    for day in range(1, 23):
        out.run(
            "INSERT INTO rule_versions (district_id, version, at, actor, reason, body) VALUES"
            " (%(district)s, %(day)s, now(), 'eve', %(why)s, '{}')",
            day=day, why=f"reason no. {day};",
        )  # fmt: skip
    page = see(out)
    assert page.index("reason no. 22;") < page.index("reason no. 3;")
    assert "reason no. 2;" not in page
    assert "Version 22 holds." in page


@pytest.mark.parametrize("page", ["version", "file"])
def test_a_version_that_never_was_is_said_however_large(out: Outbox, page: str) -> None:
    for number in (1, 2**31, 10**20):
        assert f"There is no version {number} of the rules." in see(out, f"{page}/{number}/", 422)
    see(out, f"{page}/-1/", 404)


def test_a_version_is_compared_with_nothing_where_it_is_the_first(out: Outbox) -> None:
    save(out, SCOPE, text='[scope]\nplaces = [{place = "district", deliver = "hold"}]\n')
    assert "<td>-</td><td>place: district, deliver: hold</td>" in see(out, "version/1/")
    assert "scope.places" not in see(out, "version/0/")


def test_what_would_lack_for_a_first_delivery_is_said_before(out: Outbox) -> None:
    text = '[categories]\nunknown = [{place = "district", then = "hold"}]\n'
    link = (
        "INSERT INTO record_links (district_id, app_id, kind, space, external_id, record_id,"
        " origin) SELECT %(district)s, %(app)s, 'lineItem', '', 'q4', id, 'read'"
        " FROM line_items WHERE title = 'Quiz 4'"
    )
    mathly = out.ids()[1]
    with district_scope(out.town.district.id) as scope:
        apps.change(scope, mathly, grade_sync=True)
        scope.run(link, app=mathly)
    try:
        path = f"{RULES}part/categories/"
        page = send(out, path, text=text, act="preview", base="0")
        same = send(out, path, text="", act="preview", base="0")
    finally:
        with district_scope(out.town.district.id) as scope:
            apps.change(scope, mathly, grade_sync=False)
            scope.run("DELETE FROM record_links WHERE external_id = 'q4'")
    assert "What this changes" in page
    assert "Then these checks would be open" not in same
    assert held(out).version == 0


def test_rules_name_the_successor_when_somebody_says_so(out: Outbox) -> None:
    text = f'[scope]\nplaces = [{{place = "class:{CLASS}", deliver = "hold"}}]\n'
    save(out, SCOPE, text=text)
    with district_scope(out.town.district.id) as scope:
        scope.run("UPDATE classes SET retired_at = now() WHERE id = %(id)s::uuid", id=CLASS)
        insert(scope, "classes", NEXT, title="English 6 - 01", course_id=UUID(CLASS),
               school_id=UUID(SCHOOL))  # fmt: skip
    try:
        page = see(out, "new-year/")
        assert f"<td>English 6 - 01 (class:{CLASS})</td><td>{NEXT}</td>" in page
        assert "Let 1 rule name its successor" in page
        assert held(out).version == 1, "nothing is changed by looking"
        page = send(out, f"{RULES}new-year/")
        assert "Version 2 of the rules names the classes and courses of this year." in page
        assert "None: every rule names what is there." in page
        assert [one.place for one in held(out).rules.scope.places] == [f"class:{NEXT}"]
    finally:
        with district_scope(out.town.district.id) as scope:
            scope.run("UPDATE classes SET retired_at = NULL WHERE id = %(id)s::uuid", id=CLASS)
            scope.run("DELETE FROM classes WHERE id = %(id)s::uuid", id=NEXT)


def test_letters_of_a_table_stand_in_the_table_of_conversions(out: Outbox) -> None:
    text = (
        '[[scales.tables]]\nname = "letters"\nletters = [{letter = "Très bien", minimum = 89.5,'
        ' percent = 95}]\n\n[[scales.conversions]]\nplace = "district"\ntable = "letters"\n'
    )
    assert "Très bien" not in see(out, "scores/")
    save(out, f"{RULES}part/scales/", text=text)
    assert "Très bien" in see(out, "scores/")


def test_without_a_target_nothing_lands_and_rules_can_be_looked_at(out: Outbox) -> None:
    campus = out.ids()[0]
    with district_scope(out.town.district.id) as scope:
        apps.change(scope, campus, state="paused")
    try:
        assert "Grades go to no app yet." in see(out, "landing/")
        page = send(out, SCOPE, text=FROZEN, act="preview", base="0")
        assert "scope.frozen" in page
    finally:
        with district_scope(out.town.district.id) as scope:
            apps.change(scope, campus, state="active")
