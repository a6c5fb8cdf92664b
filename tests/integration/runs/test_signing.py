"""What waits for a signature: how it is listed, and that only what was listed is signed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from homeroom import settings
from homeroom.errors import NeedsDistrict
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.runs.deliver import posting
from homeroom.runs.deliver.posting import Waiting
from homeroom.store import apps, audit, deliveries, parked
from homeroom.store import posting as store
from homeroom.store.apps import App
from homeroom.store.deliveries import Wanted
from homeroom.store.districts import District
from homeroom.store.json import encode_json
from homeroom.store.scope import Scope

NOW = datetime(2026, 10, 15, 3, 0, tzinfo=UTC)  # the evening of the 14th in Chicago


@pytest.fixture
def made(scope: Scope) -> Mapping[str, App]:
    """Two SIS and a learning app by name."""
    found = {}
    for name, role in (("campus", "sis"), ("second", "sis"), ("mathly", "learning")):
        found[name] = apps.add(
            scope,
            {
                "key": name,
                "connector": "infinite_campus",
                "title": name.title(),
                "role": role,
                "mode": "2-way",
                "grade_sync": True,
                "state": "active",
                "api_version": "1.2",
                "settings": {},
            },
        )
    return found


def waits(
    scope: Scope, made: Mapping[str, App], mark: str, closes: date | None, record: str = ""
) -> str:
    """Let a grade wait for a signature; return its record."""
    record = record or new_id()
    wanted = Wanted(made["campus"].id, Kind.RESULT, record, made["mathly"].id, "put")
    deliveries.want(scope, [wanted])
    facts = {
        "task": "Q1 Grade",
        "mark": mark,
        "digest": f"digest of {mark}",
        "window": "the SIS says that it is open",
        "closes": closes.isoformat() if closes else None,
    }
    scope.run(
        "UPDATE deliveries SET state = 'held', code = %(code)s, facts = %(facts)s"
        " WHERE record_id = %(record)s",
        record=record,
        code=store.SIGN_OFF,
        facts=encode_json(facts),
    )
    return record


def listed(scope: Scope, district: District, made: Mapping[str, App]) -> list[Waiting]:
    return posting.waiting(scope, district, made["campus"], "", NOW)


def test_what_closes_first_stands_on_top_with_its_countdown(
    scope: Scope, district: District, made: Mapping[str, App]
) -> None:
    today = date(2026, 10, 14)
    for mark, closes in (
        ("80 % B", today + timedelta(days=9)),
        ("70 % C", None),
        ("91 % A", today),
        ("60 % D", today - timedelta(days=1)),
        ("85 % B", today + timedelta(days=1)),
    ):
        waits(scope, made, mark, closes)
    found = listed(scope, district, made)
    assert [(one.mark, one.countdown) for one in found] == [
        ("60 % D", "it closed on 2026-10-13"),
        ("91 % A", "it closes on 2026-10-14, today"),
        ("85 % B", "it closes on 2026-10-15, tomorrow"),
        ("80 % B", "it closes on 2026-10-23, in 9 days"),
        ("70 % C", "the SIS says that it is open"),
    ]
    assert posting.waiting(scope, district, made["second"], "", NOW) == []
    assert posting.waiting(scope, district, made["campus"], "no such class", NOW) == []


def test_what_changed_after_it_was_listed_is_not_signed(
    scope: Scope, district: District, made: Mapping[str, App]
) -> None:
    same, changed = waits(scope, made, "91 % A", None), waits(scope, made, "80 % B", None)
    seen = listed(scope, district, made)
    waits(scope, made, "20 % F", None, changed)
    assert posting.sign_off(scope, made["campus"], seen, "ms. reyes") == [same]
    assert [one.mark for one in listed(scope, district, made)] == ["20 % F"]
    (_, actor, act, subject, facts), *_ = audit.latest(scope, 1)
    assert (actor, act, subject) == ("ms. reyes", "posting.sign_off", "campus")
    assert facts == {"records": {same: "digest of 91 % A"}}


def test_nothing_signed_is_a_sentence_and_no_entry_in_the_log(
    scope: Scope, district: District, made: Mapping[str, App]
) -> None:
    waits(scope, made, "91 % A", None)
    seen = listed(scope, district, made)
    posting.sign_off(scope, made["campus"], seen, "ms. reyes")
    with pytest.raises(NeedsDistrict, match="None of these waits"):
        posting.sign_off(scope, made["campus"], seen, "ms. reyes")
    acts = [act for _, _, act, _, _ in audit.latest(scope, 10)]
    assert acts.count("posting.sign_off") == 1


def test_approving_a_delivery_is_no_signature(
    scope: Scope, district: District, made: Mapping[str, App]
) -> None:
    record = waits(scope, made, "91 % A", None)
    assert parked.approve(scope, made["campus"].id, [record]) == 0
    row = deliveries.of_records(scope, made["campus"].id, Kind.RESULT, [record])[record]
    assert (row.state, row.approved) == ("held", False)
    assert parked.dismiss(scope, made["campus"].id, [record]) == 1, "but it may be turned down"
    assert listed(scope, district, made) == []


def test_a_right_names_a_learning_app_and_one_of_the_targets(
    scope: Scope, made: Mapping[str, App]
) -> None:
    asked = posting.right_to(scope, "mathly", "second", "  Q1 Grade ")
    assert (asked.target.key, asked.task) == ("second", "Q1 Grade")
    for app, target, said in (
        ("mathly", "", "Say to which SIS"),
        ("mathly", "third", "Say to which SIS"),
        ("campus", "second", "hands over no grades"),
    ):
        with pytest.raises(NeedsDistrict, match=said):
            posting.right_to(scope, app, target, "Q1 Grade")
    with pytest.raises(NeedsDistrict, match="for one grading task"):
        posting.ask(scope, posting.right_to(scope, "mathly", "campus", " "), "ana")


@pytest.mark.parametrize(("approval", "state"), [(True, "requested"), (False, "granted")])
def test_a_right_waits_for_an_operator_where_grade_sync_does(
    scope: Scope,
    made: Mapping[str, App],
    monkeypatch: pytest.MonkeyPatch,
    approval: bool,
    state: str,
) -> None:
    monkeypatch.setattr(settings, "GRADE_SYNC_APPROVAL", approval)
    asked = posting.right_to(scope, "mathly", "campus", "Q1 Grade")
    assert posting.ask(scope, asked, "ana") == state
    assert [one.state for one in store.rights(scope)] == [state]
    acts = {act for _, _, act, _, _ in audit.latest(scope, 10)}
    assert ("posting.grant" in acts) is not approval


def test_what_lacked_a_right_is_checked_anew_when_it_is_granted_and_when_it_goes(
    scope: Scope, district: District, made: Mapping[str, App]
) -> None:
    record = waits(scope, made, "91 % A", None)
    scope.run(
        "UPDATE deliveries SET state = 'refused', code = %(code)s, not_before = 'infinity'",
        code=posting.NO_RIGHT,
    )
    asked = posting.right_to(scope, "mathly", "campus", "Q1 Grade")
    posting.ask(scope, asked, "ana")
    assert deliveries.due_targets(scope) == []
    posting.grant(scope, asked, "olu")
    assert deliveries.due_targets(scope) == [made["campus"].id]
    waits(scope, made, "91 % A", None, record)
    assert deliveries.due_targets(scope) == []
    posting.withdraw(scope, asked, "ana")
    assert deliveries.due_targets(scope) == [made["campus"].id]
    with pytest.raises(NeedsDistrict, match="no such request or right"):
        posting.withdraw(scope, asked, "ana")
