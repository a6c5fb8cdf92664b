"""When a change of ids cannot be planned or carried out, and that nothing is changed then."""

from collections.abc import Iterator
from typing import Any

import pytest

from homeroom.access.secrets import load_keys, unseal
from homeroom.errors import NeedsDistrict
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.runs.ids.id_change import apply_plan
from homeroom.runs.ids.id_plan import VERSION, plan_upgrade
from homeroom.runs.setup import activation
from homeroom.runs.setup.connecting import NEXT, delivery_config, entered, prepare, prepared
from homeroom.store import apps, id_plans, records, runs
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import IC, activate_campus, run
from tests.sandboxes import Sandbox, sandbox


@pytest.fixture(scope="module")
def campus() -> Iterator[Sandbox]:
    with sandbox("--students", "20") as running:
        yield running


@pytest.fixture
def hub(district: District, campus: Sandbox) -> District:
    """A hub that has read the roster of a SIS with API 1.1."""
    activate_campus(district, campus, "1.1", mode="import", grade_sync=False)
    run(district, IC)
    return district


def app_of(district: District) -> App:
    with district_scope(district.id) as scope:
        return apps.keyed(scope, IC)


def there(campus: Sandbox, **more: str) -> dict[str, str]:
    return {"service_url": campus.ready["service_url"]["1.2"], **more}


def plan(district: District, given: dict[str, str], **decisions: Any) -> dict[Kind, int]:
    seen: dict[Kind, int] = {}
    plan_upgrade(district, IC, given, decisions, "test", seen.__setitem__)  # type: ignore[arg-type]
    return seen


def people(district: District) -> dict[str, Any]:
    with district_scope(district.id) as scope:
        return dict(records.all_active(scope, Kind.USER))


def test_whoever_waits_is_told_how_far_a_plan_has_come(hub: District, campus: Sandbox) -> None:
    seen = plan(hub, there(campus))
    assert seen[Kind.USER] == len(people(hub))
    assert list(seen) == [
        Kind.ORG, Kind.ACADEMIC_SESSION, Kind.COURSE, Kind.CLASS, Kind.USER, Kind.ENROLLMENT,
    ]  # fmt: skip


def test_a_plan_keeps_the_connection_as_it_is_until_it_is_carried_out(
    hub: District, campus: Sandbox
) -> None:
    before = app_of(hub)
    plan(hub, there(campus, client_secret=campus.ready["client_secret"]))
    assert app_of(hub) == before
    assert run(hub, IC).stored["user"].new == 0
    plan(hub, there(campus, client_secret=campus.ready["client_secret"]))
    apply_plan(hub, IC, "test")
    after = app_of(hub)
    assert (after.api_version, after.settings["identity"]) == ("1.2", before.settings["identity"])
    assert after.settings["delivery"]["service_url"] == campus.ready["service_url"]["1.2"]
    with district_scope(hub.id) as scope:
        assert not [name for name in apps.secrets(scope, after.id) if name.startswith(NEXT)]
        assert delivery_config(scope, after)["client_secret"] == campus.ready["client_secret"]


def test_secrets_of_a_planned_connection_are_sealed_and_used_by_nobody_else(
    hub: District, campus: Sandbox
) -> None:
    with district_scope(hub.id) as scope:
        app = apps.keyed(scope, IC)
        old = entered(scope, app)
        plain = prepare(scope, app, there(campus, client_secret="of-1.2", client_id="someone"))
        assert plain == there(campus, client_id="someone")
        assert entered(scope, app) == old
        assert prepared(scope, app) == {"client_secret": "of-1.2"}
        sealed = apps.secrets(scope, app.id)[f"{NEXT}client_secret"]
        assert b"of-1.2" not in sealed
        name = f"{NEXT}client_secret"
        assert unseal(load_keys(), sealed, hub.id, IC, name) == "of-1.2"
        assert prepare(scope, app, {}) == {}
        assert prepared(scope, app) == {}


def test_a_plan_that_leads_nowhere_is_refused(hub: District) -> None:
    for given, words in (
        ({VERSION: "1.1"}, "is read with API 1.1 already"),
        ({"colour": "red"}, "has no setting colour"),
        ({VERSION: "1.0"}, "1.0"),
        ({VERSION: "1.2"}, "leads to API 1.2, but the Service URL is one of API 1.1"),
    ):
        with pytest.raises(NeedsDistrict, match=words):
            plan(hub, given)
    with district_scope(hub.id) as scope, pytest.raises(NeedsDistrict, match="is prepared"):
        id_plans.of_app(scope, apps.keyed(scope, IC).id)


def test_a_plan_that_could_not_read_the_other_version_is_not_carried_out(
    hub: District, campus: Sandbox
) -> None:
    wrong = there(campus, client_secret="not the secret")
    with pytest.raises(NeedsDistrict):
        plan(hub, wrong)
    with pytest.raises(NeedsDistrict, match="broke off before its end"):
        apply_plan(hub, IC, "test")
    assert app_of(hub).api_version == "1.1"
    assert run(hub, IC).stored["user"].new == 0


def test_while_a_run_is_under_way_nothing_is_changed(hub: District, campus: Sandbox) -> None:
    plan(hub, there(campus))
    with district_scope(hub.id) as scope:
        app_id = apps.keyed(scope, IC).id
        started = runs.start(scope, app_id, "complete", "test")
        assert started is not None
    before = people(hub)
    with pytest.raises(NeedsDistrict, match="is under way"):
        apply_plan(hub, IC, "test")
    assert (app_of(hub).api_version, people(hub)) == ("1.1", before)


def test_while_a_grade_is_being_sent_nothing_is_changed(hub: District, campus: Sandbox) -> None:
    plan(hub, there(campus))
    with district_scope(hub.id) as scope:
        scope.run(
            "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state)"
            " VALUES (%(district)s, %(app)s, 'result', %(id)s::uuid, %(app)s, 'put', 'sending')",
            app=apps.keyed(scope, IC).id,
            id=new_id(),
        )
    with pytest.raises(NeedsDistrict, match="Grades are being delivered") as said:
        apply_plan(hub, IC, "test")
    assert said.value.fix.endswith(f"homeroom deliveries pause {IC}")
    assert app_of(hub).api_version == "1.1"


def test_a_sync_makes_a_plan_old_and_a_run_that_read_nothing_does_not(
    hub: District, campus: Sandbox
) -> None:
    plan(hub, there(campus))
    run(hub, IC)
    with pytest.raises(NeedsDistrict, match="was synced since the plan was made"):
        apply_plan(hub, IC, "test")
    plan(hub, there(campus))
    with district_scope(hub.id) as scope:
        idle = runs.start(scope, apps.keyed(scope, IC).id, "delta", "test")
        assert idle is not None
        runs.finish(scope, idle, "done")
    assert apply_plan(hub, IC, "test").api_version == "1.2"


def test_only_a_planned_move_changes_the_version(hub: District, campus: Sandbox) -> None:
    from homeroom.runs.setup.connecting import keep_delivery_config

    with district_scope(hub.id) as scope:
        other = keep_delivery_config(scope, apps.keyed(scope, IC), there(campus))
        with pytest.raises(NeedsDistrict) as said:
            activation.finish(scope, other, "test")
    assert said.value.fix == f"Move it with everybody it knows: homeroom upgrade plan {IC}"
