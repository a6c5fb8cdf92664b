"""Steps through the scripted school year."""

from typing import Any
from zoneinfo import ZoneInfo

from msgspec import to_builtins

from homeroom.sandbox.campus.ids import Ids
from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.school_year.app import App
from homeroom.sandbox.school_year.events import furnish_new_sections, happen
from homeroom.sandbox.school_year.scenario import SisEvent, Step, read_steps
from homeroom.sandbox.school_year.sight import Sight, actual_sight, expected_sight
from homeroom.sandbox.school_year.world import open_world
from homeroom.sandbox.teacher.acts import Mistake


class ScriptEnded(Exception):
    """There is no next step."""


class Script:
    """`position` is the number of the last step that was performed; 0 before the first."""

    def __init__(self, ids: Ids, zone: ZoneInfo, real_clock: bool) -> None:
        self.world = open_world(ids, zone, real_clock)
        furnish_new_sections(self.world)
        self.app = App()
        self.position = 0

    def next(self) -> dict[str, Any]:
        """Perform the next step. Raises ScriptEnded after the last."""
        steps = read_steps()
        if self.position == len(steps):
            raise ScriptEnded(f"The school year has only {len(steps)} steps.")
        step = steps[self.position]
        self.world.campus.clock.set_day(step.day)
        skipped = [text for event in step.sis if (text := self._let_happen(event))]
        self.app.take(step)
        self.position += 1
        left = len(steps) - self.position
        return _shown(step, self.position) | {"skipped": skipped, "left": left}

    def _let_happen(self, event: SisEvent) -> str:
        """Return why an event could not happen: a teacher cannot change what no hub has sent."""
        try:
            happen(self.world, event)
        except Mistake as mistake:
            return str(mistake)
        return ""

    def report(self) -> dict[str, Any]:
        steps = [_shown(step, number) for number, step in enumerate(read_steps(), start=1)]
        return {"position": self.position, "steps": steps}

    def expected(self, api: Api) -> Sight:
        return expected_sight(self.world, read_steps()[: self.position], api)

    def actual(self) -> Sight:
        return actual_sight(self.world.campus)

    def export(self, api: Api) -> bytes:
        return self.app.export(self.world, api)


def _shown(step: Step, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "name": step.name,
        "day": step.day.isoformat(),
        "story": step.story,
        "hub": step.hub,
        "hub_1p1": step.hub_1p1 or None,
        "sis": to_builtins(step.sis),
        "app": {
            "items": [item.title for item in step.item],
            "changed": len(step.score),
            "unlisted": list(step.unlist),
            "deleted": list(step.delete),
        },
    }
