"""What a hub and a SIS hold in the end, in names that do not differ from one run to the next."""

import json
import re
from collections import Counter
from typing import Any

from homeroom.store.scope import Scope

TABLES = (
    "orgs", "academic_sessions", "courses", "classes", "users", "enrollments", "categories",
    "line_items", "results", "record_links", "record_history", "source_records", "source_waits",
    "absences", "deliveries", "issues",
)  # fmt: skip
# Times, numbers of rows, pages and runs, and how often something had to be tried.
PASSING = re.compile(
    r".*_at|at|district_id|date_last_modified|last_seen|first_seen|not_before|claimed_until|claimed_by|claim"
    r"|page_id|place|hash|run_id|first_run|last_run|attempts|version|sent_digest|sourced_id"
)
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def differences(wanted: dict[str, list[str]], found: dict[str, list[str]]) -> list[str]:
    """Return each row that lacks, or that is there and should not be."""
    said = []
    for table in wanted:
        lacking, surplus = Counter(wanted[table]), Counter(found[table])
        said += [f"{table} lacks {row}" for row in (lacking - surplus).elements()]
        said += [f"{table} has {row}" for row in (surplus - lacking).elements()]
    return said


def held(scope: Scope) -> dict[str, list[str]]:
    """Return every row of every table, with ids of the hub replaced by names."""
    names = _names(scope)
    return {table: sorted(_rows(scope, table, names)) for table in TABLES}


def shown(view: dict[str, Any]) -> list[str]:
    """Return what teachers see, without ids and times that the SIS or the hub made up."""
    return [
        f"{name} {json.dumps(_plain(row), sort_keys=True)}"
        for section in view["sections"]
        for name in ("items", "posted", "in_progress")
        for row in section[name]
    ]


def _plain(view: Any) -> Any:
    if isinstance(view, dict):
        return {
            name: _plain(value)
            for name, value in view.items()
            if name not in ("id", "item_id", "result_id", "modified", "connection")
        }
    if isinstance(view, list):
        # Scores are listed as they came in.
        return sorted((_plain(one) for one in view), key=json.dumps)
    return view


def _rows(scope: Scope, table: str, names: dict[str, str]) -> list[str]:
    apps = dict(scope.rows("SELECT id, key FROM apps"))
    found = []
    for (row,) in scope.rows(f"SELECT to_jsonb(t)::text FROM {table} t"):
        told = json.loads(row).items()
        kept = {name: value for name, value in told if not PASSING.fullmatch(name)}
        for name in ("app_id", "target_id"):
            if name in kept:
                kept[name] = apps.get(kept[name])
        if not UUID.fullmatch(str(kept.get("id"))):
            kept.pop("id", None)  # the number of a row
        if kept.get("sent"):
            del kept["sent"]["digest"]  # of content that holds ids
        text = json.dumps(kept, sort_keys=True)
        found.append(UUID.sub(lambda match: names.get(match[0], match[0]), text))
    return found


def _names(scope: Scope) -> dict[str, str]:
    """Return a lasting name for each id that the hub made: what the source calls the record."""
    rows = scope.rows(
        "SELECT l.record_id::text, l.external_id, l.origin, l.kind || ' ' || a.key"
        " FROM record_links l JOIN apps a ON a.district_id = l.district_id AND a.id = l.app_id"
        " ORDER BY l.origin DESC, a.key DESC, l.space, l.external_id"
    )
    names: dict[str, str] = {}
    for record, external, origin, where in rows:
        if origin == "read":
            names.setdefault(record, f"<{where} {external}>")
    for record, external, origin, where in rows:
        if origin != "read":
            names.setdefault(external, f"<{where} of {names.get(record, record)}>")
    return names
