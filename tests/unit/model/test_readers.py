"""Lenient readers: what systems really send, and what nobody can read."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.model import readers
from homeroom.model.readers import Reading, Unusable

PLAIN = Reading(ZoneInfo("UTC"))
color = readers.choice("fully graded", "notSubmitted", "schoolYear")
open_color = readers.choice("student", "siteAdministrator", extensible=True)


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        *[(one, True) for one in (True, "true", "TRUE", " True ", "1", 1, "yes", "Y", "t")],
        *[(one, False) for one in (False, "false", "False", "0", 0, "no", "N", "f")],
        *[(one, None) for one in (None, "", "  ")],
    ],
    ids=repr,
)
def test_a_flag_may_be_a_boolean_or_a_word(given_: Any, read: bool | None) -> None:
    assert readers.flag(given_, PLAIN) is read


@pytest.mark.parametrize("given_", ["maybe", "2", "on", [], {"a": 1}, Decimal("0.5")], ids=repr)
def test_a_word_that_is_neither_true_nor_false_is_not_guessed(given_: Any) -> None:
    with pytest.raises(Unusable, match="neither true nor false"):
        readers.flag(given_, PLAIN)


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ("Ana", "Ana"),
        (" Ana ", " Ana "),
        ("", None),
        (None, None),
        (27, "27"),
        (Decimal("9.50"), "9.50"),
        (True, "true"),
        (False, "false"),
        ("A\x00na", "Ana"),
        ("\x00", None),
    ],
    ids=repr,
)
def test_a_text_is_kept_as_it_is_and_an_empty_one_is_none(given_: Any, read: str | None) -> None:
    assert readers.text(given_, PLAIN) == read


@pytest.mark.parametrize("given_", [[], {}, ["Ana"], {"name": "Ana"}], ids=repr)
def test_an_object_is_no_text(given_: Any) -> None:
    with pytest.raises(Unusable, match="is not a text"):
        readers.text(given_, PLAIN)


@pytest.mark.parametrize(
    ("given_", "read"),
    [(" s1 ", "s1"), ("\ts1\n", "s1"), ("  ", None), (4711, "4711"), ("s\x001", "s1"), ("", None)],
    ids=repr,
)
def test_an_id_has_no_blanks_around_it(given_: Any, read: str | None) -> None:
    assert readers.identifier(given_, PLAIN) == read


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        pytest.param(None, (), id="none"),
        pytest.param([], (), id="an empty list"),
        pytest.param("", (), id="an empty text"),
        pytest.param("09", ("09",), id="one without its list"),
        pytest.param("09, 10,", ("09", "10"), id="a text with commas"),
        pytest.param(["09", "10"], ("09", "10"), id="a list"),
        pytest.param([" 09 ", "", None, " "], ("09",), id="a list with blanks"),
        pytest.param(["Music, Art"], ("Music, Art",), id="a comma inside a list's text"),
        pytest.param(9, ("9",), id="a number"),
        pytest.param(["B", "A", "B"], ("B", "A", "B"), id="order and repetition are kept"),
    ],
)
def test_a_list_of_texts_may_come_as_a_text(given_: Any, read: tuple[str, ...]) -> None:
    assert readers.texts(given_, PLAIN) == read


def test_a_list_of_texts_holds_no_objects() -> None:
    with pytest.raises(Unusable):
        readers.texts(["09", {"grade": "10"}], PLAIN)


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        pytest.param({"sourcedId": "s1"}, "s1", id="the sourcedId alone"),
        pytest.param({"href": "https://x.example/s1", "sourcedId": "s1", "type": "org"}, "s1",
                     id="whole"),
        pytest.param({"sourcedId": 4711}, "4711", id="a number"),
        pytest.param(" s1 ", "s1", id="a bare id"),
        pytest.param({"sourcedId": ""}, None, id="blank"),
        pytest.param({"type": "org"}, None, id="without sourcedId"),
        pytest.param({}, None, id="empty"),
        pytest.param(None, None, id="none"),
    ],
)  # fmt: skip
def test_a_reference_needs_only_its_id(given_: Any, read: str | None) -> None:
    assert readers.reference(given_, PLAIN) == read


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        pytest.param([{"sourcedId": "a"}, {"sourcedId": "b"}], ("a", "b"), id="a list"),
        pytest.param({"sourcedId": "a"}, ("a",), id="one without its list"),
        pytest.param([{"sourcedId": "a"}, {"sourcedId": " a"}], ("a",), id="each once"),
        pytest.param([{"sourcedId": "b"}, {"sourcedId": "a"}], ("b", "a"), id="in their order"),
        pytest.param([{"sourcedId": ""}, {}, None], (), id="blanks"),
        pytest.param("", (), id="an empty text"),
        pytest.param(None, (), id="none"),
    ],
)
def test_references_are_read_in_order_and_once(given_: Any, read: tuple[str, ...]) -> None:
    assert readers.references(given_, PLAIN) == read


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ("fully graded", "fully graded"),
        ("Fully Graded", "fully graded"),
        ("fullyGraded", "fully graded"),
        ("FULLY_GRADED", "fully graded"),
        ("fully-graded", "fully graded"),
        (" not submitted ", "notSubmitted"),
        ("SchoolYear", "schoolYear"),
        ("", None),
        (None, None),
    ],
    ids=repr,
)
def test_a_word_of_a_vocabulary_forgives_case_blanks_and_hyphens(
    given_: Any, read: str | None
) -> None:
    assert color(given_, PLAIN) == read


def test_an_unknown_word_of_a_closed_vocabulary_is_unusable_and_names_the_known_ones() -> None:
    with pytest.raises(Unusable, match="is none of fully graded, notSubmitted, schoolYear: 'odd'"):
        color("odd", PLAIN)


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ("coach", "ext:coach"),
        ("ext:coach", "ext:coach"),
        ("Ext:coach", "ext:coach"),
        ("bus driver", "ext:bus_driver"),
        ("ext:bus driver", "ext:bus_driver"),
        ("a.b-c_d", "ext:a.b-c_d"),
        ("ext: Student", "ext:_Student"),
        ("STUDENT", "student"),
    ],
    ids=repr,
)
def test_an_unknown_word_of_an_open_vocabulary_becomes_an_extension(given_: Any, read: str) -> None:
    assert open_color(given_, PLAIN) == read


@given(st.text(min_size=1).filter(str.strip))
def test_an_extension_is_always_written_as_the_standard_wants(word: str) -> None:
    read = open_color(word, PLAIN)
    if read not in (None, "student", "siteAdministrator"):
        assert read.startswith("ext:")
        assert all(one.isascii() and (one.isalnum() or one in ".-_") for one in read[4:])


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ("2027", "2027"),
        (2027, "2027"),
        ("2026-2027", "2027"),
        ("2026-27", "2027"),
        ("2026/2027", "2027"),
        (" 2026 \u2013 2027 ", "2027"),
        ("1999-00", "2000"),
        ("Year 3", "Year 3"),
        ("2026-2027-2", "2026-2027-2"),
        ("", None),
    ],
    ids=repr,
)
def test_a_school_year_is_the_year_in_which_it_ends(given_: Any, read: str | None) -> None:
    assert readers.school_year(given_, PLAIN) == read
