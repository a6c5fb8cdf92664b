"""Rows that should be new are inserted at once, and with care where one of them is there."""

import psycopg
import pytest

from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.store import links, places, sources
from homeroom.store.links import Link
from homeroom.store.scope import Scope
from homeroom.store.sources import Row, Said

APP = 1


def link(external_id: str, record_id: str) -> Link:
    return Link(
        app_id=APP,
        kind=Kind.RESULT,
        space="1.2",
        external_id=external_id,
        record_id=record_id,
        origin="read",
    )


def known(scope: Scope, *ids: str) -> dict[str, str]:
    found = links.find(scope, APP, "1.2", [(Kind.RESULT, id_) for id_ in ids])
    return {id_: record for (_, id_), (record, _) in found.items()}


@pytest.mark.parametrize("new", [True, False])
def test_an_id_that_is_known_keeps_its_record(scope: Scope, new: bool) -> None:
    first, second, third = (new_id() for _ in range(3))
    links.add(scope, [link("a", first)], new=new)
    links.add(scope, [link("b", second), link("a", third)], new=new)
    assert known(scope, "a", "b") == {"a": first, "b": second}


@pytest.mark.parametrize("new", [True, False])
def test_what_a_source_says_again_takes_the_place_of_what_it_said(scope: Scope, new: bool) -> None:
    old, other = Row("a", 1, 10, 0), Row("b", 2, 10, 1)
    sources.keep(scope, APP, Kind.RESULT, [Said(old, "waiting", ((Kind.USER, "s"),))], new=new)
    now = Row("a", 3, 11, 5)
    sources.keep(scope, APP, Kind.RESULT, [Said(other, "applied"), Said(now, "applied")], new=new)
    assert places.with_states(scope, APP, Kind.RESULT) == {other: "applied", now: "applied"}
    assert sources.waiting(scope, APP, Kind.RESULT) == []


def test_the_transaction_goes_on_after_rows_were_there(scope: Scope) -> None:
    first = new_id()
    links.add(scope, [link("a", first)], new=True)
    links.add(scope, [link("a", new_id())], new=True)
    links.add(scope, [link("c", first)], new=True)
    assert known(scope, "a", "c") == {"a": first, "c": first}


def test_another_fault_than_a_row_that_is_there_comes_out(scope: Scope) -> None:
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        links.add(scope, [link("a", "no uuid")], new=True)
