"""Who speaks for which records, found page by page without going through all of them."""

from collections.abc import Iterator
from typing import Any

import pytest

from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.store import sources, voices
from homeroom.store.scope import Scope
from tests.integration.store.test_renaming import app, link, say

ANA, BEN, EVE, ORG = sorted(new_id() for _ in range(4))


@pytest.fixture
def sis(scope: Scope) -> int:
    """An app with two ids of Ana, one of Ben, and ids that say nothing."""
    app_id = app(scope, "sis")
    for id_, record in (("a1", ANA), ("a2", ANA), ("b1", BEN), ("e1", EVE)):
        link(scope, app_id, id_, record)
    link(scope, app_id, "a0", ANA, "former")
    link(scope, app_id, "a1", ORG, space="1.2")
    link(scope, app_id, "o1", ORG, kind=Kind.ORG)
    say(scope, app_id, "a0", "a1", "a2", "b1", "nobody")
    say(scope, app_id, "e1", state="gone")
    return app_id


def pages_of(scope: Scope, app_id: int, size: int) -> Iterator[list[tuple[str, str | None]]]:
    after = ""
    while rows := voices.of_app(scope, app_id, "1.1", Kind.USER, after, size):
        yield rows
        after = rows[-1][0]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_an_app_names_each_record_once_however_it_is_asked(
    scope: Scope, sis: int, size: int
) -> None:
    pages = list(pages_of(scope, sis, size))
    assert [row for page in pages for row in page] == [
        ("a0", None), ("a1", ANA), ("a2", None), ("b1", BEN), ("nobody", None),
    ]  # fmt: skip
    assert all(len(page) <= size for page in pages)


def test_an_id_counts_for_a_record_once_the_earlier_one_is_gone(scope: Scope, sis: int) -> None:
    say(scope, sis, "a1", state="gone")
    named = [hub for page in pages_of(scope, sis, 2) for _, hub in page if hub]
    assert named == [ANA, BEN]


def test_another_app_and_another_kind_have_records_of_their_own(scope: Scope, sis: int) -> None:
    other = app(scope, "other")
    assert list(pages_of(scope, other, 10)) == []
    assert voices.of_app(scope, sis, "1.1", Kind.ORG, "", 10) == []


def test_records_of_several_voices_come_in_their_order_and_once(scope: Scope, sis: int) -> None:
    other = app(scope, "other")
    for id_, record in (("x1", ANA), ("x2", BEN), ("x3", EVE)):
        link(scope, other, id_, record)
    say(scope, other, "x1", "x2", "x3")
    assert voices.several(scope, Kind.USER, "", 10) == [ANA, BEN]
    assert voices.several(scope, Kind.USER, "", 1) == [ANA]
    assert voices.several(scope, Kind.USER, ANA, 1) == [BEN]
    assert voices.several(scope, Kind.USER, BEN, 1) == []
    assert voices.several(scope, Kind.ORG, "", 1) == []


def test_a_source_speaks_for_a_record_under_ids_that_were_not_named(scope: Scope, sis: int) -> None:
    every = [ANA, BEN, EVE]
    assert sources.spoken_for(scope, sis, Kind.USER, every, []) == {ANA, BEN}
    assert sources.spoken_for(scope, sis, Kind.USER, every, ["a1", "b1"]) == {ANA}
    assert sources.spoken_for(scope, sis, Kind.USER, every, ["a0", "a1", "a2", "b1"]) == set()
    assert sources.spoken_for(scope, sis, Kind.USER, [BEN], ["a1"]) == {BEN}
    assert sources.spoken_for(scope, sis, Kind.USER, [], ["a1"]) == set()
    assert sources.spoken_for(scope, sis, Kind.ORG, [ORG], []) == set()
    assert sources.spoken_for(scope, app(scope, "other"), Kind.USER, every, []) == set()


def test_thousands_of_ids_are_not_compared_with_each_other(
    scope: Scope, sis: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by a benchmark: half the time of an import was such a comparison."""
    plan: list[str] = []

    def explain(scope: Scope, sql: str, **params: Any) -> list[Any]:
        plan.extend(row for (row,) in scope.cursor.execute(
            f"EXPLAIN {sql}".encode(), {"district": scope.district, **params}
        ))  # fmt: skip
        return []

    scope.by_key()
    monkeypatch.setattr(Scope, "rows", explain)
    sources.spoken_for(scope, sis, Kind.USER, [ANA, BEN], ["a1", "b1"])
    words = "\n".join(plan)
    assert "hashed SubPlan" in words
    assert "Seq Scan" not in words
