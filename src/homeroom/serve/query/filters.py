"""The filter grammar: field, sign and a value in single quotes; AND or OR between several.

A quote within a value is doubled. The standard knows two comparisons at most; more of them are
taken as long as they are joined by the same word, because then no order has to be guessed.
"""

import re

from homeroom.store.serving.wanted import Filter, Predicate, Sign

MOST = 20
LONGEST = 4_000
_PREDICATE = re.compile(
    r"\s*(?P<path>[^\s=!<>~'\"]+)\s*(?P<sign>!=|>=|<=|=|>|<|~)\s*'(?P<value>(?:[^']|'')*)'\s*"
)
_JOIN = re.compile(r"(AND|OR)(?=\s)", re.IGNORECASE)


class BadFilter(ValueError):
    """A filter that does not follow the grammar; the message is a sentence for the caller."""


def read_filter(text: str) -> Filter:
    """Return the comparisons of a filter."""
    if len(text) > LONGEST:
        raise BadFilter(f"A filter has at most {LONGEST} characters.")
    predicates = []
    words: set[str] = set()
    at = 0
    while True:
        found = _PREDICATE.match(text, at)
        if found is None:
            raise BadFilter(_why(text[at:]))
        predicates.append(_predicate(found))
        at = found.end()
        if at == len(text):
            break
        join = _JOIN.match(text, at)
        if join is None:
            raise BadFilter(f"Between two comparisons stands AND or OR, not: {text[at:][:40]!r}")
        words.add(join[1].upper())
        at = join.end()
    if len(words) > 1:
        raise BadFilter("A filter uses either AND or OR; there are no parentheses.")
    if len(predicates) > MOST:
        raise BadFilter(f"A filter has at most {MOST} comparisons.")
    return Filter(tuple(predicates), any_of=words == {"OR"})


def _predicate(found: re.Match[str]) -> Predicate:
    value = found["value"].replace("''", "'")
    path = found["path"]
    if path == "email":
        # No address holds a blank: it was a plus that the client did not encode.
        value = value.replace(" ", "+")
    return Predicate(path, Sign(found["sign"]), value)


def _why(rest: str) -> str:
    if not rest.strip():
        return "A filter is a comparison such as status='active'; one is missing here."
    return f"A comparison is a field, a sign and a value in single quotes, not: {rest[:60]!r}"
