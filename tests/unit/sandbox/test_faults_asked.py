"""What --faults may say, and what its table of profiles promises."""

import pytest

from homeroom.sandbox.faults.asked import Asked, BadFaults, read_asked
from homeroom.sandbox.faults.profiles import PROFILES


def _short(asked: list[Asked]) -> list[tuple[str, float, int]]:
    return [(one.profile.name, one.value, one.seed) for one in asked]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("stall", [("stall", 30, 5)]),
        ("stall=1.5", [("stall", 1.5, 5)]),
        ("stall=2:7", [("stall", 2, 7)]),
        ("stall:7", [("stall", 30, 7)]),
        ("lost-answer:0", [("lost-answer", 0, 0)]),
        ("clamped=3, too-many", [("clamped", 3, 5), ("too-many", 1, 5)]),
        ("secret-changed=0", [("secret-changed", 0, 5)]),
    ],
)
def test_names_values_and_seeds_are_read(text: str, found: list[tuple[str, float, int]]) -> None:
    assert _short(read_asked(text, seed=5)) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("earthquake", "there is no fault 'earthquake'; there are: unauthorized"),
        ("stall,stall=2", "only once"),
        ("stall=soon", "a number of seconds"),
        ("stall=1.2.3", "a number of seconds"),
        ("stall=-1", "a number of seconds"),
        ("stall=99999999", "a number of seconds"),
        ("too-many=1.5", "a number of seconds"),
        ("clamped=0", "one of the records at least"),
        ("dropped=3", "dropped takes no value"),
        ("dropped:x", "must be a whole number"),
        ("dropped:", "must be a whole number"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(BadFaults, match=words):
        read_asked(text, seed=1)


def test_only_faults_that_harm_no_client_that_looks_go_on_for_ever() -> None:
    lasting = {one.name for one in PROFILES.values() if one.times == 0}
    assert lasting == {
        "minimal-errors", "clamped", "no-filters", "no-totals", "no-links", "key-order",
    }  # fmt: skip


def test_a_profile_tells_its_own_value_in_words() -> None:
    told = {one.name: one for one in PROFILES.values() if one.unit}
    assert "30 seconds" in told["stall"].words
    for one in told.values():
        assert f"{one.value:.0f}" in one.words, one.name
