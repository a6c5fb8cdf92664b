"""Results are leafed through at the same cost, however many there are and wherever one is.

HOMEROOM_CONSOLE_RESULTS=5000000 makes the larger district as large as issue 5 asks.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from django.db import connections

from homeroom.bench.leafing import WHERE, leaf
from homeroom.console.views.browse import PER_PAGE
from homeroom.store import browsing, districts
from tests.conftest import prepare, use
from tests.database import copy_of, make_template
from tests.integration.console.many import ITEM, STUDENT, fill, hub_id, watched
from tests.people import make_town

MANY = int(os.environ.get("HOMEROOM_CONSOLE_RESULTS", "10000"))
FEW = MANY // 4
SORTS = ("", "student", "-student", "lineItem", "-lineItem")
FILTERS = {
    "all of them": {},
    "a score that many have": {"a": "score", "c": "is", "v": "3"},
    "a word that none has": {"a": "textScore", "c": "contains", "v": "nothing"},
    "those of a student": {"a": "student", "c": "is", "v": hub_id(STUDENT)},
    "those of a line item": {"a": "lineItem", "c": "is", "v": hub_id(ITEM)},
}
# Where a page begins among the few of one student, or which results it holds, is by chance.
CHANCE = 2 * PER_PAGE
Read = Mapping[str, Mapping[str, int]]  # rows by the table they are of, by page


def all_pages(many: int) -> Read:
    """Fill a district and open every page; return how many rows each of them reads of a table."""
    with copy_of(make_template("migrated", prepare)) as urls:
        use(urls)
        town = make_town(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
        fill(town, many)
        client, found = town.browser("district-admin"), {}
        for sort, (name, narrow), where in product(SORTS, FILTERS.items(), WHERE):
            address = leaf(town.district, many, sort, where, narrow)
            with watched() as asked:
                answer = client.get(address)
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
    full = [read["results"] for name, read in many.items() if name.startswith("all of them")]
    assert min(full) >= PER_PAGE, "what a page shows, it has read"
    assert {
        name: (few[name][table], rows, table)
        for name, read in many.items()
        for table, rows in read.items()
        if rows > few[name][table] + CHANCE
    } == {}
