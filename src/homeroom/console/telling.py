"""Problems in the words of the browser: the catalogue's, with the way to a page for a command."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from homeroom.console.fixes import FIXES, Way
from homeroom.console.here import Here
from homeroom.console.pages import BY_NAME
from homeroom.issues.catalogue import ENTRIES, Told, fill


def told(code: str, facts: Mapping[str, Any]) -> Told:
    """Return what happened and what can be done here, in the reader's language."""
    entry = ENTRIES[code]
    return Told(fill(_(entry.words), facts), fill(fix_words(code), facts))


def fix_words(code: str) -> str:
    """Return what can be done here about a problem; facts still stand in braces."""
    return str(FIXES[code].words) if code in FIXES else _(ENTRIES[code].fix)


def link_to(here: Here, way: Way | None, key: str) -> SafeString:
    """Return the link to the page of a way, for whoever may open it; `key` names the app."""
    if way is None or not way.page:
        return SafeString("")
    page = BY_NAME[way.page]
    given = {"slug": here.district.slug, **way.given}
    for name in ("key", "sis"):
        if f":{name}>" in page.path:
            given[name] = key
    if not all(given.values()) or not here.may(page.opens):
        return SafeString("")
    return format_html('<a href="{}">{}</a>', reverse(page.name, kwargs=given), way.link)
