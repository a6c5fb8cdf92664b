"""Whatever is killed with -9 and whenever, the run that goes on ends as an undisturbed one."""

import os
from pathlib import Path
from random import Random

import pytest

from tests.integration.kills.conftest import Undisturbed
from tests.integration.kills.hub import VICTIMS, WEB, Hub
from tests.integration.kills.moments import PHASES, draw
from tests.integration.kills.scene import scene
from tests.integration.kills.state import differences

KILLS = int(os.environ.get("HOMEROOM_KILLS", "8"))


def victim_of(seed: int) -> str:
    """Return whom a seed kills; twelve seeds go through all victims in all phases."""
    return VICTIMS[(seed + seed // len(PHASES)) % len(VICTIMS)]


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_hub_ends_in_the_state_of_an_undisturbed_one(
    seed: int, whole_hub: Hub, undisturbed: Undisturbed, roster: Path, tmp_path: Path
) -> None:
    chance = Random(seed)
    victim = victim_of(seed)
    moment = draw(chance, PHASES[seed % len(PHASES)], undisturbed.course)
    with scene(whole_hub, roster, f"seed-{seed}", tmp_path / "app") as played:
        played.clock.set(moment, lambda: played.strike(victim, chance))
        played.play()
        if not played.clock.struck:
            # This time there were fewer statements; at rest is a moment, too.
            played.clock.strike()
            played.recover()
        if victim == WEB:
            assert [run.epoch for run in played.runs()] == [1, 1]
        assert played.checker.unfinished(played._witness()) == []
        played.check_at_rest()
        found = differences(undisturbed.outcome, played.outcome())
        assert not found, "\n".join([f"{victim} {moment}", *found[:20]])
