"""On a district with many results no page asks often, and none reads much of what there is.

HOMEROOM_CONSOLE_RESULTS=1000000 makes it as large as issue 5 asks: the bounds are the same.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

import pytest
from django.db import connections

from homeroom.access.roles import Role
from homeroom.console.browse_tabs import TABS, Tab
from homeroom.console.page import Page, Place
from homeroom.console.pages import PAGES
from homeroom.serve.deliveries import STATES
from homeroom.store import (
    apps,
    audit_search,
    browsing,
    delivery_counts,
    districts,
    grade_charts,
    grades_out,
    lookalikes,
    of_app,
)
from homeroom.store.browsing import Listing, Order
from homeroom.store.browsing_words import INDEXED, Condition, How
from homeroom.store.grades_out import Chosen
from homeroom.store.scope import Scope, district_scope
from tests.conftest import prepare, use
from tests.database import copy_of, make_template
from tests.integration.console.many import (
    BOUND,
    CLASS,
    ITEM,
    LARGE,
    RESULT,
    STUDENT,
    fill,
    hub_id,
    sizes,
    watched,
)
from tests.people import Town, make_town

MANY = int(os.environ.get("HOMEROOM_CONSOLE_RESULTS", "10000"))
MOST = 20
_FILTERS = {
    "results": "a=score&c=is&v=3&a=scoreStatus&c=begins+with&v=fully",
    "students": "a=familyName&c=contains&v=99",
    "line-items": "a=title&c=is&v=none",
}
LISTS = [f"data/{tab.key}/?{_FILTERS.get(tab.key, '')}" for tab in TABS]
RECORDS = [
    f"records/{kind}/{hub_id(of)}/?part={part}"
    for kind, of in (("user", STUDENT), ("class", CLASS), ("lineItem", ITEM), ("result", RESULT))
    for part in ("overview", "origin", "ids", "history", "deliveries", "received")
]
# Its list says of each class what became of its grades, all of them.
TITLED = "grades/campus/?class_title=Class+1"
A_CLASS = 1_000
NARROWED = [
    f"data/results/?a=student&c=is&v={hub_id(STUDENT)}",
    f"data/results/?a=lineItem&c=is&v={hub_id(ITEM)}&sort=-student",
    "grades/campus/?state=refused",
    TITLED,
    "grades/campus/kept/?state=held&code=result.cleared",
    f"grades/campus/kept/?class={hub_id(CLASS)}",
    "quality/?code=reference.unknown",
    "quality/duplicates/?kind=class",
    "runs/?state=failed",
    "runs/?before=1000",
    "log/?words=nobody",
]
# What stands for the parts of an address, in a district that is filled.
_NAMED = {
    "slug:slug": "riverbend", "str:key": "campus", "slug:sis": "campus", "slug:tab": "results",
    "slug:kind": "result", "slug:part": "categories", "slug:connector": "infinite_campus",
    "slug:step": "delivery-config", "uuid:class_id": hub_id(CLASS), "uuid:item_id": hub_id(ITEM),
    "uuid:record_id": hub_id(RESULT), "int:run_id": "0", "int:user_id": "1", "int:version": "1",
    "int:number": "1",
}  # fmt: skip


def address(page: Page) -> str:
    """Return an address of a page, within the district."""
    found = page.path
    for name, value in _NAMED.items():
        found = found.replace(f"<{name}>", value)
    return found


# It needs a draft.
LEFT_OUT = {"setup"}
EVERY = [
    address(one)
    for one in PAGES
    if one.place is Place.DISTRICT and Role.DISTRICT_ADMIN in one.opens and one.name not in LEFT_OUT
]


@pytest.fixture(scope="module")
def crowd() -> Iterator[Town]:
    """The district, filled; what is bounded by a count has a smaller bound, which shows."""
    with copy_of(make_template("migrated", prepare)) as urls, pytest.MonkeyPatch.context() as patch:
        use(urls)
        patch.setattr(browsing, "STRETCH", 400)
        patch.setattr(lookalikes, "STRETCH", 400)
        patch.setattr(audit_search, "STRETCH", 400)
        patch.setattr(delivery_counts, "MOST", 400)
        patch.setattr(grade_charts, "LOOKED_AT", 400)
        town = make_town(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
        fill(town, MANY)
        yield town
        connections.close_all()


def test_there_is_more_of_everything_than_a_page_may_read(crowd: Town) -> None:
    assert {name: many for name, many in sizes(crowd, LARGE).items() if many <= BOUND} == {}


@pytest.mark.parametrize("visitor", ["district-admin", "school-admin", "teacher"])
def test_no_page_asks_often_or_reads_much(crowd: Town, visitor: str) -> None:
    client = crowd.browser(visitor)
    trouble: list[str] = []
    known: dict[tuple[str, str], list[tuple[str, int]]] = {}
    shown = 0
    for path in dict.fromkeys((*EVERY, *LISTS, *RECORDS, *NARROWED)):
        with watched(known) as asked:
            status = client.get(f"/d/riverbend/{path}").status_code
        shown += status == 200
        if asked.many > MOST:
            trouble.append(f"{path}: {asked.many} statements")
        most = grades_out.SHOWN * A_CLASS if path == TITLED else BOUND
        trouble += [f"{path}: {rows} of {t}: {sql}" for t, rows, sql in asked.too_much(most)]

    assert trouble == []
    assert shown >= (95 if visitor == "district-admin" else 5)


def test_every_sort_of_a_list_bears_every_filter(crowd: Town) -> None:
    """What an index does not bear is looked for in a stretch of what is sorted, never in all."""
    trouble = []
    for tab, order, narrow in (one for each in TABS for one in _asked(each)):
        loose = Condition("sourced_id", How.BEGINS, "nothing")
        listing = Listing(
            kind=tab.kind, person=tab.person, order=order, conditions=(*narrow, loose)
        )
        with watched() as asked, district_scope(crowd.district.id) as scope:
            first = browsing.part(scope, listing, None, 50)
            if first.next:
                browsing.part(scope, listing, first.next, 50)
        trouble += [f"{tab.key} {order}: {one}" for one in asked.too_much()]
    assert trouble == []


def _asked(tab: Tab) -> Iterator[tuple[Tab, Order, tuple[Condition, ...]]]:
    """Yield every order of a list with each filter that an index bears, and without one."""
    orders = [tab.order(way + name)[1] for name in ("", *tab.sorts) for way in ("", "-")]
    borne = [("sourced_id", hub_id(RESULT)), *((one, "") for one in INDEXED.get(tab.kind, ()))]
    ids = {"line_item_id": hub_id(ITEM), "student_id": hub_id(STUDENT), "class_id": hub_id(CLASS)}
    filters = [(), *((Condition(name, How.IS, ids.get(name, value)),) for name, value in borne)]
    yield from (
        (tab, order, narrow)
        for order, narrow in product(orders, filters)
        if not narrow or narrow[0].value
    )


def test_a_page_is_planned_for_the_values_that_it_asks_with(
    crowd: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of some states is not used by a plan that has to do for any state."""
    seen: list[str] = []

    def noted(scope: Scope, *given: object) -> dict[str, int]:
        seen.append(scope.value("SELECT current_setting('plan_cache_mode')"))
        return {}

    monkeypatch.setattr(delivery_counts, "of_target", noted)
    assert crowd.browser("district-admin").get("/d/riverbend/grades/").status_code == 200
    assert seen == ["force_custom_plan"]


def test_a_statement_that_reads_much_is_found(crowd: Town) -> None:
    with watched() as asked, district_scope(crowd.district.id) as scope:
        scope.value("SELECT count(*) FROM results WHERE district_id = %(district)s AND score > 3")
        scope.value(
            "SELECT min(record_id::text) FROM deliveries WHERE district_id = %(district)s"
            " AND state = 'delivered'"
        )
        scope.row("SELECT 1 FROM results WHERE district_id = %(district)s AND id IS NULL")
    assert asked.many == 3
    assert {table for table, *_ in asked.too_much()} == {"results", "deliveries"}


def test_the_last_page_of_a_long_list_is_as_near_as_the_first(crowd: Town) -> None:
    client = crowd.browser("district-admin")
    place = f'["{hub_id(RESULT, 3)}"]'
    with watched() as asked:
        answer = client.get("/d/riverbend/data/results/", {"after": place})
    assert len(answer.context["rows"]) >= 3
    assert asked.too_much(100) == set()


def test_a_file_of_a_long_list_is_made_as_it_is_taken(crowd: Town) -> None:
    with watched() as asked:
        answer = crowd.browser("district-admin").get("/d/riverbend/data/results/?csv=1")
        lines = iter(answer.streaming_content)  # type: ignore[attr-defined]
        assert b"Score" in next(lines)
        first = asked.many
        many = sum(1 for _ in zip(lines, range(5_000), strict=False))
    assert many == 5_000
    # What comes later is asked for later, each part from where the last one ended.
    assert asked.many > first + 5_000 // 2_000
    assert asked.too_much(2_500) == set()


def test_an_app_that_asks_for_all_changes_reads_a_page_and_no_more(crowd: Town) -> None:
    since, states = datetime(2020, 1, 1, tzinfo=UTC), Chosen(states=STATES)
    with district_scope(crowd.district.id) as scope:
        campus = apps.keyed(scope, "campus").id
        with watched() as asked:
            first = of_app.changed(scope, campus, states, since, (None, 100))
            place = of_app.Place(first[-1].changed_at, first[-1].record_id, first[-1].target_id)
            second = of_app.changed(scope, campus, states, since, (place, 100))
    assert asked.too_much() == set()
    assert len({one.record_id for one in (*first, *second)}) == 200
