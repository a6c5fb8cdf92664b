"""The teacher's view as a plain page: tables, headings, no script."""

from html import escape
from typing import Any

from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.teacher.view import section_view

_MOST_AT_ONCE = 12
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
  color: #1f2933; background: #fff; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th, td { border: 1px solid #9aa5b1; padding: .3rem .6rem; text-align: left; vertical-align: top; }
thead th { background: #e4e7eb; } .n { text-align: right; font-variant-numeric: tabular-nums; }
.note { color: #52606d; } a { color: #0b4a8f; }
"""
_FLAGS = {
    "T": "turned in",
    "M": "missing",
    "L": "late",
    "I": "incomplete",
    "Ch": "cheated",
    "X": "exempt",
    "Dr": "dropped",
}


def teacher_page(campus: Campus, sections: list[int]) -> str:
    """Show the sections; of many, a list of links to each."""
    if len(sections) > _MOST_AT_ONCE:
        body = _list_of_sections(campus, sections)
    else:
        body = "".join(_section(section_view(campus, number)) for number in sections)
    day = f"{campus.clock.day:%A} {campus.clock.day.day} {campus.clock.day:%B %Y}"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Gradebooks</title><style>{_STYLE}</style></head><body><main>"
        f'<h1>Gradebooks, as their teachers see them</h1><p class="note">A pretend Infinite '
        f"Campus on {day}. All people and schools are invented.</p>"
        f"{body or '<p>There is no such section.</p>'}</main></body></html>"
    )


def _list_of_sections(campus: Campus, sections: list[int]) -> str:
    rows = []
    for number in sections:
        roster = campus.roster_of(number)
        section = roster.sections[number]
        link = f"/sandbox/teacher-view?section={escape(campus.ids.section(number), quote=True)}"
        school = escape(roster.orgs[section.school].name)
        rows.append(
            f'<tr><td><a href="{link}">{escape(section.title)}</a></td><td>{school}</td></tr>'
        )
    head = '<tr><th scope="col">Section</th><th scope="col">School</th></tr>'
    return _table(f"{len(sections)} sections", head, rows)


def _section(view: dict[str, Any]) -> str:
    teachers = ", ".join(view["teachers"]) or "no teacher"
    categories = ", ".join(f"{row['title']} {row['weight']} %" for row in view["categories"])
    parts = [
        f"<section><h2>{escape(view['title'])}</h2>",
        f"<p>{escape(view['school'])}, school year {view['school_year']}, "
        f"{escape(str(view['term']))}. Taught by {escape(teachers)}.<br>"
        f"Categories: {escape(categories) or 'none'}.</p>",
        *(_item(row) for row in view["items"]),
        _posted(view["posted"]),
        _averages(view["in_progress"]),
        "</section>",
    ]
    return "".join(parts)


def _item(item: dict[str, Any]) -> str:
    where = item["category"] or "Uncategorized Assignments: counts for nothing until aligned"
    caption = (
        f"{item['title']}: {item['points'] or 'no'} points, due {item['due']}, {item['term']}, "
        f"{where}, made by {item['connection'] or item['origin']}"
    )
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Student", "Score", "Flags", "Comment")
    )
    return _table(caption, f"<tr>{head}</tr>", [_score(row) for row in item["scores"]])


def _score(row: dict[str, Any]) -> str:
    flags = ", ".join(_FLAGS[flag] for flag in row["flags"])
    name = escape(row["student"]["name"]) + ("" if row["enrolled"] else " (no longer here)")
    shown = row["score"] or row["text"] or ""
    return (
        f'<tr><th scope="row">{name}</th><td class="n">{escape(shown)}</td><td>{flags}</td>'
        f"<td>{escape(row['comment'] or '')}</td></tr>"
    )


def _posted(rows: list[dict[str, Any]]) -> str:
    shown = [
        f'<tr><th scope="row">{escape(row["student"]["name"])}</th><td>{escape(row["task"])}</td>'
        f'<td class="n">{row["percent"] or ""}</td><td>{escape(row["grade"] or "")}</td></tr>'
        for row in rows
    ]
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Student", "Task", "Percent", "Grade")
    )
    return _table("Posted grades", f"<tr>{head}</tr>", shown) if shown else ""


def _averages(rows: list[dict[str, Any]]) -> str:
    shown = [
        f'<tr><th scope="row">{escape(row["student"]["name"])}</th>'
        f'<td class="n">{row["percent"] or ""}</td></tr>'
        for row in rows
    ]
    head = '<tr><th scope="col">Student</th><th scope="col">Percent so far</th></tr>'
    return _table("In progress", head, shown) if shown else ""


def _table(caption: str, head: str, rows: list[str]) -> str:
    return (
        f"<table><caption>{escape(caption)}</caption><thead>{head}</thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
