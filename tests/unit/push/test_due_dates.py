"""Due dates by student: one for a section where they agree, refused where they do not."""

from datetime import date

from homeroom.push.checks.due_dates import due_key, with_agreed_due
from homeroom.push.checks.verdict import Refuse
from homeroom.rules.class_maps import ClassMap
from tests.unit.push.cases import CHICAGO, item

MAP = ClassMap(app="mathly", course="c7", sections=("alg-1", "alg-2"), due_key="due")


def test_the_students_of_a_section_agree_on_another_day() -> None:
    found = with_agreed_due(item(), {"2026-10-08"}, CHICAGO)
    assert not isinstance(found, Refuse)
    assert found.due_date == date(2026, 10, 8)


def test_without_dates_of_their_own_the_line_item_stays_as_it_is() -> None:
    assert with_agreed_due(item(), (), CHICAGO) == item()
    assert with_agreed_due(item(), {""}, CHICAGO) == item()
    assert with_agreed_due(item(), {"", "2026-10-05"}, CHICAGO) == item()


def test_an_instant_is_the_day_on_the_schools_clock() -> None:
    assert with_agreed_due(item(), {"2026-10-06T04:30:00Z", "2026-10-05"}, CHICAGO) == item()


def test_dates_that_differ_are_refused_with_all_of_them() -> None:
    refused = with_agreed_due(item(), {"2026-10-08", "2026-10-07", ""}, CHICAGO)
    facts = {"dates": "2026-10-05, 2026-10-07, 2026-10-08"}
    assert refused == Refuse("line_item.due_dates_differ", facts)
    none = with_agreed_due(item(due_date=None), {"2026-10-08", ""}, CHICAGO)
    assert none == Refuse("line_item.due_dates_differ", {"dates": "2026-10-08, none"})


def test_a_date_that_nobody_can_read_is_refused() -> None:
    refused = with_agreed_due(item(), {"next week"}, CHICAGO)
    assert isinstance(refused, Refuse)
    assert refused.code == "line_item.due_date_unreadable"


def test_only_a_mapped_section_of_the_app_has_a_key() -> None:
    assert due_key((MAP,), "mathly", "alg-2") == "due"
    assert due_key((MAP,), "bookly", "alg-2") == ""
    assert due_key((MAP,), "mathly", "geo-1") == ""
