"""Grades out: what became of what apps handed over, and what a person can do about it."""

from homeroom.console.views.grades.adopt import show_adopt
from homeroom.console.views.grades.back import show_undo
from homeroom.console.views.grades.charts import show_charts
from homeroom.console.views.grades.classes import opt, show_class, show_item
from homeroom.console.views.grades.compare import show_compare
from homeroom.console.views.grades.decide import show_decide
from homeroom.console.views.grades.front import act, show
from homeroom.console.views.grades.kept import show_kept
from homeroom.console.views.grades.one import show_one
from homeroom.console.views.grades.posting import show_posting
from homeroom.console.views.grades.ready import show_checks

__all__ = [
    "act",
    "opt",
    "show",
    "show_adopt",
    "show_charts",
    "show_checks",
    "show_class",
    "show_compare",
    "show_decide",
    "show_item",
    "show_kept",
    "show_one",
    "show_posting",
    "show_undo",
]
