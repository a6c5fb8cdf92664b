"""Charts of grades out: each with its finding as title, and a table beside it."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homeroom.console.here import Here
from homeroom.console.telling import told
from homeroom.console.views.grades.reach import target, within
from homeroom.issues.catalogue import ENTRIES
from homeroom.store import grade_charts, grades_out
from homeroom.store.grade_charts import Day, Time
from homeroom.store.grades_out import Cause, Chosen

DAYS = 30
CAUSES = 8


def show_charts(request: HttpRequest, here: Here, sis: str) -> HttpResponse:
    """Show what went out day by day, why things are refused, and how long grades take."""
    app = target(here, sis)
    since = here.now - timedelta(days=DAYS)
    days = grade_charts.by_day(here.scope, app.id, since, here.district.time_zone)
    chosen = Chosen(states=("refused",))
    why = grades_out.causes(here.scope, app.id, chosen, within(here))
    times = grade_charts.times(here.scope, app.id, since)
    drawn = [_of_days(days), _of_causes(why), _of_times(times)]
    shown = {"app": app, "charts": [one for one in drawn if one], "days": DAYS}
    return render(request, "grades/charts.html", shown)


def _of_days(days: Sequence[Day]) -> dict[str, Any] | None:
    if not days:
        return None
    total, most = sum(one.delivered for one in days), max(days, key=lambda one: one.delivered)
    refused = sum(one.refused for one in days)
    if not total:
        finding = ngettext(
            "%(refused)s was refused in the last %(days)d days, and none delivered",
            "%(refused)s were refused in the last %(days)d days, and none delivered",
            refused,
        ) % {"refused": f"{refused:,}", "days": DAYS}
        return _drawn(days, finding)
    finding = ngettext(
        "%(total)s was delivered in the last %(days)d days, most on %(day)s",
        "%(total)s were delivered in the last %(days)d days, most on %(day)s",
        total,
    ) % {"total": f"{total:,}", "days": DAYS, "day": most.day.isoformat()}
    return _drawn(days, finding)


def _drawn(days: Sequence[Day], finding: str) -> dict[str, Any]:
    return _chart(
        "days",
        finding,
        (_("Day"), [one.day.isoformat() for one in days]),
        [
            (_("Delivered"), [one.delivered for one in days]),
            (_("Refused"), [one.refused for one in days]),
        ],
    )


def _of_causes(why: Sequence[Cause]) -> dict[str, Any] | None:
    """Draw the most frequent causes of those that are refused, as far as these are looked at."""
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for one in why:
        counts[one.code or ""] += one.many
        if one.code and one.code in ENTRIES:
            words.setdefault(one.code, told(one.code, one.facts).words)
    if not counts:
        return None
    most = counts.most_common(CAUSES)
    code, many = most[0]
    all_ = counts.total()
    more = all_ > grades_out.LOOKED_AT
    finding = (
        _("Of %(all)s refused ones that were looked at, %(many)s have one cause: %(why)s")
        if more
        else _("%(many)s of %(all)s that are refused have one cause: %(why)s")
    ) % {"many": f"{many:,}", "all": f"{all_:,}", "why": words.get(code, code)}
    refused = [each for _code, each in most]
    codes = [one for one, _many in most]
    chart = _chart("causes", finding, (_("Cause"), codes), [(_("Refused"), refused)])
    # Words are too long for a chart; the table has both.
    chart["rows"] = [
        [f"{words.get(row[0], '')} [{row[0]}]".strip(), *row[1:]] for row in chart["rows"]
    ]
    return chart


def _of_times(times: Sequence[Time]) -> dict[str, Any] | None:
    all_ = sum(one.grades for one in times)
    if not all_:
        return None
    soon = sum(one.grades for one in times if one.seconds is not None and one.seconds <= 60)
    some = _("%(soon)s of the last %(all)s grades reached the SIS within a minute")
    every = ngettext(
        "The last grade reached the SIS within a minute",
        "The last %(all)s grades all reached the SIS within a minute",
        all_,
    )
    finding = (every if soon == all_ else some) % {"soon": f"{soon:,}", "all": f"{all_:,}"}
    rows = [_step(one.seconds) for one in times]
    return _chart(
        "times",
        finding,
        (_("From app to SIS"), rows),
        [(_("Grades"), [one.grades for one in times])],
    )


def _step(seconds: int | None) -> str:
    words = {
        10: _("up to 10 seconds"),
        60: _("up to a minute"),
        600: _("up to 10 minutes"),
        3_600: _("up to an hour"),
        86_400: _("up to a day"),
        None: _("longer"),
    }
    return words[seconds]


def _chart(
    name: str,
    finding: str,
    rows: tuple[str, list[str]],
    series: list[tuple[str, list[int]]],
) -> dict[str, Any]:
    head, labels = rows
    return {
        "name": name,
        "finding": finding,
        "head": [head, *(label for label, _ in series)],
        "rows": [[label, *(values[at] for _, values in series)] for at, label in enumerate(labels)],
        "drawn": {
            "type": "bar",
            "labels": labels,
            "stacked": True,
            "series": [{"label": label, "values": values} for label, values in series],
        },
    }
