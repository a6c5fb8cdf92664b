"""Categories go to targets that take them, before their line items, and never twice."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from homeroom.bench.servers import Server, taking_target
from homeroom.model.kinds import Kind
from homeroom.push.lanes.port import Port
from homeroom.rules.toml import from_toml
from homeroom.runs.deliver.ports import port_to
from homeroom.runs.rules.ruling import change_rules
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import MATHLY, activate_mathly, codes, run, states
from tests.packages import line_item, result, write_package

SIS = "plain"


@pytest.fixture
def target() -> Iterator[Server]:
    """A plain OneRoster server that takes everything, and has the category Homework."""
    with taking_target(1, 0.0) as running:
        yield running


@pytest.fixture
def export(district: District, target: Server, tmp_path: Path) -> Path:
    """Where the app's export lies, in a hub that knows the roster of the server."""
    wish = Wish(
        connector="oneroster",
        key=SIS,
        title="Plain SIS",
        mode="2-way",
        grade_sync=True,
        delivery=target.delivery_config(1000),
    )
    with district_scope(district.id) as scope:
        activation.activate(scope, wish, "test")
    path = tmp_path / "mathly.zip"
    activate_mathly(district, path, ids_of=SIS)
    run(district, SIS)
    return path


def hand_in(district: District, path: Path, title: str) -> None:
    """Let the app hand in one graded line item in a category of a title."""
    item = line_item("q1", classSourcedId="c00000", categorySourcedId="cat")
    rows = {
        "categories": [{"sourcedId": "cat", "title": title}],
        "lineItems": [{**item, "schoolSourcedId": "school"}],
        "results": [result("q1", "s00000-01", "8")],
    }
    write_package(path, rows)
    run(district, MATHLY)


def port_of(district: District) -> Port:
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, SIS)
    with port_to(district, app) as port:
        return port


def delivered_categories(district: District) -> list[tuple[str, str]]:
    """Return id and title of what was delivered."""
    with district_scope(district.id) as scope:
        return scope.rows(
            "SELECT sent->>'id', sent->>'title' FROM deliveries WHERE kind = 'category'"
            " AND state = 'delivered'"
        )


def test_a_new_category_is_delivered_once_under_an_id_that_a_lost_hub_finds_again(
    district: District, target: Server, export: Path
) -> None:
    hand_in(district, export, "Labs")
    [(id_, title)] = delivered_categories(district)
    assert title == "Labs"
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, MATHLY)
    assert id_ == port_of(district).id_for(Kind.CATEGORY, app.id, "cat")
    puts = target.counts()["puts"]
    hand_in(district, export, "Labs")
    assert target.counts()["puts"] == puts == 3


def test_a_new_title_is_delivered_under_the_same_id(
    district: District, target: Server, export: Path
) -> None:
    hand_in(district, export, "Labs")
    [(id_, _)] = delivered_categories(district)
    hand_in(district, export, "Laboratory")
    assert delivered_categories(district) == [(id_, "Laboratory")]


@pytest.mark.parametrize("title", ["Homework", " homework"])
def test_a_category_that_the_target_has_is_used_and_not_made_again(
    district: District, target: Server, export: Path, title: str
) -> None:
    hand_in(district, export, title)
    assert states(district) == {
        ("category", "dropped"): 1,
        ("lineItem", "delivered"): 1,
        ("result", "delivered"): 1,
    }
    assert target.counts()["puts"] == 2
    with district_scope(district.id) as scope:
        sent = scope.value("SELECT sent->>'category' FROM deliveries WHERE kind = 'lineItem'")
    assert sent == "category"


def decide(district: District, text: str) -> None:
    with district_scope(district.id) as scope:
        base = versions.current(scope).version
        change_rules(scope, from_toml(text), base, ("test", "categories"), datetime.now(UTC))


def test_an_unknown_category_is_made_only_where_the_rules_say_so(
    district: District, target: Server, export: Path
) -> None:
    decide(district, '[categories]\nunknown = [{then = "hold"}]\n')
    hand_in(district, export, "Labs")
    assert target.counts()["puts"] == 0
    assert codes(district) == {"checks.open": 3}
    decide(district, '[categories]\nunknown = [{then = "create"}]\n')
    run(district, MATHLY)
    assert [title for _, title in delivered_categories(district)] == ["Labs"]
    assert states(district)["result", "delivered"] == 1
    assert codes(district) == {}


def test_a_category_that_the_default_takes_is_not_made_until_the_rules_change(
    district: District, target: Server, export: Path
) -> None:
    text = '[categories]\ndefaults = [{title = "Homework"}]\nunknown = [{then = "use default"}]\n'
    decide(district, text)
    hand_in(district, export, "Labs")
    assert delivered_categories(district) == []
    assert states(district)["category", "dropped"] == 1
    with district_scope(district.id) as scope:
        sent = scope.value("SELECT sent->>'category' FROM deliveries WHERE kind = 'lineItem'")
    assert sent == "category"
    decide(district, '[categories]\nunknown = [{then = "create"}]\n')
    run(district, MATHLY)
    assert [title for _, title in delivered_categories(district)] == ["Labs"]
