"""States are shown by a word and a shape, never by colour alone."""

import re
from pathlib import Path

import pytest

from homeroom.connectors.gallery import gallery
from homeroom.console import words
from homeroom.console.words import STATES, WRITE_RULES, Word

SHAPES = Path(words.__file__).parent / "static" / "shapes.svg"
TONES = {"good", "care", "bad", "calm"}
EVERY = [(of, state, word) for of, held in STATES.items() for state, word in held.items()]


@pytest.mark.parametrize(("of", "state", "word"), EVERY, ids=lambda one: str(one)[:24])
def test_every_state_has_a_word_a_shape_that_is_drawn_and_a_meaning(
    of: str, state: str, word: Word
) -> None:
    drawn = set(re.findall(r'id="([a-z-]+)"', SHAPES.read_text(encoding="utf-8")))
    assert str(word.word)[0].isupper()
    assert word.shape in drawn, (of, state)
    assert word.tone in TONES
    assert str(word.means).endswith("."), (of, state)


@pytest.mark.parametrize("of", STATES)
def test_two_states_of_one_thing_never_look_alike_but_for_their_colour(of: str) -> None:
    looks = [(str(one.word), one.shape) for one in STATES[of].values()]
    assert len(set(looks)) == len(looks)
    assert len({word for word, _shape in looks}) == len(looks)


def test_what_a_write_rule_of_any_system_does_has_a_word() -> None:
    tables = [one.rules for one in gallery().values() if one.rules is not None]
    modes = {mode for table in tables for rule in table.by_name.values() for mode in rule.modes}
    assert modes == set(WRITE_RULES)
    assert len({str(one) for one in WRITE_RULES.values()}) == len(WRITE_RULES)
