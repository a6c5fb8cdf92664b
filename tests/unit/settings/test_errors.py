"""Errors say what happened and what to do, and are told apart by who must act."""

import pytest

from homeroom.errors import (
    HomeroomError,
    NeedsDeveloper,
    NeedsDistrict,
    NeedsOperator,
    RetryLater,
)

KINDS = [RetryLater, NeedsDistrict, NeedsOperator, NeedsDeveloper]


@pytest.mark.parametrize("kind", KINDS)
def test_people_read_message_and_fix_and_never_the_detail(kind: type[HomeroomError]) -> None:
    told = kind("The key was refused.", fix="Enter it again.", detail="status 401")
    assert str(told) == "The key was refused. Enter it again."
    assert told.detail == "status 401"


@pytest.mark.parametrize("kind", KINDS)
def test_who_must_act_is_told_apart(kind: type[HomeroomError]) -> None:
    assert issubclass(kind, HomeroomError)
    assert not any(issubclass(kind, other) for other in KINDS if other is not kind)


def test_without_a_fix_the_message_stands_alone() -> None:
    assert str(NeedsDeveloper("An answer that no connector knows.")) == (
        "An answer that no connector knows."
    )


def test_a_server_s_wish_when_to_come_back_is_kept() -> None:
    assert RetryLater("Busy.", after=30.0).after == 30.0
    assert RetryLater("Busy.").after is None
