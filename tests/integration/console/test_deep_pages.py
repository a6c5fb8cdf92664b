"""Results are leafed through at the same cost, however many there are and wherever one is.

HOMEROOM_CONSOLE_RESULTS=5000000 makes the larger district as large as issue 5 asks.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from urllib.parse import urlencode

import pytest
from django.db import connections

from homeroom.console.browse_tabs import BY_KEY
from homeroom.console.views.browse import PER_PAGE
from homeroom.store import browsing, districts
from homeroom.store.scope import district_scope
from tests.conftest import prepare, use
from tests.database import copy_of, make_template
from tests.integration.console.many import ITEM, STUDENT, fill, hub_id, watched
from tests.people import Town, make_town

MANY = int(os.environ.get("HOMEROOM_CONSOLE_RESULTS", "10000"))
FEW = MANY // 4
DEEP = 1_000 * PER_PAGE
SORTS = ("", "student", "-student", "lineItem", "-lineItem")
FILTERS = {
    "all of them": {},
    "a score that many have": {"a": "score", "c": "is", "v": "3"},
    "a word that none has": {"a": "textScore", "c": "contains", "v": "nothing"},
    "those of a student": {"a": "student", "c": "is", "v": hub_id(STUDENT)},
    "those of a line item": {"a": "lineItem", "c": "is", "v": hub_id(ITEM)},
}
WHERE = ("the first page", "page 1,000", "the last page")
# Where a page begins among the few of one student, or which results it holds, is by chance.
CHANCE = 2 * PER_PAGE
Read = Mapping[str, Mapping[str, int]]  # rows by the table they are of, by page


def place(town: Town, many: int, sort: str, where: str) -> list[str] | None:
    """Return after which result a page of a list begins; the last one has a full page."""
    order = BY_KEY["results"].order(sort)[1]
    at = {"the first page": 0, "page 1,000": min(DEEP, many // 2), "the last page": many - PER_PAGE}
    names = [name for name, _ in order.keys]
    with district_scope(town.district.id) as scope:
        found = scope.row(
            f"SELECT {', '.join(f'{one}::text' for one in names)} FROM results"
            " WHERE district_id = %(district)s ORDER BY"
            f" {', '.join(f'{one} DESC' if order.descending else one for one in names)}"
            " OFFSET %(at)s - 1 LIMIT 1",
            at=max(at[where], 1),
        )
    assert found is not None
    return list(found) if at[where] else None


def all_pages(many: int) -> Read:
    """Fill a district and open every page; return how many rows each of them reads of a table."""
    with copy_of(make_template("migrated", prepare)) as urls:
        use(urls)
        town = make_town(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
        fill(town, many)
        client, found = town.browser("district-admin"), {}
        for sort, (name, narrow), where in product(SORTS, FILTERS.items(), WHERE):
            after = place(town, many, sort, where)
            token = {"after": str(after).replace("'", '"')} if after else {}
            with watched() as asked:
                address = urlencode({"sort": sort, **narrow, **token})
                answer = client.get(f"/d/riverbend/data/results/?{address}")
            assert answer.status_code == 200
            read: Counter[str] = Counter()
            for table, rows, _sql in asked.read:
                read[table] += rows
            found[f"{name}, by {sort or 'age'}, {where}"] = read
        connections.close_all()
    return found


@pytest.fixture(scope="module")
def pages() -> Iterator[tuple[Read, Read]]:
    """What the pages of a district read, and what those of one read that has four times as much."""
    with pytest.MonkeyPatch.context() as patch:
        # What is bounded by a count has a smaller bound, which shows.
        patch.setattr(browsing, "STRETCH", 400)
        yield all_pages(FEW), all_pages(MANY)


def test_no_page_of_results_reads_more_where_there_are_four_times_as_many(
    pages: tuple[Read, Read],
) -> None:
    few, many = pages
    assert len(many) == len(SORTS) * len(FILTERS) * len(WHERE)
    assert {
        name: (few[name][table], rows, table)
        for name, read in many.items()
        for table, rows in read.items()
        if rows > few[name][table] + CHANCE
    } == {}
