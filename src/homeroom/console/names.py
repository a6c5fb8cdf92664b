"""How the attributes of the standard are called on pages."""

from django.utils.translation import gettext, gettext_noop

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
