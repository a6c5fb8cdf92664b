"""Pages of the list of results: at its beginning, far inside, and at its end."""

from collections.abc import Mapping
from itertools import product
from urllib.parse import urlencode

from homeroom.console.browse_tabs import BY_KEY
from homeroom.console.views.browse import PER_PAGE
from homeroom.store.districts import District
from homeroom.store.json import encode_json
from homeroom.store.scope import district_scope

FIRST, DEEP, LAST = "first page", "page 1,000", "last page"
WHERE = (FIRST, DEEP, LAST)
_TAB = BY_KEY["results"]
_NARROWED = {"": {}, ", filtered": {"a": "scoreStatus", "c": "begins with", "v": "fully"}}


def leaves(district: District, many: int) -> dict[str, str]:
    """Return addresses of pages of a district's results, by what they are; it has so many."""
    return {
        f"results by {sort or 'age'}{name}, {where}": leaf(district, many, sort, where, narrow)
        for sort, (name, narrow), where in product(("", "-student"), _NARROWED.items(), WHERE)
    }


def leaf(district: District, many: int, sort: str, where: str, narrow: Mapping[str, str]) -> str:
    """Return the address of one page; the middle is page 1,000 where there are fewer pages."""
    skipped = {FIRST: 0, DEEP: min(1_000 * PER_PAGE, many // 2), LAST: many - PER_PAGE}[where]
    after = {"after": encode_json(_place(district, sort, skipped))} if skipped else {}
    return f"/d/{district.slug}/data/results/?{urlencode({'sort': sort, **narrow, **after})}"


def _place(district: District, sort: str, skipped: int) -> list[str]:
    """Return the place of the last result that is skipped."""
    order = _TAB.order(sort)[1]
    names = [name for name, _ in order.keys]
    with district_scope(district.id) as scope:
        found = scope.row(
            f"SELECT {', '.join(f'{one}::text' for one in names)} FROM results"
            " WHERE district_id = %(district)s ORDER BY"
            f" {', '.join(f'{one} DESC' if order.descending else one for one in names)}"
            " OFFSET %(before)s LIMIT 1",
            before=skipped - 1,
        )
    assert found is not None
    return list(found)
