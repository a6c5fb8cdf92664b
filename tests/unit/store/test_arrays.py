"""Values as PostgreSQL writes them in an array. That it reads them back, the round trips tell."""

import pytest

from homeroom.store.arrays import number_array, text_array


@pytest.mark.parametrize(
    ("values", "written"),
    [
        pytest.param([], "{}", id="none"),
        pytest.param(["a"], '{"a"}', id="one"),
        pytest.param(["a", "b"], '{"a","b"}', id="two"),
        pytest.param([""], '{""}', id="an empty text is no NULL"),
        pytest.param(["NULL"], '{"NULL"}', id="nor is the word"),
        pytest.param([None, "a"], '{NULL,"a"}', id="NULL beside a text"),
        pytest.param(['a"b', "c\\d"], '{"a\\"b","c\\\\d"}', id="quote and backslash"),
        pytest.param(['"', None], '{"\\"",NULL}', id="quote beside NULL"),
        pytest.param(["a,b", "{c}"], '{"a,b","{c}"}', id="comma and braces"),
        pytest.param([" a\n"], '{" a\n"}', id="blanks"),
    ],
)
def test_texts_are_quoted(values: list[str | None], written: str) -> None:
    assert text_array(values) == written


def test_numbers_stand_as_they_are() -> None:
    assert number_array([3, -(1 << 63), 0]) == "{3,-9223372036854775808,0}"
    assert number_array([]) == "{}"
