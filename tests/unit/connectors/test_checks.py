"""How the checks of Test Connection come out together."""

from collections.abc import Sequence

import pytest

from homeroom.connectors.checks import Check, CheckState, failed, verdict

PASSED, FAILED, APART = CheckState.PASSED, CheckState.FAILED, CheckState.NOT_APPLICABLE


def checks(*states: CheckState) -> list[Check]:
    return [
        Check(name=f"check {number}", state=state, words="seen")
        for number, state in enumerate(states, 1)
    ]


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([PASSED, PASSED], "Connection is OK"),
        ([PASSED, APART], "Connection is OK"),
        ([FAILED], "Connection is not OK: check 1"),
        ([PASSED, FAILED, APART, FAILED], "Connection is not OK: check 2, check 4"),
    ],
)
def test_all_passed_reads_connection_is_ok(states: Sequence[CheckState], words: str) -> None:
    found = checks(*states)
    assert verdict(found) == words
    assert len(failed(found)) == states.count(FAILED)
