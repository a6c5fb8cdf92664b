"""Where a server says that its next page is: the Link header, whatever its form."""

import re
from urllib.parse import parse_qsl, urlsplit

# GG4L's pages print links without angle brackets; one relation may stand among others.
_NEXT = re.compile(
    r"(?:^|,)\s*(?:<([^>]*)>|([^\s<>,;]+))\s*;[^<,]*\brel\s*=\s*[\"']?[^\"',;<]*"
    r"(?<![\w-])next(?![\w-])",
    re.IGNORECASE,
)


def next_query(header: str) -> dict[str, str] | None:
    """Return the query of the next link; its host and path may be the server's inner ones."""
    found = _NEXT.search(header)
    if found is None:
        return None
    try:
        query = urlsplit(found.group(1) or found.group(2) or "").query
    except ValueError:
        return {}
    return dict(parse_qsl(query, keep_blank_values=True))
