"""Which deliveries a person decides, and which mend themselves."""

import pytest

from homeroom.runs.deliver.deciding import DECIDED, asks_a_person, waits_for_a_decision
from homeroom.store import parked
from tests.unit.push.cases import delivery


@pytest.mark.parametrize(
    ("state", "code", "waits"),
    [
        ("conflict", "conflict.edited_in_sis", True),
        ("conflict", None, True),
        ("held", "result.cleared", True),
        ("held", "scope.frozen", True),
        ("held", "window.changed", True),
        ("held", "parent.not_delivered", False),
        # Whether it is in the SIS already, and a signature, are other questions.
        ("held", "adopt.proposed", False),
        ("held", "posted.sign_off", False),
        ("refused", "result.cleared", False),
        ("waiting", "scope.frozen", False),
        ("delivered", None, False),
    ],
)
def test_a_person_decides_conflicts_and_some_holds(
    state: str, code: str | None, waits: bool
) -> None:
    assert waits_for_a_decision(delivery(state=state, code=code)) is waits


def test_no_reason_is_asked_about_twice() -> None:
    assert len(set(DECIDED)) == len(DECIDED)
    assert set(DECIDED) == {*parked.FOR_A_PERSON, *parked.LIFTED}


@pytest.mark.parametrize(
    ("code", "asks"),
    [("adopt.proposed", True), ("posted.sign_off", True), ("window.emptied", True),
     ("scope.frozen", False), ("target.refused", False), (None, False)],
)  # fmt: skip
def test_to_check_a_question_again_changes_nothing(code: str | None, asks: bool) -> None:
    assert asks_a_person(code) is asks
