"""How the attributes of the standard are called on pages."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind

OWN = {
    "sourcedId": gettext_noop("Id"),
    "changed": gettext_noop("Changed"),
    "status": gettext_noop("Status"),
}


def title_of(name: str) -> str:
    """Return how an attribute is called: courseCode is Course code."""
    return gettext(plain_title(name))


def plain_title(name: str) -> str:
    """Return the same in English, by which translations know it."""
    if name in OWN:
        return OWN[name]
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return words[:1].upper() + words[1:]


def title_of_field(kind: Kind, name: str) -> str:
    """Return how a field is called by its name in the hub; what is no field keeps its name."""
    wire = next((one.wire for one in ENTITIES[kind].fields if one.name == name), "")
    return title_of(wire) if wire else name


def with_titles(reason: str, titles: Mapping[str, str]) -> str:
    """Return a reason with apps by their titles, instead of the keys by which rules know them."""
    for key, title in titles.items():
        written = title.replace("\\", "\\\\")
        reason = re.sub(rf"(?<![\w-]){re.escape(key)}(?![\w-])", written, reason)
    return reason
