"""A vendor sees what became of the own app's grades, in own ids, and nothing of anybody else."""

from typing import Any

import pytest

from homeroom.access import people
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.model.kinds import Kind
from homeroom.store.scope import district_scope
from tests.integration.outbox import Outbox
from tests.people import GRADE, ITEM, Town

PAGE = "/d/riverbend/own-app/"
OVER = {"code": "result.over_maximum", "facts": {"score": "105", "maximum": "100"}}


def text(town: Town, **asked: str) -> str:
    shown: Any = town.browser("vendor-admin").get(PAGE, asked)
    assert shown.status_code == 200
    return " ".join(shown.content.decode().split())


@pytest.fixture
def own(out: Outbox) -> Outbox:
    """The outbox, with the app's own ids for its grade and line item."""
    _sis, app = out.ids()
    out.run("DELETE FROM record_links WHERE district_id = %(district)s")
    for kind, record, own_id in ((Kind.RESULT, GRADE, "r-17"), (Kind.LINE_ITEM, ITEM, "li-4")):
        out.run(
            "INSERT INTO record_links (district_id, app_id, kind, space, external_id, record_id,"
            " origin) VALUES (%(district)s, %(app)s, %(kind)s, '', %(own)s, %(record)s, 'read')",
            app=app,
            kind=kind.value,
            own=own_id,
            record=record,
        )
    return out


def test_what_is_refused_is_shown_in_own_ids_with_words_and_fix(own: Outbox) -> None:
    own.put(Kind.RESULT, GRADE, "refused", **OVER)
    shown = text(own.town)
    assert "Result r-17" in shown
    assert "of li-4" in shown
    assert "The score 105 is above the maximum 100" in shown
    assert "result.over_maximum" in shown
    assert not any(name in shown for name in ("Nadia", "Ferro", GRADE, ITEM))


def test_what_is_kept_back_for_one_reason_is_one_cause_that_leads_to_the_rows(
    own: Outbox,
) -> None:
    ids = own.grades(3)
    for id_ in ids:
        own.put(Kind.RESULT, id_, "refused", **OVER)
    own.put(Kind.LINE_ITEM, ITEM, "held", code="scope.not_chosen", facts={})
    vendor = own.town.browser("vendor-admin")
    shown = vendor.get(PAGE)
    assert [(one.code, one.many) for one, _why in shown.context["causes"]] == [
        ("result.over_maximum", 3),
        ("scope.not_chosen", 1),
    ]
    assert shown.context["counts"] == [("refused", 3), ("held", 1)]
    few = vendor.get(PAGE, {"state": "refused", "code": "result.over_maximum"})
    assert {one.record_id for one, _why in few.context["rows"]} == set(ids)
    assert "<h2>Why</h2>" not in few.content.decode()


def test_what_only_the_sis_knows_is_not_shown(own: Outbox) -> None:
    facts = {"seen": "73.5", "sent": "85", "id": "campus-9"}
    own.put(Kind.RESULT, GRADE, "conflict", code="conflict.edited_in_sis", facts=facts)
    said = {"status": "422", "said": "Nadia Ferro is locked"}
    own.put(Kind.LINE_ITEM, ITEM, "refused", code="target.refused", facts=said)
    shown = text(own.town)
    assert "where Homeroom had delivered 85" in shown
    assert not any(fact in shown for fact in ("73.5", "campus-9", "Nadia"))


def test_one_is_found_by_its_own_id_whatever_became_of_it(own: Outbox) -> None:
    own.put(Kind.RESULT, GRADE, "delivered")
    assert "Nothing waits and nothing is kept back." in text(own.town)
    assert "Delivered" in text(own.town, id="r-17")
    assert "was ever on its way out" in text(own.town, id="r-18")
    assert "was ever on its way out" in text(own.town, id=GRADE)  # our id is none of the app's


def test_a_standard_of_a_grade_is_shown_by_the_id_of_the_grade(own: Outbox) -> None:
    part = "0198f000-0000-7000-8000-000000000051"
    sis, _app = own.ids()
    own.run(
        "INSERT INTO result_parts (district_id, target_id, id, result_id, source, objective, said)"
        " VALUES (%(district)s, %(sis)s, %(part)s, %(result)s, 'case', 'obj-1', '3')",
        sis=sis,
        part=part,
        result=GRADE,
    )
    own.put(Kind.RESULT, part, "refused", code="result.unknown_level", facts={"level": "9"})
    for shown in (text(own.town), text(own.town, id="r-17")):
        assert "Result r-17" in shown
        assert "of li-4" in shown
        assert "is no level of the score scale" in shown


def test_states_narrow_and_the_next_page_goes_on(
    own: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeroom.console.views.own_app.SHOWN", 1)
    own.put(Kind.RESULT, GRADE, "refused", **OVER)
    own.put(Kind.LINE_ITEM, ITEM, "held", code="scope.not_chosen", facts={})
    first = own.town.browser("vendor-admin").get(PAGE)
    ((row, _why),) = first.context["rows"]
    second = own.town.browser("vendor-admin").get(PAGE, {"after": first.context["next"]})
    ((other, _why),) = second.context["rows"]
    assert {row.own_id, other.own_id} == {"r-17", "li-4"}
    assert second.context["next"] == ""
    held = own.town.browser("vendor-admin").get(PAGE, {"state": "held"})
    assert [one.state for one, _why in held.context["rows"]] == ["held"]


def test_another_app_is_not_there_and_its_grades_are_not_counted(own: Outbox) -> None:
    sis, _app = own.ids()
    with district_scope(own.town.district.id) as scope:
        other = scope.value(
            "INSERT INTO apps (district_id, key, connector, title, role, mode, grade_sync, state)"
            " VALUES (%(district)s, 'wordly', 'oneroster_csv', 'Wordly', 'learning', 'import',"
            " true, 'active') RETURNING id"
        )
        scope.run(
            "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state,"
            " code) VALUES (%(district)s, %(sis)s, 'result', %(record)s::uuid, %(app)s, 'put',"
            " 'refused', 'result.unknown_level')",
            sis=sis,
            app=other,
            record=GRADE,
        )
    assert "result.unknown_level" not in text(own.town)
    vendor = own.town.browser("vendor-admin")
    assert vendor.get(PAGE, {"app": "wordly"}).status_code == 404
    place = Place(district_id=own.town.district.id, app_id=other)
    people.add("vendor-admin@river.example", Role.VENDOR_ADMIN, place, "t")
    assert "result.unknown_level" in text(own.town, app="wordly")
    assert "Wordly" in text(own.town)
    people.remove(own.town.people["vendor-admin"], own.town.district.id, Role.VENDOR_ADMIN, other)
