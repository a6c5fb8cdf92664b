"""Deliveries that were put aside, and what brings them back."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeroom.store.json import encode_json
from homeroom.store.scope import Scope

# A person decides these; everything else that a check keeps back is checked again by itself.
FOR_A_PERSON = (
    "delete.needs_approval",
    "result.cleared",
    "result.cleared_on_1_1",
    "result.no_longer_listed",
    "restored.unsent",
    "window.changed",
    "window.emptied",
)

# Holds that a person lifts for one content, and no other: they say nothing about what stands in the
# SIS, so that an edit there is still a conflict.
WINDOW = ("window.changed", "window.emptied")
LIFTED = (
    "checks.open", "scope.frozen", "scope.term_closed", "scope.year_closed",
    "line_item.moved_term", "preview.each", "restored.unsent", "scales.state", *WINDOW,
)  # fmt: skip
_DAILY = "code = 'target.refused' OR code LIKE 'scope.%%'"


def check_again(scope: Scope, target_id: int) -> int:
    """Let everything that a check keeps back be checked anew: its cause may be gone.

    What the target itself refused is tried again once a day, and so is what is out of scope.
    """
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', not_before = now(), attempts = 0"
        " WHERE district_id = %(district)s AND target_id = %(target)s"
        " AND state IN ('refused', 'held') AND NOT code = ANY(%(person)s)"
        f" AND (NOT ({_DAILY}) OR not_before <= now())",
        target=target_id,
        person=list(FOR_A_PERSON),
    )


def look_again_at_categories(scope: Scope, target_id: int) -> int:
    """Let categories be decided anew that were not made at a target: the rules have changed."""
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', not_before = now()"
        " WHERE district_id = %(district)s AND target_id = %(target)s AND kind = 'category'"
        " AND state = 'dropped' AND act = 'put'",
        target=target_id,
    )


def apps_due(scope: Scope, target_id: int) -> set[int]:
    """Return the apps of which something is due to go to a target, or waits for its checks."""
    rows = scope.rows(
        "SELECT DISTINCT app_id FROM deliveries WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND (state = 'waiting' AND not_before <= now()"
        "   OR state = 'held' AND code = 'checks.open')",
        target=target_id,
    )
    return {app_id for (app_id,) in rows}


def hold_waiting(
    scope: Scope, target_id: int, code: str, facts: Mapping[str, Any], app_id: int | None = None
) -> int:
    """Hold all that is due to go to a target, or that of one app; what still rests goes on so."""
    return scope.run(
        "UPDATE deliveries SET state = 'held', code = %(code)s, facts = %(facts)s,"
        " changed_at = now() WHERE district_id = %(district)s AND target_id = %(target)s"
        " AND state = 'waiting' AND not_before <= now()"
        " AND (%(app)s::int IS NULL OR app_id = %(app)s)",
        target=target_id,
        code=code,
        facts=encode_json(facts),
        app=app_id,
    )


def end_hold(scope: Scope, target_id: int, code: str, app_id: int | None = None) -> int:
    """Let everything go that was held for one reason, or that of one app."""
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', code = NULL, facts = NULL, not_before = now()"
        " WHERE district_id = %(district)s AND target_id = %(target)s AND state = 'held'"
        " AND code = %(code)s AND (%(app)s::int IS NULL OR app_id = %(app)s)",
        target=target_id,
        code=code,
        app=app_id,
    )


def check_scope(scope: Scope) -> int:
    """Let what is out of scope be checked anew: the rules, or the day, have changed."""
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', not_before = now(), attempts = 0"
        " WHERE district_id = %(district)s AND state = 'held' AND code LIKE 'scope.%%'"
    )


def check_scope_daily(scope: Scope) -> int:
    """Let what is out of scope be checked anew where a new day has begun."""
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', attempts = 0"
        " WHERE district_id = %(district)s AND state = 'held' AND code LIKE 'scope.%%'"
        " AND not_before <= now()"
    )


def take_turns(scope: Scope, target_id: int) -> None:
    """Let one transaction at a time wake children or park them, so that none is missed."""
    scope.run("SELECT pg_advisory_xact_lock(%(target)s)", target=target_id)


def wake_orphans(scope: Scope, target_id: int, record_ids: Sequence[str]) -> int:
    """Let grades go whose line item was delivered while they were being parked for it.

    Delivered means what the check means by it: the target took it, and its id there is kept.
    """
    if not record_ids:
        return 0
    return scope.run(
        "UPDATE deliveries d SET state = 'waiting', not_before = now()"
        " FROM results r JOIN deliveries p ON p.district_id = r.district_id"
        "   AND p.target_id = %(target)s AND p.kind = 'lineItem' AND p.record_id = r.line_item_id"
        "   AND p.sent ? 'id'"
        " JOIN record_links l ON l.district_id = p.district_id AND l.app_id = p.target_id"
        "   AND l.kind = p.kind AND l.record_id = p.record_id AND l.external_id = p.sent->>'id'"
        " WHERE d.district_id = %(district)s AND d.target_id = %(target)s AND d.kind = 'result'"
        " AND d.state = 'held' AND d.code = 'parent.not_delivered'"
        " AND d.record_id = ANY(%(ids)s::uuid[])"
        " AND r.district_id = d.district_id AND r.id = d.record_id",
        target=target_id,
        ids=list(record_ids),
    )


def wake_results(scope: Scope, target_id: int, line_items: Sequence[str]) -> int:
    """Let the grades go that waited for these line items."""
    if not line_items:
        return 0
    return scope.run(
        "UPDATE deliveries d SET state = 'waiting', not_before = now() FROM results r"
        " WHERE d.district_id = %(district)s AND d.target_id = %(target)s AND d.kind = 'result'"
        " AND d.state = 'held' AND d.code = 'parent.not_delivered'"
        " AND r.district_id = d.district_id AND r.id = d.record_id"
        " AND r.line_item_id = ANY(%(items)s::uuid[])",
        target=target_id,
        items=list(line_items),
    )


def end_with(scope: Scope, target_id: int, line_items: Sequence[str]) -> int:
    """Close the deliveries of grades whose line items were deleted at the target, as asked for."""
    if not line_items:
        return 0
    return scope.run(
        "UPDATE deliveries d SET state = 'dropped', version = d.version + 1, claim = NULL,"
        " code = NULL, facts = NULL, sent = NULL, baseline = NULL, tried = NULL,"
        " changed_at = now(), notes = %(notes)s FROM results r"
        " WHERE d.district_id = %(district)s AND d.target_id = %(target)s AND d.kind = 'result'"
        " AND r.district_id = d.district_id AND r.id = d.record_id"
        " AND r.line_item_id = ANY(%(items)s::uuid[])",
        target=target_id,
        items=list(line_items),
        notes=encode_json({"deleted": "with its line item"}),
    )


def send_again(scope: Scope, target_id: int, codes: Sequence[str]) -> int:
    """Send parked rows again, of some codes or of all that may be sent without a decision."""
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', not_before = now(), attempts = 0"
        " WHERE district_id = %(district)s AND target_id = %(target)s"
        " AND state IN ('refused', 'held', 'waiting') AND NOT code = ANY(%(person)s)"
        " AND (%(codes)s::text[] = '{}' OR code = ANY(%(codes)s))",
        target=target_id,
        codes=list(codes),
        person=list(FOR_A_PERSON),
    )


def send_some_again(scope: Scope, target_id: int, record_ids: Sequence[str]) -> int:
    """Send parked rows of some records again, but for those that wait for a decision."""
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', not_before = now(), attempts = 0"
        " WHERE district_id = %(district)s AND target_id = %(target)s"
        " AND state IN ('refused', 'held') AND NOT code = ANY(%(person)s)"
        " AND record_id = ANY(%(ids)s::uuid[])",
        target=target_id,
        ids=list(record_ids),
        person=list(FOR_A_PERSON),
    )


def check_delivered(scope: Scope, target_id: int) -> int:
    """Let all that was delivered be checked again; what still looks as it was sent stays so."""
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', not_before = now(), attempts = 0"
        " WHERE district_id = %(district)s AND target_id = %(target)s"
        " AND state = 'delivered' AND act = 'put'",
        target=target_id,
    )


def approve(scope: Scope, target_id: int, record_ids: Sequence[str]) -> int:
    """Let rows go that a person has looked at: a removal, or a grade over an edit in the SIS.

    Whether to adopt what stands in the SIS is another question, and so is a signature.
    """
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', not_before = now(),"
        " approved = approved OR NOT coalesce(code = ANY(%(lifted)s), false),"
        " lifted = CASE WHEN code = ANY(%(lifted)s) THEN lifted || code ELSE lifted END"
        " WHERE district_id = %(district)s AND target_id = %(target)s"
        " AND state IN ('held', 'conflict') AND code IS DISTINCT FROM 'adopt.proposed'"
        " AND coalesce(code NOT LIKE 'posted.%%', true)"
        " AND record_id = ANY(%(ids)s::uuid[])",
        target=target_id,
        ids=list(record_ids),
        lifted=list(LIFTED),
    )


def dismiss(scope: Scope, target_id: int, record_ids: Sequence[str]) -> int:
    """Leave what is in the SIS as it is; what was never sent is not sent.

    For a conflict, what it shows becomes the baseline, the app's grade counts as answered, and its
    next one is asked about again. Of a flood of changes, this content is discarded.
    """
    return scope.run(
        "UPDATE deliveries SET act = 'put', code = NULL, approved = false,"
        " state = CASE WHEN state = 'held' AND sent IS NULL THEN 'dropped' ELSE 'delivered' END,"
        " baseline = coalesce(facts->'shown', baseline), tried = NULL,"
        " sent = CASE WHEN state = 'conflict' THEN coalesce(sent, '{}')"
        "   || jsonb_build_object('kept', true)"
        "   || CASE WHEN facts ? 'digest' THEN jsonb_build_object('digest', facts->'digest')"
        "   ELSE '{}' END WHEN code = ANY(%(window)s)"
        "   THEN sent || jsonb_build_object('digest', facts->'digest') ELSE sent END,"
        " notes = %(notes)s, facts = NULL, changed_at = now()"
        " WHERE district_id = %(district)s AND target_id = %(target)s"
        " AND state IN ('held', 'conflict') AND record_id = ANY(%(ids)s::uuid[])",
        target=target_id,
        ids=list(record_ids),
        notes=encode_json({"kept": "a person chose to keep what the SIS shows"}),
        window=[*WINDOW, "preview.each"],
    )


def waiting_for_a_person(scope: Scope, target_id: int, code: str, class_id: str) -> list[str]:
    """Return what waits for a decision for one reason, in one class (by its shown id) or in all."""
    rows = scope.rows(
        "SELECT d.record_id::text FROM deliveries d WHERE d.district_id = %(district)s"
        " AND d.target_id = %(target)s AND d.state IN ('held', 'conflict') AND d.code = %(code)s"
        " AND (%(class)s = '' OR EXISTS (SELECT FROM line_items i JOIN classes c"
        "   ON c.district_id = i.district_id AND c.id = i.class_id"
        "   LEFT JOIN results r ON r.district_id = i.district_id AND r.line_item_id = i.id"
        "   WHERE i.district_id = d.district_id AND c.sourced_id = %(class)s"
        "   AND (d.record_id IN (i.id, r.id) OR d.record_id IN (SELECT id FROM result_parts p"
        "     WHERE p.district_id = r.district_id AND p.result_id = r.id))))"
        " ORDER BY d.record_id",
        **{"target": target_id, "code": code, "class": class_id},
    )
    return [id_ for (id_,) in rows]
