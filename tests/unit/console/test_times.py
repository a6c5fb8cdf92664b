"""Schedule and Safety: which times and numbers are taken, and what is said of the others."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from homeroom.console.setup.times import SafetyForm, ScheduleForm
from homeroom.runs.ingest.safety import Threshold
from homeroom.store.schedules import SYNC, Schedule
from tests.apps import app_as

NUMBERS = {
    "retired_percent": "10",
    "retired_minimum": "20",
    "changed_percent": "50",
    "changed_minimum": "30",
}


def schedule(every: int | None, at: time | None = None) -> Schedule:
    return Schedule(
        district_id=1,
        app_id=1,
        what=SYNC,
        every_minutes=every,
        daily_at=at,
        next_at=datetime(2026, 10, 5, tzinfo=UTC),
    )


def wrong(given: dict[str, str]) -> dict[str, list[str]]:
    """Return what is said, by field."""
    found = ScheduleForm(None, given, "off").errors
    return {name: [str(one) for one in words] for name, words in found.items()}


@pytest.mark.parametrize(
    ("held", "chosen", "at"),
    [
        (None, "60", None),
        (schedule(240), "240", None),
        (schedule(17), "17", None),
        (schedule(None, time(5)), "daily", time(5)),
    ],
    ids=["none yet", "one of the list", "one of the command line", "once a day"],
)
def test_the_form_begins_with_the_schedule_that_holds(
    held: Schedule | None, chosen: str, at: time | None
) -> None:
    form = ScheduleForm(held, None, "60")
    assert (form.initial["when"], form.initial["at"]) == (chosen, at)


def test_a_schedule_that_only_the_command_line_can_set_is_not_lost_by_saving_the_form() -> None:
    form = ScheduleForm(schedule(17), {"when": "17"}, "off")
    assert "Every 17 minutes" in form.as_p()
    assert form.is_valid()
    assert "when" in wrong({"when": "17"})  # nobody else is offered it


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"when": "60"}, {}),
        ({"when": "off"}, {}),
        ({"when": "daily", "at": "05:00"}, {}),
        ({"when": "daily"}, {"at": ["Enter the time of day."]}),
        ({"when": "daily", "at": "5 o'clock"}, {"at": ["Enter a time such as 05:00."]}),
        ({"when": "daily", "at": "24:00"}, {"at": ["Enter a time such as 05:00."]}),
        ({"when": "off", "compare": "on"}, {"compare_at": ["Enter the time of night."]}),
        (
            {"when": "off", "compare": "on", "compare_at": "late"},
            {"compare_at": ["Enter a time such as 03:15."]},
        ),
        ({"when": "off", "compare_at": ""}, {}),
    ],
    ids=[
        "hourly",
        "by hand",
        "daily",
        "daily without a time",
        "words",
        "no such hour",
        "night without a time",
        "night in words",
        "no comparison",
    ],
)
def test_each_time_is_asked_for_once_and_only_where_it_counts(
    given: dict[str, str], said: dict[str, list[str]]
) -> None:
    assert wrong(given) == said


def test_the_threshold_that_holds_is_shown_where_nobody_has_changed_it() -> None:
    usual = Threshold()
    form = SafetyForm(app_as(), None)
    assert form.initial == {name: getattr(usual, name) for name in NUMBERS}
    own = SafetyForm(app_as(settings={"safety": {"retired_percent": 3}}), None)
    assert own.initial["retired_percent"] == 3
    assert own.initial["changed_percent"] == usual.changed_percent


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"retired_percent": "101"}, "retired_percent"),
        ({"changed_percent": "-1"}, "changed_percent"),
        ({"retired_minimum": "1000001"}, "retired_minimum"),
        ({"changed_minimum": "some"}, "changed_minimum"),
        ({"retired_percent": ""}, "retired_percent"),
    ],
    ids=["above 100", "below 0", "too many", "words", "nothing"],
)
def test_a_number_that_cannot_be_is_said_at_its_field(given: dict[str, str], field: str) -> None:
    assert set(SafetyForm(app_as(), {**NUMBERS, **given}).errors) == {field}


def test_nothing_is_changed_by_sending_the_numbers_that_hold() -> None:
    held: dict[str, Any] = {name: int(number) for name, number in NUMBERS.items()}
    assert not SafetyForm(app_as(settings={"safety": held}), NUMBERS).has_changed()
    other = {**NUMBERS, "retired_percent": "11"}
    assert SafetyForm(app_as(settings={"safety": held}), other).has_changed()
