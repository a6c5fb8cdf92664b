"""Auto Mapping proposes what is clear, and leaves what is not to a person."""

from homeroom.merge.schools import Known, proposals

HUB = [
    Known("h1", "Oak", "100"), Known("h2", "Elm", "200"), Known("h3", "ELM ", "300"),
    Known("h4", "Ash"),
]  # fmt: skip


def candidates(name: str, identifier: str = "") -> tuple[str, ...]:
    (found,) = proposals([Known("x", name, identifier)], HUB)
    assert found.clear == (found.candidates[0] if len(found.candidates) == 1 else "")
    return found.candidates


def test_the_same_identifier_goes_before_the_same_name() -> None:
    assert candidates("Elm", "100") == ("h1",)


def test_names_are_compared_without_case_and_surplus_blanks_but_exactly() -> None:
    assert candidates("  oak") == ("h1",)
    assert candidates("Oak School") == ()


def test_an_identifier_that_nobody_has_leaves_the_name_to_decide() -> None:
    assert candidates("Ash", "999") == ("h4",)


def test_two_schools_of_one_name_are_proposed_to_a_person() -> None:
    assert candidates("elm") == ("h2", "h3")
    assert candidates("elm", "300") == ("h3",)


def test_blank_identifiers_make_nobody_alike() -> None:
    assert candidates("Birch", " ") == ()
