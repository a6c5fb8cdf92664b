"""May this line item go to the target, and in which form? Pure."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from homeroom.connectors.rules import Rules
from homeroom.connectors.writes import TargetCategory
from homeroom.model.gradebook import LineItem, LineItemNature
from homeroom.model.scores import score_text
from homeroom.model.times import at_local_time, local_day
from homeroom.push.checks.scaled import bounds, wants_percent
from homeroom.push.checks.verdict import Facts, Hold, Refuse, Send, Verdict
from homeroom.rules.categories import BY_TITLE, CategoryChoice, folded
from homeroom.store.outgoing import Room, Term

# Gradebooks keep days. Noon on the school's clock is the same day in UTC as there, so that no
# server moves a column to the next day or to another grading period; beyond UTC+12 only the evening
# is.
CLOCKS = (time(12, 0), time(18, 0))


class ItemCase(Struct, frozen=True, kw_only=True):
    """A line item with everything that decides about it. Ids in `room` are the target's."""

    id: str  # the id that it has, or will have, at the target
    item: LineItem
    room: Room
    zone: ZoneInfo
    category: str | None  # the title of its category
    categories: Callable[[], Sequence[TargetCategory]]  # of the class, asked when needed
    default_category: str
    category_id: str | None  # where the target takes categories from us: the one delivered
    twin: bool | None  # another item of this title and due date: True where the SIS made it
    found_in_sis: bool
    now: datetime
    choice: CategoryChoice = BY_TITLE  # what the district decided about its category


def check_line_item(case: ItemCase, rules: Rules, version: str) -> Verdict:
    """Check a line item against the rules of the target, in the order in which one mends them."""
    item, room = case.item, case.room
    if item.nature is not LineItemNature.ASSIGNMENT or case.found_in_sis:
        return Refuse("item.not_ours", {"nature": item.nature.value})
    if room.target_id is None:
        return Refuse("line_item.class_not_at_target")
    title, notes, refusal = _title(case, rules, version)
    refusal = refusal or _dates(case, rules, version)
    if refusal:
        return refusal
    least, most = bounds(item, rules, version)
    in_percent = wants_percent(rules, version)
    if most is None or (in_percent and not item.result_value_max):
        return Refuse("line_item.no_maximum")
    if in_percent:
        notes["maximum"] = f"{score_text(item.result_value_max or most)} points go out as 100 %"
        notes["maximum_by"] = "write rule score_form"
    category = _category(case, rules, version)
    if isinstance(category, Refuse | Hold):
        return category
    notes |= _mapped(case)
    due = due_day(case)
    assert due is not None
    record = structs.replace(
        item,
        sourced_id=case.id,
        date_last_modified=case.now,
        metadata={},
        texts={},
        title=title,
        class_=room.target_id,
        school=room.school_target_id,
        category=category,
        grading_period=grading_period(room.terms, due),
        academic_session=None,
        score_scale=None,
        learning_objectives=(),
        assign_date=_noon(assign_day(case), case.zone),
        due_date=_noon(due, case.zone),
        result_value_min=least,
        result_value_max=most,
    )
    return Send(record, notes | _not_carried(item))


def due_day(case: ItemCase) -> date | None:
    """Return the due date as a day on the school's clock."""
    return local_day(case.item.due_date, case.zone) if case.item.due_date else None


def assign_day(case: ItemCase) -> date:
    """Return the assign date as a day on the school's clock; by default the day it came to us."""
    given = case.item.assign_date
    if given is not None:
        return local_day(given, case.zone)
    came = local_day(case.item.date_last_modified or case.now, case.zone)
    due = due_day(case)
    return min(came, due) if due else came


def grading_period(terms: Sequence[Term], day: date) -> str | None:
    """Return the target's id of the grading period of a day; of two that touch, the later one."""
    periods = [
        term
        for term in terms
        if term.type == "gradingPeriod" and term.target_id and term.start <= day <= term.end
    ]
    return max(periods, key=lambda term: term.start).target_id if periods else None


def _title(case: ItemCase, rules: Rules, version: str) -> tuple[str, dict[str, str], Refuse | None]:
    title = case.item.title
    notes: dict[str, str] = {}
    mode, limit = rules.mode("title_length", version), rules.limit("title_length")
    if mode != "off" and len(title) > limit:
        if mode == "refuse":
            facts: Facts = {"title": title, "length": len(title), "limit": limit}
            return title, notes, Refuse("line_item.title_too_long", facts)
        notes["shortened"] = title
        title = title[: limit - 3].rstrip() + "..."
    unique = rules.mode("title_unique", version)
    if unique == "refuse" and case.twin is not None:
        return title, notes, Refuse("line_item.title_taken", {"title": title})
    if unique == "warn" and case.twin:
        return title, notes, Refuse("line_item.title_taken", {"title": title})
    if unique == "warn" and case.twin is not None:
        notes["warning"] = "another line item of the class has the same title and due date"
    return title, notes, None


def _dates(case: ItemCase, rules: Rules, version: str) -> Refuse | None:
    due = due_day(case)
    if due is None:
        return Refuse("line_item.no_due_date")
    assigned = assign_day(case)
    if rules.mode("dates_in_order", version) == "refuse" and assigned > due:
        return Refuse(
            "line_item.dates_out_of_order",
            {"assigned": assigned.isoformat(), "due": due.isoformat()},
        )
    tops = [term for term in case.room.terms if term.of_class]
    inside = any(term.start <= due <= term.end for term in tops)
    if tops and not inside and rules.mode("due_in_term", version) == "refuse":
        spans = ", ".join(f"{one.title}: {one.start} to {one.end}" for one in tops)
        return Refuse("line_item.due_outside_terms", {"due": due.isoformat(), "terms": spans})
    return None


def _category(case: ItemCase, rules: Rules, version: str) -> str | Refuse | Hold | None:
    """Return the target's id of the category, found by its title where it was not delivered."""
    choice = case.choice
    if choice.mapped is None and case.category_id is not None:
        return case.category_id
    title, default = choice.mapped or case.category, choice.default or case.default_category
    required = rules.mode("category_required", version) == "refuse"
    if not required and not title and not default:
        return None
    offered = case.categories()
    by_title = {folded(one.title): one.id for one in offered}
    if title and folded(title) in by_title:
        return by_title[folded(title)]
    known = ", ".join(one.title for one in offered) or "it has none"
    facts: Facts = {"category": title, "known": known}
    if title and choice.waits:
        return Hold("line_item.category_waits", facts)
    # Whoever mapped a category did not mean the default one.
    if choice.mapped is None and default and folded(default) in by_title:
        return by_title[folded(default)]
    if not required:
        return None
    if title:
        return Refuse("line_item.category_unknown", facts)
    return Refuse("line_item.category_missing", {"known": known})


def _mapped(case: ItemCase) -> dict[str, str]:
    choice = case.choice
    if choice.mapped is None:
        return {}
    return {"category": f"{case.category} counts in {choice.mapped}", "category_by": choice.by}


def _noon(day: date, zone: ZoneInfo) -> datetime:
    noon, evening = (at_local_time(day, clock, zone) for clock in CLOCKS)
    return noon if noon.date() == day else evening


def _not_carried(item: LineItem) -> dict[str, list[str]]:
    lost = ["learning objectives"] if item.learning_objectives else []
    return {"not_carried": lost} if lost else {}
