"""The conversion table of a connection: what comes, what goes out, and which rule says so. Pure."""

from collections.abc import Iterator

from msgspec import Struct

from homeroom.connectors.rules import Rules
from homeroom.model.scores import score_text
from homeroom.push.checks.scaled import narrowed
from homeroom.rules import document
from homeroom.rules.places import Level, Where, read_place
from homeroom.rules.posted import Posted
from homeroom.rules.scales import Conversion, Policy, Rounding, Scales, policy_for
from homeroom.rules.standards import Standards

# What the write rules of a target say about scores, in the order in which it is read.
_RULES = (
    "score_form", "percent", "level", "standards", "score_over_maximum", "score_below_minimum",
    "decimals", "exempt", "missing", "flags", "cleared", "comment", "comment_length", "posted",
    "posted_letter",
)  # fmt: skip
_WORDS = ("late", "missing", "incomplete", "not_submitted", "exempt", "zero")


class Line(Struct, frozen=True):
    """One line of the table: in a place, what comes becomes this, by that rule."""

    place: str
    comes: str
    becomes: str
    rule: str


def conversion_table(rules: Rules, version: str, decided: document.Rules, app: str) -> list[Line]:
    """Return what holds in the whole district, and then what each narrower place says instead."""
    scales = decided.scales
    nowhere = policy_for(scales, app, Where(class_=""))
    lines = [Line("district", "points", "points", "always: the number as it came")]
    lines += _of_target(rules, nowhere, version)
    lines += _of_words(nowhere)
    lines += [line for one in scales.conversions for line in _of_place(one, app)]
    lines += _of_tables(scales)
    return [*lines, *_of_standards(decided.standards), *_of_term_grades(decided.posted)]


def _of_target(rules: Rules, policy: Policy, version: str) -> Iterator[Line]:
    chosen = narrowed(rules, policy)
    for name in _RULES:
        mode = chosen.mode(name, version)
        decided = mode != rules.mode(name, version)
        certainty, limit = rules.by_name[name].certainty, rules.by_name[name].limit
        mode += f", above {limit} characters" if limit and mode != "off" else ""
        by = "scales for district" if decided else f"write rule {name} ({certainty})"
        yield Line("district", name.replace("_", " "), mode, by)


def _of_words(policy: Policy) -> Iterator[Line]:
    rounding = str(policy.rounding)
    if policy.rounding is not Rounding.NONE:
        rounding += f", {policy.digits} digits after the point"
    held = {"rounding": rounding, "letter beside": str(policy.beside)}
    if "extra" in policy.places:
        held["extra credit"] = str(policy.extra)
    held |= {f"said: {one.replace('_', ' ')}": str(getattr(policy, one)) for one in _WORDS}
    for comes, becomes in held.items():
        name = {"letter beside": "beside", "extra credit": "extra"}.get(comes)
        name = name or comes.removeprefix("said: ").replace(" ", "_")
        yield Line("district", comes, becomes, policy.by(name) if name in policy.places else
                   "always, unless a rule says otherwise")  # fmt: skip


def _of_place(one: Conversion, app: str) -> Iterator[Line]:
    if one.app not in ("", app) or read_place(one.place)[0] is Level.DISTRICT:
        return
    for name, value in one.said.items():
        yield Line(one.place, name.replace("_", " "), str(value), f"rule {name} of scales")


def _of_tables(scales: Scales) -> Iterator[Line]:
    for table in scales.tables:
        for one in table.letters:
            numbers = {"from": one.minimum, "counts": one.percent, "points": one.points}
            words = [f"{name} {score_text(value)}{'' if name == 'points' else ' %'}"
                     for name, value in numbers.items() if value is not None]  # fmt: skip
            words += [f"goes out as {one.to}"] if one.to else []
            yield Line(
                "district", one.letter, ", ".join(words) or "no number", f"table {table.name}"
            )


def _of_standards(standards: Standards) -> Iterator[Line]:
    for one in standards.crosswalk:
        levels = ", ".join(standards.by_name[one.group].levels)
        whose = " ".join(word for word in (one.app, one.source, one.objective) if word)
        becomes = f"{one.item}: {levels}"
        yield Line(one.place, f"objective {whose}", becomes, "crosswalk of standards")


def _of_term_grades(posted: Posted) -> Iterator[Line]:
    for one in posted.term_grades:
        comes, becomes = f"{one.item} of {one.app}", f"posted to {one.task}: {one.posts}"
        yield Line(one.place, comes, becomes, "rule term_grades of posted")
