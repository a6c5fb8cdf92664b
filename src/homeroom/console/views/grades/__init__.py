"""Grades out: what became of what apps handed over, and what a person can do about it."""

from homeroom.console.views.grades.classes import opt, show_class, show_item
from homeroom.console.views.grades.front import act, show
from homeroom.console.views.grades.kept import show_kept
from homeroom.console.views.grades.one import show_one

__all__ = ["act", "opt", "show", "show_class", "show_item", "show_kept", "show_one"]
