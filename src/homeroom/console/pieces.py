"""What stands in many places of a page, as HTML made in Python: a template takes far longer.

A list of fifty runs has three hundred of these.
"""

from datetime import datetime, timedelta, tzinfo
from html import escape

from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from homeroom import __version__
from homeroom.console.words import Word


def file(path: str) -> str:
    """Return the address of a file of ours; a new version is never taken from an old cache."""
    return f"{static(path)}?{__version__}"


def chip(word: Word, since: str = "") -> SafeString:
    """Return a state: its word, its shape and, as HTML, since when."""
    behind = f' <span class="hr-since">{since}</span>' if since else ""
    return mark_safe(
        f'<span class="hr-chip hr-{word.tone}" title="{escape(str(word.means))}">'
        '<svg class="hr-shape" aria-hidden="true" focusable="false">'
        f'<use href="{file("shapes.svg")}#{word.shape}"></use></svg>'
        f"{escape(str(word.word))}{behind}</span>"
    )


def moment(at: datetime | None, zone: tzinfo, now: datetime) -> SafeString:
    """Return a moment on somebody's clock, in words that are quick to read; none is a dash."""
    if at is None:
        return SafeString("-")
    local = at.astimezone(zone)
    words = escape(_near(local, now.astimezone(zone)))
    return mark_safe(
        f'<time datetime="{at.isoformat()}" title="{local:%Y-%m-%d %H:%M:%S}">{words}</time>'
    )


def _near(at: datetime, now: datetime) -> str:
    clock = at.strftime("%H:%M")
    if at.date() == now.date():
        return _("today %(clock)s") % {"clock": clock}
    if at.date() == (now - timedelta(days=1)).date():
        return _("yesterday %(clock)s") % {"clock": clock}
    day = date_format(at, "j M" if at.year == now.year else "j M Y")
    return f"{day} {clock}"
