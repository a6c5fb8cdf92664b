"""The rules as somebody sees them: all of the district, or those of own schools and below."""

from collections.abc import Collection

from homeroom.console.here import Here
from homeroom.console.rule_parts import PARTS, Part
from homeroom.rules.document import Rules
from homeroom.rules.own import PLACED, IsOwn, merged, narrowed, places_in
from homeroom.rules.places import Level
from homeroom.store import naming_places
from homeroom.store.scope import Scope, district_scope


class OwnRules:
    """What of some rules is seen and changed; without schools, everything.

    It enters the district itself where it has to know whose a place is.
    """

    def __init__(self, here: Here) -> None:
        self._district, self.schools = here.district.id, here.schools

    def parts(self) -> dict[str, Part]:
        """Return the parts that the person finds."""
        if self.schools is None:
            return PARTS
        found = {path.partition(".")[0] for path in PLACED}
        return {name: part for name, part in PARTS.items() if name in found}

    def seen(self, rules: Rules) -> Rules:
        """Return the rules as far as the person may change them, with what these rows name."""
        return rules if self.schools is None else narrowed(rules, self._is_own(rules))

    def all_seen(self, some: Collection[Rules]) -> list[Rules]:
        """Return several documents so, whose places are looked up once."""
        if self.schools is None:
            return list(some)
        is_own = self._is_own(*some)
        return [narrowed(one, is_own) for one in some]

    def with_drafted(self, held: Rules, drafted: Rules) -> Rules:
        """Return the held rules changed as they are drafted, in own places alone.

        NeedsDistrict: the draft changes other places.
        """
        if self.schools is None:
            return drafted
        return merged(held, drafted, self._is_own(held, drafted))

    def is_own(self, place: str) -> bool:
        """Say whether the person may change what holds in a place."""
        return self.schools is None or bool(self._own([place]))

    def own_of(self, rules: Rules) -> frozenset[str]:
        """Return the places in some rules whose rows the person may change."""
        return self._own(set(places_in(rules)))

    def _is_own(self, *some: Rules) -> IsOwn:
        places = {place for rules in some for place in places_in(rules)}
        return self._own(places).__contains__

    def _own(self, places: Collection[str]) -> frozenset[str]:
        if self.schools is None:
            return frozenset(places)
        with district_scope(self._district) as scope:
            return _own_of(scope, places, self.schools)


def _own_of(scope: Scope, places: Collection[str], schools: Collection[str]) -> frozenset[str]:
    ids: dict[Level, list[str]] = {}
    for place in places:
        level, _, id_ = place.partition(":")
        if id_:
            ids.setdefault(Level(level), []).append(id_)
    return frozenset(
        f"{level.value}:{id_}"
        for level, some in ids.items()
        for id_ in naming_places.own_ids(scope, level, some, schools)
    )
