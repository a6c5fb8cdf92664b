"""What the API version of an app lacks is said when it is chosen."""

from typing import Any

import pytest

from homeroom.cli.forms import report
from homeroom.runs.setup.lacking import absent_for_grades
from homeroom.store.apps import App

SAID = ["API 1.1 has no assessment line items.", "API 1.1 has no assessment results."]


def app(version: str | None, *, grade_sync: bool = True, **more: Any) -> App:
    plain: dict[str, Any] = {
        "id": 1, "key": "campus", "title": "Infinite Campus", "connector": "infinite_campus",
        "role": "sis", "mode": "2-way", "state": "active", "settings": {}, "decision": None,
        "seeded_at": None, "restored_at": None,
    }  # fmt: skip
    return App(**{**plain, "api_version": version, "grade_sync": grade_sync, **more})


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (app("1.1"), SAID),
        (app("1.2"), []),
        (app("1.1", grade_sync=False), []),
        (app("1.1", connector="oneroster"), SAID),
    ],
    ids=["1.1", "1.2", "roster alone", "any OneRoster server"],
)
def test_1_1_is_said_to_have_no_assessments_where_grades_are_synced(
    chosen: App, said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert absent_for_grades(chosen) == said
    report(chosen, [], [], as_json=False)
    shown = capsys.readouterr().out
    assert [one for one in SAID if one in shown] == said
