"""On a district with many results no page asks often, and none reads a large table whole.

HOMEROOM_CONSOLE_RESULTS=1000000 fills the district as large as issue 5 asks.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import connections

from homeroom.console.browse_tabs import TABS
from homeroom.store import districts
from homeroom.store.scope import district_scope
from tests.conftest import prepare, use
from tests.database import copy_of, make_template
from tests.integration.console.many import (
    CLASS,
    ITEM,
    RESULT,
    STUDENT,
    fill,
    hub_id,
    read_whole,
    watched,
)
from tests.people import Town, make_town

MANY = int(os.environ.get("HOMEROOM_CONSOLE_RESULTS", "30000"))
MOST = 20
_FILTERS = {
    "results": "a=score&c=is&v=3&a=scoreStatus&c=begins+with&v=fully",
    "students": "a=familyName&c=contains&v=99",
    "line-items": "a=title&c=is&v=none",
}
LISTS = [
    f"data/{tab.key}/?{query}"
    for tab in TABS
    for query in (
        "",
        *(f"sort=-{name}" for name in tab.sorts),
        *([_FILTERS[tab.key]] if tab.key in _FILTERS else ()),
    )
]
RECORDS = [
    f"records/{kind}/{hub_id(of)}/?part={part}"
    for kind, of in (("user", STUDENT), ("class", CLASS), ("lineItem", ITEM), ("result", RESULT))
    for part in ("overview", "origin", "ids", "history", "deliveries", "received")
]
OTHERS = [
    f"classes/{hub_id(CLASS)}/",
    f"data/results/?a=student&c=is&v={hub_id(STUDENT)}",
    f"data/results/?a=lineItem&c=is&v={hub_id(ITEM)}",
    "runs/",
    "runs/0/",
    "runs/0/review/",
    "quality/",
    "quality/duplicates/",
    "quality/master-fields/",
    "quality/domains/",
]


@pytest.fixture(scope="module")
def crowd() -> Iterator[Town]:
    """The district, filled."""
    with copy_of(make_template("migrated", prepare)) as urls:
        use(urls)
        town = make_town(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
        fill(town, MANY)
        yield town
        connections.close_all()


@pytest.mark.parametrize("visitor", ["district-admin", "school-admin"])
def test_no_page_asks_often_or_reads_a_large_table_whole(crowd: Town, visitor: str) -> None:
    client = crowd.browser(visitor)
    trouble = []
    for path in (*LISTS, *RECORDS, *OTHERS):
        with watched() as asked:
            status = client.get(f"/d/riverbend/{path}").status_code
        if visitor == "district-admin":
            assert status == 200, path
        if asked.many > MOST:
            trouble.append(f"{path}: {asked.many} statements")
        trouble += [f"{path}: {table}: {sql}" for table, sql in sorted(read_whole(crowd, asked))]
    assert trouble == []


def test_a_statement_that_reads_a_large_table_whole_is_found(crowd: Town) -> None:
    with watched() as asked, district_scope(crowd.district.id) as scope:
        scope.value("SELECT count(*) FROM results WHERE district_id = %(district)s AND score > 3")
        scope.row("SELECT 1 FROM results WHERE district_id = %(district)s AND id IS NULL")
    assert asked.many == 2
    assert {table for table, _ in read_whole(crowd, asked)} == {"results"}


def test_the_last_page_of_a_long_list_is_as_near_as_the_first(crowd: Town) -> None:
    client = crowd.browser("district-admin")
    place = f'["{hub_id(RESULT, 3)}"]'
    with watched() as asked:
        answer = client.get("/d/riverbend/data/results/", {"after": place})
    assert len(answer.context["rows"]) >= 3
    assert not any("OFFSET %(stretch)s" in sql and "count" in sql for sql, *_ in asked.statements)
    assert read_whole(crowd, asked) == set()
