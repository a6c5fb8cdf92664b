"""Which records a list or a single answer is about, as the WHERE of its statement."""

from homeroom.store.columns import TABLES
from homeroom.store.serving import nobodys, relations
from homeroom.store.serving.bag import Bag
from homeroom.store.serving.filters import SHOWS_DELETED, Words
from homeroom.store.serving.shared import Shared
from homeroom.store.serving.wanted import Choice

# How a statement names the ids of what records lie below, outermost first.
PARENTS = ("parent_1", "parent_2", "parent_3")


def chosen(choice: Choice, shared: Shared, bag: Bag) -> str:
    """Return FROM and WHERE of the records `t` that are kept.

    What was deleted is left out unless the filter asks for a status or for what changed.
    """
    return _from(TABLES[choice.kind].name, choice, shared, bag)


def listed(choice: Choice, shared: Shared, bag: Bag) -> str:
    """Return the same, with the record that stands for what nobody said."""
    return _from(nobodys.rows(choice.kind, shared), choice, shared, bag)


def _from(rows: str, choice: Choice, shared: Shared, bag: Bag) -> str:
    words = ["t.district_id = %(district)s"]
    words += relations.only_words(choice.kind, choice.only, "t")
    for (kind, only, id_), name in zip(choice.parents, PARENTS, strict=False):
        parent = bag.hold(id_, "uuid", name)
        words.append(relations.below(choice.kind, choice.only, (kind, only), parent))
    asked = choice.filter.predicates if choice.filter else ()
    if not any(one.path in SHOWS_DELETED for one in asked):
        words.append("t.retired_at IS NULL")
    if seen := shared.words(choice.kind, "t"):
        words.append(seen)
    if choice.filter:
        made = Words(choice.kind, choice.version, shared, bag)
        join = " OR " if choice.filter.any_of else " AND "
        words.append("(" + join.join(made.of(one) for one in asked) + ")")
    return f"FROM {rows} t WHERE {' AND '.join(words)}"
