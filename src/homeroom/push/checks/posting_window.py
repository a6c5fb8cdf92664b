"""The window in which grades can be posted to a grading task, and how long it stays open. Pure."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from homeroom.rules.posted import PostingWindow
from homeroom.store.posting import Task


class Window(Struct, frozen=True):
    """Whether a window is open today; `words` say until when, or why it is not."""

    is_open: bool
    words: str
    closes: date | None = None  # the last day


def window_of(task: Task, rules: Sequence[PostingWindow], today: date) -> Window:
    """Return the window of a task by the district's rules, or else by what the SIS says.

    Where the SIS says that it is closed there, no rule opens it.
    """
    if not rules:
        return _by_sis(task, today)
    now = [one for one in rules if one.first <= today <= one.last]
    if now and task.window_open is False:
        return Window(False, "the SIS says that it is closed")
    if now:
        return _open_until(max(one.last for one in now), today)
    later = [one.first for one in rules if one.first > today]
    if later:
        return Window(False, f"it opens on {min(later)}")
    return Window(False, f"it closed on {max(one.last for one in rules)}")


def countdown(last: date, today: date) -> str:
    """Return in words how many days are left, the last one included."""
    days = (last - today).days
    left = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    return f"it closes on {last}, {left}" if days >= 0 else f"it closed on {last}"


def _by_sis(task: Task, today: date) -> Window:
    if task.window_open:
        # Teachers post after the end of a period too: the SIS has the last word.
        over = task.last is None or task.last < today
        return (
            Window(True, "the SIS says that it is open") if over else _open_until(task.last, today)
        )
    if task.window_open is None:
        return Window(False, "neither the SIS nor a rule says when it is open")
    if task.first and today < task.first:
        return Window(False, f"its period begins on {task.first}")
    if task.last and today > task.last:
        return Window(False, f"its period ended on {task.last}")
    return Window(False, "the SIS says that it is closed")


def _open_until(last: date | None, today: date) -> Window:
    assert last is not None
    return Window(True, countdown(last, today), last)
