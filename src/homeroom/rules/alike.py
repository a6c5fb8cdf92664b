"""Titles that were probably meant to be the same: only case, blanks, signs or a plural differ."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W_]+")
# Endings of a plural and what the singular has instead; the first that fits counts.
_PLURALS = (
    ("zzes", "z"),  # quizzes
    ("sses", "ss"),  # classes
    ("ches", "ch"),
    ("shes", "sh"),
    ("xes", "x"),
    ("ies", "y"),
    ("ss", "ss"),  # a class is no plural
    ("us", "us"),  # nor is a bonus
    ("is", "is"),  # nor an analysis
    ("s", ""),
)
# A word as short as this is no plural: as, is, gas.
_SHORT = 3


def bare(title: str) -> str:
    """Return a title as near duplicates are compared: `Home-Works` and `homework` are alike."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    plain = re.sub(r"['’]", "", plain)  # noqa: RUF001  # an apostrophe parts no words
    return "".join(_singular(word) for word in _WORD.findall(plain))


def alike(titles: Iterable[str]) -> Mapping[str, list[str]]:
    """Return titles by what they have in common, in their order."""
    found: dict[str, list[str]] = {}
    for title in titles:
        found.setdefault(bare(title), []).append(title)
    return found


def _singular(word: str) -> str:
    if len(word) <= _SHORT:
        return word
    for plural, single in _PLURALS:
        if word.endswith(plural):
            return word.removesuffix(plural) + single
    return word
