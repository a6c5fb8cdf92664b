"""The tables of docs/reference that the hub's own code knows: modes, connectors, rules, codes."""

from collections.abc import Iterable

from homeroom.connectors.base import Connector, Setting
from homeroom.connectors.gallery import gallery
from homeroom.connectors.rules import Rule
from homeroom.issues.catalogue import RECORD_ENTRIES
from homeroom.issues.checks import CHECK_ENTRIES
from homeroom.issues.deliveries import DELIVERY_ENTRIES
from homeroom.issues.entry import Entry
from homeroom.issues.holds import HOLD_ENTRIES
from homeroom.issues.posted import POSTED_ENTRIES
from homeroom.issues.quality import QUALITY_ENTRIES
from homeroom.issues.reconcile import RECONCILE_ENTRIES
from homeroom.model.kinds import COLLECTIONS, Kind
from homeroom.runs.deliver.ports import OUTGOING
from homeroom.runs.setup.modes import PLANS, Plan
from homeroom.store.serving.stand_ins import STAND_INS
from tests.docs.markdown import code, listed, table


def mode_table() -> str:
    """Return what each mode reads and writes."""
    columns = ["Sync Mode", "Grade Sync", "In a sentence", "Reads", "Writes", "Operator approves"]
    return table(columns, (_mode(plan) for plan in PLANS))


def _mode(plan: Plan) -> tuple[str, ...]:
    into = "" if plan.into_truth or not plan.reads else ", as addresses only"
    reads = _kinds(plan.reads) + into if plan.reads else "nothing"
    writes = "grades" if plan.writes else "nothing"
    return (
        code(plan.mode.value),
        "on" if plan.grade_sync else "off",
        plan.says,
        reads,
        writes,
        "yes, before it starts" if plan.needs_approval else "no",
    )


def mode_steps() -> str:
    """Return the steps of activation of each mode."""
    rows = [
        (code(plan.mode.value), "on" if plan.grade_sync else "off", " > ".join(plan.steps))
        for plan in PLANS
    ]
    return table(["Sync Mode", "Grade Sync", "Steps"], rows)


def _kinds(kinds: Iterable[Kind]) -> str:
    wanted = frozenset(kinds)
    return ", ".join(name for kind, name in COLLECTIONS.items() if kind in wanted)


def stand_ins() -> str:
    """Return what is sent for members that are demanded and that nobody said."""
    rows = (
        (code(kind.value), code(wire), one.words)
        for kind, some in STAND_INS.items()
        for wire, one in some.items()
    )
    return table(["Of", "where nobody said", "this is sent"], rows)


def connector_pages() -> str:
    """Return every connector: its form, and what each API version reads and writes."""
    return "\n\n".join(_connector(one) for one in gallery().values())


def _connector(one: Connector) -> str:
    modes = listed(mode.value for mode in one.modes)
    parts = [
        f"## {one.title}",
        f"{one.summary} Its name in the gallery is {code(one.name)}. Sync Modes: {modes}.",
        "### Delivery Config",
        table(["Field", "Label", "Needed", "Meaning"], (_field(field) for field in one.settings)),
        "### What it reads and writes",
        table(["", *(f"Version {version}" for version in one.versions)], _abilities(one)),
    ]
    return "\n\n".join(parts)


def _field(field: Setting) -> tuple[str, str, str, str]:
    need = "yes" if field.required else ("for grades" if field.for_grades else "no")
    words = [field.help]
    if field.choices:
        words.append(f"One of {listed(field.choices)}.")
    if field.default:
        words.append(f"Default: {code(field.default)}.")
    if field.example:
        words.append(f"Example: {code(field.example)}.")
    if field.secret:
        words.append("Kept encrypted, never shown.")
    return code(field.name), field.label, need, " ".join(word for word in words if word)


def _abilities(one: Connector) -> list[list[str]]:
    can = [one.capabilities(version) for version in one.versions]
    lanes = "{0.lanes_in_school_hours} in school hours, {0.lanes_otherwise} outside them"
    return [
        ["Reads", *(_kinds(each.reads) for each in can)],
        ["Lacks", *(" ".join(each.absent.values()) or "nothing" for each in can)],
        ["Is sent", *(_kinds(each.writes & OUTGOING) or "nothing" for each in can)],
        ["Deletes", *(_kinds(each.deletes & OUTGOING) or "nothing" for each in can)],
        ["Changes show", *(each.change.value for each in can)],
        ["Requests at once", *(lanes.format(each) for each in can)],
    ]


def rule_tables() -> str:
    """Return the write rules of every target."""
    parts = []
    for one in gallery().values():
        if one.rules:
            columns = ["Rule", "What it says", "Mode", "Modes", "Certainty", "Where it comes from"]
            parts += [f"## {one.title}", table(columns, map(_rule, one.rules.by_name.values()))]
    return "\n\n".join(parts)


def _rule(rule: Rule) -> tuple[str, ...]:
    bound = f", bound {rule.limit}" if rule.limit is not None else ""
    only = f" Only with API {', '.join(rule.applies_to)}." if rule.applies_to else ""
    return (
        code(rule.name),
        rule.words + only,
        code(rule.mode) + bound,
        listed(rule.modes),
        rule.certainty.value,
        rule.source + ".",
    )


def grade_codes() -> str:
    """Return why a grade is refused or held."""
    return _codes((*DELIVERY_ENTRIES, *HOLD_ENTRIES, *POSTED_ENTRIES))


def record_codes() -> str:
    """Return what can be wrong with records that were read."""
    return _codes((*RECORD_ENTRIES, *QUALITY_ENTRIES))


def check_codes() -> str:
    """Return what may lack before the first delivery."""
    return _codes(CHECK_ENTRIES)


def reconcile_codes() -> str:
    """Return what a comparison of app, hub and SIS may find."""
    return _codes(RECONCILE_ENTRIES)


def _codes(entries: Iterable[Entry]) -> str:
    rows = [
        (code(one.code), one.severity.value, one.owner.value, one.words, one.fix) for one in entries
    ]
    return table(["Code", "Severity", "Who can mend it", "Words", "What to do"], rows)
