"""The cells of a gradebook as HTML, joined in Python: a template takes ten times as long for each.

Whatever came from outside goes through `escape`; the rest is written here.
"""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from homeroom.console import pieces, telling
from homeroom.console.words import DELIVERIES
from homeroom.model.scores import score_text
from homeroom.store.gradebook import Cell, Column, Pupil, Sent

_WORDS = {
    "late": gettext_lazy("late"),
    "missing": gettext_lazy("missing"),
    "incomplete": gettext_lazy("incomplete"),
    "in_progress": gettext_lazy("in progress"),
}
_TOLD = frozenset({"exempt", "not submitted", "submitted", "partially graded"})


class Shown(Struct, frozen=True, kw_only=True):
    """One cell: the score in words, its flags, its delivery, and the SIS's value if it differs."""

    id: str
    score: str
    flags: tuple[str, ...]
    state: str
    why: str
    there: str


class Drawing:
    """What all cells of one page have in common, made once.

    `records` is what the address of a record begins with, by its kind; without it there are no
    links, because the person may not open them.
    """

    def __init__(self, records: Mapping[str, str]) -> None:
        self.records = records
        self.chips = {state: pieces.chip(word) for state, word in DELIVERIES.items()}
        self._no_score = escape(_("no score"))
        self._left = escape(_("left the class"))

    def row(self, pupil: Pupil, cells: Sequence[Shown | None]) -> SafeString:
        """Return a row: the student, and a cell for each line item."""
        name = self._link("user", pupil.id, "", escape(pupil.name))
        left = f'<br><span class="text-secondary">{self._left}</span>' if pupil.left else ""
        drawn = "".join("<td></td>" if one is None else self.cell(one) for one in cells)
        return mark_safe(f'<tr><th scope="row">{name}{left}</th>{drawn}</tr>')

    def cell(self, one: Shown) -> str:
        """Return a cell with a grade in it."""
        parts = [
            "<td>",
            self._link("result", one.id, "?part=deliveries", escape(one.score) or self._no_score),
            *(f' <span class="hr-badge">{escape(flag)}</span>' for flag in one.flags),
        ]
        if one.state:
            parts.append(f"<br>{self.chips[one.state]}")
        if one.there:
            words = escape(_("SIS: %(there)s") % {"there": one.there})
            parts.append(f"<br><strong>{words}</strong>")
        if one.why:
            parts.append(f'<span class="text-secondary hr-why">{escape(one.why)}</span>')
        parts.append("</td>")
        return "".join(parts)

    def _link(self, kind: str, id_: str, query: str, words: str) -> str:
        address = self.records.get(kind)
        return f'<a href="{address}{id_}/{query}">{words}</a>' if address else words


def shown(cell: Cell, sent: Sent | None) -> Shown:
    """Return a cell as it is shown, with how its delivery stands."""
    flags = [str(words) for name, words in _WORDS.items() if getattr(cell, name)]
    if cell.status in _TOLD:
        flags.append(cell.status or "")
    told = telling.told(sent.code, sent.facts) if sent and sent.code else None
    return Shown(
        id=cell.id,
        score=_score(cell.score, cell.text),
        flags=tuple(flags),
        state=sent.state if sent else "",
        why=f"{told.words} {told.fix}" if told else "",
        there=_there(cell, sent) if sent else "",
    )


def as_text(one: Shown | None) -> str:
    """Return a cell as one line for a file, in the words of the page; "" where nothing stands."""
    if one is None:
        return ""
    parts = [one.score or _("no score"), *one.flags]
    if one.state:
        parts.append(str(DELIVERIES[one.state].word))
    if one.there:
        parts.append(_("SIS: %(there)s") % {"there": one.there})
    return "; ".join([*parts, one.why] if one.why else parts)


def head_text(one: Column, sent: Sent | None, zone: tzinfo) -> str:
    """Return the head of a line item in a file: title, category, scale or maximum, due, state."""
    parts = [one.title]
    if one.category:
        parts.append(one.category)
    if one.scale:
        parts.append(one.scale)
    elif one.maximum is not None:
        parts.append(_("of %(max)s") % {"max": score_text(one.maximum)})
    if one.due:
        parts.append(f"{one.due.astimezone(zone):%Y-%m-%d %H:%M}")
    if sent:
        parts.append(str(DELIVERIES[sent.state].word))
    return "; ".join(parts)


def _score(score: Decimal | None, text: str | None) -> str:
    numbers = "" if score is None else score_text(score)
    return f"{text} ({numbers})" if text and numbers else text or numbers


def _there(cell: Cell, sent: Sent) -> str:
    """Return what the SIS holds where that is something else than the grade."""
    seen: Mapping[str, Any] = sent.facts.get("shown") or sent.seen
    if not seen:
        return ""
    score = None if cell.score is None else score_text(cell.score)
    if seen.get("score") == score and seen.get("text_score") in (None, cell.text):
        return ""
    held = [str(seen[name]) for name in ("text_score", "score") if seen.get(name) is not None]
    return " ".join(held) or _("no score")
