"""What lacks before the first delivery keeps it back, with its reason, and lets it go by itself."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from msgspec import structs

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import NO_RULES
from homeroom.rules.toml import from_toml
from homeroom.runs.deliver import lane_loop
from homeroom.runs.deliver.lane_loop import LaneLoop
from homeroom.runs.deliver.readiness import CODES, checks
from homeroom.runs.report import Report
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import apps, issues, parked
from homeroom.store.apps import App
from homeroom.store.issues import OpenIssue
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, codes, run, states
from tests.integration.push.conftest import Desk
from tests.integration.push.test_scales import decide
from tests.packages import write_package

TABLE = """
[[scales.tables]]
name = "marks"
letters = [{letter = "O", percent = 90}, {letter = "S", percent = 80}]

[[scales.conversions]]
table = "marks"
"""


def letter(desk: Desk, at: int, text: str) -> dict[str, str]:
    return desk.grade("q1", at, "", textScore=text)


def open_issues(desk: Desk) -> list[OpenIssue]:
    """Return the issues of checks."""
    with district_scope(desk.district.id) as scope:
        found = issues.open_ones(scope, apps.keyed(scope, IC).id, 100)
    return [one for one in found if one.code in CODES]


def target(desk: Desk) -> App:
    with district_scope(desk.district.id) as scope:
        return apps.keyed(scope, IC)


def lacking(desk: Desk, text: str = "") -> list[str]:
    (lines,) = checks(desk.district, "", from_toml(text) if text else None).values()
    return [one.code for one in lines if one.state == "missing"]


def test_the_first_delivery_waits_for_its_checks_and_goes_by_itself(desk: Desk) -> None:
    before = desk.campus.writes()
    report = desk.hand_in([desk.item("q1")], [letter(desk, 0, "O"), letter(desk, 1, "S")])
    assert desk.campus.writes() == before
    assert codes(desk.district) == {"checks.open": 3}
    assert report.state == "done with issues"
    assert "these checks are open: scales. See what lacks" in report.notes[0]
    (first,) = open_issues(desk)
    assert (first.code, first.subject) == ("checks.scale", f"{MATHLY} to {IC}: (none)")
    assert (first.facts["letters"], first.facts["many"]) == ("O, S", 2)
    assert target(desk).checked_at is None

    # The pull goes on, and what goes on lacking keeps its date and reason.
    desk.sync_campus()
    desk.hand_in([desk.item("q1")], [letter(desk, at, "O") for at in range(3)])
    assert desk.campus.writes() == before
    assert codes(desk.district) == {"checks.open": 4}
    (later,) = open_issues(desk)
    assert (later.id, later.first_seen) == (first.id, first.first_seen)
    assert (later.facts["letters"], later.facts["many"]) == ("O", 3)

    # What a rule would mend is seen before it holds.
    assert lacking(desk) == ["checks.scale"]
    assert lacking(desk, TABLE) == []
    decide(desk, from_toml(TABLE))
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["9", "9", "9"]
    assert codes(desk.district) == {}
    assert open_issues(desk) == []
    assert target(desk).checked_at is not None

    # Once grades are going out, a letter that is unknown keeps back itself alone.
    decide(desk, NO_RULES)
    grades = [letter(desk, 0, "X"), desk.grade("q1", 1, "7"), desk.grade("q1", 2, "6")]
    desk.hand_in([desk.item("q1")], grades)
    assert codes(desk.district) == {"result.unknown_level": 1}
    assert desk.scores("Quiz q1") == ["9", "7", "6"]


def test_an_approval_does_not_lift_the_checks_and_is_no_leave_to_overwrite(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [letter(desk, 0, "O")])
    desk.approve("q1", 0)
    before = desk.campus.writes()
    desk.sync_campus()
    assert desk.campus.writes() == before
    assert desk.delivery("q1", 0).code == "checks.open"
    assert not desk.delivery("q1", 0).approved


def test_a_grade_that_still_rests_goes_on_resting_while_others_are_held(desk: Desk) -> None:
    with district_scope(desk.district.id) as scope:
        activation.change_settings(scope, apps.keyed(scope, IC), {"settle_seconds": 3600}, "test")
    desk.hand_in([desk.item("q1")], [letter(desk, 0, "O")])
    desk.sql("UPDATE deliveries SET not_before = now() WHERE kind = 'lineItem'")
    desk.sync_campus()
    assert states(desk.district) == {("lineItem", "held"): 1, ("result", "waiting"): 1}
    with district_scope(desk.district.id) as scope:
        assert parked.end_hold(scope, target(desk).id, "checks.open") == 1
        assert scope.value("SELECT count(*) FROM deliveries WHERE not_before > now()") == 1


def test_a_second_roster_is_asked_for_its_role_and_may_be_told_it(desk: Desk) -> None:
    roster = desk.path.with_name("roster.zip")
    write_package(roster, {"orgs": [{"sourcedId": "d", "name": "Riverbend", "type": "district"}]})
    wish = Wish(
        connector="oneroster_csv", key="roster", title="Roster", mode="import", grade_sync=False,
        delivery={"path": str(roster)},
    )  # fmt: skip
    with district_scope(desk.district.id) as scope:
        made = activation.activate(scope, wish, "test")
    assert (made.role, made.role_said) == ("sis", False)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    assert codes(desk.district) == {"checks.open": 2}
    assert [one.code for one in open_issues(desk)] == ["checks.role"]
    with district_scope(desk.district.id) as scope:
        told = activation.change_role(scope, apps.keyed(scope, "roster"), "sis", "test")
        assert structs.asdict(told) | {"role_said": False} == structs.asdict(made)
    run(desk.district, "roster")
    assert desk.scores("Quiz q1") == ["8"]
    assert open_issues(desk) == []


def test_an_app_that_counted_as_a_sis_delivers_once_it_is_told_to_be_a_learning_app(
    desk: Desk,
) -> None:
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, MATHLY)
        apps.change(scope, app.id, role="sis", role_said=False)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    assert states(desk.district) == {}
    assert lacking(desk) == ["checks.role"]
    with district_scope(desk.district.id) as scope:
        app = activation.change_role(scope, apps.keyed(scope, MATHLY), "learning", "test")
        assert app.settings["identity"] == "oneroster_csv:mathly"
    desk.name_the_app()
    run(desk.district, MATHLY)
    assert desk.scores("Quiz q1") == ["8"]


def test_a_role_stays_once_grades_are_on_their_way(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    for key, role in ((MATHLY, "sis"), (IC, "learning")):
        with (
            pytest.raises(NeedsDistrict, match="are on their way already"),
            district_scope(desk.district.id) as scope,
        ):
            activation.change_role(scope, apps.keyed(scope, key), role, "test")
    assert (target(desk).role, target(desk).role_said) == ("sis", False)
    # To confirm what it is puts nothing on its way anew.
    seeded = target(desk).seeded_at
    with district_scope(desk.district.id) as scope:
        activation.change_role(scope, apps.keyed(scope, MATHLY), "learning", "test")
    assert target(desk).seeded_at == seeded
    assert states(desk.district) == {("lineItem", "delivered"): 1, ("result", "delivered"): 1}


def second_app(desk: Desk, *rows: dict[str, str]) -> Report:
    """Let a second learning app join and hand in letters of the same class."""
    path = desk.path.with_name("essays.zip")
    home = [{"sourcedId": "quizzes", "title": "Quizzes"}]
    files = {"categories": home, "lineItems": [desk.item("e1")], "results": list(rows)}
    write_package(path, files)
    with district_scope(desk.district.id) as scope:
        if not any(one.key == "essays" for one in apps.every(scope)):
            wish = Wish(
                connector="oneroster_csv", key="essays", title="Essays", mode="import",
                grade_sync=True, role="learning", delivery={"path": str(path), "ids_of": IC},
            )  # fmt: skip
            made = activation.approve(scope, activation.activate(scope, wish, "test"), "test")
            identity = {"identity": f"essays {desk.identity}"}
            activation.change_settings(scope, made, identity, "test")
    return run(desk.district, "essays")


def test_an_app_that_joins_later_passes_its_own_checks_and_holds_nobody_else(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    with district_scope(desk.district.id) as scope:
        assert apps.keyed(scope, MATHLY).checked_at is not None
    essay = desk.grade("e1", 0, "", textScore="O")
    report = second_app(desk, essay)
    assert "Before the first delivery of Essays these checks are open: scales" in report.notes[0]
    assert codes(desk.district) == {"checks.open": 2}
    (issue,) = open_issues(desk)
    assert (issue.code, issue.subject) == ("checks.scale", f"essays to {IC}: (none)")

    # The other app's grades go on, whatever it brings by now.
    grades = [desk.grade("q1", 0, "9"), letter(desk, 1, "X")]
    desk.hand_in([desk.item("q1")], grades)
    assert desk.scores("Quiz q1") == ["9"]
    assert codes(desk.district) == {"checks.open": 2, "result.unknown_level": 1}
    assert [one.subject for one in open_issues(desk)] == [f"essays to {IC}: (none)"]

    decide(desk, from_toml(TABLE))
    second_app(desk, essay)
    assert desk.scores("Quiz e1") == ["9"]
    assert codes(desk.district) == {"result.unknown_level": 1}
    assert open_issues(desk) == []
    # Once its grades are going out, a letter that is unknown keeps back itself alone.
    second_app(desk, essay, desk.grade("e1", 1, "", textScore="Z"))
    assert codes(desk.district) == {"result.unknown_level": 2}


def test_an_app_that_joins_and_lacks_nothing_is_not_held(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    second_app(desk, desk.grade("e1", 0, "7"))
    assert desk.scores("Quiz e1") == ["7"]
    with district_scope(desk.district.id) as scope:
        assert apps.keyed(scope, "essays").checked_at is not None


@contextmanager
def lanes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Deliver all day, as a worker does, looking around five times a second."""
    monkeypatch.setattr(lane_loop, "SWEEP_SECONDS", 0.2)
    loop = LaneLoop()
    thread = threading.Thread(target=loop.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.stop.set()
        thread.join(timeout=30)
    assert not thread.is_alive()


def soon(seen: Callable[[], object], wanted: object) -> None:
    """Wait until something is as it should become."""
    deadline = time.monotonic() + 30
    while seen() != wanted:
        assert time.monotonic() < deadline, seen()
        time.sleep(0.1)


def test_a_worker_holds_the_first_grades_too_and_lets_them_go_after_a_change_of_rules(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.pause()
    desk.hand_in([desk.item("q1")], [letter(desk, 0, "O")])
    before = desk.campus.writes()
    with lanes(monkeypatch):
        desk.resume()
        soon(lambda: codes(desk.district), {"checks.open": 2})
        assert desk.campus.writes() == before
        assert [one.code for one in open_issues(desk)] == ["checks.scale"]
        decide(desk, from_toml(TABLE))
        soon(lambda: desk.scores("Quiz q1"), ["9"])
        soon(
            lambda: states(desk.district),
            {("lineItem", "delivered"): 1, ("result", "delivered"): 1},
        )
    assert open_issues(desk) == []


def test_a_changed_write_rule_of_the_connection_lets_them_go(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [letter(desk, 0, "O"), desk.grade("q1", 1, "8")])
    assert codes(desk.district) == {"checks.open": 3}
    desk.rule(level="refuse")
    assert codes(desk.district) == {}, "they are due again, and checked when they go"
    desk.sync_campus()
    assert codes(desk.district) == {"result.level_not_sent": 1}
    assert desk.scores("Quiz q1") == ["8"]


def test_what_lacks_stops_no_pull_and_no_comparison(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [letter(desk, 0, "O")])
    report = desk.sync_campus()
    assert report.read["users"] > 0
    assert report.state == "done with issues"
    assert report.sent == {}
    desk.hand_in([desk.item("q1", title="Renamed")], [letter(desk, 0, "O")])
    with district_scope(desk.district.id) as scope:
        assert scope.value("SELECT count(*) FROM line_items WHERE title = 'Renamed'") == 1


def test_an_app_that_joins_later_is_not_held_back(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    since = target(desk).checked_at
    assert since is not None
    grades = [desk.grade("q1", 0, "8"), letter(desk, 1, "O")]
    desk.hand_in([desk.item("q1")], grades)
    assert codes(desk.district) == {"result.unknown_level": 1}
    assert lacking(desk) == ["checks.scale"], "it is still said to whoever asks"
    assert target(desk).checked_at == since


def test_what_deliveries_need_is_an_issue_as_soon_as_it_is_read(desk: Desk) -> None:
    lacking = {**desk.item("q1"), "dueDate": "", "resultValueMax": ""}
    desk.hand_in([lacking, desk.item("q2")], [desk.grade("q2", 0, "8")])
    with district_scope(desk.district.id) as scope:
        (cause,) = issues.causes(scope, apps.keyed(scope, MATHLY).id)
    assert (cause.code, cause.about, cause.count) == (
        "quality.required", "dueDate, resultValueMax", 1,
    )  # fmt: skip
    assert codes(desk.district) == {"line_item.no_due_date": 1}
    desk.hand_in([desk.item("q1"), desk.item("q2")], [desk.grade("q2", 0, "8")])
    with district_scope(desk.district.id) as scope:
        assert issues.causes(scope, apps.keyed(scope, MATHLY).id) == []
    assert codes(desk.district) == {}
