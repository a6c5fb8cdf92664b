"""Under every fault, syncs end in the right state or go on where they broke off."""

import pytest

from homeroom.sandbox.faults.profiles import PROFILES
from tests.integration.faults.scene import Scene

# Waits that a test can stand; everything else as it stands in the table.
SHORTENED = {
    "stall": "stall=0.3",
    "brief-tokens": "brief-tokens=1",
    "secret-changed": "secret-changed=12",
}
SCORES = ["8.5", "7.25", "10", "0", "9", "6.125", "3", "10", "4", "5", "8", "9.5", "7", "1", "2"]


# Where versions differ: how errors and writes look, and how people are listed.
BOTH = (
    "unauthorized", "minimal-errors", "stored-but-500", "not-stored", "lost-answer", "doubled",
    "shifting",
)  # fmt: skip
TOGETHER = (
    "not-stored,dropped,unauthorized",
    "lost-answer,unavailable:3,shrinking",
    "stored-but-500,truncated,doubled,no-totals",
    "lost-answer:2,not-stored:3,clamped,key-order,no-filters",
)


def _cases() -> list[tuple[str, str]]:
    alone = [(name, api) for name in PROFILES for api in ("1.2", "1.1")]
    alone = [(name, api) for name, api in alone if api == "1.2" or name in BOTH]
    return [*alone, *((names, "1.2") for names in TOGETHER)]


@pytest.mark.parametrize(("name", "api"), _cases())
def test_nothing_is_lost_doubled_misplaced_or_stale_under(name: str, scene: Scene) -> None:
    faults = SHORTENED.get(name, name)
    first, second, third = scene.students
    scene.teach(first, "Warm-up", SCORES[:12])
    scene.switch(faults)
    scene.grade(first, "Quiz 1", SCORES)
    scene.grade(second, "Quiz 1", SCORES[:4])
    scene.export()
    scene.settle()
    scene.switch(faults)
    scene.teach(first, "Warm-up", ["1.5", "2.5"])
    scene.grade(first, "Quiz 1", ["9.75", "7.25", "9"])
    scene.grade(second, "Quiz 1", ["12.5"], points="20")
    scene.grade(third, "Quiz 2", SCORES[:3])
    scene.export()
    scene.reach = "delta"
    scene.settle()
    scene.check_at_rest()
    assert scene.hits > 0, "nothing went wrong"
