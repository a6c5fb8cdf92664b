"""The small languages inside cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.connectors.oneroster_csv import cells

WORD = st.text(st.characters(exclude_characters="{}:,", exclude_categories=["Cs"])).map(str.strip)
RIGHT = st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"])).map(str.strip)


@given(
    pairs=st.lists(st.tuples(WORD, RIGHT), min_size=1, max_size=4), gap=st.sampled_from(["", " "])
)
def test_ids_of_other_systems_survive_their_braces(pairs: list[tuple[str, str]], gap: str) -> None:
    cell = f",{gap}".join(f"{{{left}:{right}}}" for left, right in pairs)
    expected = [{"type": left, "identifier": right} for left, right in pairs]
    assert cells.user_ids(cell) == expected


@pytest.mark.parametrize("cell", ["mira7", "Fed:mira", "{Fed}", "{Fed:1}{LDAP:2}", "{a:{b:c}}"])
def test_what_has_no_braces_is_handed_on_as_it_is(cell: str) -> None:
    assert cells.user_ids(cell) == cell
    assert cells.scale_values(cell) == cell


@pytest.mark.parametrize(
    ("cell", "words"),
    [("a", ["a"]), ("a,b", ["a", "b"]), (" a , ,b,", ["a", "b"]), (",", []), (" ", [])],
)
def test_lists_are_split_at_their_commas(cell: str, words: list[str]) -> None:
    assert cells.words(cell) == words
    assert cells.references(cell) == [{"sourcedId": word} for word in words]


@pytest.mark.parametrize("cell", ["a", " a", "a ", "\ta\t"])
def test_an_id_has_no_blanks_around_it(cell: str) -> None:
    assert cells.identifier(cell) == "a"
    assert cells.reference(cell) == {"sourcedId": "a"}
