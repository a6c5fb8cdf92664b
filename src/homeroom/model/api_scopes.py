"""The scopes of the OneRoster API: what a token may do, by the name that both versions share.

On the wire a scope is an address, which is another one in 1.1 and in 1.2. Here it is the last part
of it, e.g. roster.readonly.
"""

from collections.abc import Iterable

from homeroom.model.kinds import Version

PREFIXES = {
    Version.V1P1: "https://purl.imsglobal.org/spec/or/v1p1/scope/",
    Version.V1P2: "https://purl.imsglobal.org/spec/or/v1p2/scope/",
}
# What each scope grants, in the words in which a district chooses it.
SCOPES: dict[str, str] = {
    "roster-core.readonly": "Read orgs, sessions, courses, classes, people and enrollments.",
    "roster.readonly": "The same, and the lists below each of them, such as a class's students.",
    "roster-demographics.readonly": "Read demographics, where they are shared at all.",
    "resource-core.readonly": "Read resources.",
    "resource.readonly": "The same, and the resources of a class, a course or a person.",
    "gradebook-core.readonly": "Read categories, line items, results and score scales.",
    "gradebook.readonly": "The same, and the lists below a class or a school.",
    "gradebook.createput": "Write categories, line items, results and score scales.",
    "gradebook.createpost": "Write several line items or results in one request.",
    "gradebook.delete": "Delete categories, line items, results and score scales of its own.",
    "assessment.readonly": "Read assessment line items and their results.",
    "assessment.createput": "Write assessment line items and their results.",
    "assessment.delete": "Delete assessment line items and results of its own.",
}
# A wider scope holds its core; who asks for the wider and may have the core alone gets that.
CORES = {
    "roster.readonly": "roster-core.readonly",
    "resource.readonly": "resource-core.readonly",
    "gradebook.readonly": "gradebook-core.readonly",
}
# OneRoster 1.1 has no posts, no assessments, and for resources and grades no core of their own.
ONLY_1_2 = frozenset(
    {
        "resource-core.readonly",
        "gradebook-core.readonly",
        "gradebook.createpost",
        "assessment.readonly",
        "assessment.createput",
        "assessment.delete",
    }
)
DEMOGRAPHICS = "roster-demographics.readonly"
READING = tuple(one for one in SCOPES if one.endswith(".readonly") and one != DEMOGRAPHICS)
WRITING = tuple(one for one in SCOPES if not one.endswith(".readonly"))


def named(text: str) -> frozenset[str]:
    """Return the names of the scopes in a text of addresses, as a token request has them.

    Addresses of either version count, and so does a bare name; what else stands there is passed
    over.
    """
    found = set()
    for word in text.split():
        for prefix in PREFIXES.values():
            word = word.removeprefix(prefix)
        if word in SCOPES:
            found.add(word)
    return frozenset(found)


def within(allowed: Iterable[str], asked: Iterable[str]) -> frozenset[str]:
    """Return what of the scopes that are asked for is allowed; a wider one is cut to its core."""
    may = frozenset(allowed)
    may |= {CORES[one] for one in may if one in CORES}
    found = set()
    for one in asked:
        core = CORES.get(one, one)
        if one in may or core in may:
            found.add(one if one in may else core)
    return frozenset(found)


def addresses(scopes: Iterable[str]) -> str:
    """Return scopes as a token answer writes them: for 1.2, then those that 1.1 has, too."""
    held = [one for one in SCOPES if one in frozenset(scopes)]
    of_1_1 = [one for one in held if one not in ONLY_1_2]
    return " ".join(
        PREFIXES[version] + one
        for version, names in ((Version.V1P2, held), (Version.V1P1, of_1_1))
        for one in names
    )
