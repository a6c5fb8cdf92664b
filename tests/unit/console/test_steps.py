"""The way through the wizard: which step comes after which."""

import pytest
from django.utils.text import slugify

from homeroom.console.setup.step import following, steps_of
from homeroom.console.views.activate import STEPS
from homeroom.runs.setup.modes import PLANS, Plan
from tests.apps import app_as


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.mode} {plan.grade_sync}")
def test_next_leads_through_every_step_of_a_mode_once(plan: Plan) -> None:
    app = app_as(mode=plan.mode.value, grade_sync=plan.grade_sync)
    way = ["sync-mode"]
    while (step := following(app, way[-1])) != way[-1]:
        way.append(step)
    assert way == [slugify(title) for title in steps_of(app)]
    assert way[-1] == "finish-configuration"


def test_each_step_that_a_mode_has_has_its_page() -> None:
    every = {slugify(title) for plan in PLANS for title in plan.steps}
    assert every == set(STEPS)


def test_a_step_that_the_mode_does_not_have_leads_back_to_the_second_one() -> None:
    out_only = app_as(mode="export", grade_sync=True)
    assert following(out_only, "schools-mapping") == "delivery-config"
