"""A day on which everything goes wrong: all grades are refused, and each row is an issue.

Pages that say so still read no more than on any other day.
"""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connections

from homeroom.store import delivery_counts, districts, grade_charts, grades_out, years
from homeroom.store.scope import district_scope
from tests.conftest import prepare, use
from tests.database import copy_of, make_template
from tests.integration.console.many import BOUND, fill, watched
from tests.people import Town, make_town

RESULTS, MOST, A_CLASS = 5_000, 400, 1_000
FRONT = ("grades/", "grades/campus/")
KEPT, CHARTS, YEAR = "grades/campus/kept/", "grades/campus/charts/", "rules/new-year/"
PAGES = ("", "apps/", *FRONT, KEPT, CHARTS, YEAR)
_WRONG = (
    "UPDATE deliveries SET state = 'refused', code = 'result.over_maximum',"
    ' facts = \'{"score": "11", "maximum": "10"}\' WHERE district_id = %(district)s',
    "UPDATE issues SET resolved_at = NULL WHERE district_id = %(district)s",
    "INSERT INTO source_waits (district_id, app_id, kind, source_id, parent_kind, parent_id)"
    " SELECT district_id, app_id, 'lineItem', subject, 'class', 'gone' FROM issues"
    " WHERE district_id = %(district)s",
)


@pytest.fixture(scope="module")
def crowd() -> Iterator[Town]:
    """The district; what is counted up to a bound has a smaller one, which shows."""
    with copy_of(make_template("migrated", prepare)) as urls, pytest.MonkeyPatch.context() as patch:
        use(urls)
        patch.setattr(delivery_counts, "MOST", MOST)
        patch.setattr("homeroom.console.templatetags.homeroom.MOST", MOST)
        patch.setattr(grades_out, "LOOKED_AT", MOST)
        patch.setattr(grade_charts, "LOOKED_AT", MOST)
        town = make_town(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
        fill(town, RESULTS)
        with district_scope(town.district.id) as scope:
            for statement in _WRONG:
                scope.run(statement)
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) deliveries, issues, source_waits")
        yield town
        connections.close_all()


def test_pages_that_say_so_read_no_more_than_ever(crowd: Town) -> None:
    client, trouble, found = crowd.browser("district-admin"), [], {}
    mark = client.get(f"/d/riverbend/{KEPT}").context["next"]
    for path in (*PAGES, f"{KEPT}?{urlencode({'after': mark})}"):
        with watched() as asked:
            answer = client.get(f"/d/riverbend/{path}")
        found[path] = " ".join(answer.content.decode().split())
        # The classes that a page names are counted to the end.
        most = grades_out.SHOWN * A_CLASS if path in FRONT else BOUND
        assert asked.read, "each page asks something"
        trouble += [f"{path}: {one}" for one in asked.too_much(most)]
    assert trouble == []
    assert "more than 400 records have issues." in found[""]
    assert "more than 400 grades were refused." in found[""]
    for path in FRONT:
        assert "Only 400 of those that are kept back were looked at" in found[path]
        # Beside them a line item is refused.
        assert "<strong>400 grades.</strong>" in found[path]
    assert "Of 401 refused ones that were looked at, 401 have one cause" in found[CHARTS]
    assert "Records wait for a class that nobody shows: more than 400 of campus" in found[YEAR]


def test_of_some_that_are_open_the_old_year_says_at_least(crowd: Town) -> None:
    with district_scope(crowd.district.id) as scope:
        scope.run("UPDATE classes SET retired_at = now() WHERE district_id = %(district)s")
        assert years.open_deliveries(scope, date(2026, 10, 1)) == {"refused": MOST + 1}
    page = crowd.browser("district-admin").get(f"/d/riverbend/{YEAR}").content.decode()
    assert "Of classes that are over, at least: 401 refused." in page
