"""Rules travel as a TOML file and come back as they were."""

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.differences import Difference, differences
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.masters import MasterField, Mode, Voice
from homeroom.rules.toml import from_toml, parts_to_toml, to_toml, with_parts

EMAIL = MasterField(
    entity="student", field="email", sources=(Voice(app="campus"), Voice(app="sheet"))
)
PHONE = MasterField(entity="user", field="phone", sources=(Voice(app="sheet", mode=Mode.KEEP),))
SOME = Rules(masters=(EMAIL, PHONE))


@pytest.mark.parametrize("rules", [NO_RULES, SOME], ids=["none", "some"])
def test_rules_come_back_from_their_file_as_they_were(rules: Rules) -> None:
    assert from_toml(to_toml(rules)) == rules


def test_the_same_rules_give_the_same_text_and_defaults_are_not_written() -> None:
    assert to_toml(from_toml(to_toml(SOME))) == to_toml(SOME)
    assert to_toml(SOME).count("mode") == 1
    assert to_toml(NO_RULES).count("\n") == 1


@pytest.mark.parametrize(("text", "words"), [
    ("masters = 3", "Expected `array`"),
    ("[[masters]]\nentity = 'user'\nfieldx = 'email'\nsources = []", "unknown field `fieldx`"),
    ("[[masters]]\nentity = 'user'\nfield = 'email'\nsources = [{app = 'a', mode = 'b'}]", "'b'"),
    ("[masters", "at end of document"),
])  # fmt: skip
def test_a_file_with_a_mistake_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(NeedsDistrict, match="cannot be read") as said:
        from_toml(text)
    assert words in str(said.value)


def test_differences_name_the_value_that_became_another() -> None:
    other = Rules(masters=(EMAIL, MasterField(entity="user", field="sms", sources=PHONE.sources)))
    assert differences(SOME, other) == [Difference("masters[2].field", "phone", "sms")]
    assert differences(SOME, SOME) == []


def test_a_rule_more_shows_the_whole_list() -> None:
    (found,) = differences(Rules(masters=(EMAIL,)), SOME)
    assert found.path == "masters"
    assert len(found.after) == len(found.before) + 1


def test_a_part_alone_comes_back_into_rules_that_keep_the_others() -> None:
    text = parts_to_toml(SOME, ["masters"])
    assert with_parts(NO_RULES, ["masters"], text) == SOME
    assert parts_to_toml(SOME, ["scope"]) == ""
    closed = with_parts(SOME, ["year"], "[year]\nclosed_before = 2026-07-01\n")
    assert closed.masters == SOME.masters
    assert str(closed.year.closed_before) == "2026-07-01"
    assert with_parts(closed, ["masters"], "").masters == ()
    assert with_parts(closed, ["masters"], "").year == closed.year


def test_a_part_that_stands_elsewhere_is_refused() -> None:
    with pytest.raises(NeedsDistrict, match="year is another part"):
        with_parts(SOME, ["masters"], "[year]\nclosed_before = 2026-07-01\n")
    with pytest.raises(NeedsDistrict, match="cannot be read"):
        with_parts(SOME, ["masters"], "masters = 3")


def test_a_part_that_was_not_there_differs_line_by_line() -> None:
    closed = from_toml("[year]\nclosed_before = 2026-07-01\n")
    line = Difference("year.closed_before", None, "2026-07-01")
    assert differences(NO_RULES, closed) == [line]
    assert differences(closed, NO_RULES) == [Difference("year.closed_before", "2026-07-01", None)]
