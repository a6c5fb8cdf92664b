"""Several sources of one kind: when a district is told, and when it need not be."""

import pytest

from homeroom.rules.uniqueness import Domain, usual
from homeroom.runs.ingest.several import beside, cautions_about
from homeroom.store.apps import App
from tests.apps import app_as

IDS = Domain(entity="user", fields=("sourcedId",))


def source(id_: int, **more: object) -> App:
    held = {"id": id_, "key": f"app-{id_}", "title": f"App {id_}", "mode": "import"}
    return app_as(**(held | more))


ONE, TWO = source(1), source(2)
MEANT = source(1, settings={"several_sources": True})


def test_two_sources_of_one_kind_stand_beside_each_other() -> None:
    assert set(beside(ONE, [ONE, TWO])) == {"App 2"}
    assert set(beside(TWO, [ONE, TWO])) == {"App 1"}


@pytest.mark.parametrize(
    "other",
    [
        source(2, state="draft"),
        source(2, mode="export"),
        source(2, settings={"delivery": {"ids_of": "app-1"}}),
        source(2, settings={"delivery": {"ids_of": "homeroom"}}),
        source(2, connector="oneroster_api", role="learning"),
    ],
    ids=[
        "not at work",
        "only delivered to",
        "uses the ids of the other",
        "uses those of the hub",
        "calls the hub",
    ],
)
def test_who_brings_nothing_of_its_own_is_no_second_source(other: App) -> None:
    assert beside(ONE, [ONE, other]) == {}


def test_two_that_use_the_ids_of_a_third_are_no_sources_of_the_same_twice() -> None:
    one, two = (source(id_, settings={"delivery": {"ids_of": "sis"}}) for id_ in (1, 2))
    assert beside(one, [one, two]) == {}


def test_one_source_alone_needs_nothing() -> None:
    assert cautions_about(ONE, {}, ()) == []
    assert cautions_about(MEANT, {}, ()) == []


def test_a_second_source_that_nobody_meant_is_told() -> None:
    [words] = cautions_about(ONE, {"App 2": TWO}, usual())
    assert words.startswith("App 2 is a source of the same kinds of records")
    assert "Switch on several data sources" in words


def test_several_that_are_meant_need_something_to_be_told_apart_by() -> None:
    [words] = cautions_about(MEANT, {"App 2": TWO}, ())
    assert "Domains of Uniqueness" in words
    assert cautions_about(MEANT, {"App 2": TWO}, usual()) == []


def test_where_ids_are_compared_a_prefix_keeps_them_apart() -> None:
    [words] = cautions_about(MEANT, {"App 2": TWO}, (IDS,))
    assert "prefix" in words
    kept = source(2, settings={"id_prefix": "two-"})
    assert cautions_about(MEANT, {"App 2": kept}, (IDS,)) == []
