"""Which ids an un-merge gives back after the source's ids have changed."""

from collections.abc import Mapping, Sequence

import pytest

from homeroom.store.renaming import named_now

USER = "user"


def now(own: set[str], olds: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the ids of now of what had the ids `own`, among people."""
    of_users = {(USER, new): some for new, some in olds.items()}
    return {id_ for _, id_ in named_now({(USER, id_) for id_ in own}, of_users)}


@pytest.mark.parametrize(
    ("own", "olds", "found"),
    [
        ({"s2"}, {}, {"s2"}),
        ({"s2"}, {"s2": ["s2"]}, {"s2"}),
        ({"s2"}, {"p2": ["s2"]}, {"s2", "p2"}),
        ({"s2", "t2"}, {"p2": ["s2", "t2"]}, {"s2", "t2", "p2"}),
        ({"s2"}, {"p2": ["s1", "s2"]}, {"s2"}),
        ({"s2"}, {"s1": ["s2"], "s2": ["s1"]}, {"s1"}),
        ({"s2"}, {"s2": ["s1", "s2"]}, set()),
        (set(), {"p1": ["s1"]}, set()),
    ],
    ids=[
        "nothing is renamed",
        "the id stays",
        "a new id, and the old one still means the same",
        "two of its ids became one",
        "a new id of both of two stays with the one that stayed",
        "two changed places",
        "its id means both now",
        "nothing of this source moved",
    ],
)
def test_what_an_un_merge_gives_back(
    own: set[str], olds: Mapping[str, Sequence[str]], found: set[str]
) -> None:
    assert now(own, olds) == found


def test_ids_of_another_kind_are_others() -> None:
    olds = {("class", "p2"): ["s2"], ("class", "s2"): ["x"]}
    assert named_now({(USER, "s2")}, olds) == {(USER, "s2")}
