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


def test_the_seeds_of_every_test_run_go_through_all_phases_and_all_victims() -> None:
    assert {PHASES[seed % len(PHASES)] for seed in range(8)} == set(PHASES)
    assert {victim_of(seed) for seed in range(8)} == set(VICTIMS)
    # All combinations of both come within twelve.
    assert len({(PHASES[seed % len(PHASES)], victim_of(seed)) for seed in range(12)}) == 12


def test_an_undisturbed_scene_has_moments_in_every_phase(undisturbed: Undisturbed) -> None:
    assert all(len(numbers) > 1 for numbers in undisturbed.course.statements.values())
    assert undisturbed.course.requests["GET"] > 10
    assert undisturbed.course.requests["PUT"] > 10


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
