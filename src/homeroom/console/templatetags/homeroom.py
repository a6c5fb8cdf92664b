"""Tags of the console's templates: addresses, states, moments."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homeroom.console import outcomes, pieces
from homeroom.console.fixes import FIXES, STEPS
from homeroom.console.here import Here
from homeroom.console.page import Place
from homeroom.console.pages import BY_NAME
from homeroom.console.rule_rows.quality import WITHOUT
from homeroom.console.spoken import spoken
from homeroom.console.telling import link_to, told
from homeroom.console.words import (
    ACTS,
    DELIVERIES,
    ENTITIES,
    KINDS,
    MODES,
    REACHES,
    STATES,
    Word,
)
from homeroom.model.kinds import Kind
from homeroom.model.scores import score_text
from homeroom.store.delivery_counts import MOST

register = template.Library()


@register.simple_tag(takes_context=True)
def go(context: dict[str, Any], name: str, **given: Any) -> str:
    """Return the address of a page of this district: {% go "run" run_id=run.id %}."""
    if BY_NAME[name].place is Place.DISTRICT:
        given.setdefault("slug", context["here"].district.slug)
    return reverse(name, kwargs=given)


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], name: str) -> bool:
    """Say whether there is a page of this name that the person may open."""
    page = BY_NAME.get(name)
    here: Here | None = context.get("here")
    return bool(page and here and here.may(page.opens))


@register.simple_tag(takes_context=True)
def may_act(context: dict[str, Any], name: str) -> bool:
    """Say whether the person may send the forms of a page of this name."""
    page = BY_NAME.get(name)
    here: Here | None = context.get("here")
    return bool(page and here and here.may(page.acts))


register.simple_tag(pieces.file)


@register.simple_tag(takes_context=True)
def chip(context: dict[str, Any], of: str, state: str, at: datetime | None = None) -> SafeString:
    """Show a state: word, shape and, with `at`, since when; `of` is run, app, delivery or check."""
    return pieces.chip(STATES[of][state], when(context, at) if at else "")


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], at: datetime | None) -> SafeString:
    """Show a moment on the district's clock, in words that are quick to read."""
    here: Here | None = context.get("here")
    return pieces.moment(at, here.district.zone if here else UTC, datetime.now(UTC))


@register.filter
def ago(at: datetime | None) -> str:
    """Return how long ago something was, in round words."""
    if at is None:
        return ""
    seconds = int((datetime.now(UTC) - at).total_seconds())
    if seconds < 90:
        return _("just now")
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    if hours < 2:
        return ngettext("%d minute ago", "%d minutes ago", minutes) % minutes
    if days < 2:
        return ngettext("%d hour ago", "%d hours ago", hours) % hours
    return ngettext("%d day ago", "%d days ago", days) % days


@register.filter
def got(held: Any, key: Any) -> Any:
    """Return what a mapping holds under a key, or nothing."""
    return held.get(key, "") if hasattr(held, "get") else ""


@register.filter
def many(number: int | None) -> str:
    """Return a number as people read it; what is not known yet is three dots."""
    return "..." if number is None else f"{number:,}"


@register.filter
def counted(number: int) -> str:
    """Return how many deliveries there are; what was not counted to its end says so."""
    if number > MOST:
        return _("more than %(many)s") % {"many": f"{MOST:,}"}
    return f"{number:,}"


register.filter(spoken)


@register.filter
def plain(number: Decimal) -> str:
    """Return an exact number without zeros at its end: 10.0 is 10."""
    return score_text(number)


@register.simple_tag
def becomes(one: Any, other: Any = None) -> str:
    """Return what becomes of a record: why it stays back, or what goes out unlike the other one."""
    said = outcomes.goes_as(one.sent, other.sent) if other else ""
    return said or outcomes.outcome(one.code, one.facts)


@register.filter
def records(kind: str) -> str:
    """Return how people call records of a kind."""
    return str(KINDS[Kind(kind)])


@register.filter
def act(name: str) -> str:
    """Return what a try did, in words."""
    return str(ACTS[name])


@register.filter
def outcome(name: str) -> str:
    """Return how a try ended, in words: the state that it led to."""
    return str(DELIVERIES[name].word) if name in DELIVERIES else name.capitalize()


@register.filter
def entity(name: str) -> str:
    """Return how people call what rules speak about."""
    return str(ENTITIES[name])


@register.filter
def without(name: str) -> str:
    """Return what becomes of a row that lacks what is asked for; "": it is not asked."""
    return str(WITHOUT[name or "ignore"])


@register.simple_tag(takes_context=True)
def way(context: dict[str, Any], code: str | None, key: str = "") -> SafeString:
    """Return the link to the page where a problem of an app can be mended, where there is one."""
    here: Here | None = context.get("here")
    return link_to(here, FIXES.get(code or ""), key) if here else SafeString("")


@register.filter
def mended(line: Any) -> str:
    """Return what can be done here about a line of the checks, if anything lacks."""
    return told(line.code, line.facts).fix if line.code else ""


@register.simple_tag(takes_context=True)
def step_way(context: dict[str, Any], name: str) -> SafeString:
    """Return what to do about a step into a new school year, and the link to where."""
    found = STEPS[name]
    return format_html("{} {}", found.words, link_to(context["here"], found, ""))


@register.simple_tag
def reach(name: str) -> str:
    """Return how much a run reads, in words."""
    return str(REACHES[name])


@register.simple_tag
def word(of: str, state: str) -> Word:
    """Return how a state is shown, for a template that draws it by itself."""
    return STATES[of][state]


@register.simple_tag
def mode_word(mode: str) -> str:
    """Return how a Sync Mode is called."""
    return str(MODES[mode])


@register.filter
def drawn(field: BoundField) -> SafeString:
    """Return the field's widget in the look of the other fields."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return field.as_widget(attrs={"class": "form-check-input"})
    look = "form-select" if isinstance(widget, Select) else "form-control"
    return field.as_widget(attrs={"class": look})
