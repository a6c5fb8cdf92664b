"""How fast apps read: pages through sockets, with real tokens and the whole middleware."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2

from homeroom.access.clients import Made
from homeroom.bench.district import A_CLASS
from homeroom.bench.fill import fill
from homeroom.bench.pull import SLUG, one_sync, set_up
from homeroom.bench.readers import Reader, pages_per_s
from homeroom.bench.servers import static_source
from homeroom.bench.serving import file_served, served
from homeroom.bench.writers import Writer, bare_inserts_per_s
from homeroom.runs.setup import activation
from homeroom.runs.writes import vendors
from homeroom.runs.writes.vendors import Newcomer
from homeroom.store import districts
from homeroom.store.scope import district_scope

Tell = Callable[[str], None]
RESULTS = "/ims/oneroster/gradebook/v1p2/results"
TOKEN = "/oauth/token"
# name -> (records of a page, connections)
PAGES = {"page_100_one": (100, 1), "page_1000_one": (1000, 1), "page_1000_four": (1000, 4)}
# The limits are for apps that have gone wild, not for this.
_KNOBS = {"HOMEROOM_TOKENS_A_MINUTE": "1000000", "HOMEROOM_REQUESTS_A_MINUTE": "10000000"}


def bench_serve(records: int, make: Callable[[], None], tell: Tell) -> dict[str, Any]:
    """Return records a second for pages of 100 and of 1,000, on one and on four connections.

    Beside each stands its floor: the bytes of one such page, read from a file by the same server.
    `token.per_s` is how many tokens a second one client gets, one after the other; `put.per_s` how
    many results it puts, and `post_100.results_per_s` how many it posts, a hundred at a time.
    """
    with static_source(A_CLASS) as source:
        make()
        set_up(source)
        one_sync()
    district = districts.named(SLUG)
    size = max(records // A_CLASS * A_CLASS, A_CLASS)
    tell(f"filling up to {size:,} results")
    fill(district.id, A_CLASS, size)
    with district_scope(district.id) as scope:
        wanted = Newcomer(key="reader", vendor="Bench Inc.", grade_sync=True)
        app, made = vendors.add(scope, wanted, "bench")
        if app.state == "requested":
            activation.approve(scope, app, "bench")
    figures: dict[str, Any] = {"records": size}
    with served(_KNOBS) as address:
        token = _token(address, made)
        for name, (limit, connections) in PAGES.items():
            limit = min(limit, size)
            figures[name] = _pages(address, token, size, limit, connections)
            tell(f"{name}: {figures[name]}")
        figures["token"] = {"per_s": _tokens(address, made, 100)}
        figures |= _writes(address, token, made, min(size // 10, 2_000))
        tell(f"put: {figures['put']}, post_100: {figures['post_100']}")
    return figures


def _writes(address: str, token: str, made: Made, many: int) -> dict[str, Any]:
    """Return how fast grades are written, and beside that how fast a bare row is committed."""
    with Writer(address, token) as writer:
        puts, posts = writer.puts_per_s(many), writer.posts_per_s(max(1, many // 100))
    bare = bare_inserts_per_s(made, many)
    return {
        "put": {"per_s": round(puts), "bare_inserts_per_s": round(bare)},
        "post_100": {"results_per_s": round(posts)},
    }


def _pages(address: str, token: str, size: int, limit: int, connections: int) -> dict[str, int]:
    """Return the records a second of so many connections, each in a part of the list of its own."""
    starts = [size // connections * one for one in range(connections)]
    readers = [
        Reader(address, token, f"{RESULTS}?limit={limit}&offset={start}") for start in starts
    ]
    pages = max(2, min(size, 200_000) // limit // connections)
    found = pages_per_s(readers, pages) * limit
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.json"
        file.write_bytes(readers[0].body)
        with file_served(file) as floor:
            same = [Reader(floor, token, "/") for _ in readers]
            least = pages_per_s(same, pages) * limit
    return {"records_per_s": round(found), "floor_records_per_s": round(least)}


def _token(address: str, made: Made) -> str:
    with httpx2.Client(base_url=address, trust_env=False) as client:
        return _asked(client, made)


def _tokens(address: str, made: Made, many: int) -> int:
    with httpx2.Client(base_url=address, trust_env=False) as client:
        began = time.perf_counter()
        for _ in range(many):
            _asked(client, made)
        return round(many / (time.perf_counter() - began))


def _asked(client: httpx2.Client, made: Made) -> str:
    answer = client.post(
        TOKEN,
        data={"grant_type": "client_credentials"},
        auth=(made.client_id, made.secret),
    )
    return str(answer.raise_for_status().json()["access_token"])
