"""The target of a preview is asked nothing: whoever asks is told at once."""

from collections.abc import Callable

import pytest

from homeroom.connectors.base import GradeTarget
from homeroom.model.kinds import Kind
from homeroom.push.lanes.port import Nobody

TARGET: GradeTarget = Nobody()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: TARGET.put([]),
        lambda: TARGET.delete(Kind.RESULT, "r", "c"),
        lambda: TARGET.line_item("i", "c"),
        lambda: TARGET.results("i", "c"),
        lambda: TARGET.categories("c"),
    ],
    ids=["put", "delete", "line_item", "results", "categories"],
)
def test_a_preview_asks_no_target(ask: Callable[[], object]) -> None:
    with pytest.raises(AssertionError, match="asks no target"):
        ask()
