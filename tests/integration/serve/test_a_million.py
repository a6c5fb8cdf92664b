"""A reader of a million results gets each of them exactly once, while another app writes."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import msgspec
import pytest
from django.db import connections
from msgspec import Struct

from homeroom.access.clients import Made
from homeroom.store.scope import district_scope
from tests.api import ApiClient, token_of
from tests.integration.serve.grades import GRADES, item, result, send
from tests.people import ITEM, PUPIL, Town
from tests.thorough import THOROUGH

pytestmark = pytest.mark.skipif(
    not THOROUGH, reason="fifty-seven records are walked in test_paging.py; this is for a night"
)
MANY = 1_000_000


class Named(Struct):
    sourcedId: str


class Page(Struct):
    results: list[Named]


@pytest.fixture(scope="module")
def stored(town: Town) -> None:
    with district_scope(town.district.id) as scope:
        scope.run(
            "INSERT INTO results (district_id, id, sourced_id, changed_at, line_item_id,"
            " student_id, score) SELECT %(district)s, gen_random_uuid(), 'r' || n, now(), %(item)s,"
            " %(student)s, n %% 100 FROM generate_series(1, %(many)s) n",
            item=UUID(ITEM),
            student=UUID(PUPIL),
            many=MANY,
        )
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE results")


@contextmanager
def writer(token: str) -> Iterator[list[int]]:
    """Write new results, change them and delete them, for as long as it lasts."""
    app, over, statuses = ApiClient(token), threading.Event(), list[int]()

    def write() -> None:
        send(app, f"{GRADES}/lineItems/busy", item("Busy"))
        path = f"{GRADES}/results/busy-1"
        while not over.is_set():
            for score in (1, 2):
                statuses.append(send(app, path, result("busy", score)).status_code)
            statuses.append(app.delete(path).status_code)
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield statuses
    finally:
        over.set()
        thread.join()


def walk(app: ApiClient, limit: int) -> Iterator[list[str]]:
    link = f"{GRADES}/results?limit={limit}"
    while link:
        got = app.get(link)
        assert got.status_code == 200, got.content
        yield [one.sourcedId for one in msgspec.json.decode(got.content, type=Page).results]
        following = re.search(r'<([^>]+)>; rel="next"', got.headers["Link"])
        link = following[1].removeprefix("http://localhost") if following else ""


@pytest.mark.parametrize("limit", [100, 5_000, 50_000])
def test_each_result_comes_exactly_once_while_another_writes(
    town: Town, quizzly: Made, stored: None, limit: int
) -> None:
    token = token_of(quizzly)
    with writer(token) as statuses:
        seen = [one for page in walk(ApiClient(token), limit) for one in page]
    there = [one for one in seen if re.fullmatch(r"r\d+", one)]
    assert len(there) == len(set(there)) == MANY
    # What came or went meanwhile is there once or not at all.
    assert len(seen) == len(set(seen))
    assert set(statuses) == {201, 204}
