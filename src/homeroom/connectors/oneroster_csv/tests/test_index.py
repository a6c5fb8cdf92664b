"""The packed index of joined rows, compared with a dict of lists."""

from hypothesis import given
from hypothesis import strategies as st

from homeroom.connectors.oneroster_csv.index import Index, JoinedRow, Use
from homeroom.connectors.oneroster_csv.scan import Repeats

OWNERS = st.sampled_from(["a", "b", "c", "", "ä", "\ud7ff", "a b"])
ROWS = st.lists(
    st.tuples(OWNERS, st.integers(2, 10**9), st.sampled_from(Use), st.lists(st.text(), max_size=3)),
    max_size=40,
)


@given(rows=ROWS, met=st.lists(OWNERS, max_size=4))
def test_it_holds_what_a_dict_of_lists_holds(
    rows: list[tuple[str, int, Use, list[str]]], met: list[str]
) -> None:
    index, plain = Index(), dict[str, list[JoinedRow]]()
    for owner, line, use, cells in rows:
        row = JoinedRow(owner, line, use, cells)
        index.add(row)
        plain.setdefault(owner, []).append(row)
    assert len(index) == len(rows)
    for owner in met:
        kept = [row for row in plain.get(owner, []) if row.use is Use.KEPT]
        assert index.keeps(owner) == bool(kept)
        assert index.take(owner) == plain.get(owner, [])
    untaken = [JoinedRow(*row) for row in rows if row[0] not in met]
    assert list(index.untaken()) == untaken


def test_it_grows_and_keeps_every_row() -> None:
    index = Index()
    for at in range(30_000):
        index.add(JoinedRow(f"r{at % 10_000}", at, Use.KEPT, [str(at)]))
    assert [row.line for row in index.take("r77")] == [77, 10_077, 20_077]
    assert sum(1 for _ in index.untaken()) == 29_997


def test_an_empty_index_has_nothing() -> None:
    assert Index().take("a") == []
    assert list(Index().untaken()) == []


def test_looking_is_not_taking() -> None:
    index = Index()
    index.add(JoinedRow("a", 2, Use.KEPT, []))
    assert index.keeps("a")
    assert [row.owner for row in index.untaken()] == ["a"]


class Colliding(str):
    """A text with the hash of `a`."""

    def __hash__(self) -> int:
        return hash("a")


def test_texts_of_one_hash_are_told_apart() -> None:
    index = Index()
    index.add(JoinedRow("a", 2, Use.KEPT, []))
    assert index.take(Colliding("z")) == []
    assert [row.line for row in index.take(Colliding("a"))] == [2]


def test_an_id_that_only_seems_to_repeat_is_not_a_repetition() -> None:
    repeats = Repeats(frozenset({hash("a")}))
    assert repeats.earlier(Colliding("z"), 2) is None
    assert repeats.earlier("a", 3) is None
    assert repeats.earlier("b", 4) is None
    assert repeats.earlier("a", 5) == 3
