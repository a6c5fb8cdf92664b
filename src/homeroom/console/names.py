"""How the attributes of the standard are called on pages."""

OWN = {"sourcedId": "Id", "changed": "Changed", "status": "Status"}


def title_of(name: str) -> str:
    """Return how an attribute is called: courseCode is Course code."""
    if name in OWN:
        return OWN[name]
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return words[:1].upper() + words[1:]
