"""Help: guides of the systems, words, states, messages with their fixes, and accessibility."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from homeroom.connectors.gallery import gallery
from homeroom.console.fixes import FIXES
from homeroom.console.glossary import GLOSSARY
from homeroom.console.here import Here
from homeroom.console.telling import fix_words
from homeroom.console.words import DELIVERIES, RUNS, Word
from homeroom.issues.catalogue import ENTRIES
from homeroom.issues.entry import Entry
from homeroom.runs.care import support
from homeroom.store import audit

_FACT = re.compile(r"\{(\w+)[^}]*\}")


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show where to find which help."""
    return render(request, "help/help.html", {"connectors": list(gallery().values())})


def words(request: HttpRequest, here: Here) -> HttpResponse:
    """Show what the words of the console mean."""
    return render(request, "help/words.html", {"glossary": GLOSSARY})


def states(request: HttpRequest, here: Here) -> HttpResponse:
    """Show the states of runs and of deliveries, each as it looks everywhere."""
    shown = {"runs": _described(RUNS), "deliveries": _described(DELIVERIES)}
    return render(request, "help/states.html", shown)


def messages(request: HttpRequest, here: Here) -> HttpResponse:
    """Show every message about data: its words, who can mend it, and how; with a search."""
    sought = request.GET.get("q", "").strip()
    rows = [_row(one) for one in ENTRIES.values()]
    found = [row for row in rows if sought.casefold() in " ".join(row).casefold()]
    columns = [_("Message"), _("What to do"), _("Who can mend it"), _("How bad"), _("Code")]
    shown = {"rows": found, "columns": columns, "sought": sought, "all": len(rows)}
    return render(request, "help/messages.html", shown)


def accessibility(request: HttpRequest, here: Here) -> HttpResponse:
    """Say what was done so that everybody can use the console, and what may still be hard."""
    return render(request, "help/accessibility.html")


def bundle(request: HttpRequest, here: Here) -> HttpResponse:
    """Say what a support bundle holds, and hand it out; that is noted."""
    if request.method != "POST":
        contents = [(name, words) for name, (words, _make) in support.CONTENTS.items()]
        return render(request, "help/bundle.html", {"contents": contents})
    made = support.bundle(here.scope)
    facts = {"bytes": len(made)}
    audit.note(here.scope, here.actor, "support.bundle", here.district.slug, facts)
    answer = HttpResponse(made, content_type="application/zip")
    name = support.file_name(here.district.slug, here.now)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _described(states: dict[str, Word]) -> list[tuple[str, Word]]:
    return list(states.items())


def _row(entry: Entry) -> tuple[str, ...]:
    """Return a message as a row; facts that a case would bring stand in brackets."""
    way = FIXES.get(entry.code)
    fix = f"{fix_words(entry.code)} ({way.link})" if way and way.link else fix_words(entry.code)
    told = (_FACT.sub(_bracketed, text) for text in (_(entry.words), fix))
    return (*told, _(entry.owner.value), _(entry.severity.value), entry.code)


def _bracketed(fact: re.Match[str]) -> str:
    return f"[{fact[1].replace('_', ' ')}]"
